import type { FileHandle } from 'node:fs/promises';

/**
 * The disk is told to begin after this many new bytes: by itself the kernel waits up to 30 s, and then one fsync of
 * 370 MB takes more than a second (measured: 291 MB/s).
 */
const FLUSH_EVERY_BYTES = 32 * 1024 * 1024;

/** Starts writing a growing file to the disk long before its fsync, so that the fsync is short. Promises nothing. */
export class EarlyFlush {
  readonly #file: FileHandle;
  #unflushed = 0;
  #running: Promise<void> | undefined;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Says that so many bytes more are in the file. */
  grew(bytes: number): void {
    this.#unflushed += bytes;
    if (this.#running !== undefined || this.#unflushed < FLUSH_EVERY_BYTES) return;
    this.#unflushed = 0;
    // A failure shows again, and counts, at the fsync.
    this.#running = this.#file
      .datasync()
      .catch(() => {})
      .finally(() => {
        this.#running = undefined;
      });
  }

  /** Resolves when the file may be closed. */
  async settle(): Promise<void> {
    await this.#running;
  }
}
