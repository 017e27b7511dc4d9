import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { ResultKey } from '../../ports/results.ts';

/** Job ids become file names, so nothing in them may leave the folder. */
const JOB_ID = /^[A-Za-z0-9_-]{1,64}$/;
const NAME = /^([A-Za-z0-9_-]{1,64})\.(\d{1,15})\.(\d{1,9})(?:\.(\d{1,9}))?$/;

/**
 * `<job>.<epoch>.<unit>`, and `.<part>` from the second part on: flat, so that publishing a file makes no new folder
 * that would need its own fsync.
 */
export function nameOf(key: ResultKey): string {
  if (!JOB_ID.test(key.job)) throw new RangeError(`Not a job id: ${JSON.stringify(key.job)}`);
  const first = `${key.job}.${key.epoch}.${key.unit}`;
  return key.part === 1 ? first : `${first}.${key.part}`;
}

/** `undefined` for a file that is not ours. */
export function keyOf(name: string): ResultKey | undefined {
  const [, job, epoch, unit, part = 1] = NAME.exec(name) ?? [];
  if (job === undefined) return undefined;
  return { job, epoch: Number(epoch), unit: Number(unit), part: Number(part) };
}

/** 256 folders by a hash of the job: a million files are 4,000 a folder. */
export function shardOf(job: string): string {
  return createHash('sha256').update(job).digest('hex').slice(0, 2);
}

/** Where a published file is, below the store's directory. */
export function publishedPath(directory: string, key: ResultKey): string {
  return join(directory, 'files', shardOf(key.job), nameOf(key));
}

/** Where a file is written before it is published; on the same file system, so that a rename is enough. */
export function incomingDirectory(directory: string): string {
  return join(directory, 'incoming');
}
