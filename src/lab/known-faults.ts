import type { JobError } from '../ports/job.ts';

/** The documented errors of a family, as rules name them. */
export interface KnownFaults {
  readonly family: string;
  /** Codes of its refusals of requests. */
  readonly refusals: readonly string[];
  /** What a failed job with this code has failed of. */
  readonly endings: ReadonlyMap<string, JobError['kind']>;
}
