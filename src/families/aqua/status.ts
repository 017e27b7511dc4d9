import type { Job, Unit } from '../../jobs/job.ts';

/** Words of the wire for a job (aqua.md §2.1). `error` is of submits that were refused; `pending` is never one. */
export type JobStatus = 'submitted' | 'executing' | 'completed' | 'aborted' | 'cancelled';
/** Of a batch; `submitted`: it was running when its job was cancelled (§2.3). */
export type BatchStatus = 'submitted' | 'pending' | 'executing' | 'completed' | 'aborted';

/** DESIGN §2: a job that is being stopped for its user's sake is cancelled already, for another cause still runs. */
export function jobStatus({ state, stopCause }: Pick<Job, 'state' | 'stopCause'>): JobStatus {
  switch (state) {
    case 'open':
    case 'queued':
      return 'submitted';
    case 'running':
      return 'executing';
    case 'stopping':
      return stopCause === 'user' ? 'cancelled' : 'executing';
    case 'completed':
      return 'completed';
    case 'failed':
      return 'aborted';
    case 'stopped':
      return 'cancelled';
  }
}

export function batchStatus(
  { state }: Pick<Unit, 'state'>,
  job: Pick<Job, 'state' | 'stopCause'>,
): BatchStatus {
  switch (state) {
    case 'waiting':
      return 'pending';
    case 'running':
      // Its query is stopped for certain when the cancel is answered, or is on its way there.
      return jobStatus(job) === 'cancelled' ? 'submitted' : 'executing';
    case 'completed':
      return 'completed';
    case 'failed':
      return 'aborted';
    case 'interrupted':
      return 'submitted';
  }
}
