import type { SessionKey } from '../ports/store.ts';
import type { Core } from './core.ts';
import type { Job } from './job.ts';

/** The job, unless its life is over: then it is gone for every reader, removed or not. */
export function alive(job: Job | undefined, now: number): Job | undefined {
  return job?.expiresAt !== undefined && job.expiresAt <= now ? undefined : job;
}

/** The job of this session that completed last: of all, or of those that advance it. */
export function lastOfSession(
  { store, clock }: Pick<Core, 'store' | 'clock'>,
  session: SessionKey,
  which: 'advancing' | 'any',
): Job | undefined {
  return alive(store.lastOfSession(session, which), clock.business.now());
}
