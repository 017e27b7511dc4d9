/**
 * The clock port: the only way Sluice knows or waits for time (DESIGN §4).
 *
 * Two times, kept apart. **Business time** rules limits, lives, expiries, retry pauses and SQL's `now()`; a test can
 * move it. **Machine time** rules the stop ladder, grace, leases, heartbeats and sockets; nothing moves it.
 */
export interface Clock {
  readonly business: Time;
  readonly machine: MachineTime;
}

export interface Time {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /**
   * Calls `run` once, when this time has advanced by `ms` (0 or more). Does not keep the process alive.
   * Promises no upper bound on lateness.
   */
  after(ms: number, run: () => void): Timer;
}

export interface MachineTime extends Time {
  /** Milliseconds from an arbitrary start, never going back, with fractions: for durations only. */
  monotonic(): number;
  /** Calls `run` every `ms`, first after `ms`. Does not keep the process alive. */
  every(ms: number, run: () => void): Timer;
}

export interface Timer {
  /** Idempotent; after it returns `run` is not called again. */
  cancel(): void;
}
