import type { Expression } from '../../sql/tree.ts';
import type { LiteralNode } from '../zoql-syntax/ast.ts';
import { refuse } from '../zoql-syntax/refuse.ts';
import { dayText } from '../zoql-tree/day.ts';
import { instant, literal } from '../zoql-tree/expressions.ts';
import { readMoment } from '../zoql-tree/read-moment.ts';
import type { Session } from '../zoql-tree/session.ts';

/** A literal inside a date function. */
export function constantDate({ text, at }: LiteralNode, { zone, request }: Session): Expression {
  const moment = readMoment(text, zone, request.now);
  if (moment?.kind === 'day') return literal({ kind: 'date' }, dayText(moment.midnight));
  if (moment?.kind === 'instant') return instant(moment.ms, zone);
  throw refuse(at, `"${text}" is neither a date nor a date-time`);
}
