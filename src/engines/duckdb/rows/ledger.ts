import type { DuckDBConnection } from '@duckdb/node-api';
import type { RowCounts } from '../../../ports/row-load.ts';
import { quoteText } from '../emit/quote.ts';

/** Beside the tenant's own schema, in its file, and written in the transactions that write the rows (DESIGN §5). */
const LOADS = 'sluice_rows.loads';
const CHUNKS = 'sluice_rows.chunks';
export const FAULTS = 'sluice_rows.faults';

/** `loads` has a key so that two that begin one load at once cannot both. */
export const LEDGER_STATEMENTS: readonly string[] = [
  'CREATE SCHEMA IF NOT EXISTS sluice_rows',
  `CREATE TABLE IF NOT EXISTS ${LOADS} (job VARCHAR PRIMARY KEY, epoch BIGINT, stamp BIGINT, records BIGINT,
    next_row BIGINT, succeeded BIGINT, failed BIGINT)`,
  `CREATE TABLE IF NOT EXISTS ${CHUNKS} (job VARCHAR, chunk BIGINT, epoch BIGINT, first_row BIGINT, last_row BIGINT,
    succeeded BIGINT, failed BIGINT)`,
  `CREATE TABLE IF NOT EXISTS ${FAULTS} (job VARCHAR, "row" BIGINT, code VARCHAR, message VARCHAR)`,
];

/** What the ledger knows of a load. */
export interface LoadLine {
  readonly epoch: number;
  /** The load's first, ms: ids are made from it. `undefined`: it was sealed before it began. */
  readonly stamp: number | undefined;
  readonly counts: RowCounts;
  /** Of the stage, from 0: the first row that no chunk has. */
  readonly nextRow: number;
}

export async function readLoad(connection: DuckDBConnection, job: string): Promise<LoadLine | undefined> {
  const result = await connection.runAndReadAll(
    `SELECT epoch, stamp, records, next_row, succeeded, failed FROM ${LOADS} WHERE job = ${quoteText(job)}`,
  );
  const [row] = result.getRowsJson();
  if (row === undefined) return undefined;
  const [epoch, stamp, records, nextRow, succeeded, failed] = row.map((value) =>
    value === null ? undefined : Number(value),
  );
  return {
    epoch: epoch ?? 0,
    stamp,
    counts: { rows: records, succeeded: succeeded ?? 0, failed: failed ?? 0 },
    nextRow: nextRow ?? 0,
  };
}

/** An attempt begins; `first` when none has before. Within the caller's transaction. */
export async function writeBegin(
  connection: DuckDBConnection,
  job: string,
  epoch: number,
  first: { readonly stamp: number; readonly records: number } | undefined,
): Promise<void> {
  const set = first === undefined ? '' : `, stamp = ${first.stamp}, records = ${first.records}`;
  const { rowsChanged } = await connection.run(
    `UPDATE ${LOADS} SET epoch = ${epoch}${set} WHERE job = ${quoteText(job)}`,
  );
  if (rowsChanged > 0 || first === undefined) return;
  await connection.run(
    `INSERT INTO ${LOADS} VALUES (${quoteText(job)}, ${epoch}, ${first.stamp}, ${first.records}, 0, 0, 0)`,
  );
}

/** The rows that failed so far, of records those that opened them: a relation with the column `row`. */
export function faultsOf(job: string): string {
  return `(SELECT "row" FROM ${FAULTS} WHERE job = ${quoteText(job)})`;
}

export interface ChunkLine {
  readonly job: string;
  readonly epoch: number;
  /** Of the stage, from 0, inclusive. */
  readonly firstRow: number;
  readonly lastRow: number;
  readonly succeeded: number;
  readonly failed: number;
}

/**
 * Writes a chunk's line in the transaction of its rows, as its last change: `false` when another attempt has the rows, or
 * the load was sealed. Who seals at the same moment changes the same line: the engine lets only one of the two.
 */
export async function writeChunk(connection: DuckDBConnection, line: ChunkLine): Promise<boolean> {
  const { job, epoch, firstRow, lastRow, succeeded, failed } = line;
  const name = quoteText(job);
  try {
    const { rowsChanged } = await connection.run(
      `UPDATE ${LOADS} SET next_row = ${lastRow + 1}, succeeded = succeeded + ${succeeded}, failed = failed + ${failed}
       WHERE job = ${name} AND epoch = ${epoch} AND next_row = ${firstRow}`,
    );
    if (rowsChanged !== 1) return false;
  } catch (error) {
    if (isConflict(error)) return false;
    throw error;
  }
  await connection.run(
    `INSERT INTO ${CHUNKS} SELECT ${name}, (SELECT count(*) FROM ${CHUNKS} WHERE job = ${name}) + 1, ${epoch},
       ${firstRow}, ${lastRow}, ${succeeded}, ${failed}`,
  );
  return true;
}

/** Whether another transaction changed the same line, or made it. */
export function isConflict(error: unknown): boolean {
  return error instanceof Error && /conflict|duplicate key|primary key/i.test(error.message);
}

/** Closes the load for this epoch and all before it. One statement, and so a transaction of its own. */
export async function writeSeal(connection: DuckDBConnection, job: string, epoch: number): Promise<void> {
  await connection.run(
    `INSERT INTO ${LOADS} VALUES (${quoteText(job)}, ${epoch + 1}, NULL, NULL, 0, 0, 0)
     ON CONFLICT (job) DO UPDATE SET epoch = greatest(epoch, excluded.epoch)`,
  );
}

export async function forgetLoads(connection: DuckDBConnection, jobs: readonly string[]): Promise<void> {
  if (jobs.length === 0) return;
  const list = jobs.map(quoteText).join(', ');
  // The load's line last: what a crash leaves in between is forgotten by the next call.
  for (const table of [FAULTS, CHUNKS, LOADS])
    await connection.run(`DELETE FROM ${table} WHERE job IN (${list})`);
}
