import type { RowLoad } from '../ports/row-load.ts';
import type { Job, Unit } from './job.ts';

/** The unit of a bulk job: the rows that it loads. */
export type LoadUnit = Unit & { readonly load: RowLoad };

/** What the job loads; `undefined` for one that runs queries. */
export function loadUnit({ units }: Pick<Job, 'units'>): LoadUnit | undefined {
  return units.find((unit): unit is LoadUnit => unit.load !== undefined);
}
