import { LanguageError } from '../ports/compiler.ts';
import { EngineError } from '../ports/engine.ts';
import type { Job, JobError } from './job.ts';
import { RETRY_PAUSES_MS } from './timing.ts';

/** Whatever was thrown goes to the log: its own text may hold what the statement's author must not see. */
const UNEXPECTED_MESSAGE = 'an unexpected fault, see its log';

/** What becomes of a job whose attempt ended with an error. */
export type AfterError =
  | { readonly event: 'fail'; readonly error: JobError }
  | { readonly event: 'retry'; readonly error: JobError; readonly pauseMs: number }
  | { readonly event: 'displace' }
  | { readonly event: 'lose' };

/**
 * Decides by the error's kind (data-query contract §2.3: the user's errors and limits are final; the engine's and the
 * infrastructure's are tried again while retries are left).
 */
export function afterError(
  job: Pick<Job, 'retries' | 'retriesLeft'>,
  unit: number,
  error: unknown,
): AfterError {
  if (error instanceof LanguageError) return final('user', error, unit);
  if (!(error instanceof EngineError)) {
    return { event: 'fail', error: { kind: 'internal', message: UNEXPECTED_MESSAGE, unit } };
  }
  switch (error.kind) {
    case 'user':
      return final('user', error, unit);
    case 'internal':
      return final('internal', error, unit);
    case 'limit':
      return final(error.limit ?? 'memory', error, unit);
    case 'displaced':
      return { event: 'displace' };
    case 'stopped':
      // Nobody here asked for it: as if the node had lost the job.
      return { event: 'lose' };
    case 'temporary':
    case 'crashed':
      return again(job, { kind: 'temporary', message: error.message, unit });
    case 'unavailable':
    case 'storage':
      return again(job, { kind: error.kind, message: error.message, unit });
  }
}

function final(kind: JobError['kind'], error: unknown, unit: number): AfterError {
  const message = error instanceof Error ? error.message : String(error);
  return { event: 'fail', error: { kind, message, unit } };
}

function again(job: Pick<Job, 'retries' | 'retriesLeft'>, error: JobError): AfterError {
  if (job.retriesLeft <= 0) return { event: 'fail', error };
  const spent = Math.max(0, job.retries - job.retriesLeft);
  const pauseMs = RETRY_PAUSES_MS[Math.min(spent, RETRY_PAUSES_MS.length - 1)] ?? 0;
  return { event: 'retry', error, pauseMs };
}

/** The error of a job that took longer than one attempt may; it is not tried again (operating.md §9). */
export function timeLimitError(job: Pick<Job, 'units' | 'limits'>): JobError {
  const unfinished = job.units.find((unit) => unit.state !== 'completed');
  const seconds = (job.limits.attemptMs ?? 0) / 1000;
  return {
    kind: 'time-limit',
    message: `The time limit of ${seconds} s was exceeded`,
    unit: unfinished?.unit ?? 1,
  };
}
