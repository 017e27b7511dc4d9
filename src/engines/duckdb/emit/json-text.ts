import type { SqlType } from '../../../sql/types.ts';
import { decimalText, padded, textOf } from './cast-to-text.ts';
import { isoText, zonedIsoText } from './iso-text.ts';
import { quoteText } from './quote.ts';

/**
 * Who reads the JSON: `result` is a result file (data-query contract §5.3: shortest decimals, ISO times), `full` the same
 * with all digits, `cast` is Trino's `CAST(x AS json)` (all digits, times as in a cast to varchar).
 */
export type JsonStyle = 'result' | 'full' | 'cast';

/** A value as JSON text; an SQL null stays null. */
export function jsonText(sql: string, type: SqlType, style: JsonStyle): string {
  switch (type.kind) {
    case 'unknown':
      return `CAST(${sql} AS VARCHAR)`;
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      return `CAST(${sql} AS VARCHAR)`;
    case 'decimal':
      return style === 'result' ? shortestDecimal(sql, type) : decimalText(sql, type);
    case 'double':
    case 'real':
      return `sluice.double_json(${sql})`;
    case 'json':
      return sql;
    case 'varchar':
      return jsonString(sql, style);
    case 'char':
      return jsonString(padded(sql, type.length), style);
    case 'array':
      return `('[' || array_to_string(list_transform(${sql}, lambda x: ${orNull(jsonText('x', type.element, style))}), ',') || ']')`;
    case 'map': {
      const key = jsonKey('e.key', type.key, style);
      const value = orNull(jsonText('e.value', type.value, style));
      return `('{' || array_to_string(list_transform(map_entries(${sql}), lambda e: ${key} || ':' || ${value}), ',') || '}')`;
    }
    case 'row':
      return rowText(sql, type, style);
    default:
      return `('"' || ${scalarText(sql, type, style)} || '"')`;
  }
}

/** The JSON value `null` for an SQL null. */
export function orNull(json: string): string {
  return `coalesce(${json}, 'null')`;
}

/** Minimal escapes, and three line ends of Unicode that line readers break at (data-query contract §5.3). */
function jsonString(sql: string, style: JsonStyle): string {
  return style === 'cast' ? `CAST(to_json(${sql}) AS VARCHAR)` : `sluice.json_text(${sql})`;
}

/** Without its trailing zeros, but for one fraction digit (data-query contract §5.3). */
function shortestDecimal(sql: string, type: Extract<SqlType, { kind: 'decimal' }>): string {
  const { scale } = type;
  const digits = decimalText(sql, type);
  if (scale === 0) return `(${digits} || '.0')`;
  return scale === 1 ? digits : `sluice.shortest_decimal(${digits})`;
}

function jsonKey(sql: string, type: SqlType, style: JsonStyle): string {
  if (type.kind === 'varchar') return jsonString(sql, style);
  if (type.kind === 'char') return jsonString(padded(sql, type.length), style);
  return `('"' || ${scalarText(sql, type, style)} || '"')`;
}

/** Text of a scalar that needs no escapes. */
function scalarText(sql: string, type: SqlType, style: JsonStyle): string {
  if (style !== 'cast' && type.kind === 'timestamp') return isoText(sql);
  if (style !== 'cast' && type.kind === 'timestamp with time zone') return zonedIsoText(sql, type.zone);
  if (type.kind === 'double' || type.kind === 'real') return `sluice.java_double(${sql})`;
  return type.kind === 'varbinary' ? `base64(${sql})` : textOf(sql, type);
}

/** An object where every field has a name, else an array. */
function rowText(sql: string, type: Extract<SqlType, { kind: 'row' }>, style: JsonStyle): string {
  const named = type.fields.every(({ name }) => name !== undefined);
  const parts = type.fields.map((field, i) => {
    const value = orNull(jsonText(`s.f${i + 1}`, field.type, style));
    return named ? `${quoteText(`${JSON.stringify(field.name)}:`)} || ${value}` : value;
  });
  const [open, close] = named ? ['{', '}'] : ['[', ']'];
  const body = parts.join(" || ',' || ");
  return `list_transform([${sql}], lambda s: CASE WHEN s IS NOT NULL THEN '${open}' || ${body} || '${close}' END)[1]`;
}
