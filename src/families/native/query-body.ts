import { parseDuration } from '../../config/quantities.ts';
import { didYouMean } from '../../config/suggestion.ts';
import { nativeRefusal } from './errors.ts';

/** A body of `POST /queries` as understood (operating.md §4). */
export interface QueryRequest {
  readonly sql: string;
  readonly format: (typeof FORMATS)[number];
  readonly compression: (typeof COMPRESSIONS)[number];
  /** How long the answer may wait for the end, ms. */
  readonly waitMs: number;
  /** What becomes of a job that has not ended by then. */
  readonly onTimeout: (typeof ON_TIMEOUT)[number];
}

/** Longest wait, ms: proxies commonly give up a silent request after a minute. */
export const MAX_WAIT_MS = 60_000;
const DEFAULT_WAIT = '10s';

export const FORMATS = ['json', 'csv', 'tsv', 'dsv'] as const;
export const COMPRESSIONS = ['none', 'gzip', 'zip'] as const;
export const ON_TIMEOUT = ['continue', 'cancel'] as const;
const FIELDS = ['sql', 'format', 'compression', 'wait', 'onTimeout'];
const FORM = 'Send {"sql":"SELECT …"}';

/** @throws Refusal 400 that names the field and what is allowed */
export function readQuery(body: unknown, maxLength: number | undefined): QueryRequest {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw nativeRefusal.badData(FORM);
  const fields = body as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(fields).find((name) => !FIELDS.includes(name));
  if (unknown !== undefined)
    throw nativeRefusal.badData(
      `Unknown field "${unknown.slice(0, 100)}"${didYouMean(unknown.slice(0, 100), FIELDS)}; allowed: ${FIELDS.join(', ')}`,
    );
  const { sql, wait } = fields;
  if (typeof sql !== 'string' || sql.trim() === '')
    throw nativeRefusal.badData(`sql must be a text that is not empty. ${FORM}`);
  if (maxLength !== undefined && sql.length > maxLength && [...sql].length > maxLength)
    throw nativeRefusal.badData(`sql must have at most ${maxLength} characters (dataQuery.maxQueryLength)`);
  return {
    sql,
    format: one(fields, 'format', FORMATS, 'json'),
    compression: one(fields, 'compression', COMPRESSIONS, 'none'),
    waitMs: waitOf(wait ?? DEFAULT_WAIT),
    onTimeout: one(fields, 'onTimeout', ON_TIMEOUT, 'continue'),
  };
}

function one<T extends string>(
  fields: Readonly<Record<string, unknown>>,
  name: string,
  allowed: readonly T[],
  byDefault: T,
): T {
  const value = fields[name] ?? byDefault;
  const found = allowed.find((candidate) => typeof value === 'string' && candidate === value.toLowerCase());
  if (found === undefined)
    throw nativeRefusal.badData(`${name} must be one of ${allowed.join(', ')}, not ${shown(value)}`);
  return found;
}

function waitOf(value: unknown): number {
  const ms = typeof value === 'string' || typeof value === 'number' ? parseDuration(value) : undefined;
  if (ms === undefined || ms > MAX_WAIT_MS)
    throw nativeRefusal.badData(
      `wait must be a time from 0s to ${MAX_WAIT_MS / 1000}s, such as "500ms" or "10s", not ${shown(value)}`,
    );
  return ms;
}

function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return JSON.stringify(typeof value === 'string' ? value.slice(0, 100) : value);
}
