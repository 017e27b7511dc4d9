import type { Choices } from '../../../config/choices.ts';
import type { Job } from '../../../jobs/job.ts';

/** What a completed job shows of its result. */
export interface Outcome {
  /** Last segment of the file's link. */
  readonly fileName: string | undefined;
  readonly rows: number;
  /** From acceptance to completion unless chosen otherwise, never less than 1 (data-query-and-query-runs.md §2.4). */
  readonly ms: number;
}

export function outcomeOf(job: Job, choices: Pick<Choices, 'dataQuery.processingTime'>): Outcome {
  const [unit] = job.units;
  const { submittedAt, startedAt = submittedAt, endedAt = job.updatedAt } = job;
  const from = choices['dataQuery.processingTime'] === 'started' ? startedAt : submittedAt;
  return {
    fileName: unit?.files[0]?.name,
    rows: unit?.rows ?? 0,
    ms: Math.max(1, Math.round(endedAt - from)),
  };
}
