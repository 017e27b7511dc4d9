import type { Choices } from '../../config/choices.ts';
import type { Job, JobError } from '../../jobs/job.ts';
import type { Progress } from '../../ports/engine.ts';
import type { KeptRequest } from './job-of-create.ts';
import { OBJECT_TYPES } from './object-types.ts';
import { bulkStatus } from './status.ts';

/** A job on the wire (bulk-data.md §5.2). What has no value is absent, never null. */
export interface BulkSummary {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly createdAt: string | number;
  readonly createdBy: string;
  readonly submittedAt?: string | number;
  readonly submittedBy?: string;
  readonly status: string;
  readonly rowCount?: number;
  readonly rowsSucceeded: number;
  readonly rowsFailed: number;
  readonly lastUpdatedAt: string | number;
  readonly failureReason?: string;
  readonly objectType: string;
  readonly jobType: string;
  readonly isCustomObject: boolean;
  readonly customObjectNamespace: string;
  readonly dataSourceType: 'UserUpload';
  readonly systemType: string;
  readonly fileType: string;
}

/** @param progress of the job, while it runs */
export function summaryOf(job: Job, progress: Progress, choices: Choices): BulkSummary {
  const { name, description, objectType, jobType, fileType, ...request } = keptRequest(job);
  const { readyAt, readyBy } = job.intake ?? {};
  const { rows, succeeded, failed } = countsOf(job, progress);
  const time = (ms: number) => timeOf(ms, choices);
  const person = (by: Job['principal']) => personOf(by, choices);
  return {
    id: job.id,
    name,
    ...(description !== undefined && { description }),
    createdAt: time(job.submittedAt),
    createdBy: person(job.principal),
    ...(readyAt !== undefined && { submittedAt: time(readyAt) }),
    ...(readyBy !== undefined && { submittedBy: person(readyBy) }),
    status: bulkStatus(job),
    ...(rows !== undefined && { rowCount: rows }),
    rowsSucceeded: succeeded,
    rowsFailed: failed,
    lastUpdatedAt: time(job.updatedAt),
    ...(job.state === 'failed' && { failureReason: failureReason(job) }),
    objectType: shownObjectType(objectType, choices),
    jobType,
    isCustomObject: request.isCustomObject,
    customObjectNamespace: request.namespace,
    dataSourceType: 'UserUpload',
    systemType: choices['bulk.systemType'],
    fileType,
  };
}

/** Written by this family's own create, so its shape is known. */
export function keptRequest(job: Job): KeptRequest {
  return job.request as KeptRequest;
}

/** What the ledger says, once it was asked; until then what the attempt has told. */
function countsOf(
  { units: [unit] }: Job,
  { rows, failed = 0, of }: Progress,
): { readonly rows: number | undefined; readonly succeeded: number; readonly failed: number } {
  return unit?.loaded ?? { rows: of, succeeded: rows, failed };
}

const FAILURES: Readonly<Partial<Record<JobError['kind'], string>>> = {
  'time-limit': 'The job took longer than it may',
  memory: 'The engine ran out of memory',
  unavailable: 'The engine could not be reached or started; submit the rows that are left again',
  storage: 'The result files could not be stored: {message}',
  internal: 'The job ended for a reason inside the server: {message}',
};

function failureReason({ error }: Job): string {
  const message = error?.message ?? 'no reason was recorded';
  return (FAILURES[error?.kind ?? 'internal'] ?? '{message}').replace('{message}', () => message);
}

/** The reference says seconds since 1970, live answers ISO 8601 without fractions (bulk-data.md §2.3). */
function timeOf(ms: number, choices: Choices): string | number {
  const seconds = Math.floor(ms / 1000);
  if (choices['bulk.epochSeconds'] === 'on') return seconds;
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

const UUID_PARTS = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/;

/** Users' ids are 32 digits; live answers show UUIDs, the reference a name (bulk-data.md §2.3). */
function personOf({ userId, name }: Job['principal'], choices: Choices): string {
  return choices['bulk.createdBy'] === 'name' ? name : userId.replace(UUID_PARTS, '$1-$2-$3-$4-$5');
}

function shownObjectType(objectType: string, choices: Choices): string {
  if (choices['bulk.objectTypeEcho'] === 'sent') return objectType;
  const word = objectType.toLowerCase();
  return (Object.hasOwn(OBJECT_TYPES, word) ? OBJECT_TYPES[word]?.longName : undefined) ?? objectType;
}
