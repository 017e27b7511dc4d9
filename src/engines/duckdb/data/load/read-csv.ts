import type { DuckDBConnection } from '@duckdb/node-api';
import { DataError } from '../../../../ports/tenant-data.ts';
import { quoteText } from '../layout.ts';
import { csvRecords } from './csv-records.ts';
import type { DataFile } from './data-files.ts';
import { STAGE, type StagedFile } from './staged-file.ts';

/**
 * Reads a CSV file: UTF-8, commas, `"` quotes doubled inside, a header line. Nothing between two commas is null,
 * `""` is the empty text: what an export writes comes back as it was.
 */
export async function readCsv(
  connection: DuckDBConnection,
  file: DataFile,
  path: string,
): Promise<StagedFile> {
  const headers = await header(file);
  const columns = headers.map((_, i) => `c${i}: 'VARCHAR'`);
  try {
    await connection.run(
      `CREATE TEMP TABLE ${STAGE} AS SELECT row_number() OVER () AS sluice_row, *
       FROM read_csv(${quoteText(path)}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
         nullstr = '', allow_quoted_nulls = false, strict_mode = true, columns = {${columns.join(', ')}})`,
    );
    return { headers, types: headers.map(() => undefined) };
  } catch (error) {
    throw csvError(file, (error as Error).message);
  }
}

async function header(file: DataFile): Promise<readonly string[]> {
  for await (const { cells } of csvRecords(file))
    return cells.map((cell, i) => (i === 0 ? cell.replace(/^\uFEFF/, '') : cell));
  throw new DataError(`${file.name} is empty; its first line must name its columns`);
}

/** Turns the engine's report into one that names the file. */
function csvError(file: DataFile, message: string): Error {
  const line = /CSV Error on Line: (\d+)/.exec(message)?.[1];
  if (line === undefined) return new DataError(`${file.name} cannot be read: ${message.split('\n')[0]}`);
  const [, expected, found] = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message) ?? [];
  const [, problem] =
    /^((?:Value with unterminated quote|Invalid unicode|Maximum line size)[^\n]*)/m.exec(message) ?? [];
  const reason =
    expected === undefined
      ? (problem ?? 'not CSV as RFC 4180 has it')
      : `${found} columns where the header has ${expected}`;
  return new DataError(`${file.name} line ${line}: ${reason}; allowed: UTF-8, commas, "…" with "" inside`);
}
