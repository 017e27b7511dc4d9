import { systemClock } from '../../../src/config/system-clock.ts';
import type { Clock } from '../../../src/ports/clock.ts';

/** The system's clock, whose waits of minutes end when the test says so. */
export class ImpatientClock implements Clock {
  readonly business = systemClock.business;
  readonly #long = new Set<() => void>();
  readonly machine = {
    ...systemClock.machine,
    after: (ms: number, run: () => void) => {
      if (ms < 30_000) return systemClock.machine.after(ms, run);
      this.#long.add(run);
      return { cancel: () => void this.#long.delete(run) };
    },
  };

  skipLongWaits(): void {
    for (const run of this.#long) run();
    this.#long.clear();
  }
}
