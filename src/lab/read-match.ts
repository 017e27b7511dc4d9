import type { GatePoint } from '../ports/gates.ts';
import { jobIdOf } from './job-id.ts';
import { bad, countOf, fieldsOf, oneOf, shown, textOf } from './read-fields.ts';
import { CALLS, isRequestGate, type RuleMatch } from './rule.ts';

const KEYS = [
  'family',
  'tenant',
  'job',
  'trackId',
  'queryContains',
  'unit',
  'fraction',
  'path',
  'method',
  'call',
] as const satisfies readonly (keyof RuleMatch)[];

const OF_REQUESTS: readonly string[] = ['path', 'method', 'call'];
const OF_JOBS: readonly string[] = ['unit', 'fraction'];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** @param families names that `family` may have. @throws RuleError, also for what can never match at this gate */
export function readMatch(value: unknown, at: GatePoint, families: readonly string[]): RuleMatch {
  if (value === undefined) return {};
  const given = fieldsOf(value, 'match', KEYS);
  const { family, tenant, job, trackId, queryContains, unit, fraction, path, method, call } = given;
  for (const key of Object.keys(given)) {
    if (isRequestGate(at) && OF_JOBS.includes(key))
      throw bad(`match.${key} can never match at "${at}": requests have none; use it at a gate of jobs`);
    if (!isRequestGate(at) && OF_REQUESTS.includes(key))
      throw bad(`match.${key} can never match at "${at}": jobs have none; use it at "request"`);
  }
  if (fraction !== undefined && at !== 'running')
    throw bad(`match.fraction can never match at "${at}": only at "running" there is a share of the work`);
  const match = {
    ...(family !== undefined && { family: oneOf(family, 'match.family', families) }),
    ...(tenant !== undefined && { tenant: textOf(tenant, 'match.tenant') }),
    ...(job !== undefined && { job: idOf(job) }),
    ...(trackId !== undefined && { trackId: textOf(trackId, 'match.trackId') }),
    ...(queryContains !== undefined && { queryContains: textOf(queryContains, 'match.queryContains') }),
    ...(unit !== undefined && { unit: countOf(unit, 'match.unit', 1) }),
    ...(fraction !== undefined && { fraction: shareOf(fraction) }),
    ...(path !== undefined && { path: pathOf(path) }),
    ...(method !== undefined && { method: oneOf(upper(method), 'match.method', METHODS) }),
    ...(call !== undefined && { call: oneOf(call, 'match.call', CALLS) }),
  };
  if (match.queryContains !== undefined && match.family === 'bulk-data' && !isRequestGate(at))
    throw bad('match.queryContains can never match in "bulk-data": its jobs have no query');
  return match;
}

function idOf(value: unknown): string {
  const id = typeof value === 'string' ? jobIdOf(value) : undefined;
  if (id === undefined) throw bad(`match.job must be the id of a job, not ${shown(value)}`);
  return id;
}

function shareOf(value: unknown): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw bad(`match.fraction must be a number from 0 to 1, not ${shown(value)}`);
}

function pathOf(value: unknown): string {
  const path = textOf(value, 'match.path');
  if (!path.startsWith('/'))
    throw bad(`match.path must begin with "/", as in "/query/jobs", not ${shown(value)}`);
  if (path.startsWith(NEVER_GATED))
    throw bad(`match.path can never match below "${NEVER_GATED}": what drives the lab passes no gate`);
  return path;
}

/** Else a rule could lock out who would remove it. */
export const NEVER_GATED = '/sluice/v1/lab';

function upper(value: unknown): unknown {
  return typeof value === 'string' ? value.toUpperCase() : value;
}
