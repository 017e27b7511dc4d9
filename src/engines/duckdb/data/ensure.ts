import type { DuckDBConnection } from '@duckdb/node-api';
import type { CatalogueObject } from '../../../ports/catalogue.ts';
import type { DataOperationContext } from '../host/data-operation.ts';
import { columnType, DATA_SCHEMA, HIDDEN_COLUMNS, quoteName, tableName, tableOf } from './layout.ts';

/** Makes the missing tables and columns of these objects. */
export async function ensure(
  connection: DuckDBConnection,
  objects: readonly CatalogueObject[],
  context: Pick<DataOperationContext, 'transaction'>,
): Promise<void> {
  const statements = await missingTables(connection, objects);
  if (statements.length === 0) return;
  await context.transaction(async () => {
    for (const statement of statements) await connection.run(statement);
  });
}

/**
 * The statements that make what is missing: tables, and columns of tables that are there. Nothing is dropped and no
 * type is changed.
 */
export async function missingTables(
  connection: DuckDBConnection,
  objects: readonly CatalogueObject[],
): Promise<string[]> {
  const existing = await existingColumns(connection);
  const statements = objects.flatMap((object) => {
    const columns = existing.get(tableName(object.name));
    return columns === undefined ? [createTable(object)] : addColumns(object, columns);
  });
  return existing.size === 0 ? [`CREATE SCHEMA IF NOT EXISTS ${DATA_SCHEMA}`, ...statements] : statements;
}

function createTable(object: CatalogueObject): string {
  const columns = [
    ...object.fields.map((field) => `${quoteName(field.name.toLowerCase())} ${columnType(field)}`),
    ...Object.entries(HIDDEN_COLUMNS).map(([name, type]) => `${name} ${type}`),
  ];
  return `CREATE TABLE ${tableOf(object.name)} (${columns.join(', ')})`;
}

function addColumns(object: CatalogueObject, existing: ReadonlySet<string>): string[] {
  const table = tableOf(object.name);
  return object.fields
    .map((field) => ({ name: field.name.toLowerCase(), type: columnType(field) }))
    .filter(({ name }) => !existing.has(name))
    .map(({ name, type }) => `ALTER TABLE ${table} ADD COLUMN ${quoteName(name)} ${type}`);
}

/** Table → columns, of the tenant's objects. */
async function existingColumns(connection: DuckDBConnection): Promise<Map<string, Set<string>>> {
  const result = await connection.runAndReadAll(
    `SELECT table_name, list(column_name) FROM duckdb_columns()
     WHERE database_name = current_database() AND schema_name = '${DATA_SCHEMA}' GROUP BY table_name`,
  );
  return new Map(
    result
      .getRowsJson()
      .map(([table, columns]) => [String(table), new Set((columns as string[]).map(String))]),
  );
}
