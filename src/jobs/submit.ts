import { randomUUID } from 'node:crypto';
import { type NewJob, StoreRefusal } from '../ports/store.ts';
import { acceptedJob } from './accepted-job.ts';
import type { Core } from './core.ts';
import type { Job, SubmitJob } from './job.ts';
import { AlreadyCarriedOut, KeyTaken, QueueFull, type SubmitOptions } from './jobs.ts';
import { entry } from './timeline.ts';

/** Takes a job in, as `Jobs.submit` promises. */
export async function submit(
  { store, clock }: Pick<Core, 'store' | 'clock'>,
  job: SubmitJob,
  { reply, ends }: SubmitOptions = {},
): Promise<Job> {
  const id = randomUUID();
  const taken: NewJob = {
    id,
    job: { ...job, units: job.units.map((unit) => namedUnit(id, unit)) },
    state: job.units.some((unit) => unit.load !== undefined) ? 'open' : 'queued',
    at: clock.business.now(),
    timeline: [entry(clock, 'submitted')],
  };
  const accepted = acceptedJob(taken);
  const kept = reply?.(accepted);
  try {
    await store.submit({
      ...taken,
      ...(kept !== undefined && { reply: kept }),
      ...(ends !== undefined && { ends: ends(accepted) }),
    });
  } catch (error) {
    if (!(error instanceof StoreRefusal)) throw error;
    if (error.kind === 'queue-full') throw new QueueFull(error.message);
    if (error.kind === 'request-ended') throw new AlreadyCarriedOut(error.message);
    const first = kept && store.replies.get(kept.scope, kept.key, kept.at);
    // Its life ended between the two looks at it: the key is free.
    if (first === undefined) return submit({ store, clock }, job, reply && { reply });
    throw new KeyTaken(first);
  }
  return accepted;
}

type NewUnit = SubmitJob['units'][number];

/** The names of the unit's files with the job's id in its place. */
function namedUnit(id: string, unit: NewUnit): NewUnit {
  const named = (name: string): string => name.replaceAll('{job}', id);
  const output = { ...unit.output, fileName: named(unit.output.fileName) };
  if (unit.load === undefined) return { ...unit, output };
  const { report } = unit.load;
  const { source, succeeded, failed } = report.fileNames;
  const fileNames = { source: named(source), succeeded: named(succeeded), failed: named(failed) };
  return { ...unit, output, load: { ...unit.load, report: { ...report, fileNames } } };
}
