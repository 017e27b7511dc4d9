import type { Job, JobState } from '../ports/job.ts';

/** Jobs of one tenant that are looked at: more than it may have waiting. */
const MOST_JOBS = 10_000;
const NOT_ENDED: readonly JobState[] = ['queued', 'running', 'stopping'];

export interface JobsOfTenants {
  readonly jobs: {
    list(query: {
      readonly tenant: string;
      readonly states: readonly JobState[];
      readonly limit: number;
    }): readonly Job[];
  };
  /** Names of all: business time is one for the server. */
  readonly tenants: () => readonly string[];
}

/**
 * Jobs that have not ended and would have begun in the future if business time were moved back to `to`: their times make no
 * sense then, and a retry comes only when they are reached again.
 */
export function begunAfter(to: number, { jobs, tenants }: JobsOfTenants): readonly Job[] {
  return tenants().flatMap((tenant) =>
    jobs.list({ tenant, states: NOT_ENDED, limit: MOST_JOBS }).filter(({ updatedAt }) => updatedAt > to),
  );
}
