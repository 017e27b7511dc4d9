import type { Limit, SortKey } from '../../../sql/tree.ts';
import type { Emitter } from './emitter.ts';
import { comparable } from './instant.ts';

export function orderBy(keys: readonly SortKey[], emit: Emitter): string {
  return keys.length === 0 ? '' : `ORDER BY ${sortKeys(keys, emit)}`;
}

function sortKeys(keys: readonly SortKey[], emit: Emitter): string {
  return keys.map((key) => `${sortValue(key, emit)}${direction(key)}`).join(', ');
}

/** A bare number would mean the position of a column. */
function sortValue({ value }: SortKey, emit: Emitter): string {
  const sql = comparable(value, emit);
  return value.op === 'literal' ? `(${sql})` : sql;
}

export function direction({ descending, nullsFirst }: Pick<SortKey, 'descending' | 'nullsFirst'>): string {
  return `${descending ? ' DESC' : ' ASC'} NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`;
}

export function emitLimit(limit: Limit, emit: Emitter): string {
  const { input, offset, count, withTies } = limit;
  if (withTies && count !== undefined && input.op === 'sort') {
    return emitWithTies(limit, emit.relation(input.input), input.keys, emit);
  }
  return `SELECT * FROM ${emit.relation(input)}${limits(offset, count)}`;
}

export function limits(offset: number, count: number | undefined): string {
  return `${count === undefined ? '' : ` LIMIT ${count}`}${offset === 0 ? '' : ` OFFSET ${offset}`}`;
}

/** The rows after `offset` whose rank is within offset + count: whoever ties with the last one stays. */
function emitWithTies(limit: Limit, from: string, keys: readonly SortKey[], emit: Emitter): string {
  const order = `ORDER BY ${sortKeys(keys, emit)}`;
  const [rank, row, ranked] = [emit.name(), emit.name(), emit.name()];
  const inner = `SELECT *, rank() OVER (${order}) AS ${rank}, row_number() OVER (${order}) AS ${row} FROM ${from}`;
  const where = `${rank} <= ${limit.offset + (limit.count ?? 0)} AND ${row} > ${limit.offset}`;
  return `SELECT * EXCLUDE (${rank}, ${row}) FROM (${inner}) AS ${ranked} WHERE ${where} ORDER BY ${row}`;
}
