import type { SqlType } from './types.ts';

/** A type in Trino's spelling: `varchar(3)`, `decimal(18,6)`, `timestamp(3) with time zone`, `row(a integer)`. */
export function formatType(type: SqlType): string {
  switch (type.kind) {
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'varchar':
      return type.length === undefined ? 'varchar' : `varchar(${type.length})`;
    case 'char':
      return `char(${type.length})`;
    case 'time':
      return `time(${type.precision})`;
    case 'timestamp':
      return `timestamp(${type.precision})`;
    case 'timestamp with time zone':
      return `timestamp(${type.precision}) with time zone`;
    case 'array':
      return `array(${formatType(type.element)})`;
    case 'map':
      return `map(${formatType(type.key)}, ${formatType(type.value)})`;
    case 'row':
      return `row(${type.fields.map((field) => formatField(field.name, field.type)).join(', ')})`;
    case 'function':
      return `function(${[...type.params, type.result].map(formatType).join(',')})`;
    default:
      return type.kind;
  }
}

/** Plain lower-case names need no quotes in a row type; anything else is quoted, as Trino prints it. */
const PLAIN_FIELD_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

function formatField(name: string | undefined, type: SqlType): string {
  if (name === undefined) return formatType(type);
  const shown = PLAIN_FIELD_NAME.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
  return `${shown} ${formatType(type)}`;
}
