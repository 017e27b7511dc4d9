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

/** An attempt begins, the first or a later one. Within the caller's transaction. */
export async function writeBegin(
  connection: DuckDBConnection,
  job: string,
  epoch: number,
  first: { readonly stamp: number; readonly records: number } | undefined,
): Promise<void> {
  await connection.run(
    first === undefined
      ? `UPDATE ${LOADS} SET epoch = ${epoch} WHERE job = ${quoteText(job)}`
      : `INSERT INTO ${LOADS} VALUES (${quoteText(job)}, ${epoch}, ${first.stamp}, ${first.records}, 0, 0, 0)`,
  );
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
 * Takes the rows of a chunk for this attempt, within the caller's transaction and before it writes any: `false` when
 * another attempt has them, or the load was sealed. Who seals at the same time meets this line: one of the two fails.
 */
export async function claimChunk(
  connection: DuckDBConnection,
  { job, epoch, firstRow, lastRow }: Omit<ChunkLine, 'succeeded' | 'failed'>,
): Promise<boolean> {
  const { rowsChanged } = await connection.run(
    `UPDATE ${LOADS} SET next_row = ${lastRow + 1}
     WHERE job = ${quoteText(job)} AND epoch = ${epoch} AND next_row = ${firstRow}`,
  );
  return rowsChanged === 1;
}

/** In the transaction of `claimChunk`. */
export async function writeChunk(connection: DuckDBConnection, line: ChunkLine): Promise<void> {
  const { job, epoch, firstRow, lastRow, succeeded, failed } = line;
  const name = quoteText(job);
  await connection.run(
    `INSERT INTO ${CHUNKS} SELECT ${name}, (SELECT count(*) FROM ${CHUNKS} WHERE job = ${name}) + 1, ${epoch},
       ${firstRow}, ${lastRow}, ${succeeded}, ${failed}`,
  );
  await connection.run(
    `UPDATE ${LOADS} SET succeeded = succeeded + ${succeeded}, failed = failed + ${failed} WHERE job = ${name}`,
  );
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
