import { EngineError } from '../../../ports/engine.ts';
import type { Expression, Frame, FrameBound, Window, WindowCall } from '../../../sql/tree.ts';
import { argument } from './aggregate.ts';
import type { AggregateSite } from './aggregate-site.ts';
import type { Emitter } from './emitter.ts';
import { AGGREGATE_EMISSIONS, WINDOW_EMISSIONS } from './functions/all.ts';
import { comparable } from './instant.ts';
import { orderBy } from './order.ts';

export function emitWindow({ input, calls }: Window, emit: Emitter): string {
  const columns = calls.map((call) => `${emitWindowCall(call, emit)} AS c${call.column.id}`);
  return `SELECT ${['*', ...columns].join(', ')} FROM ${emit.relation(input)}`;
}

function emitWindowCall(call: WindowCall, emit: Emitter): string {
  const emission = WINDOW_EMISSIONS.get(call.name) ?? AGGREGATE_EMISSIONS.get(call.name);
  if (emission === undefined) {
    throw new EngineError('user', `Window function '${call.name}' is not supported by this engine`);
  }
  const over = ` OVER (${overClause(call, emit)})`;
  const site: AggregateSite = {
    type: call.column.type,
    args: call.args,
    distinct: call.distinct,
    order: '',
    window: true,
    arg: (index) => argument(call.args, index, emit),
    call(name, args, options = {}) {
      const distinct = (options.distinct ?? call.distinct) ? 'DISTINCT ' : '';
      const nulls = call.ignoreNulls ? ' IGNORE NULLS' : '';
      const conditions = [call.filter ? emit.expression(call.filter) : '', options.filter ?? ''].filter(
        Boolean,
      );
      const filter =
        conditions.length > 0 ? ` FILTER (WHERE ${conditions.map((c) => `(${c})`).join(' AND ')})` : '';
      // Functions that stand only over a window may have no arguments; `count` is then `count(*)`.
      const inside = args.join(', ') || (WINDOW_EMISSIONS.has(call.name) ? '' : '*');
      return `${name}(${distinct}${inside}${nulls})${filter}${over}`;
    },
    emit,
  };
  return emission(site);
}

function overClause(call: WindowCall, emit: Emitter): string {
  const parts: string[] = [];
  if (call.partitionBy.length > 0) {
    parts.push(`PARTITION BY ${call.partitionBy.map((value) => comparable(value, emit)).join(', ')}`);
  }
  if (call.orderBy.length > 0) parts.push(orderBy(call.orderBy, emit));
  if (call.frame) parts.push(frame(call.frame, call.orderBy[0]?.value, emit));
  return parts.join(' ');
}

function frame({ unit, start, end }: Frame, key: Expression | undefined, emit: Emitter): string {
  const bound = (b: FrameBound) =>
    'offset' in b ? `${offset(b.offset, unit, key, emit)} ${b.at.toUpperCase()}` : b.at.toUpperCase();
  return `${unit.toUpperCase()} BETWEEN ${bound(start)} AND ${bound(end)}`;
}

/** Over dates and time stamps a RANGE offset is an interval, which elsewhere is a number. */
function offset(value: Expression, unit: Frame['unit'], key: Expression | undefined, emit: Emitter): string {
  const sql = emit.expression(value);
  if (unit !== 'range' || key === undefined) return sql;
  if (value.type.kind === 'interval day to second') return `to_microseconds(${sql} * 1000)`;
  if (value.type.kind === 'interval year to month') return `to_months(${sql})`;
  return sql;
}
