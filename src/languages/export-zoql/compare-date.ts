import type { Expression } from '../../sql/tree.ts';
import type { LiteralNode, Operator } from '../zoql-syntax/ast.ts';
import { refuse } from '../zoql-syntax/refuse.ts';
import { compareWithDay, compareWithSecond } from '../zoql-tree/compare-span.ts';
import { dayText } from '../zoql-tree/day.ts';
import { BOOLEAN, call, literal } from '../zoql-tree/expressions.ts';
import type { Moment } from '../zoql-tree/moment.ts';
import { readMoment } from '../zoql-tree/read-moment.ts';
import type { Session } from '../zoql-tree/session.ts';

const FORMS =
  "a date is written '2026-08-01', a date-time '2026-08-01T00:00:00', with Z or an offset such as +10:00 where it is not of " +
  "the tenant's zone; or 'now' or 'today', as in 'today - 30 days'";

/**
 * A date or date-time against a literal (aqua.md §5.2). `undefined`: dropped, as the product drops it where its ways
 * were asked for.
 */
export function compareExportDate(
  operator: Operator,
  value: Expression,
  node: LiteralNode,
  session: Session,
): Expression | undefined {
  const { zone, request, extract } = session;
  const written = node.form === 'text' || node.form === 'moment';
  const moment = written ? readMoment(node.text, zone, request.now) : undefined;
  if (!moment) throw refuse(node.at, `"${node.text}" is no date: ${FORMS}`);
  if (moment.kind === 'space' || moment.kind === 'fraction') {
    if (extract.literals === 'strict' || value.type.kind === 'date') throw misread(node, moment);
    return moment.kind === 'space' ? undefined : literal(BOOLEAN, null);
  }
  if (value.type.kind === 'date') {
    const date = moment.kind === 'day' ? dayText(moment.midnight) : moment.date;
    return call(operator, [value, literal({ kind: 'date' }, date)]);
  }
  if (moment.kind === 'day') return compareWithDay(operator, value, moment.midnight, moment.zone);
  return compareWithSecond(operator, value, moment.ms, zone);
}

function misread({ text, at }: LiteralNode, { kind }: Moment) {
  const wrong = kind === 'space' ? 'a space between date and time' : 'a fraction of a second';
  return refuse(at, `"${text}" has ${wrong}: ${FORMS}`);
}
