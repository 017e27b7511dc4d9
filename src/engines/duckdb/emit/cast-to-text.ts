import type { SqlType } from '../../../sql/types.ts';
import { quoteText } from './quote.ts';
import { raise } from './raise.ts';
import { localTime, zoneName } from './zone.ts';

type TextType = Extract<SqlType, { kind: 'varchar' | 'char' }>;

/** Casts to varchar and char: between texts an explicit one cuts, from other types one that does not fit fails. */
export function castToText(sql: string, from: SqlType, to: TextType, implied: boolean): string {
  if (from.kind === 'varchar' || from.kind === 'char') return textToText(sql, from, to, implied);
  const text = textOf(sql, from);
  if (to.length === undefined) return text;
  const message = `'Value ' || ${text} || ${quoteText(` cannot be represented as ${to.kind}(${to.length})`)}`;
  return `CASE WHEN length(${text}) > ${to.length} THEN ${raise({ sql: `(${message})` }, to)} ELSE ${text} END`;
}

function textToText(sql: string, from: TextType, to: TextType, implied: boolean): string {
  // A char is kept without its trailing blanks; as a varchar it has them again.
  const source = from.kind === 'char' && to.kind === 'varchar' ? padded(sql, from.length) : sql;
  const fits = to.length === undefined || (from.length !== undefined && from.length <= to.length);
  const cut = implied || fits ? source : `left(${source}, ${to.length})`;
  return to.kind === 'char' && from.kind !== 'char' ? `rtrim(${cut}, ' ')` : cut;
}

/** A char as its user sees it: filled with blanks to its length. */
export function padded(sql: string, length: number): string {
  return `sluice.pad(${sql}, ${length})`;
}

/** All digits of the scale. DuckDB leaves the zero before the point out where a decimal has no other digit there. */
export function decimalText(sql: string, type: Extract<SqlType, { kind: 'decimal' }>): string {
  if (type.precision > type.scale) return `CAST(${sql} AS VARCHAR)`;
  return `regexp_replace(CAST(${sql} AS VARCHAR), '^(-?)[.]', '\\10.')`;
}

/** The text of a value as `CAST(x AS varchar)` gives it. */
export function textOf(sql: string, from: SqlType): string {
  switch (from.kind) {
    case 'double':
    case 'real':
      return `sluice.scientific_text(${sql})`;
    case 'timestamp':
      return `sluice.timestamp_text(${sql}, ${from.precision})`;
    case 'timestamp with time zone':
      return from.zone === undefined
        ? `(sluice.timestamp_text(sluice.wall_clock(${sql}), ${from.precision}) || ' ' || (${sql}).z)`
        : `(sluice.timestamp_text(${localTime(sql, from.zone)}, ${from.precision}) || ${quoteText(` ${zoneName(from.zone)}`)})`;
    case 'time':
      return `sluice.time_text(${sql}, ${from.precision})`;
    case 'interval day to second':
      return `sluice.day_interval_text(${sql})`;
    case 'interval year to month':
      return `sluice.month_interval_text(${sql})`;
    case 'varbinary':
      return `decode(${sql})`;
    case 'char':
      return padded(sql, from.length);
    case 'varchar':
    case 'json':
      return sql;
    case 'decimal':
      return decimalText(sql, from);
    default:
      return `CAST(${sql} AS VARCHAR)`;
  }
}
