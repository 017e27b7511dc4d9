import type { QueueHead } from '../ports/store.ts';

type Lane = Pick<QueueHead, 'tenant' | 'family' | 'lane'>;

/** Whose turn it is: tenants in turn, within a tenant its families, within a family its lanes. */
export class Turns {
  readonly #last = new Map<string, number>();
  #count = 0;

  /** The heads in the order of their turns: that of the lane that has waited longest for one comes first. */
  order<T extends Lane>(heads: readonly T[]): readonly T[] {
    return [...heads].sort((a, b) => this.#compare(a, b));
  }

  /** A job of this lane has been taken. */
  taken(lane: Lane): void {
    this.#count += 1;
    for (const key of keysOf(lane)) this.#last.set(key, this.#count);
  }

  #compare(a: Lane, b: Lane): number {
    const others = keysOf(b);
    for (const [level, key] of keysOf(a).entries()) {
      const other = others[level] ?? key;
      const difference = (this.#last.get(key) ?? 0) - (this.#last.get(other) ?? 0);
      if (difference !== 0) return difference;
    }
    return 0;
  }
}

function keysOf({ tenant, family, lane }: Lane): readonly string[] {
  return [JSON.stringify([tenant]), JSON.stringify([tenant, family]), JSON.stringify([tenant, family, lane])];
}
