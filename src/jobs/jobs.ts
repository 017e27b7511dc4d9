import type { Progress } from '../ports/engine.ts';
import type { Job, JobEvent, JobState, Receipt, SubmitJob, TimelineEntry } from './job.ts';

/** What façades may ask of the core. */
export interface Jobs {
  /**
   * Durable when it resolves.
   * @throws QueueFull when `limits.maxQueued` is reached; nothing is kept then.
   */
  submit(job: SubmitJob): Promise<Job>;
  /** Sees everything that was answered before (read your write). Synchronous: a prepared point read. */
  get(id: string): Job | undefined;
  /** Newest submission first. */
  list(filter: JobFilter): readonly Job[];
  /**
   * Stops a job and resolves when that is certain or unconfirmed (the receipt says which). Decided by one
   * compare-and-set: when the job had ended first, `won` is false and nothing changed.
   */
  stop(id: string, by: { readonly requestedBy: string; readonly via: string }): Promise<StopResult>;
  /** Of a running job, from memory; of an ended one, its totals. */
  progress(id: string): Progress;
  timeline(id: string): readonly TimelineEntry[];
  /** The receipt of the job's stop, when there was one. */
  receipt(id: string): Receipt | undefined;
  /** Calls `listener` for each event of one job, or of all; answers how to end it. */
  watch(job: string | undefined, listener: (event: JobEvent) => void): () => void;
}

export interface JobFilter {
  readonly tenant: string;
  readonly userId?: string;
  readonly families?: readonly string[];
  readonly states?: readonly JobState[];
  /** Narrows `stopping` jobs: those whose user asked, or the others. */
  readonly stopCause?: 'user' | 'other';
  readonly limit: number;
  /** Id of the last job of the page before. */
  readonly after?: string;
}

export type StopResult =
  | { readonly won: true; readonly job: Job; readonly receipt: Receipt }
  | { readonly won: false; readonly job: Job };

export class QueueFull extends Error {
  override readonly name = 'QueueFull';
}
