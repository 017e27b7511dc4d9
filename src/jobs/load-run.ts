import type { EngineSession, RowLoadWork } from '../ports/engine.ts';
import { openGates } from '../ports/gates.ts';
import { targetOfPart } from '../ports/results.ts';
import type { RowCounts } from '../ports/row-load.ts';
import { inSpan } from '../tracing/spans.ts';
import type { AttemptSteps } from './attempt-steps.ts';
import { gatedWork } from './gated-work.ts';
import type { LoadUnit } from './load-unit.ts';
import { LOAD_PARTS, loadFiles, loadTarget, loadWork, publishLoad } from './load-work.ts';
import type { RunningGate } from './running-gate.ts';
import { recordedAnyway } from './unseen-files.ts';

/**
 * Loads the rows of one unit in the session and completes its job, its result files in place. Rows that an earlier
 * attempt has written are the engine's to know: it goes on behind them.
 * @throws what keeps it from that; then no reader ever sees a result file of it, and the rows written so far stay
 */
export async function runLoad(steps: AttemptSteps, session: EngineSession, unit: LoadUnit): Promise<void> {
  const { core, job } = steps;
  steps.unit = unit.unit;
  steps.enter('load');
  const work = await loadWork(core, job, unit);
  const target = await loadTarget(core, job, unit);
  try {
    steps.goOn();
    const { counts, columns } = await gatedWork(steps, (onProgress, gate) =>
      session.loadRows({ ...work, ...gatedRows(steps, gate) }, onProgress),
    );
    await steps.pass('before-publish');
    steps.goOn();
    steps.enter('report');
    const report = await inSpan('report rows', {}, () =>
      session.reportRows(work, { succeeded: target, failed: targetOfPart(target, 2) }),
    );
    steps.goOn();
    steps.enter('publish');
    await inSpan('publish', { attributes: { 'sluice.result.rows': counts.succeeded } }, async () => {
      await publishLoad(core, target);
      const files = loadFiles(unit, job.epoch, report);
      const { succeeded: rows } = counts;
      await steps.changes.write('complete', {
        detail: told(counts),
        units: [{ unit: unit.unit, state: 'completed', rows, files, loaded: counts, columns }],
      });
    });
  } catch (error) {
    // What a stop leaves is swept, and counted, by its ladder.
    if (steps.stopped || !(await recordedAnyway(core, job, target, LOAD_PARTS))) throw error;
  }
}

/** What gates have to do with the rows of a load: nothing where they are always open, and then nothing is asked for. */
function gatedRows(steps: AttemptSteps, gate: RunningGate): Pick<RowLoadWork, 'refused' | 'beforeChunk'> {
  const { gates } = steps.core;
  if (gates === openGates) return {};
  const refused = gates.refusedRows?.(steps.gateContext()) ?? [];
  return {
    async beforeChunk(chunk, fraction) {
      await gate.chunk(chunk, fraction, steps.chunk);
      steps.chunk = chunk;
    },
    ...(refused.length > 0 && { refused }),
  };
}

function told({ succeeded, failed }: RowCounts): string {
  return `${succeeded} rows loaded, ${failed} rejected`;
}
