import type { Expression } from '../../../sql/tree.ts';
import type { SqlType } from '../../../sql/types.ts';
import type { Emitter } from './emitter.ts';
import { instantOfLocal, localTime } from './zone.ts';

type ZonedType = Extract<SqlType, { kind: 'timestamp with time zone' }>;

export function isZoned(type: SqlType): type is ZonedType {
  return type.kind === 'timestamp with time zone';
}

/** The instant (TIMESTAMPTZ) of a time stamp with zone, however it is carried. */
export function instantOf(expression: Expression, emit: Emitter): string {
  // An implied cast only changes how the zone is carried: looking through it keeps filters close to the scan.
  if (expression.op === 'cast' && expression.implied && isZoned(expression.value.type)) {
    return instantOf(expression.value, emit);
  }
  const sql = emit.expression(expression);
  return isZoned(expression.type) && expression.type.zone === undefined ? `(${sql}).t` : sql;
}

/** What `=`, `<`, grouping and ordering compare: of a time stamp with zone the instant alone. */
export function comparable(expression: Expression, emit: Emitter): string {
  return isZoned(expression.type) ? instantOf(expression, emit) : emit.expression(expression);
}

/** The wall clock (TIMESTAMP) of a time stamp with zone in its own zone; of a date or time stamp its own. */
export function wallClock(expression: Expression, emit: Emitter): string {
  const { type } = expression;
  if (!isZoned(type)) return emit.expression(expression);
  if (type.zone !== undefined) return localTime(emit.expression(expression), type.zone);
  return `sluice.wall_clock(${emit.expression(expression)})`;
}

/** Back from a wall clock in the zone of `like` to a value of the type of `like`. */
export function fromWallClock(local: string, like: Expression, emit: Emitter): string {
  const { type } = like;
  if (!isZoned(type)) return local;
  if (type.zone !== undefined) return instantOfLocal(local, type.zone);
  return `sluice.from_wall_clock(${local}, (${emit.expression(like)}).z)`;
}
