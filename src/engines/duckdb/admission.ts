/** Something that holds a place in a tenant's host until it leaves. */
export interface Occupant {
  readonly alone: boolean;
}

interface Waiting {
  readonly occupant: Occupant;
  readonly enter: () => void;
}

/**
 * Who may be in a host at once: any number, or one that is alone. In the order of arrival, so that one that wants to
 * be alone is not passed for ever by others.
 */
export class Admission {
  readonly #inside = new Set<Occupant>();
  readonly #waiting: Waiting[] = [];

  /** Resolves when the occupant is inside. */
  enter(occupant: Occupant): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ occupant, enter: resolve });
      this.#admit();
    });
  }

  /** For what takes a moment and must not wait, whoever is inside. */
  enterAtOnce(occupant: Occupant): void {
    this.#inside.add(occupant);
  }

  /** Ends a stay or a wait (whose promise then never settles). Idempotent. */
  leave(occupant: Occupant): void {
    this.#inside.delete(occupant);
    const at = this.#waiting.findIndex((waiting) => waiting.occupant === occupant);
    if (at >= 0) this.#waiting.splice(at, 1);
    this.#admit();
  }

  /** Neither anybody inside nor waiting. */
  get idle(): boolean {
    return this.#inside.size === 0 && this.#waiting.length === 0;
  }

  #admit(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const free = next.occupant.alone
        ? this.#inside.size === 0
        : ![...this.#inside].some(({ alone }) => alone);
      if (!free) return;
      this.#waiting.shift();
      this.#inside.add(next.occupant);
      next.enter();
    }
  }
}
