import { systemClock } from '../../src/config/system-clock.ts';
import type { Clock, Time } from '../../src/ports/clock.ts';

/** The system's clock with a business time that a test moves; what waits for it fires when it is moved past. */
export class MovingClock implements Clock {
  readonly #unmoved: () => number;
  #offset = 0;
  readonly #waiting = new Set<{ readonly at: number; readonly run: () => void }>();
  readonly machine = systemClock.machine;
  readonly business: Time = {
    now: () => this.#unmoved() + this.#offset,
    after: (ms, run) => {
      const entry = { at: this.business.now() + ms, run };
      this.#waiting.add(entry);
      return { cancel: () => this.#waiting.delete(entry) };
    },
  };

  constructor(unmoved = () => systemClock.business.now()) {
    this.#unmoved = unmoved;
  }

  advance(ms: number): void {
    this.#offset += ms;
    for (const entry of this.#waiting) {
      if (entry.at > this.business.now()) continue;
      this.#waiting.delete(entry);
      entry.run();
    }
  }
}
