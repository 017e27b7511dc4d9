import type { RowCounts } from '../ports/row-load.ts';
import { handleOf } from './attempt.ts';
import type { Core } from './core.ts';
import type { Job } from './job.ts';
import { loadUnit } from './load-unit.ts';

/**
 * What a load that ends without completing has written: once this resolves, no row of it can be written any more.
 * `undefined`: the job is no load, or no attempt of it has started.
 * @throws EngineError when that cannot be found out now; then nothing may be said of the job's end
 */
export async function sealedRows(
  { engine }: Pick<Core, 'engine'>,
  job: Pick<Job, 'tenant' | 'id' | 'epoch' | 'attempts' | 'units'>,
): Promise<RowCounts | undefined> {
  if (loadUnit(job) === undefined || job.attempts === 0) return undefined;
  return (await engine.sealRows(handleOf(job))) ?? NOTHING;
}

/** No attempt got as far as to its first row. */
const NOTHING: RowCounts = { rows: undefined, succeeded: 0, failed: 0 };
