import type { Choices } from '../../config/choices.ts';
import { filledText } from '../../platform/errors/filled-text.ts';
import { CATEGORY, Refusal } from '../../platform/errors/refusal.ts';
import { CHALLENGE, v1Body } from '../../platform/errors/v1-errors.ts';
import type { ErrorShape } from '../../platform/family.ts';

/** Resource part of every code of this family: "unknown object, unknown field" (bulk-data.md §7). */
const RESOURCE = 500_000;

/** Categories of platform.md §4.2 that only this family gives. */
const UNKNOWN_FIELD = 21;
const MISSING = 22;

export interface RequestError {
  readonly status: number;
  readonly category: number;
  /** `{name}` is filled in. */
  readonly text: string;
  readonly when: string;
  readonly whatToDo: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Every error of this family (bulk-data.md §7). Zuora documents none: all texts are ours. */
export const REQUEST_ERRORS = {
  notJson: {
    status: 400,
    category: CATEGORY.malformed,
    text: 'The request body is not one JSON object',
    when: 'the body of a create is none',
    whatToDo: 'Send one JSON object with name and objectType.',
  },
  missing: {
    status: 400,
    category: MISSING,
    text: "'{field}' is missing",
    when: 'a create without a field that it needs; each has a reason of its own',
    whatToDo: 'Send it.',
  },
  badValue: {
    status: 400,
    category: CATEGORY.badValue,
    text: '{fault}',
    when: 'a field is of the wrong type, too long or not one of the values allowed, or there is no such object; each has a reason of its own',
    whatToDo: 'Correct what the message names.',
  },
  unknownField: {
    status: 400,
    category: UNKNOWN_FIELD,
    text: "'{field}' is not a known field",
    when: 'a create with such a field, under the choice `bulk.unknownFields=refuse`',
    whatToDo: 'Leave it out.',
  },
  deniedObject: {
    status: 403,
    category: CATEGORY.denied,
    text: 'You do not have access to the object {object}',
    when: 'a create for an object that only administrators see',
    whatToDo: 'Ask as an administrator.',
  },
  notHere: {
    status: 400,
    category: CATEGORY.rule,
    text: 'objectType {objectType} is not served here: the catalogue has no such object',
    when: 'a create for one of the compound types, or of an object that Sluice does not have',
    whatToDo: 'Load the objects that it is made of one by one ([bulk-data.md](bulk-data.md#objects)).',
  },
  unsupported: {
    status: 400,
    category: CATEGORY.rule,
    text: '{objectType} does not support jobType {jobType}; it supports {supported}',
    when: 'a create with such a pair',
    whatToDo: 'Use one that it supports.',
  },
  badParameter: {
    status: 400,
    category: CATEGORY.badParameter,
    text: '{fault}',
    when: 'a query parameter is not allowed',
    whatToDo: 'Correct what the message names.',
  },
  notCreated: {
    status: 400,
    category: CATEGORY.rule,
    text: 'Job {id} is {status} and cannot be submitted',
    when: 'a submit of a job that was submitted or cancelled before',
    whatToDo: 'Create another job.',
  },
  nothingUploaded: {
    status: 400,
    category: CATEGORY.rule,
    text: 'Job {id} has no file: upload one, then submit it',
    when: 'a submit before the file has arrived whole',
    whatToDo: 'Upload it to the address of the create.',
  },
  tooMany: {
    status: 429,
    category: CATEGORY.limit,
    text: 'As many bulk jobs are submitted or in progress as there may be at once',
    when: 'a submit beyond the limit `bulk.maxRunning`; the job stays Created',
    whatToDo: 'Submit it again when one has ended.',
    headers: { 'retry-after': '5' },
  },
  notStarted: {
    status: 400,
    category: CATEGORY.rule,
    text: 'Job {id} is {status} and cannot be aborted: no row has been processed. Cancel it: POST /bulk-data/bulk-jobs/{id}/cancellations',
    when: 'an abort before a job is In Progress',
    whatToDo: 'Cancel it.',
  },
  notAbortable: {
    status: 400,
    category: CATEGORY.rule,
    text: 'Job {id} is {status} and cannot be aborted',
    when: 'an abort of a job that had ended',
    whatToDo: 'Nothing: the job keeps its end.',
  },
  started: {
    status: 400,
    category: CATEGORY.rule,
    text: 'Job {id} is {status} and cannot be cancelled. Abort it: POST /bulk-data/bulk-jobs/{id}/aborts',
    when: 'a cancel of a job that is In Progress',
    whatToDo: 'Abort it.',
  },
  notCancellable: {
    status: 400,
    category: CATEGORY.rule,
    text: 'Job {id} is {status} and cannot be cancelled',
    when: 'a cancel of a job that had ended, or is being aborted',
    whatToDo: 'Nothing: the job keeps its end.',
  },
  notFound: {
    status: 404,
    category: CATEGORY.notFound,
    text: 'Job {id} not found',
    when: 'there is no such job in the tenant, or it is past its life',
    whatToDo: 'Check the id.',
  },
  notEnded: {
    status: 404,
    category: CATEGORY.notFound,
    text: 'Job {id} is {status}: it has no result files',
    when: 'downloads of a job that is not Completed, Failed or Aborted',
    whatToDo: 'Ask when it has ended.',
  },
  noneFound: {
    status: 404,
    category: CATEGORY.notFound,
    text: 'No bulk job found',
    when: 'an empty list',
    whatToDo: 'Nothing; with --choice bulk.emptyList=200 it is an empty array.',
  },
  unknownObject: {
    status: 404,
    category: CATEGORY.notFound,
    text: 'There is no object {object} that can be loaded{suggestion}',
    when: 'field rules of an object that there is not',
    whatToDo: 'Compare it with the list of objects.',
  },
} as const satisfies Readonly<Record<string, RequestError>>;

export type BulkError = keyof typeof REQUEST_ERRORS;

/** As the wire has it: resource and category. */
export function codeOf({ category }: Pick<RequestError, 'category'>): number {
  return RESOURCE * 100 + category;
}

interface Reason {
  readonly category: number;
  readonly message: string;
}

/** With a reason for each of several faults. */
export class BulkRefusal extends Refusal {
  readonly reasons: readonly Reason[];
  constructor(status: number, reasons: readonly [Reason, ...Reason[]], headers: Record<string, string>) {
    super(status, reasons[0].category, reasons.map(({ message }) => message).join('; '), { headers });
    this.reasons = reasons;
  }
}

export interface Fault {
  readonly error: BulkError;
  readonly values?: Readonly<Record<string, string | number>>;
}

export function bulkRefusal(error: BulkError, values: Fault['values'] = {}): BulkRefusal {
  return bulkRefusals([{ error, values }]);
}

/** All of these at once, with the status of the first. */
export function bulkRefusals([first, ...others]: readonly [Fault, ...Fault[]]): BulkRefusal {
  const { status, headers = {} }: RequestError = REQUEST_ERRORS[first.error];
  return new BulkRefusal(status, [reasonOf(first), ...others.map(reasonOf)], headers);
}

function reasonOf({ error, values = {} }: Fault): Reason {
  const { category, text }: RequestError = REQUEST_ERRORS[error];
  return {
    category,
    message: filledText(text, values),
  };
}

/** Jobs of custom objects are an API of their own (bulk-data.md §8), which is not built. */
export const CUSTOM_OBJECT_JOBS = '/objects/jobs';
const NOT_BUILT =
  'Custom object jobs are not served here. Create a bulk job with "isCustomObject": true: POST /bulk-data/bulk-jobs';

/** The v1 shape with this family's codes, whatever the version (bulk-data.md §7); below `/objects` the flat one of there. */
export function bulkErrors(choices: Choices): ErrorShape {
  return {
    unauthenticated: 'gateway',
    contentType: 'application/json; charset=utf-8',
    challenge: CHALLENGE,
    body(refusal, { path, requestId }) {
      const reasons = refusal instanceof BulkRefusal ? refusal.reasons : [refusal];
      const coded = reasons.map((reason) => ({ code: codeOf(reason), message: reason.message }));
      if (!path.startsWith(CUSTOM_OBJECT_JOBS)) return v1Body(coded, requestId, choices);
      return {
        code: codeOf(refusal),
        message: refusal.status === 404 ? NOT_BUILT : refusal.message,
      };
    },
  };
}
