import type { Choices } from '../../config/choices.ts';
import type { Job } from '../../jobs/job.ts';
import { jobErrorFields } from './errors.ts';
import type { KeptRequest } from './jobs/job-of-submit.ts';
import { outcomeOf } from './jobs/outcome.ts';
import { queryStatus } from './jobs/status.ts';

/** A job on the wire (data-query-and-query-runs.md §1.2). What does not apply is absent, never null. */
export interface JobView {
  readonly id: string;
  readonly query: string;
  readonly useIndexJoin: boolean;
  readonly sourceData: string;
  readonly queryStatus: string;
  readonly dataFile?: string;
  readonly outputRows?: number;
  readonly processingTime?: number;
  readonly errorMessage?: string;
  readonly errorCode?: string;
  readonly remainingRetries: number;
  readonly retries: number;
  readonly updatedOn: string;
  readonly createdOn: string;
  readonly createdBy: string;
  readonly createdByUserEmail: string;
}

/** How jobs are shown on this server. */
export interface ViewRules {
  /** Makes the address of a result file: each read of a job signs anew (§2.6). */
  readonly sign: (fileName: string) => string;
  readonly choices: Pick<Choices, 'dataQuery.retryWaitState' | 'dataQuery.processingTime'>;
}

export function jobView(job: Job, rules: ViewRules): JobView {
  // Written by this family's own submit, so its shape is known.
  const request = job.request as KeptRequest;
  return {
    id: job.id,
    query: job.units[0]?.query?.text ?? '',
    useIndexJoin: request.useIndexJoin,
    sourceData: request.sourceData,
    queryStatus: queryStatus(job, rules.choices['dataQuery.retryWaitState']),
    ...(job.state === 'completed' && completedFields(job, rules)),
    ...(job.state === 'failed' && jobErrorFields(job)),
    remainingRetries: job.retriesLeft,
    retries: job.retries,
    updatedOn: iso(job.updatedAt),
    createdOn: iso(job.submittedAt),
    createdBy: job.principal.userId,
    createdByUserEmail: job.principal.name,
  };
}

/** The reply to a cancel has these eight keys (seeds.md S3). */
export function cancelledView(job: Job, rules: ViewRules): Pick<JobView, CancelledKey> {
  const view = jobView(job, rules);
  return {
    createdBy: view.createdBy,
    id: view.id,
    query: view.query,
    queryStatus: 'cancelled',
    remainingRetries: view.remainingRetries,
    sourceData: view.sourceData,
    updatedOn: view.updatedOn,
    useIndexJoin: view.useIndexJoin,
  };
}

type CancelledKey =
  | 'createdBy'
  | 'id'
  | 'query'
  | 'queryStatus'
  | 'remainingRetries'
  | 'sourceData'
  | 'updatedOn'
  | 'useIndexJoin';

function completedFields(job: Job, { sign, choices }: ViewRules): Partial<JobView> {
  const { fileName, rows, ms } = outcomeOf(job, choices);
  return {
    ...(fileName !== undefined && { dataFile: sign(fileName) }),
    outputRows: rows,
    processingTime: ms,
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
