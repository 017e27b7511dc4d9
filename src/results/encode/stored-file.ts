import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { type Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { WrittenFile } from '../../ports/engine.ts';
import type { ResultTarget } from '../../ports/results.ts';
import { EarlyFlush } from './early-flush.ts';

/** Bytes that may wait for the disk before the stage in front has to wait too. */
const WAITING_BYTES = 1024 * 1024;

/** Writes a stream to a target as it comes. @throws what the stream or the disk throws; then the target is incomplete */
export async function storeStream(stream: Readable, target: ResultTarget): Promise<WrittenFile> {
  const file = new StoredFile(target.path);
  // A failed pipeline ends before its file is closed, or even made: who puts it away then would find nothing yet.
  const closed = new Promise((resolve) => file.once('close', resolve));
  try {
    await pipeline(stream, file);
  } finally {
    await closed;
  }
  return file.written();
}

/** The end of the stage: creates a file and hashes what goes into it. Durable only after its publishing. */
export class StoredFile extends Writable {
  readonly #path: string;
  readonly #hash = createHash('sha256');
  #file: FileHandle | undefined;
  #flush: EarlyFlush | undefined;
  #bytes = 0;

  constructor(path: string) {
    super({ highWaterMark: WAITING_BYTES });
    this.#path = path;
  }

  /** Once the stream has finished. */
  written(): WrittenFile {
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }

  override _construct(callback: (error?: Error | null) => void): void {
    open(this.#path, 'w').then((file) => {
      this.#file = file;
      this.#flush = new EarlyFlush(file);
      callback();
    }, callback);
  }

  override _write(chunk: Buffer, _encoding: string, callback: (error?: Error | null) => void): void {
    this.#append(chunk).then(() => callback(), callback);
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#close().then(
      () => callback(error),
      (closing: Error) => callback(error ?? closing),
    );
  }

  async #append(chunk: Buffer): Promise<void> {
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
    // `writeFile` on an open file goes on where it stands, and writes all of it: `write` may write less.
    await this.#file?.writeFile(chunk);
    this.#flush?.grew(chunk.length);
  }

  async #close(): Promise<void> {
    await this.#flush?.settle();
    await this.#file?.close();
  }
}
