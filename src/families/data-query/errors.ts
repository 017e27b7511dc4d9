import type { Choices } from '../../config/choices.ts';
import type { Job, JobError } from '../../jobs/job.ts';
import { filledText } from '../../platform/errors/filled-text.ts';
import { CATEGORY, Refusal } from '../../platform/errors/refusal.ts';
import { CHALLENGE } from '../../platform/errors/v1-errors.ts';
import type { ErrorShape } from '../../platform/family.ts';

/**
 * Every error of this family (data-query-and-query-runs.md §3.1): status or code, text, what a client should do.
 * Texts without a confirmed source are ours.
 */
export interface RequestError {
  readonly status: number;
  /** `{name}` is filled in. */
  readonly text: string;
  readonly when: string;
  readonly whatToDo: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** As of platform.md §4.2; a bad value when absent. */
  readonly category?: number;
}

export const REQUEST_ERRORS = {
  notJson: {
    status: 400,
    text: 'Unable to process JSON',
    when: 'the body is not one JSON object',
    whatToDo: 'Send one JSON object with query, outputFormat, compression and output.',
  },
  invalidFields: {
    status: 400,
    text: '{faults}',
    when: 'a field is missing, of the wrong type or not one of the values allowed; every fault is named',
    whatToDo: 'Correct the fields that the message names.',
  },
  queryTooLong: {
    status: 400,
    text: 'The query string exceeds the maximum length of {max} characters',
    when: '`query` is longer than the limit `dataQuery.maxQueryLength`',
    whatToDo: 'Shorten the query, or raise the limit dataQuery.maxQueryLength.',
  },
  badKey: {
    status: 400,
    text: 'encryptionKey must be a base64-encoded 1024-bit RSA public key',
    when: '`encryptionKey` is not what Zuora takes',
    whatToDo: 'Send the DER form of the public key as base64, without PEM armour.',
  },
  warehouseOff: {
    status: 400,
    text: 'Zuora Warehouse is not enabled',
    when: '`sourceData` is `WAREHOUSE`, and the choice `dataQuery.warehouse` is off',
    whatToDo: 'Use sourceData LIVE, or start the server with --choice dataQuery.warehouse=on.',
  },
  badStatusFilter: {
    status: 400,
    text: 'queryStatus must be one of [accepted, in_progress, completed, failed, cancelled]',
    when: 'a list by a `queryStatus` that there is not',
    whatToDo: 'Filter by one of these, or leave queryStatus out.',
  },
  badPageSize: {
    status: 400,
    text: 'pageSize must be a number from 1 to {max}',
    when: '`pageSize` is no number from 1, under the choice `dataQuery.smallPage=refuse`',
    whatToDo: 'Correct it, or leave it out (only with --choice dataQuery.smallPage=refuse).',
  },
  pageTooLarge: {
    status: 400,
    text: 'pageSize must not be greater than {max}',
    when: '`pageSize` is above 1000, under the choice `dataQuery.largePage=refuse`',
    whatToDo: 'Ask for fewer jobs (only with --choice dataQuery.largePage=refuse).',
  },
  notCancellable: {
    status: 400,
    text: 'Query job {id} is not in accepted or in_progress status',
    when: 'a cancel of a job that had ended',
    whatToDo: 'Nothing: the job had ended before the cancel arrived.',
  },
  foreignJob: {
    status: 403,
    text: 'You do not have access to query job {id}',
    when: 'a job of another user of the tenant, asked for by one who is no administrator',
    whatToDo: 'Ask as the user who submitted it, or as an administrator.',
  },
  notFound: {
    status: 404,
    text: 'Query job {id} not found',
    when: 'there is no such job in the tenant, or it is past its life',
    whatToDo: 'Check the id; jobs are kept for 30 days after their end.',
  },
  queueFull: {
    status: 429,
    text: 'The number of queued queries has reached the limit',
    when: 'as many jobs wait as the limits `dataQuery.live.maxQueued` and `dataQuery.warehouse.maxQueued` allow',
    whatToDo: 'Submit again after Retry-After seconds.',
    headers: { 'retry-after': '5' },
    category: CATEGORY.limit,
  },
} as const satisfies Readonly<Record<string, RequestError>>;

export function dataQueryRefusal(
  name: keyof typeof REQUEST_ERRORS,
  values: Readonly<Record<string, string | number>> = {},
  status?: number,
): Refusal {
  const error: RequestError = REQUEST_ERRORS[name];
  return new Refusal(
    status ?? error.status,
    error.category ?? CATEGORY.badValue,
    filledText(error.text, values),
    {
      ...(error.headers !== undefined && { headers: error.headers }),
    },
  );
}

