import type { Literal } from '../../../sql/tree.ts';
import type { SqlType } from '../../../sql/types.ts';
import { duckdbType } from './duckdb-type.ts';
import { quoteText } from './quote.ts';
import { zoneName } from './zone.ts';

/** A constant as DuckDB writes it, of exactly the type that carries the literal's. */
export function emitLiteral({ type, value }: Literal): string {
  if (value === null) return nullOf(type);
  switch (type.kind) {
    case 'boolean':
      return value === true || value === 'true' ? 'true' : 'false';
    case 'varchar':
    case 'json':
      return quoteText(String(value));
    case 'char':
      return quoteText(String(value).replace(/ +$/, ''));
    case 'varbinary':
      return `unhex(${quoteText(String(value))})`;
    case 'timestamp with time zone': {
      const instant = `CAST(${quoteText(`${value}+00`)} AS TIMESTAMPTZ)`;
      return type.zone === undefined ? pairOf(instant, 'UTC') : instant;
    }
    case 'real':
    case 'double': {
      const text = Object.is(value, -0) ? '-0.0' : String(value);
      return `CAST(${quoteText(text)} AS ${duckdbType(type)})`;
    }
    default:
      return `CAST(${quoteText(String(value))} AS ${duckdbType(type)})`;
  }
}

export function nullOf(type: SqlType): string {
  return type.kind === 'unknown' ? 'NULL' : `CAST(NULL AS ${duckdbType(type)})`;
}

/** An instant with its zone, for values whose zone is not known while compiling. */
export function pairOf(instant: string, zone: string): string {
  return `CASE WHEN ${instant} IS NOT NULL THEN struct_pack(t := ${instant}, z := ${quoteText(zoneName(zone))}) END`;
}
