import type { DuckDBConnection } from '@duckdb/node-api';
import type { CatalogueField } from '../../../../ports/catalogue.ts';
import { DataError } from '../../../../ports/tenant-data.ts';
import { allowedIn, typedText } from '../text-value.ts';
import { csvRecords } from './csv-records.ts';
import type { DataFile } from './data-files.ts';
import { lineOfObject } from './read-jsonl.ts';
import { STAGE } from './staged-file.ts';

/** A staged column with the field it fills. */
export interface FilledField {
  readonly header: string;
  readonly stage: string;
  readonly field: CatalogueField;
}

/** Characters of a value that a message repeats. */
const SHOWN = 60;

/** @throws DataError for the first value, by row, that does not fit its field. */
export async function checkStage(
  connection: DuckDBConnection,
  file: DataFile,
  filled: readonly FilledField[],
): Promise<void> {
  const checked = filled.filter(({ stage, field }) => typedText(field, stage) !== stage);
  if (checked.length === 0) return;
  const misfits = checked.map(
    ({ stage, field }) => `min(sluice_row) FILTER (${stage} <> '' AND ${typedText(field, stage)} IS NULL)`,
  );
  const result = await connection.runAndReadAll(`SELECT ${misfits.join(', ')} FROM ${STAGE}`);
  const rows = (result.getRowsJson()[0] ?? []).map((row) =>
    row === null ? Number.POSITIVE_INFINITY : Number(row),
  );
  const row = Math.min(...rows);
  const bad = checked[rows.indexOf(row)];
  if (row === Number.POSITIVE_INFINITY || bad === undefined) return;
  const value = await connection.runAndReadAll(`SELECT ${bad.stage} FROM ${STAGE} WHERE sluice_row = ${row}`);
  const text = String(value.getRowsJson()[0]?.[0]);
  const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  throw new DataError(
    `${file.name} ${await place(file, row)}, column "${bad.header}": ${JSON.stringify(shown)} does not fit; ` +
      `allowed: ${allowedIn(bad.field)}`,
  );
}

/** Where a record is, as its reader looks for it. */
async function place(file: DataFile, row: number): Promise<string> {
  if (file.format === 'parquet') return `row ${row}`;
  if (file.format === 'jsonl') return `line ${await lineOfObject(file, row)}`;
  let record = -1;
  for await (const { line } of csvRecords(file)) if (++record === row) return `line ${line}`;
  return `record ${row}`;
}
