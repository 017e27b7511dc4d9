import type { JobFilter } from '../../jobs/job.ts';
import { bulkRefusal } from './errors.ts';
import { filterOf, STATUSES } from './status.ts';

/** The figures of the nearest relative, custom object jobs (bulk-data.md §5.2, §8). */
const DEFAULT_SIZE = 25;
const MAX_SIZE = 100;

export interface AskedPage {
  readonly limit: number;
  /** `none`: a status that no job ever has. */
  readonly filter: Pick<JobFilter, 'states' | 'stopCause' | 'started'> | 'none';
  /** Id of the last job of the page before. */
  readonly after?: string;
}

/** Which jobs a list shows, from its query parameters. @throws Refusal 400 */
export function readPage(query: Readonly<Record<string, unknown>>): AskedPage {
  const { limit, status, cursor } = query;
  const size = limit === undefined ? DEFAULT_SIZE : wholeNumber(limit);
  if (size === undefined) throw bad("'limit' must be a number from 1");
  const filter = status === undefined ? {} : filterOf(String(status));
  if (filter === undefined) throw bad(`'status' must be one of ${STATUSES.join(', ')}`);
  const after = cursor === undefined ? undefined : jobOfCursor(cursor);
  if (cursor !== undefined && after === undefined) throw badCursor();
  return { limit: Math.min(size, MAX_SIZE), filter, ...(after !== undefined && { after }) };
}

/** Of a page that ends with this job: where the next one begins. Opaque to clients. */
export function cursorAfter(job: string): string {
  return Buffer.from(job).toString('base64url');
}

export function badCursor(): Error {
  return bad("'cursor' must be the nextPageCursor of a page before");
}

function jobOfCursor(cursor: unknown): string | undefined {
  if (typeof cursor !== 'string' || !/^[\w-]{1,100}$/.test(cursor)) return undefined;
  const job = Buffer.from(cursor, 'base64url').toString();
  return cursorAfter(job) === cursor ? job : undefined;
}

function wholeNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : 0;
  return number > 0 ? number : undefined;
}

function bad(fault: string): Error {
  return bulkRefusal('badParameter', { fault });
}
