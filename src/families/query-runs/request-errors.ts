import { filledText } from '../../platform/errors/filled-text.ts';
import { CATEGORY, Refusal } from '../../platform/errors/refusal.ts';

/**
 * Every fault of a request to this family (data-query-and-query-runs.md §3.2): one element of `errors` each. Texts
 * without a confirmed source are ours.
 */
export interface RequestError {
  readonly status: number;
  readonly code?: string;
  /** `{name}` is filled in, here and in the text. */
  readonly parameter?: string;
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
    code: 'invalid_request',
    text: 'The request body is not one JSON object',
    when: 'the body of a create is not JSON, or no object',
    whatToDo: 'Send one JSON object with sql and content_type.',
  },
  notJsonType: {
    status: 400,
    code: 'invalid_request',
    text: 'Content-Type must be application/json',
    when: 'a create without `Content-Type: application/json`',
    whatToDo: 'Send the header.',
  },
  tooManyValues: {
    status: 400,
    code: 'invalid_request',
    text: 'The request body has more than {most} values',
    when: 'the body of a create has far more in it than a query run can have',
    whatToDo: 'Send nothing but the fields of a query run.',
  },
  missing: {
    status: 400,
    code: 'missing_parameter',
    parameter: '{field}',
    text: "'{field}' is required",
    when: '`sql` or `content_type` is absent or null',
    whatToDo: 'Send it.',
  },
  unknown: {
    status: 400,
    code: 'unknown_parameter',
    parameter: '{field}',
    text: "'{field}' is not a field of a query run",
    when: 'the body has a field that nobody knows',
    whatToDo: 'Leave it out.',
  },
  notText: {
    status: 400,
    code: 'invalid_parameter_string',
    parameter: '{field}',
    text: "'{field}' must be a string",
    when: 'a field that is a text has another JSON type',
    whatToDo: 'Send a string.',
  },
  notBoolean: {
    status: 400,
    code: 'invalid_parameter_boolean',
    parameter: '{field}',
    text: "'{field}' must be true or false",
    when: '`read_deleted`, or the header `async`, is neither',
    whatToDo: 'Send true or false.',
  },
  notAllowed: {
    status: 400,
    code: 'invalid_parameter',
    parameter: '{field}',
    text: "'{field}' must be one of {allowed}",
    when: '`content_type` or `content_encoding` is none of its values; they are written in lower case',
    whatToDo: 'Send one of those that the message names.',
  },
  emptySql: {
    status: 400,
    code: 'invalid_parameter',
    parameter: 'sql',
    text: "'sql' must not be empty",
    when: '`sql` is blank',
    whatToDo: 'Send a statement.',
  },
  sqlTooLong: {
    status: 400,
    code: 'invalid_parameter',
    parameter: 'sql',
    text: "'sql' must not have more than {max} characters",
    when: '`sql` is longer than the limit `dataQuery.maxQueryLength`',
    whatToDo: 'Shorten the query, or raise the limit dataQuery.maxQueryLength.',
  },
  badSeparator: {
    status: 400,
    code: 'invalid_parameter',
    parameter: 'column_separator',
    text: "'column_separator' must be one character other than a double quote or a line break",
    when: '`column_separator` of a `dsv` file is something else',
    whatToDo: 'Send one character.',
  },
  badKey: {
    status: 400,
    code: 'invalid_parameter',
    parameter: 'encryption_key',
    text: "'encryption_key' must be a base64-encoded 1024-bit RSA public key",
    when: '`encryption_key` is not what Zuora takes',
    whatToDo: 'Send the DER form of the public key as base64, without PEM armour.',
  },
  badPageSize: {
    status: 400,
    code: 'invalid_parameter',
    parameter: 'page_size',
    text: "'page_size' must be between 1 and 99",
    when: '`page_size` is something else, though nothing here is a list',
    whatToDo: 'Correct it, or leave it out.',
  },
  badFilter: {
    status: 400,
    code: 'invalid_parameter',
    parameter: 'filter[]',
    text: "'filter[]' must have the form {form}",
    when: '`filter[]` is not written as a filter; one that is changes nothing here',
    whatToDo: 'Correct it, or leave it out.',
  },
  unknownField: {
    status: 400,
    code: 'invalid_parameter',
    parameter: 'fields[]',
    text: "'{field}' is not a field of a query run",
    when: '`fields[]` names what there is not, under the choice `queryRuns.unknownFields=refuse`',
    whatToDo: 'Leave it out (only with --choice queryRuns.unknownFields=refuse).',
  },
  ended: {
    status: 400,
    code: 'invalid_value',
    parameter: 'state',
    text: 'Query run {id} is not in accepted or in_progress state',
    when: 'a cancel of a run that had ended; 409 under the choice `queryRuns.cancelEnded=409`',
    whatToDo: 'Nothing: the run had ended before the cancel arrived.',
  },
  foreignRun: {
    status: 403,
    text: 'You do not have access to query run {id}',
    when: 'a run of another user of the tenant, asked for by one who is no administrator',
    whatToDo: 'Ask as the user who created it, or as an administrator.',
    category: CATEGORY.denied,
  },
  notFound: {
    status: 404,
    code: 'resource_not_found',
    parameter: 'id',
    text: 'Resource {id} could not be found',
    when: 'there is no such run in the tenant, or it is past its life; code `not_found` under the choice `queryRuns.notFoundCode`',
    whatToDo: 'Check the id; runs are kept for 30 days after their end.',
    category: CATEGORY.notFound,
  },
  queueFull: {
    status: 429,
    text: 'The number of queued queries has reached the limit',
    when: 'as many jobs wait as the limit `dataQuery.live.maxQueued` allows; those of Data Query count too. `errors` is empty',
    whatToDo: 'Create it again after Retry-After seconds.',
    headers: { 'retry-after': '5' },
    category: CATEGORY.limit,
  },
} as const satisfies Readonly<Record<string, RequestError>>;

