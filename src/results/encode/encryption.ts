import { createPublicKey } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { EncryptionThreads } from './encryption-threads.ts';
import { encryptBlocks, PLAIN_BLOCK_BYTES } from './rsa-blocks.ts';

/** What a thread gets at once, bytes: some 4 ms of work, long beside the way to the thread and short beside a stop. */
const PIECE_BYTES = 256 * PLAIN_BLOCK_BYTES;

/**
 * Encrypts what passes (layout: `rsa-blocks.ts`) in threads of its own, in order and with a bounded number of pieces
 * under way. A result of one piece is not worth a thread. Destroyed, it ends its threads in the midst of their work.
 */
export class Encryption extends Transform {
  readonly #key: Buffer;
  readonly #threads: EncryptionThreads;
  readonly #underWay: Promise<Uint8Array>[] = [];
  #piece = new Uint8Array(PIECE_BYTES);
  #filled = 0;

  /** @param key base64 of the DER form of an RSA key @param entry the built `encryption-worker.js` */
  constructor(key: string, entry: URL) {
    super();
    this.#key = Buffer.from(key, 'base64');
    this.#threads = new EncryptionThreads(entry, this.#key);
  }

  override _transform(chunk: Buffer, _encoding: string, callback: TransformCallback): void {
    this.#take(chunk).then(() => callback(), callback);
  }

  override _flush(callback: TransformCallback): void {
    this.#finish().then(() => callback(), callback);
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#threads.end().then(
      () => callback(error),
      (ending: Error) => callback(error ?? ending),
    );
  }

  async #take(chunk: Buffer): Promise<void> {
    for (let taken = 0; taken < chunk.length; ) {
      const part = chunk.subarray(taken, taken + PIECE_BYTES - this.#filled);
      this.#piece.set(part, this.#filled);
      this.#filled += part.length;
      taken += part.length;
      // The last piece of a file waits for its end: it may be the only one.
      if (this.#filled === PIECE_BYTES && taken < chunk.length) await this.#send();
    }
  }

  async #send(): Promise<void> {
    const cipher = this.#threads.encrypt(this.#piece.subarray(0, this.#filled));
    // Awaited in turn: a failure that comes before its turn is not lost.
    cipher.catch(() => {});
    this.#underWay.push(cipher);
    this.#piece = new Uint8Array(PIECE_BYTES);
    this.#filled = 0;
    if (this.#underWay.length > this.#threads.enough) this.push(await this.#underWay.shift());
  }

  async #finish(): Promise<void> {
    if (!this.#threads.started) {
      const key = createPublicKey({ key: this.#key, format: 'der', type: 'spki' });
      this.push(encryptBlocks(key, this.#piece.subarray(0, this.#filled)));
      return;
    }
    await this.#send();
    for (const cipher of this.#underWay) this.push(await cipher);
  }
}
