import type { SqlType } from './types.ts';

export type DecimalType = Extract<SqlType, { kind: 'decimal' }>;

/** Digits a decimal can have at most, in Trino. */
export const MAX_DECIMAL_PRECISION = 38;

export function decimal(precision: number, scale: number): DecimalType {
  return { kind: 'decimal', precision, scale };
}

/** An integer type as the decimal that Trino's arithmetic takes it for; a decimal as itself. */
export function asDecimal(type: SqlType): DecimalType | undefined {
  switch (type.kind) {
    case 'decimal':
      return type;
    case 'tinyint':
      return decimal(3, 0);
    case 'smallint':
      return decimal(5, 0);
    case 'integer':
      return decimal(10, 0);
    case 'bigint':
      return decimal(19, 0);
    default:
      return undefined;
  }
}

/** The decimal that holds every value of both, as far as 38 digits go. */
export function decimalSuperType(a: DecimalType, b: DecimalType): DecimalType {
  const scale = Math.max(a.scale, b.scale);
  const whole = Math.max(a.precision - a.scale, b.precision - b.scale);
  return decimal(Math.min(MAX_DECIMAL_PRECISION, whole + scale), scale);
}

/** Result types of Trino's decimal operators (dialect notes §3). `undefined`: the result's scale would not fit. */
export function decimalOperator(
  operator: '+' | '-' | '*' | '/' | '%',
  a: DecimalType,
  b: DecimalType,
): DecimalType | undefined {
  const scale = Math.max(a.scale, b.scale);
  switch (operator) {
    case '+':
    case '-':
      return decimal(
        Math.min(MAX_DECIMAL_PRECISION, scale + Math.max(a.precision - a.scale, b.precision - b.scale) + 1),
        scale,
      );
    case '*':
      return a.scale + b.scale > MAX_DECIMAL_PRECISION
        ? undefined
        : decimal(Math.min(MAX_DECIMAL_PRECISION, a.precision + b.precision), a.scale + b.scale);
    case '/':
      return decimal(
        Math.min(MAX_DECIMAL_PRECISION, a.precision + b.scale + Math.max(b.scale - a.scale, 0)),
        scale,
      );
    case '%':
      return decimal(
        Math.min(b.precision - b.scale, a.precision - a.scale) + Math.max(a.scale, b.scale),
        scale,
      );
  }
}
