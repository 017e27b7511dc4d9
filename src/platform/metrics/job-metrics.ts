import type { Job, JobEvent, JobState } from '../../jobs/job.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import { hasEnded } from '../../jobs/lifecycle.ts';
import type { Registry } from './registry.ts';

/** From an idle server, which starts a job within some ms, to a queue of a working day. */
const WAIT_BOUNDS = [0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 10_800];
/** From a one-row query to the longest time limits of the families, 1 h and 3 h (operating.md §9). */
const RUN_BOUNDS = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 1800, 3600, 10_800];
/** Close together below the promise of 250 ms and around the usual grace of 1 s; then a remote engine's `--stop-confirm`. */
const STOP_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.25, 1.5, 2, 5, 10, 30];

/**
 * Counts what the core tells of its jobs, from now on. Answers how to end it.
 * @param families whose counters are there from the start, so that a rate can be told from the first job on
 */
export function countJobs(
  registry: Registry,
  jobs: Pick<Jobs, 'watch' | 'get' | 'counts'>,
  families: readonly string[],
): () => void {
  registry.collected(
    {
      name: 'sluice_jobs',
      type: 'gauge',
      help: 'Jobs in the store now, ended ones until the end of their life.',
      labels: ['family', 'state'],
    },
    () => jobs.counts().map(({ family, state, jobs: value }) => ({ labels: [family, state], value })),
  );
  const submitted = registry.counter('sluice_jobs_submitted_total', 'Jobs taken in.', ['family']);
  const ended = registry.counter('sluice_jobs_ended_total', 'Jobs that have ended, by how.', [
    'family',
    'outcome',
  ]);
  const errors = registry.counter(
    'sluice_job_errors_total',
    'Failed jobs by the kind of their error; user, time-limit, input-rows, output-rows and memory are not the server’s fault.',
    ['family', 'kind'],
  );
  const attempts = registry.counter(
    'sluice_job_attempts_total',
    'Runs of jobs that were started, first ones and repeated ones.',
    ['family'],
  );
  const retries = registry.counter('sluice_job_retries_total', 'Retries that ended jobs had spent.', [
    'family',
  ]);
  const displaced = registry.counter(
    'sluice_job_displacements_total',
    'Times that ended jobs had lost their engine process for another job’s sake.',
    ['family'],
  );
  const waits = registry.histogram(
    'sluice_job_queue_wait_seconds',
    'From the submit of a job to the start of its first attempt.',
    ['family'],
    WAIT_BOUNDS,
  );
  const runs = registry.histogram(
    'sluice_job_run_seconds',
    'From the start of the last attempt of a job to its end.',
    ['family', 'outcome'],
    RUN_BOUNDS,
  );
  const stops = registry.histogram(
    'sluice_job_stop_seconds',
    'Stops, from the request to the certain end, by the rung of the ladder that ended them. One that stays unconfirmed counts once as that, and once more when it is certain.',
    ['family', 'ended_by'],
    STOP_BOUNDS,
  );
  const rows = registry.counter('sluice_result_rows_total', 'Rows in the result files of ended jobs.', [
    'family',
  ]);
  const bytes = registry.counter(
    'sluice_result_bytes_total',
    'Bytes of the result files of ended jobs, as stored.',
    ['family'],
  );

  function count(event: JobEvent): void {
    if (event.type === 'progress') return;
    const job = jobs.get(event.job);
    if (job === undefined) return;
    if (event.type === 'receipt') {
      const { endedBy, totalMs } = event.receipt;
      stops(job.family, endedBy).observe(totalMs / 1000);
    } else if (event.from === undefined) submitted(job.family).value += 1;
    else if (event.state === 'running') countStart(job);
    else if (hasEnded(event.state)) countEnd(job, event.from !== 'queued' && event.from !== 'open');
  }

  function countStart({ family, attempts: started, startedAt, submittedAt }: Job): void {
    attempts(family).value += 1;
    if (started === 1 && startedAt !== undefined) waits(family).observe(seconds(submittedAt, startedAt));
  }

  function countEnd(job: Job, ran: boolean): void {
    const { family, state, startedAt, endedAt } = job;
    ended(family, state).value += 1;
    if (job.error !== undefined && state === 'failed') errors(family, job.error.kind).value += 1;
    retries(family).value += job.retries - job.retriesLeft;
    displaced(family).value += job.displaced;
    if (ran && startedAt !== undefined && endedAt !== undefined)
      runs(family, state).observe(seconds(startedAt, endedAt));
    if (job.attempts === 0) return;
    for (const unit of job.units) {
      if (unit.files.length === 0) continue;
      rows(family).value += unit.rows ?? 0;
      for (const file of unit.files) bytes(family).value += file.bytes;
    }
  }

  for (const family of families) {
    submitted(family);
    attempts(family);
    for (const state of ['completed', 'failed', 'stopped'] satisfies JobState[]) ended(family, state);
  }
  return jobs.watch(undefined, count);
}

/** Business time may have been moved back in between. */
function seconds(fromMs: number, toMs: number): number {
  return Math.max(0, toMs - fromMs) / 1000;
}
