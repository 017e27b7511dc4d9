import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { MachineTime } from '../../ports/clock.ts';
import type { WrittenFile } from '../../ports/engine.ts';
import { EarlyFlush } from './early-flush.ts';

/** Bytes read at once: large enough that the trip to the thread pool does not count. */
const READ_CHUNK_BYTES = 1024 * 1024;

/** Pause when the reader has caught up with the writer, ms: short beside a human's patience, long beside a read. */
const CAUGHT_UP_PAUSE_MS = 10;

export interface GrowingFile {
  readonly path: string;
  /** Settles when the writer is done; its failure is the reader's failure. */
  readonly written: Promise<unknown>;
  /** Each piece as it is read. The buffer is used again afterwards. */
  readonly onChunk: (chunk: Buffer) => void;
  readonly signal: AbortSignal;
}

/**
 * Hashes a file while another writes it, straight out of the page cache: the bytes of an uncompressed result are
 * copied once only, by the engine. (Measured: 0.9 s of processor time less for 305 MB than through a pipe.)
 */
export async function hashGrowingFile(
  { path, written, onChunk, signal }: GrowingFile,
  clock: MachineTime,
): Promise<WrittenFile> {
  let done = false;
  const finished = written.then(
    () => {
      done = true;
    },
    () => {
      done = true;
    },
  );
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(READ_CHUNK_BYTES);
  let bytes = 0;
  let file: FileHandle | undefined;
  let flush: EarlyFlush | undefined;
  try {
    for (;;) {
      signal.throwIfAborted();
      // Looked at before the read: what is written after it is found by one read more.
      const last = done;
      file ??= await openIfThere(path);
      if (file !== undefined) flush ??= new EarlyFlush(file);
      const read = file === undefined ? 0 : (await file.read(chunk, 0, chunk.length, bytes)).bytesRead;
      if (read > 0) {
        const piece = chunk.subarray(0, read);
        hash.update(piece);
        bytes += read;
        flush?.grew(read);
        onChunk(piece);
      }
      if (read === 0 && last) break;
      if (read < chunk.length && !done) await Promise.race([finished, pause(clock)]);
    }
    await written;
    return { bytes, sha256: hash.digest('hex') };
  } finally {
    await flush?.settle();
    await file?.close();
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function pause(clock: MachineTime): Promise<void> {
  return new Promise((resolve) => {
    clock.after(CAUGHT_UP_PAUSE_MS, resolve);
  });
}
