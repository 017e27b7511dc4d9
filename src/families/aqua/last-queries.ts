import type { Job } from '../../jobs/job.ts';
import type { KeptRequest } from './kept-request.ts';
import type { AquaQuery, AquaRequest } from './submit-body.ts';

/**
 * The queries of a stateful job (aqua.md §4.2): those that were sent; with `useLastCompletedJobQueries` those of the last
 * completed job, each replaced by one of its name, and the others after them; without any, those of the last job again.
 */
export function queriesWithLast(request: AquaRequest, last: Job | undefined): readonly AquaQuery[] {
  const { queries: sent, useLastCompletedJobQueries } = request;
  if (last === undefined) return sent;
  const before = queriesOf(last);
  if (sent.length === 0) return before;
  if (!useLastCompletedJobQueries) return sent;
  const names = new Map(sent.map((query) => [query.name, query]));
  const kept = before.map((query) => (query.name === undefined ? query : (names.get(query.name) ?? query)));
  return [...kept, ...sent.filter((query) => !kept.includes(query))];
}

/** Whether `queriesWithLast` looks at the last job. */
export function needsLast({ queries, useLastCompletedJobQueries }: AquaRequest): boolean {
  return queries.length === 0 || useLastCompletedJobQueries;
}

function queriesOf({ request, units }: Job): readonly AquaQuery[] {
  const { batches } = request as KeptRequest;
  return batches.flatMap(({ batchId: _, full: __, whole: ___, ...batch }, index) => {
    const query = units[index]?.query?.text;
    return query === undefined ? [] : [{ ...batch, query }];
  });
}
