import type { Subquery } from '../../../sql/tree.ts';
import type { Emitter } from './emitter.ts';
import { comparable } from './instant.ts';

/** A subquery as an expression. DuckDB fails by itself where a scalar one has several rows. */
export function emitSubquery(subquery: Subquery, emit: Emitter): string {
  const from = emit.relation(subquery.relation);
  switch (subquery.kind) {
    case 'scalar':
      return `(SELECT c${subquery.column} FROM ${from})`;
    case 'exists':
      return `EXISTS (SELECT 1 FROM ${from})`;
    case 'in':
      return `(${comparable(subquery.value, emit)} IN (SELECT ${sortable(subquery)} FROM ${from}))`;
    case 'all':
    case 'any': {
      const value = comparable(subquery.value, emit);
      return `(${value} ${subquery.comparison} ${subquery.kind.toUpperCase()} (SELECT ${sortable(subquery)} FROM ${from}))`;
    }
  }
}

/** The column as it is compared; of a pair of instant and zone only the instant counts. */
function sortable(subquery: Extract<Subquery, { kind: 'in' | 'all' | 'any' }>): string {
  const { type } = subquery.value;
  const pair = type.kind === 'timestamp with time zone' && type.zone === undefined;
  return pair ? `c${subquery.column}.t` : `c${subquery.column}`;
}
