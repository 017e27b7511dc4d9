import type { DuckDBConnection } from '@duckdb/node-api';
import { DataError } from '../../../../ports/tenant-data.ts';
import { quoteText } from '../layout.ts';
import { fileText } from './csv-records.ts';
import type { DataFile } from './data-files.ts';
import { STAGE, type StagedFile } from './staged-file.ts';

/**
 * Reads a file of one JSON object a line; blank lines are none. A key that is absent is null, a nested value is its
 * JSON text.
 */
export async function readJsonl(
  connection: DuckDBConnection,
  file: DataFile,
  path: string,
): Promise<StagedFile> {
  try {
    await connection.run(
      `CREATE TEMP TABLE load_json AS SELECT row_number() OVER () AS sluice_row, json
       FROM read_ndjson_objects(${quoteText(path)})`,
    );
  } catch (error) {
    throw await jsonError(file, (error as Error).message);
  }
  const other = await firstCell(
    connection,
    `SELECT min(sluice_row) FROM load_json WHERE json_type(json) <> 'OBJECT'`,
  );
  if (other !== null)
    throw new DataError(`${file.name} line ${await lineOfObject(file, Number(other))}: not a JSON object`);
  const keys = await connection.runAndReadAll(
    `SELECT key, min(sluice_row) FROM (SELECT sluice_row, unnest(json_keys(json)) AS key FROM load_json)
     GROUP BY key ORDER BY 2, 1`,
  );
  const headers = keys.getRowsJson().map(([key]) => String(key));
  if (headers.length === 0) throw new DataError(`${file.name} holds no fields; write one JSON object a line`);
  const columns = headers.map(
    (key, i) => `json ->> ${quoteText(`$."${key.replaceAll('"', '\\"')}"`)} AS c${i}`,
  );
  await connection.run(
    `CREATE TEMP TABLE ${STAGE} AS SELECT sluice_row, ${columns.join(', ')} FROM load_json`,
  );
  await connection.run('DROP TABLE load_json');
  return { headers, types: headers.map(() => undefined) };
}

/** The line of the n-th object, from 1. */
export async function lineOfObject(file: DataFile, wanted: number): Promise<number> {
  let seen = 0;
  for await (const { line, text } of lines(file)) {
    if (text.trim() !== '') seen += 1;
    if (seen === wanted) return line;
  }
  return wanted;
}

/** The engine counts lines in its own way: the line is looked for again. */
async function jsonError(file: DataFile, message: string): Promise<DataError> {
  for await (const { line, text } of lines(file)) {
    try {
      if (text.trim() !== '') JSON.parse(text);
    } catch (error) {
      return new DataError(`${file.name} line ${line}: not JSON (${(error as Error).message})`);
    }
  }
  return new DataError(`${file.name} cannot be read: ${message.split('\n')[0]}`);
}

async function* lines(file: DataFile): AsyncGenerator<{ readonly line: number; readonly text: string }> {
  let rest = '';
  let line = 0;
  for await (const text of fileText(file)) {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) yield { line: ++line, text: part };
  }
  if (rest !== '') yield { line: line + 1, text: rest };
}

async function firstCell(connection: DuckDBConnection, sql: string): Promise<unknown> {
  return (await connection.runAndReadAll(sql)).getRowsJson()[0]?.[0] ?? null;
}
