import { targetOfPart } from '../ports/results.ts';
import { handleOf } from './attempt.ts';
import type { Core } from './core.ts';
import type { Job } from './job.ts';
import { NoSuchJob } from './jobs.ts';
import { alive } from './last-of-session.ts';
import { hasEnded } from './lifecycle.ts';
import { type LoadUnit, loadUnit } from './load-unit.ts';
import { LOAD_PARTS, loadFiles, loadTarget, loadWork, publishLoad } from './load-work.ts';
import { recordedAnyway } from './unseen-files.ts';

/**
 * Result files of loads that ended without completing. They are made when somebody asks for the first time: a stop is
 * not held up for files that nobody may want. What is in them was settled when the ledger was sealed.
 */
export class Reports {
  readonly #core: Core;
  readonly #making = new Map<string, Promise<void>>();

  constructor(core: Core) {
    this.#core = core;
  }

  /** As `Jobs.report` promises. */
  async report(id: string): Promise<Job> {
    const job = this.#job(id);
    const unit = this.#unreported(job);
    if (unit === undefined) return job;
    const making = this.#making.get(id) ?? this.#begin(job, unit);
    await making;
    return this.#job(id);
  }

  /** Resolves when none is being made. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#making.values());
  }

  #begin(job: Job, unit: LoadUnit): Promise<void> {
    const making = this.#make(job, unit).finally(() => this.#making.delete(job.id));
    this.#making.set(job.id, making);
    return making;
  }

  /** The unit whose files can be made and have not been. */
  #unreported(job: Job): LoadUnit | undefined {
    const unit = loadUnit(job);
    const { filesExpireAt = Number.POSITIVE_INFINITY } = job;
    if (unit === undefined || !hasEnded(job.state) || unit.files.length > 0) return undefined;
    if (job.intake?.source === undefined || filesExpireAt <= this.#core.clock.business.now())
      return undefined;
    return unit;
  }

  async #make(job: Job, unit: LoadUnit): Promise<void> {
    const { engine, store, clock } = this.#core;
    const work = await loadWork(this.#core, job, unit);
    const target = await loadTarget(this.#core, job, unit);
    try {
      const session = await engine.open({ handle: handleOf(job), alone: false });
      const report = await session
        .reportRows(work, { succeeded: target, failed: targetOfPart(target, 2) })
        .finally(() => session.close());
      await publishLoad(this.#core, target);
      const { rows } = report.counts;
      const amended = await store.amend({
        job: job.id,
        at: clock.business.now(),
        units: [
          {
            unit: unit.unit,
            state: unit.state,
            files: loadFiles(unit, job.epoch, report),
            columns: report.columns,
            // What the end of the job said stands; how many records the file has it may not have known.
            loaded: unit.loaded === undefined ? report.counts : { ...unit.loaded, rows },
          },
        ],
      });
      // Its life, or that of its files, ended meanwhile.
      if (!amended) await recordedAnyway(this.#core, job, target, LOAD_PARTS);
    } catch (error) {
      if (!(await recordedAnyway(this.#core, job, target, LOAD_PARTS))) throw error;
    }
  }

  #job(id: string): Job {
    const { store, clock } = this.#core;
    const job = alive(store.get(id), clock.business.now());
    if (job === undefined) throw new NoSuchJob(`There is no job ${id}`);
    return job;
  }
}
