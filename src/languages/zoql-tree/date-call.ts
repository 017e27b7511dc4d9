import { formatType } from '../../sql/format-type.ts';
import type { Expression } from '../../sql/tree.ts';
import type { DateFunction } from '../zoql-syntax/ast.ts';
import { type Position, refuse } from '../zoql-syntax/refuse.ts';
import { BIGINT, bigint, call } from './expressions.ts';

/** A date function of a date or date-time, in the tenant's zone, which the value's type carries (aqua.md §5.1). */
export function dateCall(name: DateFunction, value: Expression, at: Position): Expression {
  const { kind } = value.type;
  if (kind !== 'date' && kind !== 'timestamp with time zone') {
    throw refuse(at, `${name} takes a date or a date-time, and no ${formatType(value.type)}`);
  }
  switch (name) {
    case 'DATE':
      return kind === 'date' ? value : call('date', [value], { kind: 'date' });
    case 'WEEKOFYEAR':
      return call('week_of_year', [value], BIGINT);
    case 'WEEK':
      return weekFromSunday(value);
    case 'YEAR':
    case 'QUARTER':
    case 'MONTH':
      return call(name.toLowerCase(), [value], BIGINT);
  }
}

/** Days before the year's first Sunday are week 0. */
function weekFromSunday(value: Expression): Expression {
  const number = (operator: string, left: Expression, right: Expression) =>
    call(operator, [left, right], BIGINT);
  const daysSinceSunday = number('%', call('day_of_week', [value], BIGINT), bigint(7));
  const day = number('+', call('day_of_year', [value], BIGINT), bigint(6));
  return number('/', number('-', day, daysSinceSunday), bigint(7));
}
