import type { Timer } from '../ports/clock.ts';
import type { LocalAttempt } from './attempt.ts';
import type { Core } from './core.ts';
import { idsOf } from './job-ids.ts';
import type { Stops } from './stops.ts';
import { LIMIT_AGAIN_MS } from './timing.ts';

/** From now on the attempt has so much business time, if there is a limit; then it is stopped, however often that takes. */
export function limitTime(
  { clock, logger }: Pick<Core, 'clock' | 'logger'>,
  stops: Pick<Stops, 'interrupt'>,
  attempt: LocalAttempt,
  limitMs: number | undefined,
): Timer | undefined {
  if (limitMs === undefined) return undefined;
  let cancelled = false;
  let timer = clock.business.after(limitMs, stop);

  function stop(): void {
    stops.interrupt(attempt, 'limit').catch((error: unknown) => {
      logger.error(
        { ...idsOf(attempt.job), err: error },
        'a job over its time limit could not be stopped; tried again',
      );
      if (!cancelled) timer = clock.business.after(LIMIT_AGAIN_MS, stop);
    });
  }

  return {
    cancel() {
      cancelled = true;
      timer.cancel();
    },
  };
}
