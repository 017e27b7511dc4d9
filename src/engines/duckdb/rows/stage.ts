import { rm } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { RowFile } from '../../../ports/row-load.ts';
import { exchangedPath } from '../data/load/data-files.ts';
import { quoteText } from '../emit/quote.ts';
import { LINE_BYTES_MAX, QUOTE_FAULT, readHead, refuseMark } from './csv-head.ts';
import { EXCESS_MARK, evenRecords } from './even-records.ts';
import { fileFault, shown } from './file-fault.ts';
import { checkHeaders } from './plan.ts';
import type { RowPlace } from './row-place.ts';

/** The temporary table; its `rowid` numbers the rows of the file in their order, from 0. */
export const STAGE = 'row_stage';

/**
 * A file as it lies in the stage, as text: of CSV the cells `c0`, `c1` …, and `excess` where there may be too many, of
 * JSONL the `line`, and whether it is `fine`. `failed` is set for the rows that a chunk could not write.
 */
export interface Stage {
  readonly format: RowFile['format'];
  /** Of CSV; the keys of JSONL, in the order in which they first appear. */
  readonly headers: readonly string[];
  readonly rows: number;
  /** Rows that open a record: all of them, but where a column marks them. */
  readonly records: number;
  /** The row that opened a row's record, null before the first: an expression. */
  readonly recordOf: 'rowid' | 'record';
  readonly excess: boolean;
}

/** Of a file without a byte. */
const NOTHING: Omit<Stage, 'format'> = {
  headers: [],
  rows: 0,
  records: 0,
  recordOf: 'rowid',
  excess: false,
};

/**
 * Reads the file into the stage.
 * @throws EngineError `user` when it cannot be read as what it should be
 */
export async function stageFile(file: RowFile, source: string, place: RowPlace): Promise<Stage> {
  await place.connection.run(`DROP TABLE IF EXISTS ${STAGE}`);
  return file.format === 'csv' ? stageCsv(file, source, place) : stageJsonl(source, place);
}

async function stageCsv(file: RowFile, source: string, place: RowPlace): Promise<Stage> {
  const head = await readHead(source, file.delimiter);
  const headers = file.headers ?? head;
  if (headers === undefined) return { format: 'csv', ...NOTHING };
  checkHeaders(headers);
  const nul = headers.find((header) => header.includes('\0'));
  if (nul !== undefined)
    throw fileFault(`The header ${shown(nul)} holds a NUL; allowed: text in UTF-8, which UTF-16 is not.`);
  if (head === undefined) return { format: 'csv', ...NOTHING, headers };
  const marker = headers.findIndex((header) => MARKER.test(header));
  const options = { delimiter: file.delimiter, header: file.headers === undefined };
  const read = (path: string, columns: readonly string[]) =>
    readCsv(place.connection, path, columns, marker, options);
  const columns = headers.map((_, i) => `c${i}`);
  const excess = await exchangedPath(source, place.files.exchangeDirectory, async (path) => {
    try {
      await read(path, columns);
      return false;
    } catch (error) {
      if (!needsEvenRecords(error)) throw readFault(error);
    }
    const even = `${path}.even`;
    try {
      await evenRecords(path, even, { delimiter: file.delimiter, columns: columns.length }, place.signal);
      await read(even, [...columns, 'excess']);
      return true;
    } catch (error) {
      throw readFault(error);
    } finally {
      await rm(even, { force: true });
    }
  });
  const recordOf = marker < 0 ? 'rowid' : 'record';
  return { format: 'csv', headers, recordOf, excess, ...(await counts(place.connection, recordOf)) };
}

/** A column that says which rows open a record (bulk-data.md §6): the first of them. */
const MARKER = /^IsNew/i;

async function readCsv(
  connection: DuckDBConnection,
  path: string,
  columns: readonly string[],
  marker: number,
  { delimiter, header }: { readonly delimiter: string; readonly header: boolean },
): Promise<void> {
  const types = columns.map((name) => `${name}: 'VARCHAR'`).join(', ');
  const rows = `SELECT *, CAST(NULL AS BOOLEAN) AS failed FROM read_csv(${quoteText(path)}, auto_detect = false,
    header = ${header}, delim = ${quoteText(delimiter)}, quote = '"', escape = '"', nullstr = '', strict_mode = true,
    compression = 'none', columns = {${types}})`;
  // Of one column a blank line is a row for the reader; of several it is none.
  const own = columns.filter((name) => name !== 'excess');
  const filled = own.length === 1 ? `${rows} WHERE c0 IS NOT NULL` : rows;
  if (marker < 0) {
    await connection.run(`CREATE TEMP TABLE ${STAGE} AS ${filled}`);
    return;
  }
  await connection.run(`CREATE OR REPLACE TEMP TABLE row_lines AS ${filled}`);
  await connection.run(
    `CREATE TEMP TABLE ${STAGE} AS SELECT *, max(CASE WHEN lower(trim(c${marker})) = 'true' THEN rowid END)
       OVER (ORDER BY rowid ROWS UNBOUNDED PRECEDING) AS record FROM row_lines ORDER BY rowid`,
  );
  await connection.run('DROP TABLE row_lines');
}

