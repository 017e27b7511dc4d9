import { EngineError, type RowLoadWork, type RowReportOutcome } from '../ports/engine.ts';
import { type ResultTarget, targetOfPart } from '../ports/results.ts';
import type { Core } from './core.ts';
import type { Job, UnitFile } from './job.ts';
import type { LoadUnit } from './load-unit.ts';
import { sourceKey } from './result-keys.ts';

/** The result files of a load: the rows that succeeded, and those that did not. */
export const LOAD_PARTS = 2;

/** What the engine needs to load, or to report. @throws EngineError `internal` when the source is gone */
export async function loadWork(
  { results, clock }: Pick<Core, 'results' | 'clock'>,
  job: Job,
  { load }: LoadUnit,
): Promise<RowLoadWork> {
  const part = job.intake?.source?.part;
  const source = part === undefined ? undefined : await results.pathOf(sourceKey(job.id, part));
  if (source === undefined) throw new EngineError('internal', 'the file to load is gone');
  return { load, source, now: clock.business.now() };
}

/** Where the result files of an attempt's load are written: the target of the first names them all. */
export function loadTarget(
  { results }: Pick<Core, 'results'>,
  { id, epoch }: Pick<Job, 'id' | 'epoch'>,
  { unit, load }: LoadUnit,
): Promise<ResultTarget> {
  return results.begin({ job: id, epoch, unit, part: 1 }, load.report.fileNames.succeeded);
}

export async function publishLoad({ results }: Pick<Core, 'results'>, target: ResultTarget): Promise<void> {
  for (let part = 1; part <= LOAD_PARTS; part++) await results.publish(targetOfPart(target, part));
}

/** The result files as the job records them. */
export function loadFiles(
  { load }: LoadUnit,
  epoch: number,
  { succeeded, failed }: Pick<RowReportOutcome, 'succeeded' | 'failed'>,
): readonly UnitFile[] {
  const names = load.report.fileNames;
  return [
    { name: names.succeeded, epoch, ...succeeded },
    { name: names.failed, epoch, ...failed },
  ];
}
