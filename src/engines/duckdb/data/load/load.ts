import type { DuckDBConnection } from '@duckdb/node-api';
import type { LoadOutcome, LoadSource } from '../../../../ports/tenant-data.ts';
import type { DataOperationContext } from '../../host/data-operation.ts';

export async function load(
  _connection: DuckDBConnection,
  _source: LoadSource,
  _context: Pick<DataOperationContext, 'transaction' | 'onProgress' | 'exchangeDirectory'>,
): Promise<LoadOutcome> {
  return { rows: {}, objects: [] };
}
