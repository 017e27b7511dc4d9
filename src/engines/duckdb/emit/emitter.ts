import type { ColumnId, Expression, Relation } from '../../../sql/tree.ts';
import type { SqlType } from '../../../sql/types.ts';

/** What the parts of the emitter ask of each other; made by `emit-query.ts`. */
export interface Emitter {
  /** SQL of an expression; columns are named `c<id>`, also those of the outside. */
  expression(expression: Expression): string;
  /** SQL of a relation as a FROM item. */
  relation(relation: Relation): string;
  /** A name used nowhere else in the statement. */
  name(): string;
  /** From now on a lambda's parameter is this SQL. */
  bind(id: ColumnId, sql: string): void;
  boundTo(id: ColumnId): string | undefined;
  /** Names of a column in a select list that hands it on: its own, and that of its cell where the scan gives one. */
  handOn(id: ColumnId): readonly string[];
  /** Cells of the file that a scan computes itself: `q<id>`, its SQL over the column `c<id>`. */
  readonly cells: ReadonlyMap<ColumnId, string>;
  /** Business time of the attempt, ms. */
  readonly now: number;
}

/** One call to be emitted, seen from the row of its function. */
export interface CallSite {
  readonly name: string;
  readonly type: SqlType;
  readonly args: readonly Expression[];
  /** SQL of an argument. */
  arg(index: number): string;
  /** SQL of all arguments. */
  all(): string[];
  readonly emit: Emitter;
}

/** How one function name is written for DuckDB, whatever the overload. */
export type EmitCall = (site: CallSite) => string;

export type Emissions = Readonly<Record<string, EmitCall>>;
