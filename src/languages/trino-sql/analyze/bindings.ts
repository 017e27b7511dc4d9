import type { Column } from '../../../sql/tree.ts';

/** A WITH query that may be scanned by its name. */
export interface Binding {
  readonly number: number;
  readonly names: readonly (string | undefined)[];
  readonly columns: readonly Column[];
  /** Whether anything scans it: what nothing scans is not run. */
  used: boolean;
}

/** The WITH queries visible at one place, by lower-case name. */
export type Bindings = ReadonlyMap<string, Binding>;
