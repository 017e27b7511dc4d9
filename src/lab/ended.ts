import type { Job } from '../ports/job.ts';

/** States of jobs that nothing becomes of any more. */
export const ENDED: ReadonlySet<Job['state']> = new Set(['completed', 'failed', 'stopped']);
