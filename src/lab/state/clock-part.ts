import type { MemoryPart } from '../../ports/server-state.ts';
import type { ClockState, LabClock } from '../lab-clock.ts';

/**
 * The lab's clock as part of the state. One that goes at the system's pace is put back at its distance from the
 * system's, so that one that was never moved still is not; any other where it was.
 */
export function clockPart(clock: LabClock): MemoryPart {
  return {
    save: () => clock.state(),
    restore(saved) {
      const { now, offset, rate } = saved as ClockState;
      // From the system's time: a distance taken from two looks at it would be a tick off.
      clock.reset();
      clock.rate(rate);
      if (rate === 1) clock.advance(offset);
      else clock.set(now);
    },
    clear: () => clock.reset(),
  };
}
