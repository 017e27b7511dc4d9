import { formatInstant } from '../../sql/format-instant.ts';
import { sameType } from '../../sql/same-type.ts';
import type { Expression, Literal } from '../../sql/tree.ts';
import type { SqlType } from '../../sql/types.ts';

export const BOOLEAN: SqlType = { kind: 'boolean' };
export const BIGINT: SqlType = { kind: 'bigint' };
export const DOUBLE: SqlType = { kind: 'double' };

export function call(name: string, args: readonly Expression[], type: SqlType = BOOLEAN): Expression {
  return { op: 'call', name, args, type };
}

export function literal(type: SqlType, value: Literal['value']): Literal {
  return { op: 'literal', type, value };
}

export function bigint(value: number): Literal {
  return literal(BIGINT, String(value));
}

/** A point in time in ms. */
export function instant(ms: number, zone: string): Literal {
  const fraction = String(((ms % 1000) + 1000) % 1000).padStart(3, '0');
  return literal(
    { kind: 'timestamp with time zone', precision: 3, zone },
    `${formatInstant(ms)}.${fraction}`,
  );
}

export function not(value: Expression): Expression {
  return call('not', [value]);
}

/** All of them hold, or any; of one that one. */
export function allOf(conditions: readonly Expression[], name: 'and' | 'or' = 'and'): Expression | undefined {
  const [first, ...more] = conditions;
  return more.length === 0 ? first : call(name, conditions);
}

/** The value as one of a type it can be coerced to. */
export function coerced(value: Expression, type: SqlType): Expression {
  return sameType(value.type, type) ? value : { op: 'cast', value, type, safe: false, implied: true };
}
