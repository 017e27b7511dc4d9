const QUOTE = 0x22;
const SPACE = 0x20;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/**
 * What a byte or character of a CSV file is: part of a cell (quotes too), the delimiter after one, the end of a record,
 * or the second half of a line end.
 */
export type Seen = 'text' | 'delimiter' | 'end' | 'skip';

/**
 * Finds cells and records as the engine's reader does: a quote opens a cell only at its start (blanks before it do not
 * count), a doubled one inside is a quote, and any of `\n`, `\r\n` and `\r` ends a line.
 */
export class RecordScanner {
  readonly #delimiter: number;
  /** `closed`: a quote was seen in a quoted cell, its end or the first of two. */
  #state: 'start' | 'plain' | 'quoted' | 'closed' = 'start';
  #afterReturn = false;

  /** @param delimiter one character of ASCII */
  constructor(delimiter: string) {
    this.#delimiter = delimiter.charCodeAt(0);
  }

  get insideQuotes(): boolean {
    return this.#state === 'quoted';
  }

  next(code: number): Seen {
    const second = this.#afterReturn && code === LINE_FEED;
    this.#afterReturn = false;
    if (this.#state === 'quoted') {
      if (code === QUOTE) this.#state = 'closed';
      return 'text';
    }
    if (second) return 'skip';
    if (code === this.#delimiter) {
      this.#state = 'start';
      return 'delimiter';
    }
    if (code === LINE_FEED || code === RETURN) {
      this.#afterReturn = code === RETURN;
      this.#state = 'start';
      return 'end';
    }
    if (code === QUOTE && this.#state !== 'plain') this.#state = 'quoted';
    else if (code !== SPACE || this.#state === 'plain') this.#state = 'plain';
    return 'text';
  }
}
