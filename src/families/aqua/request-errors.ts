import { filledText } from '../../platform/errors/filled-text.ts';
import { CATEGORY } from '../../platform/errors/refusal.ts';

/** Every code this family sends (aqua.md §3.1), with the published texts where there are any. */
interface CodedError {
  /** `{name}` is filled in. */
  readonly text: string;
  readonly when: string;
  readonly whatToDo: string;
  /** As of platform.md §4.2; a bad value when absent. */
  readonly category?: number;
}

/** Of requests: the answer has status 200 unless a choice says otherwise. */
export const REQUEST_ERRORS = {
  '90002': {
    text: 'Invalid Job Id',
    when: 'a read of a job that there is not in the tenant, that is another user’s, or past its life; or no job of the session has completed',
    whatToDo: 'Check the id; jobs are kept for 180 days after their submission.',
  },
  '90003': {
    text: 'Invalid Job Id for job cancellation',
    when: 'a cancel of a job that has ended, or that there is not',
    whatToDo: 'Nothing, where the answer has an `id`: the job had ended before the cancel arrived.',
  },
  '90004': {
    text: 'Too many queries; the maximum is {max}',
    when: 'a submit of more queries than the limit `aqua.maxQueries`',
    whatToDo: 'Submit several jobs.',
  },
  '90005': {
    text: 'There is a syntax error in one of the queries in the AQuA input',
    when: 'a query is wrong in itself, or names what there is not; `message` of its batch says where',
    whatToDo: 'Correct the query at the place that its batch names.',
  },
  '90009': {
    text: 'User is not authorized',
    when: 'the user lacks the permission `aqua`',
    whatToDo: 'Give the user the permission.',
  },
  '90010': {
    text: 'Internal Server Error',
    when: '`encrypted: pgp` without a key of the tenant, or without a compressed format',
    whatToDo: 'Configure `pgpPublicKey` of the tenant, and ask for `zip` or `gzip`.',
    category: CATEGORY.rule,
  },
  '90012': {
    text: 'Stateless AQuA does not support deleted columns',
    when: '`deleted` without `forceExport` in a stateless job',
    whatToDo: 'Send `forceExport: true`, or partner and project.',
  },
  '90014': {
    text: 'notifyUrl is too long (limit {max})',
    when: '`notifyUrl` has as many characters, or more',
    whatToDo: 'Shorten it.',
  },
  '90015': {
    text: 'The incremental timestamp is invalid',
    when: '`incrementalTime` is no time written as `2026-03-04 10:11:12`',
    whatToDo: 'Correct it.',
  },
  '90016': {
    text: 'No queries in a version 1.0 request',
    when: 'no query is sent, and there is none of the session to be run again',
    whatToDo: 'Send queries.',
  },
  '90017': {
    text: 'Objects included in the queries do not support the querying of deleted records. Remove Deleted section in the JSON request and retry the request',
    when: '`deleted` on an object whose deleted rows are not kept',
    whatToDo: 'Leave `deleted` out of that query.',
  },
  '90018': {
    text: 'No permission for some objects; those queries are skipped',
    when: 'a query takes rows of an object that the user may not read',
    whatToDo: 'Ask as a user who may, or leave the query out.',
  },
  '90019': {
    text: 'Partner ID is not recognized',
    when: '`partner` of a stateful job is none that the choice `aqua.partners` names',
    whatToDo: 'Correct it, or name it there.',
  },
  '90020': {
    text: 'Invalid Distinct column, without Count function',
    when: '`distinct` elsewhere than in `count(…)`',
    whatToDo: 'Remove it.',
  },
  '90021': {
    text: 'Invalid currency in convertToCurrencies',
    when: '`convertToCurrencies` names what is no currency, or one that there are no rates for',
    whatToDo: 'Correct it, or bring rates as rows of `CurrencyRate`.',
  },
  '90028': {
    text: 'Too many concurrent jobs',
    when: 'as many jobs are there that have not ended as the limits `aqua.maxConcurrentStateless` and `aqua.maxConcurrentStateful` allow',
    whatToDo: 'Submit again when one has ended.',
    category: CATEGORY.limit,
  },
} as const satisfies Readonly<Record<string, CodedError>>;

export type RequestCode = keyof typeof REQUEST_ERRORS;

/** The text of a code. */
export function textOf(code: RequestCode, values: Readonly<Record<string, string | number>> = {}): string {
  const { text } = REQUEST_ERRORS[code];
  return filledText(text, values);
}

export function categoryOf(code: RequestCode): number {
  const error: CodedError = REQUEST_ERRORS[code];
  return error.category ?? CATEGORY.badValue;
}
