import type { Expression } from '../../../sql/tree.ts';
import type { SqlType } from '../../../sql/types.ts';
import type { Emitter } from './emitter.ts';

/** One aggregate call to be emitted, seen from the row of its function. */
export interface AggregateSite {
  readonly type: SqlType;
  readonly args: readonly Expression[];
  readonly distinct: boolean;
  /** `ORDER BY …` of the call, or empty. */
  readonly order: string;
  /** Whether it stands over a window. */
  readonly window: boolean;
  arg(index: number): string;
  /**
   * A call of DuckDB's aggregate with this site's DISTINCT, ORDER BY, FILTER and OVER. No args: `*`.
   * `filter` narrows it further.
   */
  call(
    name: string,
    args: readonly string[],
    options?: { readonly filter?: string; readonly ordered?: boolean; readonly distinct?: boolean },
  ): string;
  readonly emit: Emitter;
}

export type EmitAggregate = (site: AggregateSite) => string;
export type AggregateEmissions = Readonly<Record<string, EmitAggregate>>;
