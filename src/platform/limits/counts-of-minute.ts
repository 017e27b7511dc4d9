import type { Time } from '../../ports/clock.ts';
import { networkOf } from './network-of.ts';

const MINUTE_MS = 60_000;
/** Addresses counted in a minute; beyond it the one counted first is forgotten. About 10 MB. */
const MOST_ADDRESSES = 50_000;

/** What each address asked for in this minute. An IPv6 network of one customer counts as one address. */
export class CountsOfMinute {
  readonly #time: Time;
  #minute = Number.NaN;
  readonly #counts = new Map<string, number>();

  constructor(time: Time) {
    this.#time = time;
  }

  add(address: string): { readonly count: number; readonly secondsLeft: number } {
    const now = this.#time.now();
    const minute = Math.floor(now / MINUTE_MS);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#counts.clear();
    }
    const who = networkOf(address);
    const before = this.#counts.get(who);
    if (before === undefined && this.#counts.size >= MOST_ADDRESSES)
      for (const oldest of this.#counts.keys()) {
        this.#counts.delete(oldest);
        break;
      }
    const count = (before ?? 0) + 1;
    this.#counts.set(who, count);
    return { count, secondsLeft: Math.ceil(((minute + 1) * MINUTE_MS - now) / 1000) };
  }
}
