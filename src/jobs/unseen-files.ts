import { type ResultTarget, targetOfPart } from '../ports/results.ts';
import type { Core } from './core.ts';
import type { Job } from './job.ts';
import { idsOf } from './job-ids.ts';

/**
 * After a fault on the way of a unit's files to their place: whether they are the job's all the same, since a write may
 * fail after it was done. If not, nobody can have seen them, and they are removed.
 */
export async function recordedAnyway(
  core: Pick<Core, 'store' | 'results' | 'logger'>,
  job: Job,
  target: ResultTarget,
  parts: number,
): Promise<boolean> {
  const { epoch, unit } = target.key;
  if (core.store.get(job.id)?.units[unit - 1]?.files[0]?.epoch === epoch) return true;
  await removeUnseen(core, job, target, parts);
  return false;
}

/** Removes a target, and what was published of its unit's parts. Never rejects. */
export async function removeUnseen(
  { results, logger }: Pick<Core, 'results' | 'logger'>,
  job: Job,
  target: ResultTarget,
  parts: number,
): Promise<void> {
  try {
    await results.discard(target);
    for (let part = 1; part <= parts; part++) await results.remove(targetOfPart(target, part).key);
  } catch (error) {
    // The sweep of the job's next attempt, or of its end of life, will find it.
    logger.warn({ ...idsOf(job), err: error }, 'a file that nobody can see could not be removed');
  }
}
