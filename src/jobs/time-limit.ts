import type { Timer } from '../ports/clock.ts';
import type { LocalAttempt } from './attempt.ts';
import type { Core } from './core.ts';
import { idsOf } from './job-ids.ts';
import type { Stops } from './stops.ts';
import { LIMIT_AGAIN_MS } from './timing.ts';

/** From now on the attempt has the business time of its job's limit; then it is stopped, however often that takes. */
export function limitTime(
  { clock, logger }: Pick<Core, 'clock' | 'logger'>,
  stops: Pick<Stops, 'interrupt'>,
  attempt: LocalAttempt,
): Timer | undefined {
  const { limits } = attempt.job;
  if (limits.attemptMs === undefined) return undefined;
  let cancelled = false;
  let timer = clock.business.after(limits.attemptMs, stop);

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
