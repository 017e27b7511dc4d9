import { instantOfLocal, normalizeZone } from '../../sql/time-zone.ts';
import type { Expression } from '../../sql/tree.ts';
import type { LiteralNode, Operator } from '../zoql-syntax/ast.ts';
import { refuse } from '../zoql-syntax/refuse.ts';
import { compareWithSecond } from '../zoql-tree/compare-span.ts';
import { dayText, midnight } from '../zoql-tree/day.ts';
import { call, literal } from '../zoql-tree/expressions.ts';
import type { Session } from '../zoql-tree/session.ts';

const WRITTEN =
  /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * A date field takes a date, a date-time field a date-time (aqua.md §5.4): its second, whatever its fraction. Without a zone
 * it is of the tenant's.
 */
export function compareZoqlDate(
  operator: Operator,
  value: Expression,
  node: LiteralNode,
  session: Session,
): Expression {
  const parts = node.form === 'text' || node.form === 'moment' ? WRITTEN.exec(node.text.trim()) : null;
  const [, year, month, day, hour, minute = '0', second = '0', offset] = parts ?? [];
  const start = midnight(Number(year), Number(month), Number(day));
  const wanted =
    value.type.kind === 'date' ? "a date, as in '2026-08-01'" : "a date-time, as in '2026-08-01T00:00:00'";
  const mismatch = refuse(node.at, `INVALID_VALUE: "${node.text}" is not ${wanted}`);
  if (start === undefined || (hour === undefined) !== (value.type.kind === 'date')) throw mismatch;
  if (hour === undefined) return call(operator, [value, literal({ kind: 'date' }, dayText(start))]);
  const zone = offset === undefined ? session.zone : normalizeZone(offset.toUpperCase());
  if (zone === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) throw mismatch;
  const local = start + ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000;
  return compareWithSecond(operator, value, instantOfLocal(local, zone), session.zone);
}
