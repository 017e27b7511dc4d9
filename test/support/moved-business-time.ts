import { vi } from 'vitest';
import { systemClock } from '../../src/config/system-clock.ts';

/** The business time of servers that were started in this process, which a test moves on; timers stay as they are. */
export class MovedBusinessTime implements Disposable {
  #ahead = 0;
  #held: number | undefined;
  readonly #spy;

  constructor() {
    const { now } = systemClock.business;
    this.#spy = vi
      .spyOn(systemClock.business, 'now')
      .mockImplementation(() => this.#held ?? now() + this.#ahead);
  }

  now(): number {
    return systemClock.business.now();
  }

  advance(ms: number): void {
    this.#ahead += ms;
  }

  /** It stands still. */
  hold(): void {
    this.#held = this.now();
  }

  goOn(): void {
    this.#held = undefined;
  }

  [Symbol.dispose](): void {
    this.#spy.mockRestore();
  }
}