export type RequestErrorName = keyof typeof REQUEST_ERRORS;

/** An element of `errors`. What does not apply is absent. */
export interface Fault {
  readonly code?: string;
  readonly parameter?: string;
  readonly message: string;
}

type Values = Readonly<Record<string, string | number>>;

/** A refusal with all that is wrong with its request. */
export class RunRefusal extends Refusal {
  readonly faults: readonly Fault[];

  constructor(status: number, error: RequestError, faults: readonly Fault[]) {
    super(status, error.category ?? CATEGORY.badValue, faults.map(({ message }) => message).join('; '), {
      ...(error.headers !== undefined && { headers: error.headers }),
    });
    this.faults = faults;
  }
}

/** @param chosen what a choice of this server has in the place of the table's */
export function runRefusal(
  name: RequestErrorName,
  values: Values = {},
  chosen: Partial<Pick<RequestError, 'status' | 'code'>> = {},
): RunRefusal {
  const error: RequestError = { ...REQUEST_ERRORS[name], ...chosen };
  return new RunRefusal(error.status, error, [faultOf(error, values)]);
}

/** Gathers what is wrong with a request, so that one answer tells all of it. */
export class Faults {
  readonly #faults: Fault[] = [];

  add(name: RequestErrorName, values: Values = {}): void {
    this.#faults.push(faultOf(REQUEST_ERRORS[name], values));
  }

  /** @throws RunRefusal 400 when there are any */
  finish(): void {
    if (this.#faults.length > 0) throw new RunRefusal(400, REQUEST_ERRORS.notJson, this.#faults);
  }
}

function faultOf({ code, parameter, text }: RequestError, values: Values): Fault {
  return {
    ...(code !== undefined && { code }),
    ...(parameter !== undefined && { parameter: filledText(parameter, values) }),
    message: filledText(text, values),
  };
}
