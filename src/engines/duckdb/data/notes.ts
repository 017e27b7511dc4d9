import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteText } from './layout.ts';

/**
 * What the tenant's file remembers about itself, beside its objects and in the same transactions: what it was seeded
 * with, the last stamp given. One row a note.
 */
const NOTES = 'data_notes.notes';

export async function readNote(connection: DuckDBConnection, name: string): Promise<string | undefined> {
  const tables = await connection.runAndReadAll(
    `SELECT 1 FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = 'data_notes'`,
  );
  if (tables.currentRowCount === 0) return undefined;
  const result = await connection.runAndReadAll(`SELECT value FROM ${NOTES} WHERE name = ${quoteText(name)}`);
  const value = result.getRowsJson()[0]?.[0];
  return value === undefined || value === null ? undefined : String(value);
}

/** Within the caller's transaction. */
export async function writeNote(connection: DuckDBConnection, name: string, value: string): Promise<void> {
  await connection.run('CREATE SCHEMA IF NOT EXISTS data_notes');
  await connection.run(`CREATE TABLE IF NOT EXISTS ${NOTES} (name VARCHAR, value VARCHAR)`);
  await connection.run(`DELETE FROM ${NOTES} WHERE name = ${quoteText(name)}`);
  await connection.run(`INSERT INTO ${NOTES} VALUES (${quoteText(name)}, ${quoteText(value)})`);
}
