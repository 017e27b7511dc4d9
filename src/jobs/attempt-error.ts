import { LanguageError } from '../ports/compiler.ts';
import { EngineError } from '../ports/engine.ts';
import { GateFailure } from '../ports/gates.ts';
import type { RowCounts } from '../ports/row-load.ts';
import type { Job, JobError, JobLimits } from './job.ts';
import { RETRY_PAUSES_MS } from './timing.ts';

/** Whatever was thrown goes to the log: its own text may hold what the statement's author must not see. */
const UNEXPECTED_MESSAGE = 'an unexpected fault, see its log';

/** What becomes of a job whose attempt ended with an error. */
export type AfterError =
  | { readonly event: 'fail'; readonly error: JobError; readonly loaded?: RowCounts }
  | { readonly event: 'retry'; readonly error: JobError; readonly pauseMs: number }
  | { readonly event: 'displace' }
  | { readonly event: 'lose'; readonly pauseMs?: number };

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
  if (error instanceof GateFailure) return gateFailed(job, unit, error);
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

/** By what the gate says, else as an engine's error of that kind. */
function gateFailed(
  job: Pick<Job, 'retries' | 'retriesLeft'>,
  unit: number,
  { kind, message, retryable = RETRIED.has(kind) }: GateFailure,
): AfterError {
  const error = { kind, message, unit };
  return retryable ? again(job, error) : { event: 'fail', error };
}

const RETRIED: ReadonlySet<JobError['kind']> = new Set(['temporary', 'unavailable', 'storage']);

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

/**
 * The time limit that a job met which ran for `ranMs`: that of a unit, unless it has none, or the attempt's own was
 * over.
 */
export function timeLimitOf({ attemptMs, unitMs }: JobLimits, ranMs: number): 'attemptMs' | 'unitMs' {
  return unitMs === undefined || (attemptMs !== undefined && ranMs >= attemptMs) ? 'attemptMs' : 'unitMs';
}

/** The error of a job that ran for longer than an attempt, or a unit, may; it is not tried again (operating.md §9). */
export function timeLimitError(
  { units, limits, startedAt }: Pick<Job, 'units' | 'limits' | 'startedAt'>,
  now: number,
): JobError {
  const at =
    units.find((unit) => unit.state === 'running') ?? units.find((unit) => unit.state !== 'completed');
  const limit = timeLimitOf(limits, now - (startedAt ?? now));
  const seconds = (limits[limit] ?? 0) / 1000;
  return {
    kind: 'time-limit',
    message:
      limit === 'unitMs'
        ? `The time limit of ${seconds} s for one statement was exceeded`
        : `The time limit of ${seconds} s was exceeded`,
    unit: at?.unit ?? 1,
  };
}
