import { execFile } from 'node:child_process';
import { constants, createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';

/** Made at once, since a process has to be started for it (Node has no mkfifo): more than most hosts ever use. */
const PIPES_AT_ONCE = 8;
/** What one read asks for, bytes. A Linux pipe holds 64 KiB. */
const READ_BYTES = 64 * 1024;

/** Named pipes in the exchange directory, used again and again. */
export class Pipes {
  readonly #directory: string;
  readonly #free: string[] = [];
  #made = 0;
  #making: Promise<void> | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async take(): Promise<string> {
    for (;;) {
      const path = this.#free.pop();
      if (path !== undefined) return path;
      this.#making ??= this.#make().finally(() => {
        this.#making = undefined;
      });
      await this.#making;
    }
  }

  /** Only when both of its ends are closed. */
  giveBack(path: string): void {
    this.#free.push(path);
  }

  async #make(): Promise<void> {
    const paths = Array.from({ length: PIPES_AT_ONCE }, () => join(this.#directory, `pipe-${++this.#made}`));
    await promisify(execFile)('mkfifo', ['-m', '600', ...paths]);
    this.#free.push(...paths);
  }
}

/**
 * What `writer` writes into the pipe. Opening a pipe waits for the other end: when the writer failed before it opened
 * its own, this end is let go, so that the stream ends instead of holding a thread for ever.
 */
export function readPipe(path: string, writer: Promise<unknown>): Readable {
  const stream = createReadStream(path, { highWaterMark: READ_BYTES });
  const letGo = async (): Promise<void> => {
    // Not open yet: either waiting for a writer, or not even that, when there is nothing to let go of (ENXIO).
    while (stream.pending && !stream.closed) {
      const other = await open(path, constants.O_WRONLY | constants.O_NONBLOCK).catch(() => undefined);
      await other?.close();
    }
  };
  writer.then(letGo, letGo);
  return stream;
}
