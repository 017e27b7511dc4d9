import type { Choices } from '../../../config/choices.ts';
import type { Job, JobFilter } from '../../../jobs/job.ts';

/** States as the wire spells them (data-query-and-query-runs.md §2.1): British `cancelled`, never `submitted`. */
export type QueryStatus = 'accepted' | 'in_progress' | 'completed' | 'failed' | 'cancelled';

/** What a job is called that waits for its retry (choice `dataQuery.retryWaitState`). */
type RetryWait = Choices['dataQuery.retryWaitState'];

type Shown = Pick<Job, 'state' | 'stopCause' | 'retries' | 'retriesLeft'>;

/** DESIGN §2: a job that is being stopped for its user's sake is cancelled already, for another cause still runs. */
export function queryStatus(job: Shown, retryWait: RetryWait = 'accepted'): QueryStatus {
  const { state, stopCause } = job;
  switch (state) {
    case 'open':
      return 'accepted';
    case 'queued':
      return job.retriesLeft < job.retries ? retryWait : 'accepted';
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

type StateFilter = Pick<JobFilter, 'states' | 'stopCause' | 'retried'>;

/** The jobs a status covers: the other direction of `queryStatus`. */
const FILTERS: Readonly<Record<QueryStatus, StateFilter>> = {
  accepted: { states: ['open', 'queued'] },
  in_progress: { states: ['running', 'stopping'], stopCause: 'other' },
  completed: { states: ['completed'] },
  failed: { states: ['failed'] },
  cancelled: { states: ['stopping', 'stopped'], stopCause: 'user' },
};

/** The two that differ when a job that waits for its retry is `in_progress`. */
const WAITING_IN_PROGRESS: Partial<typeof FILTERS> = {
  accepted: { ...FILTERS.accepted, retried: false },
  in_progress: { states: ['running', 'stopping', 'queued'], stopCause: 'other', retried: true },
};

/** `undefined` for a word that is not offered as a filter. */
export function filterOf(status: unknown, retryWait: RetryWait = 'accepted'): StateFilter | undefined {
  if (typeof status !== 'string' || !Object.hasOwn(FILTERS, status)) return undefined;
  const word = status as QueryStatus;
  return (retryWait === 'in_progress' ? WAITING_IN_PROGRESS[word] : undefined) ?? FILTERS[word];
}
