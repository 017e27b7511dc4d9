import type { TrinoColumn, TrinoType } from './trino-client.ts';

/**
 * Trino's answer as the CSV file that Data Query promises (data-query-and-query-runs.md §5.1): written from the contract
 * and Trino's protocol alone, so that it shares no mistake with the product's encoder.
 */
export function csvOf(columns: readonly TrinoColumn[], rows: readonly (readonly unknown[])[]): string {
  const lines = [columns.map((column) => quoted(column.name))];
  for (const row of rows)
    lines.push(columns.map((column, i) => quoted(cell(row[i] ?? null, column.typeSignature))));
  return lines.map((cells) => `${cells.join(',')}\n`).join('');
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function cell(value: unknown, type: TrinoType): string {
  if (value === null) return '';
  if (isNested(type)) return json(value, type);
  return scalar(value, type);
}

function isNested(type: TrinoType): boolean {
  return type.rawType === 'array' || type.rawType === 'map' || type.rawType === 'row';
}

function scalar(value: unknown, type: TrinoType): string {
  switch (type.rawType) {
    case 'double':
    case 'real':
      return typeof value === 'number' ? javaDouble(value) : String(value);
    case 'timestamp':
      return isoTime(String(value));
    case 'timestamp with time zone':
      return zonedIsoTime(String(value));
    default:
      return String(value);
  }
}

/** Java's `Double.toString`: plain from 10^-3 to below 10^7, else one digit before the point and an exponent. */
function javaDouble(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e7) {
    const text = String(value);
    return text.includes('.') ? text : `${text}.0`;
  }
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
}

function isoTime(text: string): string {
  const [date = '', time = ''] = text.split(' ');
  return `${date}T${time.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')}`;
}

function zonedIsoTime(text: string): string {
  const at = text.lastIndexOf(' ');
  const local = isoTime(text.slice(0, at));
  return local + offset(local, text.slice(at + 1));
}

/** `Z` where it is zero, as Java writes it, else `±HH:MM`; of two offsets that a local time may have, the earlier instant's. */
function offset(local: string, zone: string): string {
  if (zone === 'UTC') return 'Z';
  if (/^[+-]\d\d:\d\d$/.test(zone)) return zone;
  const wall = Date.parse(`${local}Z`);
  const minutes = [wall - 86_400_000, wall + 86_400_000]
    .map((guess) => minutesAt(guess, zone))
    .find((candidate) => minutesAt(wall - candidate * 60_000, zone) === candidate);
  if (minutes === undefined) throw new Error(`no offset for ${local} ${zone}`);
  if (minutes === 0) return 'Z';
  const size = Math.abs(minutes);
  const two = (part: number): string => String(Math.floor(part)).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`;
}

function minutesAt(instant: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    .formatToParts(instant)
    .find((part) => part.type === 'timeZoneName')?.value;
  const match = /^GMT(?:([+-])(\d\d):(\d\d))?/.exec(parts ?? '');
  if (match === null) throw new Error(`no offset in ${parts}`);
  const [, sign, hours = '0', minutes = '0'] = match;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function json(value: unknown, type: TrinoType): string {
  if (value === null) return 'null';
  const [first, second] = type.arguments.map((argument) => argument.value as TrinoType);
  switch (type.rawType) {
    case 'array':
      return `[${(value as unknown[]).map((item) => json(item, known(first))).join(',')}]`;
    case 'map': {
      const entries = Object.entries(value as Record<string, unknown>);
      return `{${entries
        .map(([key, item]) => `${JSON.stringify(scalar(key, known(first)))}:${json(item, known(second))}`)
        .join(',')}}`;
    }
    case 'row':
      return row(value as unknown[], type);
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'json':
      return String(value);
    case 'decimal':
      return shortestDecimal(String(value));
    case 'double':
    case 'real':
      return typeof value === 'number' ? javaDouble(value) : JSON.stringify(value);
    default:
      return JSON.stringify(scalar(value, type));
  }
}

/** An object where every field has a name, else an array. */
function row(values: readonly unknown[], type: TrinoType): string {
  const fields = type.arguments.map(
    (argument) => argument.value as { fieldName?: { name: string } | null; typeSignature: TrinoType },
  );
  const parts = fields.map((field, i) => json(values[i] ?? null, field.typeSignature));
  if (fields.some((field) => !field.fieldName)) return `[${parts.join(',')}]`;
  return `{${fields.map((field, i) => `${JSON.stringify(field.fieldName?.name)}:${parts[i]}`).join(',')}}`;
}

function shortestDecimal(text: string): string {
  return text.includes('.') ? text.replace(/(\.\d+?)0+$/, '$1') : `${text}.0`;
}

function known(type: TrinoType | undefined): TrinoType {
  if (type === undefined) throw new Error('a nested type without the types of its parts');
  return type;
}
