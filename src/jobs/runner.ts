import { handleOf, type LocalAttempt } from './attempt.ts';
import { AttemptRun } from './attempt-run.ts';
import type { Core } from './core.ts';
import type { Job } from './job.ts';
import { idsOf } from './job-ids.ts';
import type { Stops } from './stops.ts';
import { LEASE_MS } from './timing.ts';

/** Begins attempts on this node. */
export class Runner {
  readonly #core: Core;
  readonly #stops: Stops;

  constructor(core: Core, stops: Stops) {
    this.#core = core;
    this.#stops = stops;
  }

  /** Starts the attempt and answers at once; `done` of the attempt tells its end. */
  begin(job: Job): LocalAttempt {
    const { clock, attempts } = this.#core;
    let attempt: LocalAttempt;
    const done = Promise.resolve().then(async () => {
      try {
        await new AttemptRun(this.#core, this.#stops, attempt).run();
      } catch (error) {
        // Its last word did not reach the store. The job still counts as ours, and is picked up as unattended.
        this.#core.logger.error({ ...idsOf(job), err: error }, 'an attempt ended without being recorded');
      } finally {
        attempts.remove(attempt);
      }
    });
    attempt = {
      job,
      handle: handleOf(job),
      controller: new AbortController(),
      done,
      progress: { rows: 0, bytes: 0 },
      progressAt: clock.machine.monotonic(),
      phase: {
        name: 'gate',
        gate: 'before-start',
        unit: 1,
        since: clock.business.now(),
        begun: clock.machine.monotonic(),
      },
      leaseUntil: clock.machine.now() + LEASE_MS,
    };
    attempts.add(attempt);
    return attempt;
  }
}
