import type { Attributes } from '@opentelemetry/api';
import type { CompiledQuery } from '../ports/compiler.ts';
import type { EngineSession, RunLimits, RunOutcome } from '../ports/engine.ts';
import { type ResultTarget, targetOfPart } from '../ports/results.ts';
import { inSpan } from '../tracing/spans.ts';
import type { AttemptSteps } from './attempt-steps.ts';
import { gatedWork } from './gated-work.ts';
import type { Job, Unit } from './job.ts';
import { fileName, outputOf } from './result-keys.ts';
import { recordedAnyway } from './unseen-files.ts';

export interface UnitWork {
  readonly unit: Unit;
  readonly query: CompiledQuery;
  /** Its end completes the job. */
  readonly last: boolean;
}

/** Goes from a unit that is decided to the next: passes the gates between the two, and records that it runs from now on. */
export async function beginNext(steps: AttemptSteps, { unit }: Unit): Promise<void> {
  await steps.passDecided();
  steps.unit = unit;
  await steps.pass('before-start');
  steps.goOn();
  steps.enter('record-start');
  await steps.changes.write('begin-unit', { units: [{ unit, state: 'running' }] });
}

/**
 * Runs one unit in the session, from its statement to its files in place and its end recorded, in one change with what
 * that means for the job.
 * @throws what keeps it from that; then no reader ever sees a file of it
 */
export async function runUnit(steps: AttemptSteps, session: EngineSession, work: UnitWork): Promise<void> {
  const { results } = steps.core;
  const { unit } = work;
  steps.unit = unit.unit;
  steps.enter('statement');
  const key = { job: steps.job.id, epoch: steps.job.epoch, unit: unit.unit, part: 1 };
  const target = await results.begin(key, fileName(unit.output, key));
  let parts = 1;
  try {
    steps.goOn();
    const outcome = await execute(steps, session, work, target);
    parts = outcome.written.length;
    await steps.pass('before-publish');
    steps.goOn();
    steps.enter('publish');
    await inSpan('publish', { attributes: published(outcome) }, async () => {
      for (let part = 1; part <= parts; part++) {
        steps.goOn();
        await results.publish(targetOfPart(target, part));
      }
      await finish(steps, work, outcome);
    });
  } catch (error) {
    // What a stop leaves is swept, and counted, by its ladder.
    if (steps.stopped || !(await recordedAnyway(steps.core, steps.job, target, parts))) throw error;
  }
}

function execute(
  steps: AttemptSteps,
  session: EngineSession,
  { unit, query }: UnitWork,
  target: ResultTarget,
): Promise<RunOutcome> {
  return gatedWork(steps, (onProgress) =>
    session.run(query, outputOf(unit, target, query), runLimits(steps.job), onProgress),
  );
}

async function finish(
  { job: { id: job, epoch }, changes }: AttemptSteps,
  { unit, last }: UnitWork,
  { rows, written }: RunOutcome,
): Promise<void> {
  const files = written.map((file, index) => ({
    name: fileName(unit.output, { job, epoch, unit: unit.unit, part: index + 1 }),
    epoch,
    ...file,
  }));
  const done = { unit: unit.unit, state: 'completed', rows, files } as const;
  const several = files.length === 1 ? '' : ` in ${files.length} files`;
  const detail = `${rows} rows, ${bytesOf(written)} bytes${several}`;
  await changes.write(last ? 'complete' : 'finish-unit', { detail, units: [done] });
}

function published({ rows, written }: RunOutcome): Attributes {
  return { 'sluice.result.rows': rows, 'sluice.result.bytes': bytesOf(written) };
}

function bytesOf(written: RunOutcome['written']): number {
  return written.reduce((sum, { bytes }) => sum + bytes, 0);
}

function runLimits({ limits }: Job): RunLimits {
  const { inputRowsPerTable, outputRows, memoryBytes } = limits;
  return {
    ...(inputRowsPerTable === undefined ? {} : { inputRowsPerTable }),
    ...(outputRows === undefined ? {} : { outputRows }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
  };
}
