import type { DuckDBConnection } from '@duckdb/node-api';
import type { CatalogueObject } from '../../../ports/catalogue.ts';
import type { RowCounts } from '../../../ports/tenant-data.ts';
import { tableOf } from './layout.ts';

/** Rows of these objects, deleted ones included. Their tables exist. */
export async function countRows(
  connection: DuckDBConnection,
  objects: readonly Pick<CatalogueObject, 'name'>[],
): Promise<RowCounts> {
  if (objects.length === 0) return {};
  const counts = objects.map(({ name }) => `(SELECT count(*) FROM ${tableOf(name)})`);
  const row = (await connection.runAndReadAll(`SELECT ${counts.join(', ')}`)).getRowsJson()[0] ?? [];
  return Object.fromEntries(objects.map(({ name }, i) => [name, Number(row[i])]));
}
