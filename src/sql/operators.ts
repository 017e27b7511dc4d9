import { canCoerce, commonSuperType, isComparable, isOrderable } from './coercion.ts';
import { asDecimal, decimalOperator } from './decimal.ts';
import { type ArithmeticOperator, isInterval, isPointInTime, nullOperand } from './null-operand.ts';
import type { SqlType } from './types.ts';

export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>=';

/** What an operator wants of its operands, and what it gives. */
export interface OperatorTyping {
  readonly operands: readonly [SqlType, SqlType];
  readonly result: SqlType;
}

const INTEGERS: readonly SqlType['kind'][] = ['tinyint', 'smallint', 'integer', 'bigint'];
const DAY_INTERVAL: SqlType = { kind: 'interval day to second' };

/**
 * Trino's typing of `+ - * / %`; `undefined`: the operator cannot be applied; 'ambiguous': NULL does not say which
 * one is meant.
 * Operators are typed here and not by signatures, because errors name them and decimals follow formulas.
 */
export function arithmetic(
  operator: ArithmeticOperator,
  left: SqlType,
  right: SqlType,
): OperatorTyping | 'ambiguous' | undefined {
  const a = left.kind === 'unknown' ? nullOperand(operator, right, true) : left;
  const b = right.kind === 'unknown' ? nullOperand(operator, left, false) : right;
  if (a === 'ambiguous' || b === 'ambiguous') return 'ambiguous';
  return numeric(operator, a, b) ?? temporal(operator, a, b);
}

function numeric(operator: ArithmeticOperator, a: SqlType, b: SqlType): OperatorTyping | undefined {
  const common = commonSuperType(a, b);
  if (common === undefined) return undefined;
  if (common.kind === 'decimal') {
    const left = asDecimal(a);
    const right = asDecimal(b);
    const result = left && right && decimalOperator(operator, left, right);
    return result && { operands: [left, right], result };
  }
  if (INTEGERS.includes(common.kind) || common.kind === 'real' || common.kind === 'double') {
    return { operands: [common, common], result: common };
  }
  return undefined;
}

function temporal(operator: ArithmeticOperator, a: SqlType, b: SqlType): OperatorTyping | undefined {
  if (operator === '*' && isInterval(b)) return scaledInterval(b, a, [a, b]);
  if ((operator === '*' || operator === '/') && isInterval(a)) return scaledInterval(a, b, [a, b]);
  if (operator !== '+' && operator !== '-') return undefined;
  if (isInterval(a) && a.kind === b.kind) return { operands: [a, a], result: a };
  if (isInterval(b)) {
    const result = shifted(a, b);
    return result && { operands: [a, b], result };
  }
  if (operator === '+' && isInterval(a)) {
    const result = shifted(b, a);
    return result && { operands: [a, b], result };
  }
  if (operator === '-' && isPointInTime(a) && isPointInTime(b)) {
    const common = commonSuperType(a, b);
    return common && { operands: [common, common], result: DAY_INTERVAL };
  }
  return undefined;
}

/** An interval times or by a number: integers count as bigint, everything else as double. */
function scaledInterval(
  interval: SqlType,
  factor: SqlType,
  [left, right]: readonly [SqlType, SqlType],
): OperatorTyping | undefined {
  const number: SqlType | undefined = INTEGERS.includes(factor.kind)
    ? { kind: 'bigint' }
    : canCoerce(factor, { kind: 'double' })
      ? { kind: 'double' }
      : undefined;
  if (number === undefined || isInterval(factor)) return undefined;
  return { operands: isInterval(left) ? [left, number] : [number, right], result: interval };
}

/** A point in time plus or minus an interval; a day interval has milliseconds. */
function shifted(point: SqlType, interval: SqlType): SqlType | undefined {
  switch (point.kind) {
    case 'date':
      return point;
    case 'time':
      if (interval.kind !== 'interval day to second') return undefined;
      return { kind: 'time', precision: Math.max(3, point.precision) };
    case 'timestamp':
    case 'timestamp with time zone':
      return interval.kind === 'interval day to second'
        ? { ...point, precision: Math.max(3, point.precision) }
        : point;
    default:
      return undefined;
  }
}

/** The type both sides of a comparison are compared in; `undefined`: they cannot be compared so. */
export function comparison(operator: ComparisonOperator, left: SqlType, right: SqlType): SqlType | undefined {
  const common = commonSuperType(left, right);
  if (common === undefined) return undefined;
  const able = operator === '=' || operator === '<>' ? isComparable(common) : isOrderable(common);
  return able ? common : undefined;
}

