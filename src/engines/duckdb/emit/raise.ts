import type { SqlType } from '../../../sql/types.ts';
import { duckdbType } from './duckdb-type.ts';
import { quoteText } from './quote.ts';

/** Starts every text that a statement raises itself, so that `errors.ts` finds it inside the engine's own message. */
export const RAISED = 'sluice! ';

/**
 * An expression of the given type that fails with `message` (SQL text of a VARCHAR, or a plain text). It is a cast
 * that cannot work: DuckDB's `error()` counts as volatile, and `TRY()` refuses it (dialect notes §9).
 */
export function raise(message: { readonly text: string } | { readonly sql: string }, type: SqlType): string {
  const sql =
    'text' in message ? quoteText(RAISED + message.text) : `(${quoteText(RAISED)} || ${message.sql})`;
  const failing = `CAST(${sql} AS BIGINT)`;
  switch (type.kind) {
    case 'bigint':
    case 'interval day to second':
      return failing;
    case 'array':
    case 'map':
    case 'row':
      return `CAST(${sql} AS ${duckdbType(type)})`;
    case 'timestamp with time zone':
      if (type.zone === undefined) return `CAST(${sql} AS ${duckdbType(type)})`;
      break;
    default:
  }
  return `CAST(CAST(${failing} AS VARCHAR) AS ${duckdbType(type)})`;
}
