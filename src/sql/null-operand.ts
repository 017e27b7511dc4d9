import type { SqlType } from './types.ts';

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';

/**
 * What NULL stands for beside `+ - * / %`, as Trino's choice among its operators comes out; 'ambiguous': two of them
 * fit equally well, which Trino refuses. `type` is the other operand's.
 */
export function nullOperand(
  operator: ArithmeticOperator,
  type: SqlType,
  nullFirst: boolean,
): SqlType | 'ambiguous' {
  if (type.kind === 'unknown') return operator === '%' ? { kind: 'tinyint' } : 'ambiguous';
  if (isAmbiguous(operator, type, nullFirst)) return 'ambiguous';
  const scales = operator === '*' || operator === '/';
  if (scales && isInterval(type)) return { kind: 'double' };
  const shifts = operator === '+' || (operator === '-' && !nullFirst);
  return shifts && isPointInTime(type) ? { kind: 'interval day to second' } : type;
}

function isAmbiguous(operator: ArithmeticOperator, type: SqlType, nullFirst: boolean): boolean {
  switch (operator) {
    case '*':
      return type.kind === 'bigint' || type.kind === 'double';
    case '/':
      return nullFirst && type.kind === 'double';
    case '+':
      return isInterval(type);
    case '-':
      return isInterval(type) ? nullFirst : !nullFirst && isPointInTime(type) && type.kind !== 'date';
    case '%':
      return false;
  }
}

export function isInterval(type: SqlType): boolean {
  return type.kind === 'interval day to second' || type.kind === 'interval year to month';
}

export function isPointInTime(type: SqlType): boolean {
  return ['date', 'time', 'timestamp', 'timestamp with time zone'].includes(type.kind);
}
