import { createReadStream, createWriteStream } from 'node:fs';
import { Transform, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RecordScanner } from './record-scanner.ts';

/** What the cell behind the last column begins with, so that it is not empty when there is one. */
export const EXCESS_MARK = '+';

const LINE_FEED = 0x0a;
const QUOTE = 0x22;

/**
 * Writes a CSV file anew with the same number of cells in each record, since the engine's reader wants that: missing
 * cells are added, those too many become one cell behind the last column, `EXCESS_MARK` and their text as it was. All
 * lines end in `\n`; none is added or lost, so that faults that the reader finds have their line.
 */
export async function evenRecords(
  source: string,
  target: string,
  shape: { readonly delimiter: string; readonly columns: number },
  signal: AbortSignal,
): Promise<void> {
  await pipeline(createReadStream(source), new Evener(shape), createWriteStream(target), { signal });
}

class Evener extends Transform {
  readonly #scanner: RecordScanner;
  readonly #delimiter: number;
  readonly #columns: number;
  /** Delimiters seen in this record. */
  #cells = 0;
  #blank = true;

  constructor({ delimiter, columns }: { readonly delimiter: string; readonly columns: number }) {
    super();
    this.#scanner = new RecordScanner(delimiter);
    this.#delimiter = delimiter.charCodeAt(0);
    this.#columns = columns;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    // A byte becomes two at most, and a record gains a delimiter for each column.
    let out = Buffer.allocUnsafe(chunk.length * 2 + this.#columns + 8);
    let length = 0;
    for (const byte of chunk) {
      const room = length + this.#columns + 8;
      if (room > out.length) out = Buffer.concat([out, Buffer.allocUnsafe(out.length + room)]);
      length = this.#write(byte, out, length);
    }
    done(null, out.subarray(0, length));
  }

  override _flush(done: TransformCallback): void {
    // A quote that nothing closes: the reader says so.
    const complete = this.#blank || this.#scanner.insideQuotes;
    const out = Buffer.allocUnsafe(this.#columns + 8);
    done(null, out.subarray(0, complete ? 0 : this.#end(out, 0)));
  }

  #write(byte: number, out: Buffer, at: number): number {
    let length = at;
    switch (this.#scanner.next(byte)) {
      case 'skip':
        return length;
      case 'end':
        return this.#blank ? out.writeUInt8(LINE_FEED, length) : this.#end(out, length);
      case 'delimiter':
        this.#blank = false;
        this.#cells++;
        if (this.#cells === this.#columns) {
          length = out.writeUInt8(this.#delimiter, length);
          length = out.writeUInt8(QUOTE, length);
          return out.writeUInt8(EXCESS_MARK.charCodeAt(0), length);
        }
        return out.writeUInt8(byte, length);
      case 'text':
        this.#blank = false;
        if (byte === QUOTE && this.#cells >= this.#columns) length = out.writeUInt8(QUOTE, length);
        return out.writeUInt8(byte, length);
    }
  }

  #end(out: Buffer, at: number): number {
    let length = at;
    if (this.#cells >= this.#columns) length = out.writeUInt8(QUOTE, length);
    for (let cells = this.#cells; cells < this.#columns; cells++)
      length = out.writeUInt8(this.#delimiter, length);
    this.#cells = 0;
    this.#blank = true;
    return out.writeUInt8(LINE_FEED, length);
  }
}
