import type { Limits } from '../../config/limits.ts';
import type { Time } from '../../ports/clock.ts';

export interface RateHeaders {
  readonly limit: string;
  readonly remaining: string;
  readonly reset: string;
}

/** One more request: what its answer says of the windows, and whether it is refused. */
export interface RateVerdict {
  readonly headers: RateHeaders;
  /** Whole seconds after which the window that is used up begins anew; `undefined`: the request may pass. */
  readonly retryAfter: number | undefined;
}

export type RateLimits = Pick<
  Limits,
  'platform.requestsPerMinute' | 'platform.requestsPerHour' | 'platform.requestsPerDay'
>;

/**
 * Requests of each tenant counted in three fixed windows at once (platform.md §7). Where a limit is set, a request
 * over it is refused, and counts against the minute alone; where none is, Zuora's figure is told.
 */
export class RateWindows {
  readonly #time: Time;
  readonly #kinds: readonly WindowKind[];
  readonly #byTenant = new Map<string, readonly Window[]>();

  constructor(time: Time, limits: RateLimits) {
    this.#time = time;
    this.#kinds = windowKinds(limits);
  }

  /** @param tenant `undefined`: nobody that is known, counted together and never refused */
  count(tenant: string | undefined): RateVerdict {
    const now = this.#time.now();
    const windows = this.#windowsOf(tenant ?? '', now);
    let full: Window | undefined;
    for (const window of windows) {
      const { ms, quota, refuses } = window.kind;
      if (now - window.startedAt >= ms || now < window.startedAt) {
        window.startedAt = now;
        window.used = 0;
      }
      if (refuses && tenant !== undefined && window.used >= quota) full = window;
    }
    if (full !== undefined) {
      const [minute] = windows;
      if (minute !== undefined) minute.used += 1;
      return { headers: told(full, now), retryAfter: Math.max(1, secondsLeft(full, now)) };
    }
    return { headers: told(use(windows), now), retryAfter: undefined };
  }

  #windowsOf(tenant: string, now: number): readonly Window[] {
    const known = this.#byTenant.get(tenant);
    if (known !== undefined) return known;
    const made = this.#kinds.map((kind) => ({ kind, startedAt: now, used: 0 }));
    this.#byTenant.set(tenant, made);
    return made;
  }
}

interface WindowKind {
  readonly ms: number;
  readonly quota: number;
  readonly refuses: boolean;
  /** `RateLimit-Limit` when this window is the nearest to exhaustion. */
  readonly header: string;
}

interface Window {
  readonly kind: WindowKind;
  startedAt: number;
  used: number;
}

/** Counts one in each; answers the one nearest to exhaustion. */
function use(windows: readonly Window[]): Window | undefined {
  let nearest: Window | undefined;
  let most = -1;
  for (const window of windows) {
    window.used += 1;
    const share = window.used / window.kind.quota;
    if (share > most) {
      most = share;
      nearest = window;
    }
  }
  return nearest;
}

function told(window: Window | undefined, now: number): RateHeaders {
  if (window === undefined) return { limit: '', remaining: '0', reset: '0' };
  const { quota, header } = window.kind;
  return {
    limit: header,
    remaining: String(Math.max(0, quota - window.used)),
    reset: String(secondsLeft(window, now)),
  };
}

function secondsLeft({ startedAt, kind }: Window, now: number): number {
  return Math.max(0, Math.ceil((startedAt + kind.ms - now) / 1000));
}

/** Figures of production and the central sandbox, told where no limit is set (platform.md §7, operating.md §9). */
const WINDOWS = [
  { ms: 60_000, figure: 50_000, limit: 'platform.requestsPerMinute' },
  { ms: 3_600_000, figure: 2_250_000, limit: 'platform.requestsPerHour' },
  { ms: 86_400_000, figure: 27_000_000, limit: 'platform.requestsPerDay' },
] as const;

function windowKinds(limits: RateLimits): readonly WindowKind[] {
  const kinds = WINDOWS.map(({ ms, figure, limit }) => ({
    ms,
    quota: limits[limit] ?? figure,
    refuses: limits[limit] !== undefined,
  }));
  const all = kinds.map(({ ms, quota }) => `${quota};w=${ms / 1000}`).join(', ');
  return kinds.map((kind) => ({ ...kind, header: `${kind.quota}, ${all}` }));
}