/** `{code, message}` with the status as code; a 401 has the gateway's shape, or by choice this one. */
export function dataQueryErrors(choices: Pick<Choices, 'dataQuery.unauthenticated'>): ErrorShape {
  return { ...OWN, unauthenticated: choices['dataQuery.unauthenticated'] };
}

const OWN: Omit<ErrorShape, 'unauthenticated'> = {
  contentType: 'application/json; charset=utf-8',
  challenge: CHALLENGE,
  body: ({ status, message }) => ({ code: status, message }),
};

interface EndedError {
  readonly code: string;
  readonly text: string;
  readonly when: string;
  readonly whatToDo: string;
}

/**
 * `errorCode` and `errorMessage` of a failed job. Permanent ones must hold no fragment that clients read as temporary
 * (`try again`, `temporarily unavailable`, `service unavailable`, `internal server error`).
 */
export const JOB_ERRORS: Readonly<Record<JobError['kind'], EndedError>> = {
  user: {
    code: 'LINK_10000001',
    text: '{message}',
    when: 'the statement is wrong, or is none that reads',
    whatToDo: 'Correct the statement.',
  },
  'time-limit': {
    code: 'LINK_10000002',
    text: 'Query exceeded the maximum time limit of {seconds}s',
    when: 'an attempt took longer than the limit `dataQuery.attemptTime`',
    whatToDo: 'Make the query cheaper, or raise the limit dataQuery.attemptTime.',
  },
  'input-rows': {
    code: 'LINK_10000002',
    text: 'Query exceeded the maximum number of input records per table: {inputRows}',
    when: 'more rows of one table had to be read than the limit allows',
    whatToDo: 'Filter more, or raise the limit dataQuery.live.maxInputRows (or …warehouse…).',
  },
  'output-rows': {
    code: 'LINK_10000002',
    text: 'Query exceeded the maximum number of output records: {outputRows}',
    when: 'the result has more rows than the limit allows; it is never cut short',
    whatToDo: 'Add a LIMIT or a filter, or raise the limit dataQuery.live.maxOutputRows (or …warehouse…).',
  },
  memory: {
    code: 'LINK_10000002',
    text: 'Query exceeded per-node user memory limit of {memory}',
    when: 'the engine ran out of memory',
    whatToDo: 'Make the query smaller, or raise --engine-memory: queries of a tenant share it.',
  },
  temporary: {
    code: 'LINK_10000005',
    text: 'The query could not be completed now, please try again later: {message}',
    when: 'a fault that may pass, and no retry is left',
    whatToDo: 'Submit it again.',
  },
  unavailable: {
    code: 'LINK_30000007',
    text:
      'Internal message: Service Temporarily Unavailable. ' +
      'Please contact Zuora support team with the following error code: LINK_30000007',
    when: 'the engine could not be reached or started, and no retry is left',
    whatToDo: 'Look at the server log: the engine could not be reached or started.',
  },
  storage: {
    code: 'LINK_30000007',
    text: 'The result file could not be stored: {message}',
    when: 'the result file could not be written',
    whatToDo: 'Make room on the disk of the data directory, then submit it again.',
  },
  internal: {
    // Not the code for temporary faults: clients would submit again what fails the same each time.
    code: 'LINK_10000001',
    text: 'The query ended for a reason inside the server: {message}',
    when: 'a fault of Sluice',
    whatToDo: 'Look at the server log; report it if the statement is an ordinary one.',
  },
};

export function jobErrorFields(job: Job): { readonly errorMessage: string; readonly errorCode: string } {
  const { kind, message } = job.error ?? { kind: 'internal' as const, message: 'no reason was recorded' };
  const { code, text } = JOB_ERRORS[kind];
  const { attemptMs, inputRowsPerTable, outputRows, memoryBytes } = job.limits;
  const errorMessage = filledText(text, {
    message,
    seconds: ((attemptMs ?? 0) / 1000).toFixed(2),
    inputRows: inputRowsPerTable ?? '',
    outputRows: outputRows ?? '',
    memory: memoryBytes === undefined ? 'the engine' : memoryText(memoryBytes),
  });
  return { errorMessage, errorCode: code };
}

/** As Trino prints sizes: `2GB` for 2 GiB. */
function memoryText(bytes: number): string {
  const [unit, size] = bytes >= 1024 ** 3 ? ['GB', 1024 ** 3] : ['MB', 1024 ** 2];
  return `${Number((bytes / size).toFixed(2))}${unit}`;
}
