import type { Choices } from '../../config/choices.ts';
import { queryStatus } from '../data-query/jobs/status.ts';

/** `pending` is never shown (data-query-and-query-runs.md §2.2). */
export type RunState = 'accepted' | 'in_progress' | 'complete' | 'failed' | 'canceled' | 'cancelled';

export type StateChoices = Pick<Choices, 'dataQuery.retryWaitState' | 'queryRuns.cancelledState'>;

/** Where a job is in the words of v2 (§1.9, §2.2): those of Data Query but for two. */
export function runState(job: Parameters<typeof queryStatus>[0], choices: StateChoices): RunState {
  const status = queryStatus(job, choices['dataQuery.retryWaitState']);
  if (status === 'completed') return 'complete';
  return status === 'cancelled' ? choices['queryRuns.cancelledState'] : status;
}
