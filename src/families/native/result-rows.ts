import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Job } from '../../jobs/job.ts';
import type { ResultStore } from '../../ports/results.ts';

/** Rows in an answer (operating.md §4), and bytes of them: an answer is built in memory. */
const MAX_ROWS = 1000;
const MAX_BYTES = 4 * 1024 * 1024;
const LINE_END = 10;

/** The first rows of a result, each as the JSON text that its file has; the whole of it is in the file. */
export interface FirstRows {
  readonly rows: readonly string[];
  readonly truncated: boolean;
}

/**
 * Reads the first rows back from a completed job's file, without the rest of it. `undefined` when it has none to read:
 * rows come as JSON, so only from JSON Lines, plain or gzipped.
 */
export async function firstRows(
  job: Job,
  results: Pick<ResultStore, 'read'>,
): Promise<FirstRows | undefined> {
  const [unit] = job.units;
  const file = unit?.files[0];
  if (unit === undefined || file === undefined || !hasRows(unit.output)) return undefined;
  const found = await results.read({ job: job.id, epoch: file.epoch, unit: unit.unit, part: 1 });
  if (found === undefined) return undefined;
  const { stream } = found;
  const lines = unit.output.compression === 'gzip' ? unpacked(stream) : stream;
  try {
    const rows = await firstLines(lines);
    return { rows, truncated: rows.length < (unit.rows ?? 0) };
  } finally {
    destroy(stream);
  }
}

/** An end or a failure of one is an end of the other: a file that cannot be read fails its request alone. */
function unpacked(stream: NodeJS.ReadableStream): Readable {
  return pipeline(stream, createGunzip(), () => undefined);
}

/** Whether the answer of a query with such an output shows rows. */
export function hasRows({ format, compression }: Job['units'][number]['output']): boolean {
  return format === 'jsonl' && compression !== 'zip';
}

async function firstLines(stream: NodeJS.ReadableStream): Promise<readonly string[]> {
  const lines: string[] = [];
  let rest = Buffer.alloc(0);
  let bytes = 0;
  for await (const chunk of stream) {
    rest = Buffer.concat([rest, chunk as Buffer]);
    let from = 0;
    for (let at = rest.indexOf(LINE_END); at !== -1; at = rest.indexOf(LINE_END, from)) {
      bytes += at - from;
      if (bytes > MAX_BYTES) return lines;
      lines.push(rest.toString('utf8', from, at));
      from = at + 1;
      if (lines.length === MAX_ROWS) return lines;
    }
    rest = rest.subarray(from);
    if (rest.length > MAX_BYTES) return lines;
  }
  return lines;
}

function destroy(stream: NodeJS.ReadableStream): void {
  if ('destroy' in stream && typeof stream.destroy === 'function') stream.destroy();
}
