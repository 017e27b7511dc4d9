import type { EngineSession, EngineWait } from '../ports/engine.ts';
import type { LocalAttempt } from './attempt.ts';
import { Over } from './attempt-changes.ts';
import type { Core } from './core.ts';
import { mustRunAlone } from './obstacles.ts';

/**
 * Opens the engine's session of an attempt, and stops waiting for it when the attempt is aborted.
 * @throws Over when it was; EngineError
 */
export async function openSession(
  { engine, graceMs }: Core,
  attempt: LocalAttempt,
  asOf: number,
  onWait: (wait: EngineWait) => void,
): Promise<EngineSession> {
  const { handle, job, controller } = attempt;
  const opening = engine.open({ handle, alone: mustRunAlone(job), asOf, onWait });
  const aborted = onAbort(controller.signal);
  const session = await Promise.race([opening, aborted.promise]);
  aborted.forget();
  if (session !== undefined && !controller.signal.aborted) return session;
  // It may still wait for its turn: the engine is told, and what opens all the same is closed.
  void opening.then(
    (late) => late.close(),
    () => undefined,
  );
  await engine.stop(handle, { graceMs });
  throw new Over();
}

function onAbort(signal: AbortSignal): { readonly promise: Promise<undefined>; forget(): void } {
  let forget = (): void => undefined;
  const promise = new Promise<undefined>((resolve) => {
    const listener = (): void => resolve(undefined);
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', listener, { once: true });
    forget = () => signal.removeEventListener('abort', listener);
  });
  return { promise, forget };
}
