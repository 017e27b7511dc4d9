import { Transform, type TransformCallback } from 'node:stream';
import { Worker } from 'node:worker_threads';
import type { FromPgp, PgpWork } from './pgp-protocol.ts';

/** Heap of a thread, MB: the library and a few pieces. */
const THREAD_MEMORY_MB = 64;

/**
 * Turns what passes into one binary OpenPGP message, in a thread of its own. The thread asks for each piece, so that
 * neither side holds more than a few. Destroyed, it ends the thread in the midst of its work.
 */
export class PgpEncryption extends Transform {
  readonly #worker: Worker;
  #wanted = false;
  #ended = false;
  #give: (() => void) | undefined;
  #finished: (() => void) | undefined;

  /** @param key armored, of somebody who can decrypt @param entry the built `pgp-worker.js` */
  constructor(key: string, entry: URL) {
    super();
    const work: PgpWork = { type: 'encrypt', key };
    this.#worker = new Worker(entry, {
      name: 'pgp',
      workerData: work,
      resourceLimits: { maxOldGenerationSizeMb: THREAD_MEMORY_MB },
    });
    this.#worker.on('message', (message: FromPgp) => this.#hear(message));
    this.#worker.on('error', (error: Error) => this.destroy(error));
    this.#worker.on('exit', () => {
      if (!this.#ended) this.destroy(new Error('the encryption thread ended'));
    });
  }

  override _transform(chunk: Buffer, _encoding: string, callback: TransformCallback): void {
    const piece = new Uint8Array(chunk);
    this.#whenWanted(() => {
      this.#worker.postMessage(piece, [piece.buffer]);
      callback();
    });
  }

  override _flush(callback: TransformCallback): void {
    this.#finished = callback;
    this.#whenWanted(() => this.#worker.postMessage(null));
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#ended = true;
    this.#worker.terminate().then(
      () => callback(error),
      (ending: Error) => callback(error ?? ending),
    );
  }

  #hear(message: FromPgp): void {
    if (message.type === 'cipher') this.push(message.cipher);
    else if (message.type === 'next') {
      this.#wanted = true;
      this.#goOn();
    } else if (message.type === 'end') {
      this.#ended = true;
      this.#finished?.();
    }
  }

  #whenWanted(give: () => void): void {
    this.#give = give;
    this.#goOn();
  }

  #goOn(): void {
    const give = this.#give;
    if (!this.#wanted || give === undefined) return;
    this.#wanted = false;
    this.#give = undefined;
    give();
  }
}
