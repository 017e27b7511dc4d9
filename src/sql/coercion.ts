import { asDecimal, decimalSuperType } from './decimal.ts';
import { sameType } from './same-type.ts';
import type { RowField, SqlType } from './types.ts';

/** Trino's implicit coercions between scalar kinds, besides those inside a family (shorter to longer). */
const WIDER: Readonly<Record<string, readonly SqlType['kind'][]>> = {
  tinyint: ['smallint', 'integer', 'bigint', 'decimal', 'real', 'double'],
  smallint: ['integer', 'bigint', 'decimal', 'real', 'double'],
  integer: ['bigint', 'decimal', 'real', 'double'],
  bigint: ['decimal', 'real', 'double'],
  decimal: ['real', 'double'],
  real: ['double'],
  date: ['timestamp', 'timestamp with time zone'],
  timestamp: ['timestamp with time zone'],
};

/**
 * Whether a value of one type may stand, without a cast in the text, where another is wanted. Nothing goes between
 * text and numbers or dates, in either direction.
 */
export function canCoerce(from: SqlType, to: SqlType): boolean {
  if (sameType(from, to)) return true;
  const common = commonSuperType(from, to);
  return common !== undefined && sameType(common, to);
}

/** The narrowest type both can be coerced to (for UNION, CASE, IN, comparisons …); `undefined`: there is none. */
export function commonSuperType(a: SqlType, b: SqlType): SqlType | undefined {
  if (sameType(a, b)) return withZoneOfBoth(a, b);
  if (a.kind === 'unknown') return b;
  if (b.kind === 'unknown') return a;
  if (a.kind === b.kind) return sameKindSuperType(a, b);
  if (WIDER[a.kind]?.includes(b.kind)) return widened(a, b);
  if (WIDER[b.kind]?.includes(a.kind)) return widened(b, a);
  if (a.kind === 'char' && b.kind === 'varchar') return charAndVarchar(a.length, b.length);
  if (b.kind === 'char' && a.kind === 'varchar') return charAndVarchar(b.length, a.length);
  return undefined;
}

/** The common type of all, in order; `undefined`: there is none. No types: unknown. */
export function commonSuperTypeOf(types: readonly SqlType[]): SqlType | undefined {
  let common: SqlType = { kind: 'unknown' };
  for (const type of types) {
    const next = commonSuperType(common, type);
    if (next === undefined) return undefined;
    common = next;
  }
  return common;
}

/** Longest char type of Trino. */
const MAX_CHAR_LENGTH = 65_536;

function charAndVarchar(char: number, varchar: number | undefined): SqlType {
  return { kind: 'char', length: varchar === undefined ? MAX_CHAR_LENGTH : Math.max(char, varchar) };
}

function widened(from: SqlType, to: SqlType): SqlType | undefined {
  if (to.kind === 'decimal') {
    const source = asDecimal(from);
    return source && decimalSuperType(source, to);
  }
  if (to.kind === 'timestamp' || to.kind === 'timestamp with time zone') {
    const precision = 'precision' in from ? Math.max(from.precision, to.precision) : to.precision;
    // Without a zone of its own, a value takes the session's (UTC).
    const zone = to.kind === 'timestamp with time zone' && to.zone === 'UTC' ? { zone: 'UTC' } : {};
    return { kind: to.kind, precision, ...zone };
  }
  return to;
}

function sameKindSuperType(a: SqlType, b: SqlType): SqlType | undefined {
  if (a.kind === 'decimal' && b.kind === 'decimal') return decimalSuperType(a, b);
  if (a.kind === 'varchar' && b.kind === 'varchar') {
    if (a.length === undefined || b.length === undefined) return { kind: 'varchar' };
    return { kind: 'varchar', length: Math.max(a.length, b.length) };
  }
  if (a.kind === 'char' && b.kind === 'char') {
    return { kind: 'char', length: Math.max(a.length, b.length) };
  }
  if ((a.kind === 'time' && b.kind === 'time') || (a.kind === 'timestamp' && b.kind === 'timestamp')) {
    return a.precision >= b.precision ? a : b;
  }
  if (a.kind === 'timestamp with time zone' && b.kind === 'timestamp with time zone') {
    const precision = Math.max(a.precision, b.precision);
    return { ...withZoneOfBoth({ ...a, precision }, { ...b, precision }) };
  }
  if (a.kind === 'array' && b.kind === 'array') {
    const element = commonSuperType(a.element, b.element);
    return element && { kind: 'array', element };
  }
  if (a.kind === 'map' && b.kind === 'map') {
    const key = commonSuperType(a.key, b.key);
    const value = commonSuperType(a.value, b.value);
    return key && value && { kind: 'map', key, value };
  }
  if (a.kind === 'row' && b.kind === 'row') return rowSuperType(a.fields, b.fields);
  return undefined;
}

function rowSuperType(a: readonly RowField[], b: readonly RowField[]): SqlType | undefined {
  if (a.length !== b.length) return undefined;
  const fields: RowField[] = [];
  for (const [i, field] of a.entries()) {
    const other = b[i];
    const type = other && commonSuperType(field.type, other.type);
    if (other === undefined || type === undefined) return undefined;
    // A name survives only where both sides have it.
    const named = field.name !== undefined && field.name.toLowerCase() === other.name?.toLowerCase();
    fields.push(named ? { name: field.name, type } : { type });
  }
  return { kind: 'row', fields };
}

/** Values of two zones in one column: the zone is no longer known while compiling. */
function withZoneOfBoth(a: SqlType, b: SqlType): SqlType {
  if (a.kind === 'timestamp with time zone' && b.kind === 'timestamp with time zone' && a.zone !== b.zone) {
    return { kind: a.kind, precision: a.precision };
  }
  if (a.kind === 'array' && b.kind === 'array') {
    return { kind: 'array', element: withZoneOfBoth(a.element, b.element) };
  }
  return a;
}

const NOT_COMPARABLE: ReadonlySet<SqlType['kind']> = new Set(['function']);
const NOT_ORDERABLE: ReadonlySet<SqlType['kind']> = new Set(['function', 'map', 'json']);

/** Whether `=` and grouping work on the type. */
export function isComparable(type: SqlType): boolean {
  return everyPart(type, (part) => !NOT_COMPARABLE.has(part.kind));
}

/** Whether `<` and ordering work on the type. */
export function isOrderable(type: SqlType): boolean {
  return everyPart(type, (part) => !NOT_ORDERABLE.has(part.kind));
}

function everyPart(type: SqlType, test: (part: SqlType) => boolean): boolean {
  if (!test(type)) return false;
  if (type.kind === 'array') return everyPart(type.element, test);
  if (type.kind === 'map') return everyPart(type.key, test) && everyPart(type.value, test);
  if (type.kind === 'row') return type.fields.every((field) => everyPart(field.type, test));
  return true;
}
