import type { Literal } from '../../sql/tree.ts';
import type { SqlType } from '../../sql/types.ts';
import { BIGINT, literal } from './expressions.ts';

/** No digit can be matched in two ways: of a text of 20,000 zeros each would be tried with each. */
const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?$/;

/** Longest number a query may write: more than any stored one, and what is exact in every comparison. */
const MAX_WHOLE_DIGITS = 19;
const MAX_FRACTION_DIGITS = 12;

/** The number of a text, of the wanted type where it fits into it; `undefined`: it is none, or too long. */
export function numberLiteral(text: string, wanted?: SqlType): Literal | undefined {
  const parts = NUMBER.exec(text.trim());
  if (!parts || !/\d/.test(text)) return undefined;
  const [, sign = '', written = '', places = ''] = parts;
  const whole = written.replace(/^0+/, '');
  const fraction = withoutZerosBehind(places);
  if (whole.length > MAX_WHOLE_DIGITS || fraction.length > MAX_FRACTION_DIGITS) return undefined;
  const digits = `${sign === '-' ? '-' : ''}${whole || '0'}`;
  if (
    wanted?.kind === 'decimal' &&
    whole.length <= wanted.precision - wanted.scale &&
    fraction.length <= wanted.scale
  ) {
    const rest = fraction.padEnd(wanted.scale, '0');
    return literal(wanted, rest === '' ? digits : `${digits}.${rest}`);
  }
  if (fraction === '' && isBigint(digits)) return literal(BIGINT, digits);
  const scale = fraction.length;
  const precision = Math.max(1, whole.length + scale);
  return literal({ kind: 'decimal', precision, scale }, scale === 0 ? digits : `${digits}.${fraction}`);
}

function withoutZerosBehind(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}

function isBigint(digits: string): boolean {
  return BigInt.asIntN(64, BigInt(digits)) === BigInt(digits);
}
