import type { FastifyRequest } from 'fastify';
import { hasFewValues } from '../../platform/json-values.ts';
import { bodyText } from '../../platform/request-body.ts';
import { isEncryptionKey } from '../data-query/jobs/encryption-key.ts';
import type { DataQueryRequest, SubmitRules } from '../data-query/jobs/job-of-submit.ts';
import { DEFAULT_SEPARATORS, isSeparator } from '../data-query/jobs/separator.ts';
import { type Faults, runRefusal } from './request-errors.ts';

const CONTENT_TYPES = ['json', 'csv', 'tsv', 'dsv'] as const;
const ENCODINGS = ['gzip', 'zip', 'none'] as const;
const FIELDS: ReadonlySet<string> = new Set([
  'sql',
  'content_type',
  'column_separator',
  'content_encoding',
  'encryption_key',
  'read_deleted',
]);
/** There are six fields; each one too many is told of. */
const MOST_VALUES = 1000;
/** Characters of an unknown field's name that an answer repeats. */
const MAX_SHOWN = 64;

export type Body = Readonly<Record<string, unknown>>;

/** The body of a create as an object. @throws RunRefusal 400 when it is none */
export function bodyOf(request: FastifyRequest): Body {
  const { body } = request;
  if (Buffer.isBuffer(body) && !hasFewValues(body, MOST_VALUES))
    throw runRefusal('tooManyValues', { most: MOST_VALUES });
  try {
    return objectOf(bodyText(request));
  } catch {
    throw runRefusal('notJson');
  }
}

/** @throws RunRefusal 400 when the text is no JSON object */
export function objectOf(json: string): Body {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw runRefusal('notJson');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw runRefusal('notJson');
  return value as Body;
}

/**
 * Reads the body of `POST /v2/query_runs` (data-query-and-query-runs.md §1.5): null as if absent, always live data.
 * What it answers when there are faults is not to be used.
 */
export function readRun(body: Body, { limits, choices }: SubmitRules, faults: Faults): DataQueryRequest {
  const fields = new Fields(body, faults);
  const query = sqlOf(fields, faults, limits['dataQuery.maxQueryLength']);
  const contentType = fields.oneOf('content_type', CONTENT_TYPES);
  const encoding = fields.oneOf('content_encoding', ENCODINGS, choices['queryRuns.contentEncoding']);
  const given = fields.text('column_separator');
  const encryptionKey = fields.text('encryption_key');
  const readDeleted = fields.boolean('read_deleted');
  for (const name of Object.keys(body))
    if (!FIELDS.has(name)) faults.add('unknown', { field: name.slice(0, MAX_SHOWN) });
  const isDsv = contentType === 'dsv';
  if (isDsv && given !== undefined && !isSeparator(given)) faults.add('badSeparator');
  if (encryptionKey !== undefined && !isEncryptionKey(encryptionKey)) faults.add('badKey');
  return {
    query,
    outputFormat: upper(contentType),
    compression: upper(encoding),
    ...(isDsv && { columnSeparator: given ?? DEFAULT_SEPARATORS[choices['dataQuery.dsvSeparator']] }),
    ...(isSeparator(given) && { givenSeparator: given }),
    ...(encryptionKey !== undefined && { encryptionKey }),
    deleted: readDeleted ? choices['queryRuns.readDeleted'] : 'live',
    sourceData: 'LIVE',
    useIndexJoin: false,
  };
}

function sqlOf(fields: Fields, faults: Faults, max: number | undefined): string {
  const sql = fields.text('sql', 'required');
  if (sql === undefined) return '';
  if (sql.trim() === '') faults.add('emptySql');
  if (max !== undefined && sql.length > max && [...sql].length > max) faults.add('sqlTooLong', { max });
  return sql;
}

/** Reads fields and tells what is wrong with them. */
class Fields {
  readonly #body: Body;
  readonly #faults: Faults;

  constructor(body: Body, faults: Faults) {
    this.#body = body;
    this.#faults = faults;
  }

  text(field: string, required?: 'required'): string | undefined {
    const value = this.#given(field);
    if (value === undefined && required !== undefined) this.#faults.add('missing', { field });
    if (value === undefined || typeof value === 'string') return value;
    this.#faults.add('notText', { field });
    return undefined;
  }

  boolean(field: string): boolean {
    const value = this.#given(field) ?? false;
    if (typeof value !== 'boolean') this.#faults.add('notBoolean', { field });
    return value === true;
  }

  oneOf<T extends string>(field: string, allowed: readonly [T, ...T[]], byDefault?: T): T {
    const text = this.text(field, byDefault === undefined ? 'required' : undefined);
    const found = allowed.find((one) => one === text);
    if (text !== undefined && found === undefined)
      this.#faults.add('notAllowed', { field, allowed: allowed.join(', ') });
    return found ?? byDefault ?? allowed[0];
  }

  #given(field: string): unknown {
    return (Object.hasOwn(this.#body, field) ? this.#body[field] : undefined) ?? undefined;
  }
}

function upper<T extends string>(text: T): Uppercase<T> {
  return text.toUpperCase() as Uppercase<T>;
}
