import type { Expression } from '../../sql/tree.ts';
import type { Operator } from '../zoql-syntax/ast.ts';
import { dayBounds } from './day.ts';
import { call, instant } from './expressions.ts';

/** A date-time against a whole day of a zone (aqua.md §5.2). */
export function compareWithDay(
  operator: Operator,
  value: Expression,
  midnight: number,
  zone: string,
): Expression {
  const bounds = dayBounds(midnight, zone);
  const [from, to] = [instant(bounds.from, zone), instant(bounds.to, zone)];
  const is = (than: Operator, bound: Expression) => call(than, [value, bound]);
  switch (operator) {
    case '=':
      return call('and', [is('>=', from), is('<', to)]);
    case '<>':
      return call('or', [is('<', from), is('>=', to)]);
    case '>':
      return is('>=', to);
    case '>=':
      return is('>=', from);
    case '<':
      return is('<', from);
    case '<=':
      return is('<', to);
  }
}
