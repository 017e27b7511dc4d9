import type { Progress } from '../ports/engine.ts';
import type { AttemptSteps } from './attempt-steps.ts';
import { RunningGate } from './running-gate.ts';

/**
 * The engine's work on one unit, under the gate `running` and the unit's time limit; its progress is told to whoever
 * watches.
 * @throws what the gate, or else the engine, failed with
 */
export async function gatedWork<T>(
  steps: AttemptSteps,
  begin: (onProgress: (progress: Progress) => void, gate: RunningGate) => Promise<T>,
): Promise<T> {
  const { core, attempt, job } = steps;
  const { engine, gates, graceMs } = core;
  const gate = new RunningGate(gates, steps.gateContext(), steps.signal);
  const running = begin((progress) => {
    tellProgress(steps, progress);
    gate.at(progress.fraction);
  }, gate);
  // A gate that fails the attempt while the engine works: the engine must not go on for nothing.
  void gate.failed.then(() => engine.stop(attempt.handle, { graceMs })).catch(() => undefined);
  attempt.unitSince = core.clock.business.now();
  const limit = steps.limit(job.limits.unitMs);
  try {
    const outcome = await running;
    steps.enter('gate', 'running');
    await gate.passed();
    return outcome;
  } catch (error) {
    throw gate.error ?? error;
  } finally {
    gate.end();
    limit?.cancel();
    attempt.unitSince = undefined;
  }
}

function tellProgress({ core, attempt, job }: AttemptSteps, progress: Progress): void {
  const { rows, failed, bytes, fraction } = attempt.progress;
  if (
    progress.rows !== rows ||
    progress.failed !== failed ||
    progress.bytes !== bytes ||
    progress.fraction !== fraction
  )
    attempt.progressAt = core.clock.machine.monotonic();
  attempt.progress = progress;
  core.events.progress(job.id, progress);
}
