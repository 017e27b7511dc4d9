import type { Job } from '../../../src/jobs/job.ts';

export const AT = Date.UTC(2026, 2, 4, 10, 11, 12, 345);

/** A job that waits, changed as given. */
export function queuedJob(change: Partial<Job> = {}): Job {
  return {
    id: '7b1f0c52-0d0e-4c5e-9a77-2f6f4f6f0a11',
    family: 'data-query',
    tenant: 'dev',
    lane: 'LIVE',
    principal: { userId: '0a8f6c1e55b14b9f9d7d6a3f0e1c2b44', name: 'ops@example.com' },
    scope: { tenant: 'dev', entities: [], orgs: [], admin: true },
    zone: 'UTC',
    trackId: undefined,
    requestId: undefined,
    trace: undefined,
    session: undefined,
    intake: undefined,
    resumeAt: undefined,
    state: 'queued',
    stopCause: undefined,
    epoch: 0,
    owner: undefined,
    attempts: 0,
    retriesLeft: 3,
    retries: 3,
    displaced: 0,
    runnableAt: AT,
    request: { sourceData: 'LIVE', useIndexJoin: false },
    units: [
      {
        unit: 1,
        name: 'data-query',
        query: { language: 'trino-sql', text: 'SELECT  1', deleted: 'live' },
        output: { format: 'csv', compression: 'none', fileName: 'f.csv' },
        state: 'waiting',
        rows: undefined,
        files: [],
        window: undefined,
      },
    ],
    limits: {},
    error: undefined,
    snapshot: undefined,
    submittedAt: AT,
    startedAt: undefined,
    endedAt: undefined,
    updatedAt: AT,
    expiresAt: undefined,
    announces: undefined,
    filesExpireAt: undefined,
    ...change,
  };
}

export function completedJob(rows: number, endedAt: number): Job {
  const [unit] = queuedJob().units;
  if (unit === undefined) throw new Error('no unit');
  const file = { name: 'f.csv', epoch: 1, bytes: 3, sha256: 'aa' };
  return queuedJob({
    state: 'completed',
    units: [{ ...unit, state: 'completed', rows, files: [file] }],
    endedAt,
    updatedAt: endedAt,
  });
}
