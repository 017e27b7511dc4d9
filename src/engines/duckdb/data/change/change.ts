import { randomBytes } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type ChangeCounts, type DataChange, DataError } from '../../../../ports/tenant-data.ts';
import type { DataOperationContext } from '../../host/data-operation.ts';
import { quoteText, tableOf } from '../layout.ts';
import { nextStamp } from '../stamp.ts';
import { isVisible } from '../visible-rows.ts';
import { checkValues } from './check-values.ts';
import { checkId, type RowTexts, rowTexts } from './row-texts.ts';
import { insertRows, updateRows } from './write-rows.ts';

/**
 * Changes rows as the product would (operating.md §4, POST /data): one transaction, one stamp.
 *
 * An upsert of a live row the caller sees merges; of any other id, or of none, it makes a row: an id that was deleted
 * starts anew. Deleting marks the row (or removes it where the object keeps no deleted rows); an id that names no
 * live row is passed over, so that a repeated call is harmless.
 * @throws DataError when a value does not fit its field, or an id is taken by a row the caller does not see.
 */
export async function change(
  connection: DuckDBConnection,
  asked: DataChange,
  context: Pick<DataOperationContext, 'transaction' | 'begin'>,
): Promise<ChangeCounts> {
  const { object } = asked;
  const rows = asked.upsert.map((row, i) => rowTexts(object, row, `upsert[${i}]`));
  for (const [i, id] of asked.delete.entries()) checkId(id, `delete[${i}]`);
  refuseRepeats([...rows.flatMap(({ id }) => id ?? []), ...new Set(asked.delete)]);
  await checkValues(connection, object, rows);
  return await context.transaction(async () => {
    const stamp = await nextStamp(connection, context.begin(asked.now));
    const found = await find(connection, asked, rows);
    const isLive = ({ id }: RowTexts) => id !== undefined && found.live.has(id);
    const updates = rows.filter(isLive);
    const inserts = rows
      .filter((row) => !isLive(row))
      .map((row) => ({ ...row, id: row.id ?? makeId(stamp) }));
    if (found.deleted.length > 0)
      await connection.run(`DELETE FROM ${tableOf(object.name)} WHERE id IN (${list(found.deleted)})`);
    await updateRows(connection, asked, updates, stamp);
    await insertRows(connection, asked, inserts, stamp);
    const deleted = await remove(connection, asked, stamp);
    return { inserted: inserts.length, updated: updates.length, deleted };
  });
}

function refuseRepeats(ids: readonly string[]): void {
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) throw new DataError(`the id "${id}" is named twice; one call changes a row once`);
    seen.add(id);
  }
}

interface Found {
  readonly live: ReadonlySet<string>;
  readonly deleted: readonly string[];
}

async function find(
  connection: DuckDBConnection,
  { object, visible }: DataChange,
  rows: readonly RowTexts[],
): Promise<Found> {
  const ids = rows.flatMap(({ id }) => id ?? []);
  if (ids.length === 0) return { live: new Set(), deleted: [] };
  const result = await connection.runAndReadAll(
    `SELECT id, sluice_deleted, ${isVisible(visible)} FROM ${tableOf(object.name)} WHERE id IN (${list(ids)})`,
  );
  const found = result.getRowsJson().map(([id, deleted, seen]) => ({ id: String(id), deleted, seen }));
  const foreign = found.find(({ seen }) => seen !== true);
  if (foreign !== undefined)
    throw new DataError(`the id "${foreign.id}" cannot be used: it is taken outside your entity and orgs`);
  return {
    live: new Set(found.filter(({ deleted }) => deleted === false).map(({ id }) => id)),
    deleted: found.filter(({ deleted }) => deleted === true).map(({ id }) => id),
  };
}

async function remove(
  connection: DuckDBConnection,
  { object, visible, delete: ids, userId }: DataChange,
  stamp: number,
): Promise<number> {
  if (ids.length === 0) return 0;
  const which = `id IN (${list(ids)}) AND NOT sluice_deleted AND ${isVisible(visible)}`;
  const at = `make_timestamptz(${stamp * 1000})`;
  const { rowsChanged } = await connection.run(
    object.softDelete
      ? `UPDATE ${tableOf(object.name)} SET sluice_deleted = true, sluice_deleted_at = ${at}, updateddate = ${at},
           updatedbyid = ${quoteText(userId)} WHERE ${which}`
      : `DELETE FROM ${tableOf(object.name)} WHERE ${which}`,
  );
  return rowsChanged;
}

function list(values: readonly string[]): string {
  return values.map(quoteText).join(', ');
}

/** 32 hex digits: the stamp, so that ids follow time, then chance. */
function makeId(stamp: number): string {
  return stamp.toString(16).padStart(12, '0') + randomBytes(10).toString('hex');
}
