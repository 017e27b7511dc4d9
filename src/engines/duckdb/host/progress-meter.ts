/** Line ends are counted up to here, bytes; from there on the average counts. */
const SAMPLE_BYTES = 64 * 1024;
const LINE_FEED = 0x0a;

/**
 * Bytes and rows that came out so far. Rows are an estimate while a statement runs: counting every line of a large
 * file costs more than its encoding, and a line end may stand inside a value.
 */
export class ProgressMeter {
  #bytes = 0;
  #sampled = 0;
  #lines = 0;

  readonly onChunk = (chunk: Buffer): void => {
    this.#bytes += chunk.length;
    if (this.#sampled >= SAMPLE_BYTES) return;
    const sample = chunk.subarray(0, SAMPLE_BYTES - this.#sampled);
    this.#sampled += sample.length;
    for (let at = sample.indexOf(LINE_FEED); at >= 0; at = sample.indexOf(LINE_FEED, at + 1)) this.#lines++;
  };

  get bytes(): number {
    return this.#bytes;
  }

  get rows(): number {
    if (this.#sampled === 0) return 0;
    return Math.round((this.#bytes / this.#sampled) * this.#lines);
  }
}
