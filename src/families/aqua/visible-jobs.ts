import type { Job } from '../../jobs/job.ts';
import type { Caller } from '../../platform/sign-in/caller.ts';

export const FAMILY = 'aqua';
/** Users need it for this family. */
export const PERMISSION = 'aqua';

/** Administrators see every job of their tenant, others their own; what is not seen is as if it did not exist. */
export function sees({ tenant, user }: Caller, job: Job): boolean {
  const own = user.admin || job.principal.userId === user.id;
  return job.tenant === tenant.name && job.family === FAMILY && own;
}
