import type { Job } from '../../jobs/job.ts';
import { jobErrorFields } from './errors.ts';
import type { KeptRequest } from './job-of-submit.ts';
import { queryStatus } from './status.ts';

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

/** @param sign makes the address of a result file: each read of a job signs anew (§2.6) */
export function jobView(job: Job, sign: (fileName: string) => string): JobView {
  // Written by this family's own submit, so its shape is known.
  const request = job.request as KeptRequest;
  return {
    id: job.id,
    query: job.units[0]?.query.text ?? '',
    useIndexJoin: request.useIndexJoin,
    sourceData: request.sourceData,
    queryStatus: queryStatus(job),
    ...(job.state === 'completed' && completedFields(job, sign)),
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
export function cancelledView(job: Job): Pick<JobView, CancelledKey> {
  const view = jobView(job, () => '');
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

/** From acceptance to completion, never less than 1 (§2.4). */
function completedFields(job: Job, sign: (fileName: string) => string): Partial<JobView> {
  const [unit] = job.units;
  const processingTime = Math.max(1, Math.round((job.endedAt ?? job.updatedAt) - job.submittedAt));
  return {
    ...(unit?.file !== undefined && { dataFile: sign(unit.file.name) }),
    outputRows: unit?.rows ?? 0,
    processingTime,
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
