import type { Job, JobFilter } from '../../jobs/job.ts';

/** States as the wire spells them (data-query-and-query-runs.md §2.1): British `cancelled`, never `submitted`. */
export type QueryStatus = 'accepted' | 'in_progress' | 'completed' | 'failed' | 'cancelled';

/** DESIGN §2: a job that is being stopped for its user's sake is cancelled already, for another cause still runs. */
export function queryStatus({ state, stopCause }: Pick<Job, 'state' | 'stopCause'>): QueryStatus {
  switch (state) {
    case 'open':
    case 'queued':
      return 'accepted';
    case 'running':
      return 'in_progress';
    case 'stopping':
      return stopCause === 'user' ? 'cancelled' : 'in_progress';
    case 'stopped':
      return 'cancelled';
    default:
      return state;
  }
}

type StateFilter = Pick<JobFilter, 'states' | 'stopCause'>;

/** The jobs a status covers: the other direction of `queryStatus`. */
const FILTERS: Readonly<Record<QueryStatus, StateFilter>> = {
  accepted: { states: ['open', 'queued'] },
  in_progress: { states: ['running', 'stopping'], stopCause: 'other' },
  completed: { states: ['completed'] },
  failed: { states: ['failed'] },
  cancelled: { states: ['stopping', 'stopped'], stopCause: 'user' },
};

/** `undefined` for a word that is not offered as a filter. */
export function filterOf(status: unknown): StateFilter | undefined {
  return typeof status === 'string' && Object.hasOwn(FILTERS, status)
    ? FILTERS[status as QueryStatus]
    : undefined;
}
