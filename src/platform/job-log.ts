import type { Job, JobError, JobEvent, JobState } from '../jobs/job.ts';
import { idsOf } from '../jobs/job-ids.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { hasEnded } from '../jobs/lifecycle.ts';

/** The part of a logger that is used; pino's fits. */
export interface JobLogger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** What a user can do nothing about: somebody should look. */
const OURS: ReadonlySet<JobError['kind']> = new Set(['temporary', 'unavailable', 'storage', 'internal']);

/**
 * One line for each job's end, with its ids and figures; what comes before that only where debugging is on. Never the
 * text of a statement, nor of an error: they may hold values of rows. Answers how to end it.
 */
export function logJobs(log: JobLogger, jobs: Pick<Jobs, 'watch' | 'get'>): () => void {
  return jobs.watch(undefined, (event) => {
    if (event.type === 'progress') return;
    const job = jobs.get(event.job);
    if (job === undefined) return;
    const fields = { ...idsOf(job), family: job.family, tenant: job.tenant };
    if (event.type === 'state') return tellState(log, job, event, fields);
    const { endedBy, totalMs, via } = event.receipt;
    log.info({ ...fields, endedBy, ms: totalMs, via }, 'job stop settled');
  });
}

function tellState(
  log: JobLogger,
  job: Job,
  { state, from }: JobEvent & { readonly type: 'state' },
  fields: object,
): void {
  if (from === undefined) log.debug(fields, 'job submitted');
  else if (state === 'running') log.debug({ ...fields, attempt: job.attempts }, 'job started');
  else if (state === 'queued' && from !== 'open')
    log.info({ ...fields, attempt: job.attempts }, 'job queued again');
  else if (hasEnded(state)) tellEnd(log, job, state, fields);
}

function tellEnd(log: JobLogger, job: Job, state: JobState, fields: object): void {
  const { error, submittedAt, startedAt, endedAt = submittedAt } = job;
  const times = {
    ms: endedAt - submittedAt,
    ...(startedAt !== undefined && { ranMs: endedAt - startedAt }),
  };
  if (state === 'failed' && error !== undefined) {
    const line = { ...fields, error: error.kind, attempts: job.attempts, ...times };
    if (OURS.has(error.kind)) log.warn(line, 'job failed');
    else log.info(line, 'job failed');
    return;
  }
  const written = job.units.filter(({ files }) => files.length > 0);
  const rows = written.reduce((sum, unit) => sum + (unit.rows ?? 0), 0);
  const bytes = written.flatMap(({ files }) => files).reduce((sum, file) => sum + file.bytes, 0);
  log.info({ ...fields, ...times, rows, bytes }, `job ${state}`);
}
