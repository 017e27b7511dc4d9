import type { Job } from '../../jobs/job.ts';
import { jobView, type ViewRules } from './job-view.ts';

/** Replies kept, and the longest kept: together at most a few MB. */
const KEPT = 1000;
const LONGEST = 4096;

interface KeptReply {
  readonly updatedAt: number;
  readonly fileName: string | undefined;
  readonly link: string | undefined;
  readonly text: string;
}

/**
 * Replies to reads of a job, as JSON. Clients poll in tight loops, also long after a job's end
 * (data-query-and-query-runs.md §7.3); an ended job changes no more, so its text is kept as long as its link is the one
 * that would be signed now.
 */
export class JobReplies {
  readonly #rules: ViewRules;
  readonly #kept = new Map<string, KeptReply>();

  constructor(rules: ViewRules) {
    this.#rules = rules;
  }

  /** `{"data":{…}}` */
  of(job: Job): string {
    const { id, updatedAt } = job;
    const kept = this.#kept.get(id);
    if (kept?.updatedAt === updatedAt && kept.link === this.#link(kept.fileName)) return kept.text;
    const text = JSON.stringify({ data: jobView(job, this.#rules) });
    if (hasEnded(job) && text.length <= LONGEST) {
      if (this.#kept.size >= KEPT) this.#kept.clear();
      const fileName = job.state === 'completed' ? job.units[0]?.files[0]?.name : undefined;
      this.#kept.set(id, { updatedAt, fileName, link: this.#link(fileName), text });
    }
    return text;
  }

  #link(fileName: string | undefined): string | undefined {
    return fileName === undefined ? undefined : this.#rules.sign(fileName);
  }
}

function hasEnded({ state }: Job): boolean {
  return state === 'completed' || state === 'failed' || state === 'stopped';
}
