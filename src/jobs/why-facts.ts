import { RETRY_ENTRY } from './attempt-changes.ts';
import type { Core } from './core.ts';
import type { Job } from './job.ts';
import { mustRunAlone } from './obstacles.ts';
import type { Scheduler } from './scheduler.ts';
import type { Stops } from './stops.ts';
import type { WhyFacts } from './why.ts';

/** Ids of jobs ahead that are named; the rest is counted. */
const NAMED_AHEAD = 100;

/** One look at everything that decides where a job is: all of it from the scheduler, the stops and the store themselves. */
export function whyFacts(
  job: Job,
  { clock, store, nodeId, graceMs, attempts }: Core,
  scheduler: Pick<Scheduler, 'view'>,
  stops: Pick<Stops, 'ladder'>,
): WhyFacts {
  const now = clock.business.now();
  const view = scheduler.view();
  const { count, first } = store.ahead(job.id, now, NAMED_AHEAD);
  return {
    job,
    now,
    monotonic: clock.machine.monotonic(),
    nodeId,
    graceMs,
    scheduler: view,
    ahead: { count, jobs: first.map((other) => ({ ...other, tenant: job.tenant })) },
    owned: store.owned(),
    held: attempts.all().map((attempt) => attempt.job),
    sessionBefore: store.sessionBefore(job.id),
    lonely: view.heads.filter(mustRunAlone).flatMap(({ id }) => store.get(id) ?? []),
    attempt: attempts.of(job.id, job.epoch),
    ladder: stops.ladder(job.id),
    receipt: store.receipt(job.id),
    retryError: store.timeline(job.id).findLast(({ event }) => event === RETRY_ENTRY)?.detail,
  };
}
