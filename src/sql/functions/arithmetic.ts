import { decimal, MAX_DECIMAL_PRECISION } from '../decimal.ts';
import type { SqlType } from '../types.ts';
import { scalar, typeOf } from './rows.ts';
import type { Signature } from './signature.ts';

const INTEGERS = ['tinyint', 'smallint', 'integer', 'bigint'] as const;
const NUMBERS = [...INTEGERS, 'real', 'double'] as const;

/** The same type in and out, for each of these. */
function each(types: readonly string[], more = ''): string[] {
  return types.map((type) => `${type}${more} -> ${type}`);
}

function decimalOf(
  args: readonly SqlType[],
  index = 0,
): { readonly precision: number; readonly scale: number } {
  const type = args[index];
  if (type?.kind !== 'decimal') throw new TypeError('Not a decimal');
  return type;
}

/** Result types of decimals as Trino computes them (dialect notes §3). */
function roundedDecimal(args: readonly SqlType[]): SqlType {
  const { precision, scale } = decimalOf(args);
  return decimal(scale === 0 ? precision : Math.min(MAX_DECIMAL_PRECISION, precision - scale + 1), 0);
}

function roundedToDigits(args: readonly SqlType[]): SqlType {
  const { precision, scale } = decimalOf(args);
  return decimal(Math.min(MAX_DECIMAL_PRECISION, precision + 1), scale);
}

function wholeDecimal(args: readonly SqlType[]): SqlType {
  const { precision, scale } = decimalOf(args);
  return decimal(Math.min(MAX_DECIMAL_PRECISION, precision - scale + (scale > 0 ? 1 : 0)) || 1, 0);
}

function truncatedDecimal(args: readonly SqlType[]): SqlType {
  const { precision, scale } = decimalOf(args);
  return decimal(Math.max(1, precision - scale), 0);
}

function remainderDecimal(args: readonly SqlType[]): SqlType {
  const [a, b] = [decimalOf(args, 0), decimalOf(args, 1)];
  const scale = Math.max(a.scale, b.scale);
  return decimal(Math.min(a.precision - a.scale, b.precision - b.scale) + scale, scale);
}

const DOUBLE_FUNCTIONS: readonly (readonly [string, string])[] = [
  ['sqrt', 'Square root'],
  ['cbrt', 'Cube root'],
  ['exp', "Euler's number raised to the given power"],
  ['ln', 'Natural logarithm'],
  ['log2', 'Logarithm to base 2'],
  ['log10', 'Logarithm to base 10'],
  ['degrees', 'Converts an angle in radians to degrees'],
  ['radians', 'Converts an angle in degrees to radians'],
  ['sin', 'Sine'],
  ['cos', 'Cosine'],
  ['tan', 'Tangent'],
  ['asin', 'Arc sine'],
  ['acos', 'Arc cosine'],
  ['atan', 'Arc tangent'],
];

export const ARITHMETIC: readonly Signature[] = [
  ...scalar('abs', 'Absolute value', ...each(NUMBERS), ['decimal(p,s)', typeOf(0)]),
  ...scalar('sign', 'Signum', ...each(NUMBERS), ['decimal(p,s)', () => decimal(1, 0)]),
  ...scalar(
    'round',
    'Round to nearest integer, or to the given number of decimal places',
    ...each(NUMBERS),
    ...each(NUMBERS, '; integer'),
    ['decimal(p,s)', roundedDecimal],
    ['decimal(p,s); integer', roundedToDigits],
  ),
  ...scalar('floor', 'Round down to nearest integer', ...each(NUMBERS), ['decimal(p,s)', wholeDecimal]),
  ...scalar('ceil', 'Round up to nearest integer', ...each(NUMBERS), ['decimal(p,s)', wholeDecimal]),
  ...scalar('ceiling', 'Round up to nearest integer', ...each(NUMBERS), ['decimal(p,s)', wholeDecimal]),
  ...scalar(
    'truncate',
    'Round to integer by truncating digits after the decimal point',
    ...each(['real', 'double']),
    ['decimal(p,s)', truncatedDecimal],
    ['decimal(p,s); integer', typeOf(0)],
  ),
  ...scalar('mod', 'Remainder of given quotient', ...NUMBERS.map((type) => `${type}; ${type} -> ${type}`), [
    'decimal(p,s); decimal(q,t)',
    remainderDecimal,
  ]),
  ...scalar('power', 'Value raised to the power of exponent', 'double; double -> double'),
  ...scalar('pow', 'Value raised to the power of exponent', 'double; double -> double'),
  ...DOUBLE_FUNCTIONS.flatMap(([name, description]) => scalar(name, description, 'double -> double')),
  ...scalar('log', 'Logarithm to given base', 'double; double -> double'),
  ...scalar('atan2', 'Arc tangent of given fraction', 'double; double -> double'),
  ...scalar('pi', 'The constant Pi', ' -> double'),
  ...scalar('e', "Euler's number", ' -> double'),
  ...scalar('nan', 'Constant representing not-a-number', ' -> double'),
  ...scalar('infinity', 'Infinity', ' -> double'),
  ...scalar('is_nan', 'Test if value is not-a-number', 'double -> boolean', 'real -> boolean'),
  ...scalar('is_finite', 'Test if value is finite', 'double -> boolean'),
  ...scalar('is_infinite', 'Test if value is infinite', 'double -> boolean'),
  ...scalar('bitwise_and', "Bitwise AND in 2's complement arithmetic", 'bigint; bigint -> bigint'),
  ...scalar('bitwise_or', "Bitwise OR in 2's complement arithmetic", 'bigint; bigint -> bigint'),
  ...scalar('bitwise_xor', "Bitwise XOR in 2's complement arithmetic", 'bigint; bigint -> bigint'),
  ...scalar('bitwise_not', "Bitwise NOT in 2's complement arithmetic", 'bigint -> bigint'),
  ...scalar(
    'width_bucket',
    'The bucket number of a value given a lower and upper bound and the number of buckets',
    'double; double; double; bigint -> bigint',
  ),
];