/** Trino's typing of `||`: text, binary, arrays, an array and an element. */
export function concatenation(left: SqlType, right: SqlType): OperatorTyping | undefined {
  if (left.kind === 'array' && right.kind === 'array') return alike(commonSuperType(left, right));
  if (left.kind === 'array') return appended(left, right, false);
  if (right.kind === 'array') return appended(right, left, true);
  const chars = [charLength(left), charLength(right)];
  if ((left.kind === 'char' || right.kind === 'char') && chars[0] !== undefined && chars[1] !== undefined) {
    const [a, b] = [chars[0], chars[1]];
    return {
      operands: [
        { kind: 'char', length: a },
        { kind: 'char', length: b },
      ],
      result: { kind: 'char', length: a + b },
    };
  }
  for (const type of [{ kind: 'varchar' }, { kind: 'varbinary' }] satisfies SqlType[]) {
    if (canCoerce(left, type) && canCoerce(right, type)) return alike(type);
  }
  return undefined;
}

/** Length of a text with a bound, which may stand for a char. */
function charLength(type: SqlType): number | undefined {
  return type.kind === 'char' || type.kind === 'varchar' ? type.length : undefined;
}

function alike(type: SqlType | undefined): OperatorTyping | undefined {
  return type && { operands: [type, type], result: type };
}

function appended(array: SqlType, element: SqlType, before: boolean): OperatorTyping | undefined {
  if (array.kind !== 'array') return undefined;
  const common = commonSuperType(array.element, element);
  if (common === undefined) return undefined;
  const whole: SqlType = { kind: 'array', element: common };
  return { operands: before ? [common, whole] : [whole, common], result: whole };
}

/** The type of the index and of the result of `base[index]`, for arrays and maps. */
export function subscript(
  base: SqlType,
  index: SqlType,
): { readonly index: SqlType; readonly result: SqlType } | undefined {
  if (base.kind === 'array') {
    const wanted: SqlType = { kind: 'bigint' };
    return canCoerce(index, wanted) ? { index: wanted, result: base.element } : undefined;
  }
  if (base.kind === 'map') {
    return canCoerce(index, base.key) ? { index: base.key, result: base.value } : undefined;
  }
  return undefined;
}

/** Whether Trino has a cast between the types at all (its values may still fail). */
export function canCast(from: SqlType, to: SqlType): boolean {
  if (from.kind === 'unknown' || canCoerce(from, to)) return true;
  if (from.kind === 'array' && to.kind === 'array') return canCast(from.element, to.element);
  if (from.kind === 'map' && to.kind === 'map') {
    return canCast(from.key, to.key) && canCast(from.value, to.value);
  }
  if (from.kind === 'row' && to.kind === 'row') {
    return (
      from.fields.length === to.fields.length &&
      from.fields.every((field, i) => {
        const other = to.fields[i];
        return other !== undefined && canCast(field.type, other.type);
      })
    );
  }
  if (to.kind === 'json') return isJsonCastable(from);
  if (from.kind === 'json') return isJsonCastable(to);
  return CASTS[from.kind]?.includes(to.kind) ?? false;
}

const NUMBERS: readonly SqlType['kind'][] = [...INTEGERS, 'decimal', 'real', 'double'];
const TEXTS: readonly SqlType['kind'][] = ['varchar', 'char'];
const TIMES: readonly SqlType['kind'][] = ['date', 'time', 'timestamp', 'timestamp with time zone'];

const NUMBER_CASTS: readonly SqlType['kind'][] = [...NUMBERS, ...TEXTS, 'boolean'];

const CASTS: Readonly<Partial<Record<SqlType['kind'], readonly SqlType['kind'][]>>> = {
  boolean: [...NUMBERS, ...TEXTS],
  tinyint: NUMBER_CASTS,
  smallint: NUMBER_CASTS,
  integer: NUMBER_CASTS,
  bigint: NUMBER_CASTS,
  decimal: NUMBER_CASTS,
  real: NUMBER_CASTS,
  double: NUMBER_CASTS,
  varchar: [...NUMBERS, ...TEXTS, ...TIMES, 'boolean', 'varbinary', 'uuid'],
  char: [...TEXTS, ...NUMBERS, ...TIMES, 'boolean'],
  date: [...TEXTS, 'timestamp', 'timestamp with time zone'],
  time: [...TEXTS, 'time', 'timestamp', 'timestamp with time zone'],
  timestamp: [...TEXTS, ...TIMES],
  'timestamp with time zone': [...TEXTS, ...TIMES],
  'interval day to second': TEXTS,
  'interval year to month': TEXTS,
  uuid: [...TEXTS, 'varbinary'],
  varbinary: ['varbinary', 'uuid'],
};

const JSON_KINDS: readonly SqlType['kind'][] = [
  ...NUMBERS,
  'boolean',
  'varchar',
  'date',
  'timestamp',
  'unknown',
  'json',
];

function isJsonCastable(type: SqlType): boolean {
  if (type.kind === 'array') return isJsonCastable(type.element);
  if (type.kind === 'map') return JSON_KINDS.includes(type.key.kind) && isJsonCastable(type.value);
  if (type.kind === 'row') return type.fields.every((field) => isJsonCastable(field.type));
  return JSON_KINDS.includes(type.kind);
}
