import type { Job, JobFilter } from '../../jobs/job.ts';

/** Exact spelling, with the blank (bulk-data.md §3). `Downloading` is never shown: a source file is here at once. */
export const STATUSES = [
  'Created',
  'Submitted',
  'Downloading',
  'In Progress',
  'Aborting',
  'Completed',
  'Failed',
  'Aborted',
  'Cancelled',
] as const;
export type BulkStatus = (typeof STATUSES)[number];

type Shown = Pick<Job, 'state' | 'stopCause' | 'attempts'>;

/**
 * A job that ever ran may have written rows: from then on it is in progress, also while it waits for its next attempt,
 * and a stop of it is an abort.
 */
export function bulkStatus({ state, stopCause, attempts }: Shown): BulkStatus {
  switch (state) {
    case 'open':
      return 'Created';
    case 'queued':
      return attempts > 0 ? 'In Progress' : 'Submitted';
    case 'running':
      return 'In Progress';
    case 'stopping':
      return stopCause === 'user' ? 'Aborting' : 'In Progress';
    case 'completed':
      return 'Completed';
    case 'failed':
      return 'Failed';
    case 'stopped':
      return attempts > 0 ? 'Aborted' : 'Cancelled';
  }
}

type StateFilter = Pick<JobFilter, 'states' | 'stopCause' | 'started'>;

/** The jobs a status covers: the other direction of `bulkStatus`. No job is `Downloading`. */
const FILTERS: Readonly<Record<BulkStatus, StateFilter | 'none'>> = {
  Created: { states: ['open'] },
  Submitted: { states: ['queued'], started: false },
  Downloading: 'none',
  'In Progress': { states: ['queued', 'running', 'stopping'], stopCause: 'other', started: true },
  Aborting: { states: ['stopping'], stopCause: 'user' },
  Completed: { states: ['completed'] },
  Failed: { states: ['failed'] },
  Aborted: { states: ['stopped'], started: true },
  Cancelled: { states: ['stopped'], started: false },
};

/** `undefined` for a word that is no status. */
export function filterOf(status: string): StateFilter | 'none' | undefined {
  return Object.hasOwn(FILTERS, status) ? FILTERS[status as BulkStatus] : undefined;
}
