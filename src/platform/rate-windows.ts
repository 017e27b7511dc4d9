import type { Time } from '../ports/clock.ts';

/**
 * Requests of each tenant counted in three fixed windows at once (platform.md §7). This version counts and tells;
 * it refuses nothing.
 */
export class RateWindows {
  readonly #time: Time;
  readonly #byTenant = new Map<string, Window[]>();

  constructor(time: Time) {
    this.#time = time;
  }

  /** Counts one request and answers the headers that tell of the window nearest to exhaustion. */
  count(tenant: string): RateHeaders {
    const now = this.#time.now();
    let windows = this.#byTenant.get(tenant);
    if (windows === undefined) {
      windows = WINDOWS.map(() => ({ startedAt: now, used: 0 }));
      this.#byTenant.set(tenant, windows);
    }
    let nearest: { index: number; share: number } = { index: 0, share: -1 };
    for (const [index, window] of windows.entries()) {
      const { ms, quota } = WINDOWS[index] ?? MINUTE;
      if (now - window.startedAt >= ms || now < window.startedAt) {
        window.startedAt = now;
        window.used = 0;
      }
      window.used += 1;
      const share = window.used / quota;
      if (share > nearest.share) nearest = { index, share };
    }
    const { ms, quota, header } = WINDOWS[nearest.index] ?? MINUTE;
    const { startedAt, used } = windows[nearest.index] ?? { startedAt: now, used: 0 };
    return {
      limit: header,
      remaining: String(Math.max(0, quota - used)),
      reset: String(Math.max(0, Math.ceil((startedAt + ms - now) / 1000))),
    };
  }
}

export interface RateHeaders {
  readonly limit: string;
  readonly remaining: string;
  readonly reset: string;
}

interface Window {
  startedAt: number;
  used: number;
}

/** Figures of production and the central sandbox, sent whatever the profile (platform.md §7, operating.md §9). */
const FIGURES = [
  { ms: 60_000, quota: 50_000 },
  { ms: 3_600_000, quota: 2_250_000 },
  { ms: 86_400_000, quota: 27_000_000 },
] as const;

const ALL_WINDOWS = FIGURES.map(({ ms, quota }) => `${quota};w=${ms / 1000}`).join(', ');
const WINDOWS = FIGURES.map((figure) => ({ ...figure, header: `${figure.quota}, ${ALL_WINDOWS}` }));
const MINUTE = { ...FIGURES[0], header: `${FIGURES[0].quota}, ${ALL_WINDOWS}` };