async function stageJsonl(source: string, place: RowPlace): Promise<Stage> {
  const { connection, files } = place;
  await refuseMark(source);
  await exchangedPath(source, files.exchangeDirectory, async (path) => {
    try {
      await connection.run(
        `CREATE TEMP TABLE ${STAGE} AS SELECT line, ${IS_OBJECT} AS fine, CAST(NULL AS BOOLEAN) AS failed
         FROM read_csv(${quoteText(path)}, auto_detect = false, header = false, delim = '', quote = '', escape = '',
           nullstr = '', strict_mode = false, compression = 'none', columns = {line: 'VARCHAR'})
         WHERE line IS NOT NULL AND NOT regexp_full_match(line, '\\s*')`,
      );
    } catch (error) {
      throw readFault(error);
    }
  });
  const headers = await keys(connection);
  if (headers.length > 0) checkHeaders(headers.map((key) => (key.trim() === '' ? `"${key}"` : key)));
  return {
    format: 'jsonl',
    headers,
    recordOf: 'rowid',
    excess: false,
    ...(await counts(connection, 'rowid')),
  };
}

/** The engine's reader lets these stand outside of texts; whoever is given the line back may not. */
const NOT_JSON = quoteText(String.raw`(?i),\s*[\]}]|nan|inf`);
/** Most lines need no second look. */
const IS_OBJECT = `CASE WHEN json_valid(line) THEN json_type(line) = 'OBJECT' AND NOT (regexp_matches(line, ${NOT_JSON})
  AND regexp_matches(regexp_replace(line, '"([^"\\\\]|\\\\.)*"', '""', 'g'), ${NOT_JSON})) ELSE false END`;

/** Lists of keys first: most lines have the same. */
async function keys(connection: DuckDBConnection): Promise<readonly string[]> {
  const result = await connection.runAndReadAll(
    `SELECT key FROM (SELECT unnest(keys) AS key, generate_subscripts(keys, 1) AS place, first_row
       FROM (SELECT json_keys(line) AS keys, min(rowid) AS first_row FROM ${STAGE} WHERE fine GROUP BY keys))
     GROUP BY key ORDER BY min(first_row), min(place)`,
  );
  return result.getRowsJson().map(([key]) => String(key));
}

async function counts(
  connection: DuckDBConnection,
  recordOf: Stage['recordOf'],
): Promise<Pick<Stage, 'rows' | 'records'>> {
  const result = await connection.runAndReadAll(
    `SELECT count(*), count(*) FILTER (${recordOf} = rowid) FROM ${STAGE}`,
  );
  const [rows, records] = result.getRowsJson()[0] ?? [];
  return { rows: Number(rows), records: Number(records) };
}

/** Records with another number of cells and line ends of several kinds have many faces here; these two have one. */
function needsEvenRecords(error: unknown): boolean {
  const message = messageOf(error);
  return message.startsWith('Invalid Input Error') && !NOT_UTF_8.test(message) && !TOO_LONG.test(message);
}

/** Turns the reader's report into one that says where. Anything else, as an interrupt, stays what it is. */
function readFault(error: unknown): unknown {
  const message = messageOf(error);
  if (!message.startsWith('Invalid Input Error')) return error;
  const line = /CSV Error on Line: (\d+)/.exec(message)?.[1];
  const where = line === undefined ? 'The file cannot be read' : `Line ${line}`;
  const [, reason] = REASONS.find(([pattern]) => pattern.test(message)) ?? [];
  return fileFault(`${where}: ${reason ?? 'not what RFC 4180 calls CSV'}.`);
}

const NOT_UTF_8 = /invalid unicode|not utf-8/i;
const TOO_LONG = /maximum line size/i;

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/unterminated quote/i, QUOTE_FAULT],
  [NOT_UTF_8, 'not UTF-8; allowed: text in UTF-8, neither compressed nor a spreadsheet'],
  [TOO_LONG, `longer than ${LINE_BYTES_MAX} bytes`],
];

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The text of what stood behind the last column, as it was: null where nothing did. */
export const EXCESS_TEXT = `nullif(substr(excess, ${EXCESS_MARK.length + 1}), '')`;
