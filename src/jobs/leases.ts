import { abort, type LocalAttempt } from './attempt.ts';
import type { Core } from './core.ts';
import { idsOf } from './job-ids.ts';
import { hasEnded } from './lifecycle.ts';
import type { Stops } from './stops.ts';
import { LEASE_MARGIN_MS, LEASE_MS } from './timing.ts';

/** Keeps the claims of this node alive, and ends the work of those that it cannot keep (DESIGN §2 rule 3). */
export class Leases {
  readonly #core: Core;
  readonly #stops: Stops;

  constructor(core: Core, stops: Stops) {
    this.#core = core;
    this.#stops = stops;
  }

  async renew(): Promise<void> {
    const { attempts, clock, store, nodeId, logger } = this.#core;
    const mine = attempts.all();
    if (mine.length === 0) return;
    const until = clock.machine.now() + LEASE_MS;
    try {
      const held = new Set(
        await store.renew(
          { owner: nodeId, until },
          mine.map(({ job }) => ({ id: job.id, epoch: job.epoch })),
        ),
      );
      for (const attempt of mine) {
        if (held.has(attempt.job.id)) attempt.leaseUntil = until;
        else if (attempts.of(attempt.job.id) === attempt) await this.#notHeld(attempt);
      }
    } catch (error) {
      logger.error({ err: error }, 'leases could not be renewed');
      const deadline = clock.machine.now() + LEASE_MARGIN_MS;
      const late = mine.filter((attempt) => attempt.leaseUntil <= deadline);
      for (const { job } of late) logger.warn(idsOf(job), 'the lease of a job ends; its work here too');
      await Promise.all(late.map((attempt) => this.#letGo(attempt)));
    }
  }

  /** Ended while the renewal was on its way, or really lost. */
  async #notHeld(attempt: LocalAttempt): Promise<void> {
    const { id, epoch } = attempt.job;
    const job = this.#core.store.get(id);
    const ended = job === undefined || hasEnded(job.state);
    // By this attempt itself, which puts away what it has.
    if (ended && job?.epoch === epoch && job.state !== 'stopped') return;
    if (!ended) this.#core.logger.warn(idsOf(attempt.job), 'lost the lease of a job; its work here ends');
    await this.#letGo(attempt);
  }

  /** Another node may take the job from now on: nothing of it may work here any more. */
  async #letGo(attempt: LocalAttempt): Promise<void> {
    const { engine, graceMs, logger } = this.#core;
    if (attempt.controller.signal.aborted) return;
    try {
      await this.#stops.interrupt(attempt, 'lost-lease');
    } catch (error) {
      logger.error({ ...idsOf(attempt.job), err: error }, 'the loss of a lease could not be recorded');
    }
    if (attempt.controller.signal.aborted) return;
    abort(attempt, 'give-back');
    await engine.stop(attempt.handle, { graceMs });
  }
}
