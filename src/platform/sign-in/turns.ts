/** Places for work at once, given to those who wait in turn: one of each before a second of any. */
export class Turns {
  #free: number;
  readonly #most: MostWaiting;
  readonly #waiting = new Map<string, (() => void)[]>();
  #count = 0;

  constructor(places: number, most: MostWaiting) {
    this.#free = places;
    this.#most = most;
  }

  /** Resolves when there is a place, to be given back with `done`; `undefined`: too many wait already. */
  take(who: string): Promise<void> | undefined {
    if (this.#free > 0) {
      this.#free -= 1;
      return Promise.resolve();
    }
    const queue = this.#waiting.get(who) ?? [];
    if (this.#count >= this.#most.inAll || queue.length >= this.#most.ofOne) return undefined;
    this.#waiting.set(who, queue);
    this.#count += 1;
    return new Promise((go) => queue.push(go));
  }

  done(): void {
    for (const [who, queue] of this.#waiting) {
      const go = queue.shift();
      this.#waiting.delete(who);
      if (queue.length > 0) this.#waiting.set(who, queue);
      this.#count -= 1;
      go?.();
      return;
    }
    this.#free += 1;
  }
}

interface MostWaiting {
  readonly inAll: number;
  readonly ofOne: number;
}
