import { describe, expect, it } from 'vitest';
import { bulkStatus, filterOf, STATUSES } from '../../../src/families/bulk-data/status.ts';
import type { Job, JobFilter } from '../../../src/jobs/job.ts';

type Shown = Pick<Job, 'state' | 'stopCause' | 'attempts'>;
const at = (state: Job['state'], attempts: number, stopCause?: Job['stopCause']): Shown => ({
  state,
  attempts,
  stopCause,
});

/** Every job there can be, with its word (bulk-data.md §3). */
const SHOWN: readonly (readonly [Shown, string])[] = [
  [at('open', 0), 'Created'],
  [at('queued', 0), 'Submitted'],
  [at('queued', 1), 'In Progress'],
  [at('running', 1), 'In Progress'],
  [at('stopping', 1, 'shutdown'), 'In Progress'],
  [at('stopping', 1, 'lost-lease'), 'In Progress'],
  [at('stopping', 1, 'limit'), 'In Progress'],
  [at('stopping', 1, 'user'), 'Aborting'],
  [at('stopped', 0), 'Cancelled'],
  [at('stopped', 1, 'user'), 'Aborted'],
  [at('completed', 1), 'Completed'],
  [at('failed', 0), 'Failed'],
  [at('failed', 2), 'Failed'],
];

describe('the status of a bulk job', () => {
  it.each(SHOWN)('%o is %s', (job, status) => {
    expect(bulkStatus(job)).toBe(status);
  });

  it.each(STATUSES)('%s as a filter finds the jobs that are shown so, and no others', (status) => {
    const filter = filterOf(status);
    const found = SHOWN.filter(([job]) => filter !== 'none' && filter !== undefined && matches(job, filter));
    expect(found).toEqual(SHOWN.filter(([, shown]) => shown === status));
  });

  it.each(['completed', 'InProgress', 'constructor', ''])('%o is no status', (word) => {
    expect(filterOf(word)).toBeUndefined();
  });
});

/** As the store reads a filter (`JobFilter`). */
function matches(
  { state, stopCause, attempts }: Shown,
  { states, stopCause: cause, started }: Pick<JobFilter, 'states' | 'stopCause' | 'started'>,
): boolean {
  if (states !== undefined && !states.includes(state)) return false;
  if (started !== undefined && started !== attempts > 0) return false;
  return cause === undefined || state !== 'stopping' || (stopCause === 'user') === (cause === 'user');
}
