import type { Job } from '../../jobs/job.ts';
import { keptRequest } from './job-view.ts';

interface MappingsView {
  readonly mappings: readonly { readonly field: string; readonly column: string }[];
}

/** As created; else each column with the field of its name, once the header is known (bulk-data.md §5.4). */
export function mappingsView(job: Job): MappingsView {
  const { mappings } = keptRequest(job);
  if (mappings !== undefined)
    return { mappings: mappings.map(({ source, target }) => ({ field: target, column: source })) };
  const columns = job.units[0]?.columns ?? [];
  return {
    mappings: columns.flatMap(({ column, field }) => (field === undefined ? [] : [{ field, column }])),
  };
}
