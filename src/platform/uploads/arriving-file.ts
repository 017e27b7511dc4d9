import { Transform } from 'node:stream';
import { refuseUpload } from './upload-errors.ts';

/** A file on its way to the disk, chunk by chunk; it fails as soon as it is larger than it may be. */
export class ArrivingFile extends Transform {
  readonly #most: number;
  #bytes = 0;

  /** @param most bytes */
  constructor(most: number) {
    super();
    this.#most = most;
    // Whoever writes it to the disk is told too; without him nobody else needs to be.
    this.on('error', () => undefined);
  }

  override _transform(
    chunk: Buffer,
    _encoding: string,
    callback: (error: Error | null, chunk?: Buffer) => void,
  ): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#most) callback(refuseUpload.tooLarge(this.#most));
    else callback(null, chunk);
  }
}
