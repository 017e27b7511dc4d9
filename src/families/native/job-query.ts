import type { JobFilter, JobState } from '../../jobs/job.ts';
import { nativeRefusal } from './errors.ts';

const STATES: readonly JobState[] = [
  'open',
  'queued',
  'running',
  'stopping',
  'completed',
  'failed',
  'stopped',
];
const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 1000;

/**
 * Reads `family`, `state`, `limit` and `cursor` of `GET /jobs`.
 * @throws Refusal 400 that names the parameter and what is allowed
 */
export function readJobQuery(
  query: Readonly<Record<string, unknown>>,
  families: readonly string[],
): Pick<JobFilter, 'families' | 'states' | 'limit' | 'after'> {
  const family = one(query, 'family', families);
  const state = one(query, 'state', STATES);
  const after = text(query, 'cursor');
  return {
    ...(family !== undefined && { families: [family] }),
    ...(state !== undefined && { states: [state] }),
    ...(after !== undefined && { after }),
    limit: limitOf(text(query, 'limit')),
  };
}

function text(query: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = query[name];
  if (value === undefined || typeof value === 'string') return value;
  throw nativeRefusal.badParameter(`${name} may be given once`);
}

function one<T extends string>(
  query: Readonly<Record<string, unknown>>,
  name: string,
  allowed: readonly T[],
): T | undefined {
  const value = text(query, name);
  if (value === undefined) return undefined;
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined)
    throw nativeRefusal.badParameter(`${name} must be one of ${allowed.join(', ')}, not "${value}"`);
  return found;
}

function limitOf(value: string | undefined): number {
  if (value === undefined) return DEFAULT_LIMIT;
  const limit = /^\d{1,6}$/.test(value) ? Number(value) : 0;
  if (limit < 1 || limit > MAX_LIMIT)
    throw nativeRefusal.badParameter(`limit must be a number from 1 to ${MAX_LIMIT}, not "${value}"`);
  return limit;
}
