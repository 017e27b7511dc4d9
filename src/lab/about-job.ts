import type { Job, StoredFile } from '../ports/job.ts';
import { jobIdOf } from './job-id.ts';

export interface FoundJobs {
  get(id: string): Job | undefined;
  fileByName(name: string): StoredFile | undefined;
}

/** The file that the path of a download names, whatever the family. */
export function fileOf(path: string, jobs: FoundJobs): StoredFile | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return jobs.fileByName(name) ?? jobs.fileByName(name.replaceAll('-', '').toLowerCase());
}

/** The job that a request is about: its path has the job's id, or the name of its file. */
export function jobOf(path: string, jobs: FoundJobs): Job | undefined {
  for (const segment of path.split('/')) {
    const id = jobIdOf(segment);
    const job = id === undefined ? undefined : jobs.get(id);
    if (job !== undefined) return job;
  }
  const file = fileOf(path, jobs);
  return file && jobs.get(file.job);
}
