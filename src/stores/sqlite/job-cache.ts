import type { Job } from '../../ports/job.ts';
import type { OperationInput } from '../operations/operations.ts';
import type { OnWritten } from './writer-client.ts';

/** Jobs kept, at about 2 KB each. Those polled in tight loops are few (data-query contract §7.3). */
const KEPT = 1000;

/**
 * Jobs as they were last read: a hot poll then costs no read of the database. Nobody else writes to an embedded store,
 * and each write is told here before its caller hears of it, so no reader sees less than what was answered.
 */
export class JobCache {
  readonly #kept = new Map<string, Job>();

  /** What is kept, or what `read` answers, which is then kept. */
  get(id: string, read: (id: string) => Job | undefined): Job | undefined {
    const kept = this.#kept.get(id);
    if (kept !== undefined) return kept;
    const job = read(id);
    if (job === undefined) return undefined;
    if (this.#kept.size >= KEPT) this.#kept.clear();
    this.#kept.set(id, job);
    return job;
  }

  clear(): void {
    this.#kept.clear();
  }

  readonly written: OnWritten = (name, input) => {
    if (name === 'changeJob' || name === 'amendJob')
      this.#kept.delete((input as OperationInput<'changeJob' | 'amendJob'>).job);
    else if (name === 'removeJobs')
      for (const id of (input as OperationInput<'removeJobs'>).jobs) this.#kept.delete(id);
    else if (name === 'renewJobs')
      for (const { id } of (input as OperationInput<'renewJobs'>).jobs) this.#kept.delete(id);
  };
}
