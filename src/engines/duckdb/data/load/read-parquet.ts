import type { DuckDBConnection } from '@duckdb/node-api';
import type { FieldType } from '../../../../ports/catalogue.ts';
import { DataError } from '../../../../ports/tenant-data.ts';
import { quoteName, quoteText } from '../layout.ts';
import type { DataFile } from './data-files.ts';
import { STAGE, type StagedFile } from './staged-file.ts';

/** Reads a Parquet file, whose columns bring their types. A nested value is its text. */
export async function readParquet(
  connection: DuckDBConnection,
  file: DataFile,
  path: string,
): Promise<StagedFile> {
  const source = `read_parquet(${quoteText(path)})`;
  try {
    const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`);
    const columns = described
      .getRowsJson()
      .map(([name, type]) => ({ name: String(name), type: fieldType(String(type)) }));
    const staged = columns.map(({ name, type }, i) => `${stagedValue(quoteName(name), type)} AS c${i}`);
    await connection.run(
      `CREATE TEMP TABLE ${STAGE} AS SELECT row_number() OVER () AS sluice_row, ${staged.join(', ')} FROM ${source}`,
    );
    return {
      headers: columns.map(({ name }) => name),
      types: columns.map(({ type }) => (type === 'text' ? undefined : type)),
    };
  } catch (error) {
    throw new DataError(`${file.name} is no Parquet file that can be read: ${reason(error as Error, path)}`);
  }
}

/** All values pass through text, so that one set of rules decides what fits a field. */
function stagedValue(column: string, type: FieldType): string {
  // Time stamps without a zone are UTC; the text of one with a zone ends in it.
  return type === 'datetime'
    ? `strftime(CAST(${column} AS TIMESTAMPTZ) AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%gZ')`
    : `CAST(${column} AS VARCHAR)`;
}

function fieldType(type: string): FieldType {
  if (type === 'BOOLEAN' || type === 'DATE') return type.toLowerCase() as FieldType;
  if (/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(type)) return 'integer';
  if (/^(DECIMAL|DOUBLE|FLOAT)/.test(type)) return 'decimal';
  if (type.startsWith('TIMESTAMP')) return 'datetime';
  return 'text';
}

function reason(error: Error, path: string): string {
  return (error.message.split('\n')[0] ?? '').replaceAll(path, 'it');
}
