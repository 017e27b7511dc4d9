import type { Limits } from '../../config/limits.ts';

/** Kinds of requests that are counted apart (platform.md §7). */
export type ConcurrencyType = 'Default' | 'High-volume transactions' | 'Object Query';

/** Told where no limit is set (platform.md §7, operating.md §9). */
const DEFAULT_FIGURE = 40;
/** The other kinds keep their published proportion to the first, 200 and 80 to 40, when that one is set. */
const TIMES_DEFAULT: Readonly<Record<ConcurrencyType, number>> = {
  Default: 1,
  'High-volume transactions': 5,
  'Object Query': 2,
};

/** Requests of one tenant, or of one entity of it, that are being answered. */
export interface Running {
  readonly type: ConcurrencyType;
  readonly limit: number;
  /** Of the limit, for a header; never below 0. */
  remaining(): number;
  /** Counts one more and answers true; or false when a limit is set and reached. */
  enter(): boolean;
  leave(): void;
}

/** Requests that are being answered at the same time, counted by tenant or entity and kind (platform.md §7). */
export class Concurrency {
  readonly #figure: number | undefined;
  readonly #running = new Map<string, Running>();

  constructor(limits: Pick<Limits, 'platform.concurrentRequests'>) {
    this.#figure = limits['platform.concurrentRequests'];
  }

  /** Whether requests over the limit are refused; otherwise they are only counted. */
  get refuses(): boolean {
    return this.#figure !== undefined;
  }

  /** @param who the tenant's name, or the entity's id where a tenant has several */
  of(who: string, type: ConcurrencyType): Running {
    const key = type === 'Default' ? who : `${type}\0${who}`;
    const known = this.#running.get(key);
    if (known !== undefined) return known;
    const made = running(type, (this.#figure ?? DEFAULT_FIGURE) * TIMES_DEFAULT[type], this.refuses);
    this.#running.set(key, made);
    return made;
  }
}

function running(type: ConcurrencyType, limit: number, refuses: boolean): Running {
  let now = 0;
  return {
    type,
    limit,
    remaining: () => Math.max(0, limit - now),
    enter() {
      if (refuses && now >= limit) return false;
      now += 1;
      return true;
    },
    leave() {
      now -= 1;
    },
  };
}
