import type { DuckDBConnection } from '@duckdb/node-api';

/** Beside the tenant's own schema, in its file: a number that every change of data or tables raises. */
const TABLE = 'sluice_host.data_version';

export const DATA_VERSION_STATEMENTS: readonly string[] = [
  'CREATE SCHEMA IF NOT EXISTS sluice_host',
  `CREATE TABLE IF NOT EXISTS ${TABLE} AS SELECT 0::BIGINT AS version`,
];

/**
 * The version that this connection's transaction sees. As the first read of a transaction it fixes its snapshot:
 * `BEGIN` alone does not (DESIGN §2 rule 7).
 */
export async function readDataVersion(connection: DuckDBConnection): Promise<string> {
  const reader = await connection.runAndReadAll(`SELECT version FROM ${TABLE}`);
  return String(reader.getRows()[0]?.[0]);
}

/** Runs `work` and raises the version, both or neither. */
export function changeData<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  return inTransaction(connection, async () => {
    const result = await work();
    await connection.run(`UPDATE ${TABLE} SET version = version + 1`);
    return result;
  });
}

/** Runs `work` in one transaction that does not change the data; rolls back and rethrows when it throws. */
export async function inTransaction<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  await connection.run('BEGIN TRANSACTION');
  try {
    const result = await work();
    await connection.run('COMMIT');
    return result;
  } catch (error) {
    await rollBack(connection);
    throw error;
  }
}

/** Interrupts of the work may meet the statement that takes it back: so often at most, ms apart (interrupt.ts). */
const ROLLBACKS_MAX = 1_000;

async function rollBack(connection: DuckDBConnection): Promise<void> {
  for (let tries = 0; tries < ROLLBACKS_MAX; tries++) {
    try {
      return void (await connection.run('ROLLBACK'));
    } catch (error) {
      // A commit that failed has rolled back already.
      if (!(error instanceof Error && error.message.startsWith('INTERRUPT'))) return;
    }
  }
}
