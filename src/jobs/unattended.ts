import { handleOf } from './attempt.ts';
import type { Core } from './core.ts';
import type { Job } from './job.ts';
import { idsOf } from './job-ids.ts';
import { recordedFiles } from './result-keys.ts';
import type { Stops } from './stops.ts';
import { entry } from './timeline.ts';
import { movesOf } from './transition.ts';

/** Jobs that have an owner but nobody who works on them: after a crash, a lost lease, a stop that stayed unconfirmed. */
export class Unattended {
  readonly #core: Core;
  readonly #stops: Stops;

  constructor(core: Core, stops: Stops) {
    this.#core = core;
    this.#stops = stops;
  }

  /**
   * What an earlier process left, before this one runs anything (DESIGN §2 rule 8): first what is being stopped, then
   * what was running, then files that nobody can have seen.
   */
  async recover(): Promise<void> {
    const { store, results, attempts, logger } = this.#core;
    const left = this.#jobs();
    const stopping = left.filter((job) => job.state === 'stopping');
    const lost = left.filter((job) => job.state !== 'stopping');
    await Promise.all(stopping.map((job) => this.#attend(job)));
    await Promise.all(lost.map((job) => this.#attend(job)));
    const files = store.exclusive
      ? await results.sweepTargets((key) => attempts.of(key.job, key.epoch) !== undefined)
      : [];
    if (left.length + files.length > 0) {
      logger.info({ stopped: stopping.length, queued: lost.length, files: files.length }, 'recovered');
    }
  }

  /** The same while running, for what has become unattended since. */
  async reap(): Promise<void> {
    const { store } = this.#core;
    const suspects = this.#jobs().filter((job) => this.#nobodyHas(job));
    if (suspects.length === 0) return;
    // A read may see a claim or a stop before whoever asked for it is told. Once a later write is answered, they are.
    await store.check();
    for (const { id, epoch } of suspects) {
      // As it is now: it may have ended, or be in somebody's hands, since the others before it were attended to.
      const job = store.get(id);
      if (job?.epoch === epoch && job.owner !== undefined && this.#nobodyHas(job)) await this.#attend(job);
    }
  }

  #nobodyHas(job: Job): boolean {
    if (this.#stops.attends(job.id)) return false;
    // A stop that stayed unconfirmed goes on even though its attempt still hangs.
    return job.state === 'stopping' || this.#core.attempts.of(job.id) === undefined;
  }

  /** One job's trouble must not keep the others, or the server's start, waiting: it is tried again. */
  async #attend(job: Job): Promise<void> {
    try {
      if (job.state === 'stopping') await this.#stops.resume(job);
      else await this.#requeue(job);
    } catch (error) {
      this.#core.logger.error(
        { ...idsOf(job), err: error },
        'an unattended job could not be settled; tried again',
      );
    }
  }

  #jobs(): readonly Job[] {
    const { store, clock, nodeId } = this.#core;
    if (store.exclusive) return store.owned();
    const now = clock.machine.now();
    const late = new Set(store.owned(now).map((job) => job.id));
    return store.owned().filter((job) => job.owner === nodeId || late.has(job.id));
  }

  /** Makes sure that nothing of the attempt works any more, removes its files, and queues the job again at no cost. */
  async #requeue(job: Job): Promise<void> {
    const { store, engine, results, clock, graceMs, logger } = this.#core;
    const stopped = await engine.stop(handleOf(job), { graceMs });
    if (stopped.outcome === 'unconfirmed') {
      logger.warn(idsOf(job), 'the engine has not confirmed the end of a lost attempt; tried again later');
      return;
    }
    await results.sweep(job.id, job.epoch + 1, recordedFiles(job));
    await store.change({
      job: job.id,
      at: clock.business.now(),
      moves: movesOf('lose', () => ({ timeline: [entry(clock, 'queued again', 'its attempt was lost')] })),
      guard: { epoch: job.epoch, ...(job.owner === undefined ? {} : { owner: job.owner }) },
    });
  }
}
