import { asDecimal, type DecimalType } from '../../../sql/decimal.ts';
import type { SqlType } from '../../../sql/types.ts';
import { duckdbType } from './duckdb-type.ts';

/** DuckDB's and Trino's greatest number of digits. */
const MAX_DIGITS = 38;

export function decimalProduct(
  a: string,
  aType: SqlType,
  b: string,
  bType: SqlType,
  type: DecimalType,
): string {
  const [left, right] = [scaleOf(aType), scaleOf(bType)];
  const product = `(CAST(${a} AS DECIMAL(${MAX_DIGITS},${left})) * CAST(${b} AS DECIMAL(${MAX_DIGITS},${right})))`;
  return `CAST(${product} AS ${duckdbType(type)})`;
}

/**
 * Exact, rounded half up away from zero (dialect notes §3): whole numbers are divided to one digit more than wanted.
 * DuckDB truncates them, so that this digit decides the rounding rightly.
 */
export function decimalQuotient(
  n: string,
  nType: SqlType,
  d: string,
  dType: SqlType,
  type: DecimalType,
): string {
  const [from, by] = [scaleOf(nType), scaleOf(dType)];
  const digits = type.scale + 1;
  // n·10^from / (d·10^by) = q·10^digits
  const shift = digits - from + by;
  const dividend = unscaled(n, nType, shift);
  return scaledDown(`(${dividend} // ${unscaled(d, dType, 0)})`, digits, type);
}

/** A decimal as its whole number, times 10^shift, HUGEINT. */
export function unscaled(sql: string, type: SqlType, shift: number): string {
  const scale = scaleOf(type);
  const whole =
    scale === 0
      ? `CAST(${sql} AS HUGEINT)`
      : `CAST(CAST(${sql} AS DECIMAL(38,${scale})) * CAST(${power(scale)} AS DECIMAL(38,0)) AS HUGEINT)`;
  return shift === 0 ? whole : `(${whole} * CAST('${power(shift)}' AS HUGEINT))`;
}

/** A whole number of units of 10^-digits as the decimal type, rounded half up. */
export function scaledDown(sql: string, digits: number, type: SqlType): string {
  const unit = `CAST(0.${'0'.repeat(digits - 1)}1 AS DECIMAL(${digits},${digits}))`;
  return `CAST(CAST(${sql} AS DECIMAL(38,0)) * ${unit} AS ${duckdbType(type)})`;
}

function power(exponent: number): string {
  return `1${'0'.repeat(exponent)}`;
}

function scaleOf(type: SqlType): number {
  return asDecimal(type)?.scale ?? 0;
}
