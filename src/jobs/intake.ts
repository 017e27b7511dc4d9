import { randomInt } from 'node:crypto';
import type { WrittenFile } from '../ports/engine.ts';
import type { ResultTarget } from '../ports/results.ts';
import type { Core } from './core.ts';
import type { Job } from './job.ts';
import { idsOf } from './job-ids.ts';
import { NoSuchJob, NotOpen, QueueFull } from './jobs.ts';
import { alive } from './last-of-session.ts';
import { loadUnit } from './load-unit.ts';
import { sourceKey } from './result-keys.ts';
import { entry } from './timeline.ts';
import { movesOf } from './transition.ts';

/**
 * Each file received is another part, by chance: two uploads at once never write to one file. Not the first, with which
 * all others would be discarded; no more digits than the name of a result file has.
 */
const PARTS = { from: 2, below: 1_000_000_000 } as const;

type IntakeCore = Pick<Core, 'store' | 'results' | 'clock' | 'logger'>;

/** As `Jobs.receive` promises. */
export async function receive(
  core: IntakeCore,
  id: string,
  write: (target: ResultTarget) => Promise<WrittenFile>,
): Promise<Job> {
  const { results } = core;
  const job = openJob(core, id);
  const key = sourceKey(id, randomInt(PARTS.from, PARTS.below));
  const target = await results.begin(key, nameOf(job));
  try {
    await record(core, job, target, await write(target));
  } catch (error) {
    // A write to the store may fail after it was done; then the file is the job's.
    if (core.store.get(id)?.intake?.source?.part !== key.part) {
      await quietly(core, job, async () => {
        await results.discard(target);
        await results.remove(key);
      });
      throw error;
    }
  }
  const replaced = job.intake?.source;
  if (replaced !== undefined) await quietly(core, job, () => results.remove(sourceKey(id, replaced.part)));
  return presentJob(core, id);
}

async function record(core: IntakeCore, job: Job, target: ResultTarget, written: WrittenFile): Promise<void> {
  const { results, store, clock } = core;
  const { part } = target.key;
  const before = job.intake?.source?.part;
  try {
    await results.publish(target);
  } catch (error) {
    // The job began, or ended, without this file, which was swept.
    const { state } = presentJob(core, job.id);
    throw state === 'open' ? error : notOpen(job.id, state);
  }
  const result = await store.change({
    job: job.id,
    at: clock.business.now(),
    moves: movesOf('receive', () => ({
      timeline: [entry(clock, 'file received', `${written.bytes} bytes`)],
    })),
    guard: { source: { part: before } },
    intake: { ...job.intake, source: { name: nameOf(job), epoch: 0, part, ...written } },
  });
  if (result.changed) return;
  if (result.found === undefined) throw noSuchJob(job.id);
  if (result.found.state !== 'open') throw notOpen(job.id, result.found.state);
  throw new NotOpen('replaced meanwhile', `Job ${job.id} got another file in the meantime`);
}

/** As `Jobs.ready` promises: with the file that is there when that is decided. */
export async function ready(core: IntakeCore, id: string, by: Job['principal']): Promise<Job> {
  const { store, clock } = core;
  for (;;) {
    const { intake, limits } = openJob(core, id);
    const part = intake?.source?.part;
    if (part === undefined) throw new NotOpen('no file', `Job ${id} has no file yet`);
    const at = clock.business.now();
    const result = await store.change({
      job: id,
      at,
      moves: movesOf('ready', () => ({ timeline: [entry(clock, 'ready', `by ${by.name}`)] })),
      guard: {
        source: { part },
        ...(limits.maxReady === undefined ? {} : { readyBelow: limits.maxReady }),
      },
      intake: { ...intake, readyAt: at, readyBy: by },
    });
    if (result.changed) return presentJob(core, id);
    if (openJob(core, id).intake?.source?.part !== part) continue;
    throw new QueueFull(`${limits.maxReady} jobs are there with their file already; no more may`);
  }
}

function openJob(core: IntakeCore, id: string): Job {
  const job = presentJob(core, id);
  if (job.state !== 'open') throw notOpen(id, job.state);
  return job;
}

function presentJob({ store, clock }: IntakeCore, id: string): Job {
  const job = alive(store.get(id), clock.business.now());
  if (job === undefined) throw noSuchJob(id);
  return job;
}

function noSuchJob(id: string): NoSuchJob {
  return new NoSuchJob(`There is no job ${id}`);
}

function notOpen(id: string, state: Job['state']): NotOpen {
  return new NotOpen('not open', `Job ${id} is ${state}: it waits for no file`);
}

/** The file's name as its users see it. */
function nameOf(job: Job): string {
  const unit = loadUnit(job);
  if (unit === undefined) throw new TypeError(`job ${job.id} waits for a file that nothing loads`);
  return unit.load.report.fileNames.source;
}

/** Removes a file that is not, or no longer, the job's. */
async function quietly({ logger }: IntakeCore, job: Job, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    // The sweep of the job's first attempt, or of its end of life, will find it.
    logger.warn({ ...idsOf(job), err: error }, 'a file that is no job’s could not be removed');
  }
}
