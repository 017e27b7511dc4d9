import { asDecimal } from '../../../sql/decimal.ts';
import type { Expression, Literal } from '../../../sql/tree.ts';
import type { SqlType } from '../../../sql/types.ts';

/** The expression as a value of the wanted type, which it must be coercible to. Literals change in place. */
export function coerce(value: Expression, type: SqlType): Expression {
  if (identical(value.type, type)) return value;
  const literal = value.op === 'literal' ? coerceLiteral(value, type) : undefined;
  return literal ?? { op: 'cast', value, type, safe: false, implied: true };
}

/** The same type down to the zone, which decides how the engine carries a value. */
function identical(a: SqlType, b: SqlType): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function coerceLiteral(literal: Literal, type: SqlType): Literal | undefined {
  if (literal.value === null) return { op: 'literal', type, value: null };
  const { value } = literal;
  const from = literal.type;
  if (from.kind === 'varchar' && type.kind === 'varchar') return { op: 'literal', type, value };
  if (asDecimal(from) === undefined) return undefined;
  const digits = String(value);
  switch (type.kind) {
    case 'smallint':
    case 'integer':
      return { op: 'literal', type, value: Number(digits) };
    case 'bigint':
      return { op: 'literal', type, value: digits };
    case 'double':
      return { op: 'literal', type, value: Number(digits) };
    case 'decimal':
      return { op: 'literal', type, value: withScale(digits, type.scale) };
    default:
      return undefined;
  }
}

/** `1.5` at scale 3 is `1.500`. A coercion never lowers the scale. */
function withScale(digits: string, scale: number): string {
  const [whole = '0', fraction = ''] = digits.split('.');
  return scale === 0 ? whole : `${whole}.${fraction.padEnd(scale, '0')}`;
}
