import { Readable } from 'node:stream';
import type { WrittenFile } from '../../ports/engine.ts';
import { type ResultTarget, targetOfPart } from '../../ports/results.ts';
import { encodeTo, type StageSpec } from './stage.ts';

const QUOTE = 0x22;
const LINE_FEED = 0x0a;

export interface SegmentsSpec extends Omit<StageSpec, 'path'> {
  /** Of the first file; the others go where `targetOfPart` says. */
  readonly target: ResultTarget;
  /** Rows a file holds at most. */
  readonly rows: number;
  /** The first line of each file, with its end. */
  readonly header: string | undefined;
  /** Whether a line end between double quotes is part of its row. */
  readonly quotes: boolean;
}

/**
 * Writes what `source` gives into as many files as it takes, one after the other, each of them as `encodeTo` writes it.
 * No row at all still gives one file. Closes `source`, whatever happens.
 */
export async function encodeSegments(
  source: Readable,
  { target, rows, header, quotes, ...stage }: SegmentsSpec,
): Promise<readonly [WrittenFile, ...WrittenFile[]]> {
  const records = new Records(source, quotes);
  const next = (part: number): Promise<WrittenFile> => {
    const lines = Readable.from(segment(records, rows, header), { objectMode: false });
    return encodeTo(lines, { ...stage, path: targetOfPart(target, part).path });
  };
  try {
    const written: [WrittenFile, ...WrittenFile[]] = [await next(1)];
    while (await records.more()) written.push(await next(written.length + 1));
    return written;
  } finally {
    source.destroy();
  }
}

async function* segment(
  records: Records,
  rows: number,
  header: string | undefined,
): AsyncGenerator<Buffer, void> {
  if (header !== undefined) yield Buffer.from(header);
  yield* records.take(rows);
}

/** Encoded rows, cut only where one ends. Bytes are looked at one by one: some 0.4 s a 370 MB. */
class Records {
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #quotes: boolean;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: Readable, quotes: boolean) {
    this.#chunks = source[Symbol.asyncIterator]();
    this.#quotes = quotes;
  }

  /** Whether any row is left. */
  async more(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const next = await this.#chunks.next();
      if (next.done === true) return false;
      this.#rest = next.value;
    }
    return true;
  }

  /** The next rows, in pieces. A quote inside a quoted cell is doubled, and so changes nothing. */
  async *take(rows: number): AsyncGenerator<Buffer, void> {
    let left = rows;
    let quoted = false;
    while (left > 0 && (await this.more())) {
      const chunk = this.#rest;
      let at = 0;
      for (; at < chunk.length && left > 0; at++) {
        const byte = chunk[at];
        if (byte === QUOTE) quoted = this.#quotes && !quoted;
        else if (byte === LINE_FEED && !quoted) left--;
      }
      this.#rest = chunk.subarray(at);
      yield chunk.subarray(0, at);
    }
  }
}
