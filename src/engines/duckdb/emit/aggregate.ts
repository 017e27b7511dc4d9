import { EngineError } from '../../../ports/engine.ts';
import type { Aggregate, AggregateCall, Expression, Relation } from '../../../sql/tree.ts';
import type { AggregateSite } from './aggregate-site.ts';
import type { Emitter } from './emitter.ts';
import { AGGREGATE_EMISSIONS } from './functions/all.ts';
import { isZoned } from './instant.ts';
import { orderBy } from './order.ts';

export function emitAggregate(aggregate: Aggregate, emit: Emitter): string {
  const { input, groups, sets, aggregates, grouping } = aggregate;
  const pairs = new Set(groups.filter(({ column }) => carriesZone(column)).map((group) => group.input));
  const key = (id: number) => (pairs.has(id) ? `c${id}.t` : `c${id}`);
  const columns = [
    // Grouped by the instant alone; the zone shown is that of the first row kept (dialect notes §8).
    ...groups.map(({ input: id, column }) =>
      pairs.has(id)
        ? `CASE WHEN c${id}.t IS NOT NULL THEN struct_pack(t := c${id}.t, z := first(c${id}.z)) END AS c${column.id}`
        : `c${id} AS c${column.id}`,
    ),
    ...aggregates.map((call) => `${emitAggregateCall(call, input, emit)} AS c${call.column.id}`),
    ...grouping.map(
      ({ column, of }) => `CAST(grouping(${of.map(key).join(', ')}) AS INTEGER) AS c${column.id}`,
    ),
  ];
  // Keeps a global aggregate without any call at one row.
  if (aggregates.length === 0 && groups.length === 0) columns.push('count(*) AS nothing');
  return `SELECT ${columns.join(', ')} FROM ${emit.relation(input)}${groupBy(sets, key)}`;
}

function carriesZone({ type }: Aggregate['groups'][number]['column']): boolean {
  return isZoned(type) && type.zone === undefined;
}

function groupBy(sets: Aggregate['sets'], key: (id: number) => string): string {
  const [only] = sets;
  if (sets.length === 1 && only) return only.length === 0 ? '' : ` GROUP BY ${only.map(key).join(', ')}`;
  return ` GROUP BY GROUPING SETS (${sets.map((set) => `(${set.map(key).join(', ')})`).join(', ')})`;
}

function emitAggregateCall(call: AggregateCall, input: Relation, emit: Emitter): string {
  const emission = AGGREGATE_EMISSIONS.get(call.name);
  if (emission === undefined) {
    throw new EngineError('user', `Aggregate function '${call.name}' is not supported by this engine`);
  }
  const order = orderBy(call.distinct ? keysOfArguments(call, input) : call.orderBy, emit);
  const site: AggregateSite = {
    type: call.column.type,
    args: call.args,
    distinct: call.distinct,
    order,
    window: false,
    arg: (index) => argument(call.args, index, emit),
    call(name, args, options = {}) {
      const inside = [(options.distinct ?? call.distinct) ? 'DISTINCT ' : '', args.join(', ') || '*'];
      if (options.ordered !== false && order) inside.push(` ${order}`);
      const conditions = [call.filter ? emit.expression(call.filter) : '', options.filter ?? ''].filter(
        Boolean,
      );
      const filter =
        conditions.length > 0 ? ` FILTER (WHERE ${conditions.map((c) => `(${c})`).join(' AND ')})` : '';
      return `${name}(${inside.join('')})${filter}`;
    },
    emit,
  };
  return emission(site);
}

/** With DISTINCT the keys must be the arguments themselves, coerced as they are. */
function keysOfArguments({ args, orderBy: keys }: AggregateCall, input: Relation): AggregateCall['orderBy'] {
  return keys.map((key) => {
    const same = args.find(
      (value) => JSON.stringify(bare(value, input)) === JSON.stringify(bare(key.value, input)),
    );
    return same ? { ...key, value: same } : key;
  });
}

/** Without coercions, and a computed column as what computes it. */
function bare(expression: Expression, input: Relation): Expression {
  if (expression.op === 'cast' && expression.implied) return bare(expression.value, input);
  if (expression.op !== 'column' || input.op !== 'project') return expression;
  const computed = input.add.find(({ column }) => column.id === expression.id);
  return computed ? bare(computed.value, input.input) : expression;
}

export function argument(args: readonly Expression[], index: number, emit: Emitter): string {
  const value = args[index];
  if (value === undefined) throw new TypeError(`No argument ${index}`);
  return emit.expression(value);
}
