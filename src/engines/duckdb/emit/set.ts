import type { Column, Distinct, SetOperation } from '../../../sql/tree.ts';
import { columnsOf } from './columns-of.ts';
import type { Emitter } from './emitter.ts';
import { isZoned } from './instant.ts';
import { selectList } from './select-list.ts';

/** The columns by name: an input without any has one that means nothing, and must not count. */
export function emitDistinct({ input }: Distinct, emit: Emitter): string {
  return distinct(columnsOf(input), emit.relation(input));
}

export function emitSet({ kind, all, columns, inputs }: SetOperation, emit: Emitter): string {
  const selects = inputs.map(({ relation, columns: from }) => {
    const list = from.map((id, i) => `c${id} AS c${columns[i]?.id}`);
    return `(SELECT ${selectList(list)} FROM ${emit.relation(relation)})`;
  });
  if (!columns.some(carriesZone) || (kind === 'union' && all)) {
    return selects.join(` ${kind.toUpperCase()}${all ? ' ALL' : ''} `);
  }
  if (kind === 'union') return distinct(columns, `(${selects.join(' UNION ALL ')}) AS ${emit.name()}`);
  return selects.reduce((left, right) => `(${compared(left, right, kind, all, columns, emit)})`);
}

function carriesZone({ type }: Column): boolean {
  return isZoned(type) && type.zone === undefined;
}

/** What makes rows the same: of a value that carries its zone the instant alone (dialect notes §8). */
function key(column: Column): string {
  return carriesZone(column) ? `c${column.id}.t` : `c${column.id}`;
}

/** The zone shown is that of the first row kept. */
function distinct(columns: readonly Column[], from: string): string {
  if (!columns.some(carriesZone)) {
    return `SELECT DISTINCT ${selectList(columns.map(({ id }) => `c${id}`))} FROM ${from}`;
  }
  const list = columns.map((column) => {
    const name = `c${column.id}`;
    if (!carriesZone(column)) return name;
    return `CASE WHEN ${name}.t IS NOT NULL THEN struct_pack(t := ${name}.t, z := first(${name}.z)) END AS ${name}`;
  });
  return `SELECT ${list.join(', ')} FROM ${from} GROUP BY ${columns.map(key).join(', ')}`;
}

/** INTERSECT and EXCEPT by key. With ALL the copies of a row are numbered, and each meets its own number. */
function compared(
  left: string,
  right: string,
  kind: 'intersect' | 'except',
  all: boolean,
  columns: readonly Column[],
  emit: Emitter,
): string {
  const [a, b, n] = [emit.name(), emit.name(), emit.name()];
  const number = `row_number() OVER (PARTITION BY ${columns.map(key).join(', ')}) AS ${n}`;
  const side = (select: string, name: string) =>
    all ? `(SELECT *, ${number} FROM ${select}) AS ${name}` : `${select} AS ${name}`;
  const keys = [...columns.map(key), ...(all ? [n] : [])];
  const same = keys.map((part) => `${a}.${part} IS NOT DISTINCT FROM ${b}.${part}`).join(' AND ');
  const match = `${kind === 'except' ? 'NOT ' : ''}EXISTS (SELECT 1 FROM ${side(right, b)} WHERE ${same})`;
  const list = columns.map(({ id }) => `c${id}`).join(', ');
  const kept = `SELECT ${list} FROM ${side(left, a)} WHERE ${match}`;
  return all ? kept : distinct(columns, `(${kept}) AS ${emit.name()}`);
}
