import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { MachineTime } from '../../../ports/clock.ts';
import type { OutputSpec, RunOutcome } from '../../../ports/engine.ts';
import { hashGrowingFile } from '../../../results/encode/growing-file.ts';
import { encodeSegments } from '../../../results/encode/segments.ts';
import { type EncryptionEntries, encodeTo } from '../../../results/encode/stage.ts';
import { type Pipes, readPipe } from './pipes.ts';

/** A SELECT of encoded lines on its way into a file. */
export interface Export {
  /** Gives one VARCHAR column `line`: a whole line of the file, without its end. */
  readonly sql: string;
  readonly header: string | undefined;
  readonly output: OutputSpec;
  /** Of a zip's entry, ms since 1970. */
  readonly entryTime: number;
  readonly onChunk: (chunk: Buffer) => void;
  /** Ends the stage behind the engine; the statement itself is interrupted by whoever aborts. */
  readonly signal: AbortSignal;
}

/** Where exports meet the engine. */
export interface ExportPlace {
  readonly exchangeDirectory: string;
  readonly pipes: Pipes;
  readonly clock: MachineTime;
  readonly encryptionEntries: EncryptionEntries;
}

let files = 0;

/**
 * Streams the lines into `output.target`. The engine itself writes a plain file, and this process only hashes what it
 * wrote; a compressed or encrypted one goes through a pipe and the stage behind it, so that it never lies on the disk
 * as it was before, and so do the rows of several files.
 */
export async function exportLines(
  connection: DuckDBConnection,
  work: Export,
  place: ExportPlace,
): Promise<RunOutcome> {
  const { compression, encryption, segmentRows } = work.output;
  return compression === 'none' && encryption === undefined && segmentRows === undefined
    ? writeFile(connection, work, place)
    : writeThroughPipe(connection, work, place);
}

async function writeFile(
  connection: DuckDBConnection,
  { sql, header, output, onChunk, signal }: Export,
  { exchangeDirectory, clock }: ExportPlace,
): Promise<RunOutcome> {
  const path = join(exchangeDirectory, `out-${++files}`);
  try {
    const copied = connection.run(copyLines(sql, header, path));
    const written = await together(
      copied,
      hashGrowingFile({ path, written: copied, onChunk, signal }, clock),
    );
    await rename(path, output.target.path);
    return { rows: (await copied).rowsChanged, written: [written] };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

async function writeThroughPipe(
  connection: DuckDBConnection,
  { sql, header, output, entryTime, onChunk, signal }: Export,
  { pipes, encryptionEntries }: ExportPlace,
): Promise<RunOutcome> {
  const pipe = await pipes.take();
  let closed: Promise<unknown> = Promise.resolve();
  try {
    const { format, compression, entryName, encryption, segmentRows, target } = output;
    // The header of each of several files is written by who divides the rows.
    const copied = connection.run(copyLines(sql, segmentRows === undefined ? header : undefined, pipe));
    const source = readPipe(pipe, copied);
    closed = new Promise((resolve) => source.once('close', resolve));
    const spec = {
      compression,
      entryName,
      entryTime,
      ...(encryption !== undefined && { encryption }),
      encryptionEntries,
      onChunk,
      signal,
    };
    const stage =
      segmentRows === undefined
        ? encodeTo(source, { ...spec, path: target.path }).then((file) => [file] as const)
        : encodeSegments(source, {
            ...spec,
            target,
            rows: segmentRows,
            header: header === undefined ? undefined : `${header}\n`,
            quotes: format !== 'jsonl',
          });
    const written = await together(copied, stage);
    return { rows: (await copied).rowsChanged, written };
  } finally {
    await closed;
    pipes.giveBack(pipe);
  }
}

/**
 * Waits for the statement and for the stage behind it, whatever happens to either. When both fail, one because of
 * the other, the cause is told: a broken pipe is never it.
 */
async function together<T>(statement: Promise<unknown>, stage: Promise<T>): Promise<T> {
  const [copied, staged] = await Promise.allSettled([statement, stage]);
  if (copied.status === 'rejected' && !isBrokenPipe(copied.reason)) throw copied.reason;
  if (staged.status === 'rejected') throw staged.reason;
  if (copied.status === 'rejected') throw copied.reason;
  return staged.value;
}

function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && error.message.includes('Broken pipe');
}

/**
 * Without a quote character DuckDB writes the one column as it is, and so also the header, its name. (Measured on
 * 1,000,000 rows: 432 ms, against 700 ms for a COPY of the columns themselves.)
 */
function copyLines(sql: string, header: string | undefined, path: string): string {
  const name = header === undefined ? 'line' : `line AS "${header.replaceAll('"', '""')}"`;
  return (
    `COPY (SELECT ${name} FROM (${sql}) AS lines) TO '${path.replaceAll("'", "''")}' ` +
    `(FORMAT csv, HEADER ${header !== undefined}, QUOTE '', ESCAPE '', USE_TMP_FILE false)`
  );
}
