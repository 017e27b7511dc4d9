import type { Choices } from '../../config/choices.ts';
import type { JobFilter } from '../../jobs/job.ts';
import { dataQueryRefusal } from './errors.ts';
import { filterOf } from './jobs/status.ts';

/** data-query-and-query-runs.md §1.3. */
const DEFAULT_SIZE = 20;
const MAX_SIZE = 1000;

/**
 * Which jobs a list shows, from its query parameters. A `pageSize` that is no number from 1 counts as absent.
 * @throws Refusal 400 for an unknown `queryStatus`, and as the choices have it
 */
export function readPage(
  query: Readonly<Record<string, unknown>>,
  choices: Choices,
): Pick<JobFilter, 'limit' | 'states' | 'stopCause' | 'retried'> {
  const filter =
    query['queryStatus'] === undefined
      ? {}
      : filterOf(query['queryStatus'], choices['dataQuery.retryWaitState']);
  if (filter === undefined && choices['dataQuery.unknownStatus'] === 'refuse')
    throw dataQueryRefusal('badStatusFilter');
  const given = query['pageSize'];
  const size = typeof given === 'string' && /^\d{1,15}$/.test(given) ? Number(given) : 0;
  if (size > MAX_SIZE && choices['dataQuery.largePage'] === 'refuse')
    throw dataQueryRefusal('pageTooLarge', { max: MAX_SIZE });
  if (size === 0 && given !== undefined && choices['dataQuery.smallPage'] === 'refuse')
    throw dataQueryRefusal('badPageSize', { max: MAX_SIZE });
  return { ...filter, limit: size === 0 ? DEFAULT_SIZE : Math.min(size, MAX_SIZE) };
}
