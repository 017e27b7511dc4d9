/** Pieces of a file that are told apart; one fetched in more is taken for whole, since nobody may be accused wrongly. */
const MOST_PIECES = 64;

/** First and last byte. */
type Piece = readonly [start: number, end: number];

/** What clients have fetched of one result file. */
export class FetchedFile {
  readonly name: string;
  readonly bytes: number;
  /** Business time of the last fetch; `undefined`: nobody has fetched any of it. */
  lastAt: number | undefined;
  /** Answers that left whole, in the order of their bytes, joined where they meet. */
  #arrived: Piece[] = [];
  /** Answers that were cut: how much of them arrived only the client knows. */
  #cut: Piece[] = [];
  #certain = false;

  constructor(name: string, bytes: number) {
    this.name = name;
    this.bytes = bytes;
  }

  /** @param piece of an answer; absent: the whole file */
  fetched(at: number, arrived: boolean, piece: Piece = [0, this.bytes - 1]): void {
    this.lastAt = at;
    if (arrived) this.#arrived = joined([...this.#arrived, piece]);
    else this.#cut = joined([...this.#cut, piece]);
    if (this.#arrived.length + this.#cut.length > MOST_PIECES) this.known(at);
  }

  /** Its client says that it has the file already. */
  known(at: number): void {
    this.lastAt = at;
    this.#certain = true;
    this.#arrived = [];
    this.#cut = [];
  }

  /**
   * Whether somebody can have all of it: its end arrived, and what is before that arrived or was under way when it was
   * cut. Who goes on at byte N says that it has those before.
   */
  get whole(): boolean {
    if (this.#certain || this.bytes === 0) return true;
    const tail = this.#arrived.at(-1);
    if (tail === undefined || tail[1] < this.bytes - 1) return false;
    if (tail[0] === 0) return true;
    const [before] = joined([...this.#arrived, ...this.#cut]);
    return before !== undefined && before[0] === 0 && before[1] >= tail[0] - 1;
  }

  /** Whether some of its answers were cut. */
  get brokeOff(): boolean {
    return this.#cut.length > 0;
  }
}

function joined(pieces: readonly Piece[]): Piece[] {
  const out: Piece[] = [];
  for (const [start, end] of [...pieces].sort((a, b) => a[0] - b[0])) {
    const last = out.at(-1);
    if (last !== undefined && start <= last[1] + 1) out[out.length - 1] = [last[0], Math.max(last[1], end)];
    else out.push([start, end]);
  }
  return out;
}
