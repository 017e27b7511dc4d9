import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { ResultKey } from '../../ports/results.ts';

/** Job ids become file names, so nothing in them may leave the folder. */
const JOB_ID = /^[A-Za-z0-9_-]{1,64}$/;
const NAME = /^([A-Za-z0-9_-]{1,64})\.(\d{1,15})\.(\d{1,9})$/;

/** `<job>.<epoch>.<unit>`: flat, so that publishing a file makes no new folder that would need its own fsync. */
export function nameOf(key: ResultKey): string {
  if (!JOB_ID.test(key.job)) throw new RangeError(`Not a job id: ${JSON.stringify(key.job)}`);
  return `${key.job}.${key.epoch}.${key.unit}`;
}

/** `undefined` for a file that is not ours. */
export function keyOf(name: string): ResultKey | undefined {
  const [, job, epoch, unit] = NAME.exec(name) ?? [];
  if (job === undefined) return undefined;
  return { job, epoch: Number(epoch), unit: Number(unit) };
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
