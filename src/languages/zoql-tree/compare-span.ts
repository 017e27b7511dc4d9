import type { Expression } from '../../sql/tree.ts';
import type { Operator } from '../zoql-syntax/ast.ts';
import { dayBounds } from './day.ts';
import { call, instant } from './expressions.ts';

const SECOND_MS = 1000;

/** A date-time against a whole day of a zone (aqua.md §5.2). */
export function compareWithDay(
  operator: Operator,
  value: Expression,
  midnight: number,
  zone: string,
): Expression {
  return compareWithSpan(operator, value, dayBounds(midnight, zone), zone);
}

/**
 * A date-time against the second that an instant is in, ms: what a file shows without its fraction finds its row again
 * (aqua.md §4.2.6, §5.5).
 */
export function compareWithSecond(
  operator: Operator,
  value: Expression,
  ms: number,
  zone: string,
): Expression {
  const from = Math.floor(ms / SECOND_MS) * SECOND_MS;
  return compareWithSpan(operator, value, { from, to: from + SECOND_MS }, zone);
}

/** Ranges of the value itself: an engine finds them without looking at every row. */
function compareWithSpan(
  operator: Operator,
  value: Expression,
  bounds: { readonly from: number; readonly to: number },
  zone: string,
): Expression {
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
