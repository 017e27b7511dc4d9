import type { Join, Relation, Unnest } from '../../../sql/tree.ts';
import type { SqlType } from '../../../sql/types.ts';
import type { Emitter } from './emitter.ts';

export function emitJoin(join: Join, emit: Emitter): string {
  if (join.right.op === 'unnest' && joinsEveryRow(join)) return emitJoinUnnest(join, join.right, emit);
  const left = emit.relation(join.left);
  const right = join.lateral ? `LATERAL ${asSelect(join.right, emit)}` : emit.relation(join.right);
  const kind = join.kind === 'cross' ? 'CROSS' : join.kind.toUpperCase();
  if (join.kind === 'cross') return `(${left} CROSS JOIN ${right})`;
  return `(${left} ${kind} JOIN ${right} ON ${join.on ? emit.expression(join.on) : 'true'})`;
}

/** LATERAL wants a subquery, never a parenthesised join. */
function asSelect(relation: Relation, emit: Emitter): string {
  return `(SELECT * FROM ${emit.relation(relation)}) AS ${emit.name()}`;
}

function joinsEveryRow({ kind, on }: Join): boolean {
  const always = on === undefined || (on.op === 'literal' && on.value === true);
  return always && (kind === 'cross' || kind === 'inner' || kind === 'left');
}

/**
 * A relation beside an UNNEST of its own columns: expanded in its select list, because a lateral join on DuckDB
 * loses the order of the rows.
 */
function emitJoinUnnest(join: Join, unnest: Unnest, emit: Emitter): string {
  const source = emit.relation(join.left);
  const lists = unnest.collections.map(({ value }) => ({
    list: asList(emit.expression(value), value.type),
    name: emit.name(),
  }));
  const prepared = emit.name();
  // An outer join keeps a row for empty collections: one element that is null.
  const longest = `greatest(${lists.map(({ name }) => `coalesce(len(${name}_l), 0)`).join(', ')})`;
  const size = join.kind === 'left' ? `greatest(1, ${longest})` : longest;
  const inner = `SELECT *, ${lists.map(({ list, name }) => `${list} AS ${name}_l`).join(', ')} FROM ${source}`;
  const index = emit.name();
  const expanded = emit.name();
  const helpers = lists.map(({ name }) => `${name}_l`).join(', ');
  const expand =
    `SELECT * EXCLUDE (${helpers}), ${lists.map(({ name }) => `unnest(${name}_l) AS ${name}`).join(', ')}, ` +
    `unnest(range(1, ${size} + 1)) AS ${index}, ${longest} AS ${index}_n FROM (${inner}) AS ${prepared}`;
  const columns = unnestedColumns(
    unnest,
    lists.map(({ name }) => name),
  );
  if (unnest.ordinality) {
    columns.push(`CASE WHEN ${index} <= ${index}_n THEN ${index} END AS c${unnest.ordinality.id}`);
  }
  const drop = [...lists.map(({ name }) => name), index, `${index}_n`].join(', ');
  return `(SELECT * EXCLUDE (${drop}), ${columns.join(', ')} FROM (${expand}) AS ${expanded}) AS ${emit.name()}`;
}

/** UNNEST on its own, or as the right side of a join that emitJoinUnnest does not take. */
export function emitUnnest(unnest: Unnest, emit: Emitter): string {
  const lists = unnest.collections.map(({ value }) => ({
    list: asList(emit.expression(value), value.type),
    name: emit.name(),
  }));
  const index = emit.name();
  const longest = `greatest(${lists.map(({ list }) => `coalesce(len(${list}), 0)`).join(', ')})`;
  const expand = `SELECT ${lists.map(({ list, name }) => `unnest(${list}) AS ${name}`).join(', ')}, unnest(range(1, ${longest} + 1)) AS ${index}`;
  const columns = unnestedColumns(
    unnest,
    lists.map(({ name }) => name),
  );
  if (unnest.ordinality) columns.push(`${index} AS c${unnest.ordinality.id}`);
  return `SELECT ${columns.join(', ')} FROM (${expand}) AS ${emit.name()}`;
}

function asList(sql: string, type: SqlType): string {
  return type.kind === 'map' ? `map_entries(${sql})` : sql;
}

/** The columns of each expanded element: a map's key and value, a row's fields, else the element itself. */
function unnestedColumns(unnest: Unnest, names: readonly string[]): string[] {
  return unnest.collections.flatMap(({ value, columns }, i) => {
    const name = names[i] ?? '';
    if (value.type.kind === 'map')
      return columns.map(({ id }, k) => `${name}.${k === 0 ? 'key' : 'value'} AS c${id}`);
    const element = value.type.kind === 'array' ? value.type.element : undefined;
    if (element?.kind === 'row') return columns.map(({ id }, k) => `${name}.f${k + 1} AS c${id}`);
    return columns.map(({ id }) => `${name} AS c${id}`);
  });
}
