import type { Job } from '../../../jobs/job.ts';
import type { Caller } from '../../../platform/sign-in/caller.ts';
import { FAMILY } from './job-of-submit.ts';

/**
 * What a caller may know of a job: administrators see every one of their tenant, others their own
 * (data-query-and-query-runs.md §1.2). `foreign`: another user's; `unknown`: as if there were none.
 */
export function sightOf(job: Job | undefined, { tenant, user }: Caller): 'seen' | 'foreign' | 'unknown' {
  if (job === undefined || job.tenant !== tenant.name || job.family !== FAMILY) return 'unknown';
  return user.admin || job.principal.userId === user.id ? 'seen' : 'foreign';
}
