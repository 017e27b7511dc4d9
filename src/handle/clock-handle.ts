import { DURATION_FORM, parseDuration } from '../config/quantities.ts';
import { begunAfter, type JobsOfTenants } from '../lab/begun-after.ts';
import { INSTANT_FORM, readInstant } from '../lab/instant.ts';
import { FASTEST_RATE, LATEST_MS, type LabClock } from '../lab/lab-clock.ts';

/**
 * Business time of one server: limits, lives, expiries, retry pauses and SQL's `now()` follow it (operating.md §5). What was
 * due by then is begun with the next turns of the loop.
 */
export interface ClockHandle {
  now(): Date;
  /** Moves on by `'3h'`, or ms. @throws RangeError beyond the year 2999 */
  advance(time: string | number): void;
  /**
   * Moves to an instant; a text needs its zone: `'2026-12-01T00:00:00Z'`.
   * @throws RangeError, also before the start of a job that has not ended
   */
  set(instant: Date | string | number): void;
  /** From here on so many seconds pass in one of the system's; 0: it stands still. */
  rate(rate: number): void;
  /** The system's time again. @throws RangeError as `set` does */
  reset(): void;
}

export interface ClockHandleParts extends JobsOfTenants {
  readonly clock: LabClock;
}

export function clockHandle(parts: ClockHandleParts): ClockHandle {
  const { clock } = parts;
  return {
    now: () => new Date(clock.state().now),
    advance(time) {
      const ms = parseDuration(time);
      if (ms === undefined) throw new RangeError(`${time} is not ${DURATION_FORM}`);
      if (clock.state().now + ms > LATEST_MS)
        throw new RangeError(`The clock would move behind ${new Date(LATEST_MS).toISOString()}`);
      clock.advance(ms);
    },
    set(instant) {
      const to = typeof instant === 'string' ? readInstant(instant) : read(new Date(instant));
      if (to === undefined) throw new RangeError(`${String(instant)} is not ${INSTANT_FORM}`);
      refuseBefore(to, parts);
      clock.set(to);
    },
    rate(rate) {
      if (!(rate >= 0 && rate <= FASTEST_RATE))
        throw new RangeError(`${rate} is not a number from 0 to ${FASTEST_RATE}`);
      clock.rate(rate);
    },
    reset() {
      refuseBefore(clock.unmoved, parts);
      clock.reset();
    },
  };
}

function read(date: Date): number | undefined {
  return Number.isNaN(date.getTime()) ? undefined : readInstant(date.toISOString());
}

function refuseBefore(to: number, parts: ClockHandleParts): void {
  if (to >= parts.clock.state().now) return;
  const [first, ...more] = begunAfter(to, parts);
  if (first === undefined) return;
  throw new RangeError(
    `The clock cannot go back to ${new Date(to).toISOString()}: job ${first.id} is ${first.state} since ${new Date(first.updatedAt).toISOString()}${more.length === 0 ? '' : `, and ${more.length} more`}; wait for it, or stop it first`,
  );
}
