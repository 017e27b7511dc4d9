import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type AquaBatch, filesOf } from './aqua-job.ts';
import type { SluiceClient } from './client.ts';
import { CliError, EXIT } from './exit-codes.ts';
import { openResultOutput } from './result-output.ts';

export type ExportFormat = 'csv' | 'zip' | 'gzip';

const ENDINGS: Readonly<Record<ExportFormat, string>> = { csv: '.csv', zip: '.csv.zip', gzip: '.csv.gz' };
const COMPRESSION = { csv: 'none', zip: 'zip', gzip: 'gzip' } as const;

export interface WrittenFile {
  readonly query: string;
  readonly rows: number;
  readonly bytes: number;
  /** Where it is; absent: stdout. */
  readonly file?: string;
}

/** @throws CliError `usage` when the folder cannot be made: before there is a job */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new CliError(EXIT.usage, `--output ${folder}: ${(error as Error).message}`);
  }
}

/**
 * Downloads the file of one query, or its segments as `Account-1.csv`, `Account-2.csv` …; to stdout without a folder.
 * @throws whatever the signal was aborted with
 */
export async function downloadBatch(
  client: SluiceClient,
  batch: AquaBatch,
  name: string,
  { output, format }: { readonly output?: string; readonly format: ExportFormat },
  signal: AbortSignal,
): Promise<WrittenFile[]> {
  const written: WrittenFile[] = [];
  const ids = filesOf(batch);
  for (const [i, id] of ids.entries()) {
    const part = batch.segments === undefined ? '' : `-${i + 1}`;
    const file = output && join(output, `${name}${part}${ENDINGS[format]}`);
    await using place = await openResultOutput(file, COMPRESSION[format]);
    const bytes = await client.stream(`/v1/files/${id}`, signal, '*/*');
    // On stdout the segments are one file again: with one header.
    await place.write(file === undefined && i > 0 ? withoutFirstLine(bytes) : bytes);
    written.push({ query: name, rows: batch.recordCount, bytes: place.written, ...(file && { file }) });
  }
  return written;
}

/** Labels have no line breaks, so that the header ends at the first one. */
function withoutFirstLine(bytes: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  let inHeader = true;
  return bytes.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        const end = inHeader ? chunk.indexOf(0x0a) : -1;
        if (inHeader && end === -1) return;
        inHeader = false;
        controller.enqueue(chunk.subarray(end + 1));
      },
    }),
  );
}
