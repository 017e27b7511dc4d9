import type { NewJob } from '../ports/store.ts';
import type { Job } from './job.ts';

/** A job as it enters the store, as its readers see it: what its submit is answered with, whatever it has become since. */
export function acceptedJob({ id, job, state, at }: NewJob): Job {
  const { openLifeMs } = job.limits;
  return {
    id,
    family: job.family,
    tenant: job.tenant,
    lane: job.lane,
    principal: job.principal,
    scope: job.scope,
    zone: job.zone,
    trackId: job.trackId,
    requestId: job.requestId,
    trace: job.trace,
    session: job.session,
    intake: state === 'open' ? {} : undefined,
    resumeAt: undefined,
    state,
    stopCause: undefined,
    epoch: 0,
    owner: undefined,
    attempts: 0,
    retriesLeft: job.retries,
    retries: job.retries,
    displaced: 0,
    runnableAt: at,
    request: job.request,
    units: job.units.map((unit, index) => ({
      unit: index + 1,
      ...unit,
      state: 'waiting',
      rows: undefined,
      files: [],
      window: undefined,
    })),
    announces: job.announces,
    limits: job.limits,
    error: undefined,
    snapshot: undefined,
    submittedAt: at,
    startedAt: undefined,
    endedAt: undefined,
    updatedAt: at,
    expiresAt: state === 'open' && openLifeMs !== undefined ? at + openLifeMs : undefined,
    filesExpireAt: undefined,
  };
}
