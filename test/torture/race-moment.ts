const SMALLEST_STEP_MS = 1;
const LARGEST_STEP_MS = 64;

/**
 * When to stop what completes by itself, so that both sides go on winning: it moves towards the side that lost, by twice as
 * much each time the same side wins again. So it is found in a few races on any machine.
 */
export class RaceMoment {
  #ms: number;
  #step = SMALLEST_STEP_MS;
  #later: boolean | undefined;

  /** @param ms where it may be */
  constructor(ms: number) {
    this.#ms = ms;
  }

  get ms(): number {
    return this.#ms;
  }

  /** @param later whether the stop came too soon for a race */
  move(later: boolean): void {
    this.#step = later === this.#later ? Math.min(this.#step * 2, LARGEST_STEP_MS) : SMALLEST_STEP_MS;
    this.#later = later;
    this.#ms = Math.max(0, this.#ms + (later ? this.#step : -this.#step));
  }
}
