import type { DuckDBConnection } from '@duckdb/node-api';
import type { FieldType } from '../../../../ports/catalogue.ts';

/**
 * A file as it lies in the temporary table `load_stage`: `sluice_row` is the number of the record, from 1, and each
 * column is `c0`, `c1` … in the order of `headers`. Columns without a type hold text.
 */
export interface StagedFile {
  readonly headers: readonly string[];
  /** Of columns that come typed, as Parquet's do. */
  readonly types: readonly (FieldType | undefined)[];
}

export const STAGE = 'load_stage';

export async function stagedRows(connection: DuckDBConnection): Promise<number> {
  const result = await connection.runAndReadAll(`SELECT count(*) FROM ${STAGE}`);
  return Number(result.getRowsJson()[0]?.[0]);
}
