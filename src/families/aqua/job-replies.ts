import type { Job } from '../../jobs/job.ts';
import { jobView, type ViewChoices } from './job-view.ts';

/**
 * Replies to reads of a job, as JSON. Clients poll in tight loops, and a job has up to 50 batches with their texts: the
 * text is made once for each state of it, as long as the store answers with the same object.
 */
export class JobReplies {
  readonly #choices: ViewChoices;
  readonly #made = new WeakMap<Job, string>();

  constructor(choices: ViewChoices) {
    this.#choices = choices;
  }

  of(job: Job): string {
    const before = this.#made.get(job);
    if (before !== undefined) return before;
    const text = JSON.stringify(jobView(job, 'read', this.#choices));
    this.#made.set(job, text);
    return text;
  }
}
