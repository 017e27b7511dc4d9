import type { Choices } from '../../config/choices.ts';
import type { Job } from '../../jobs/job.ts';
import { type Jobs, NoSuchJob } from '../../jobs/jobs.ts';
import { within } from '../../jobs/within.ts';
import type { Clock } from '../../ports/clock.ts';
import { bulkRefusal } from './errors.ts';
import { FAMILY } from './names.ts';
import { type BulkStatus, bulkStatus } from './status.ts';

/** How long an abort waits for the rows in flight before it answers that it is under way (bulk-data.md §4). */
const ABORT_ANSWERS_WITHIN_MS = 2000;

export interface StopParts {
  readonly jobs: Pick<Jobs, 'get' | 'stop'>;
  readonly clock: Clock;
  readonly choices: Choices;
}

/** The answer to both stops (seeds.md S4). */
export interface StopView {
  readonly id: string;
  readonly status: BulkStatus;
}

/**
 * Stops a job of which no row can have been written: before it is In Progress (bulk-data.md §5.1). Again is the same.
 * @throws Refusal 400, 404
 */
export async function cancelJob(job: Job, by: string, { jobs }: StopParts): Promise<StopView> {
  const { id } = job;
  const stop = await jobs
    .stop(id, { requestedBy: by, via: FAMILY, from: ['open', 'queued'], started: false })
    .catch((error: unknown) => {
      throw error instanceof NoSuchJob ? bulkRefusal('notFound', { id }) : error;
    });
  const status = bulkStatus(stop.job);
  if (status === 'Cancelled') return { id, status };
  throw bulkRefusal(status === 'In Progress' ? 'started' : 'notCancellable', { id, status });
}

/**
 * Stops a job that is In Progress, for certain: once the answer says Aborted, no row is written any more (bulk-data.md §4).
 * Answers Aborting when that takes longer. Again is the same. One compare-and-set of the core decides against the last row.
 * @throws Refusal 400, 404
 */
export function abortJob(job: Job, by: string, parts: StopParts): Promise<StopView> {
  return abort(job, by, parts, 'first');
}

async function abort(
  job: Job,
  by: string,
  { jobs, clock, choices }: StopParts,
  attempt: 'first' | 'second',
): Promise<StopView> {
  const { id } = job;
  const before = bulkStatus(job);
  if (before === 'Aborted' && choices['bulk.strictTerminalAbort'] === 'on')
    throw bulkRefusal('notAbortable', { id, status: before });
  const stop = jobs.stop(id, {
    requestedBy: by,
    via: FAMILY,
    from: ['queued', 'running', 'stopping'],
    started: true,
  });
  let decided: boolean;
  try {
    decided = await within(clock, ABORT_ANSWERS_WITHIN_MS, stop);
  } catch (error) {
    throw error instanceof NoSuchJob ? bulkRefusal('notFound', { id }) : error;
  }
  // A failure after the answer is the core's to tell: it stops on.
  stop.catch(() => undefined);
  const status = bulkStatus(jobs.get(id) ?? job);
  switch (status) {
    case 'Aborting':
    case 'Aborted':
      return { id, status };
    case 'Created':
    case 'Submitted':
      throw bulkRefusal('notStarted', { id, status });
    case 'In Progress':
      // It was refused because it had not started, and has since: now it can be aborted.
      if (decided && attempt === 'first')
        return abort(jobs.get(id) ?? job, by, { jobs, clock, choices }, 'second');
      if (decided) throw new Error(`job ${id} is in progress after its stop`);
      // The store has not decided the stop yet, which takes a moment: it will.
      return { id, status: 'Aborting' };
    default:
      throw bulkRefusal('notAbortable', { id, status });
  }
}
