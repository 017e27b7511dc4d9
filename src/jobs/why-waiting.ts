import type { Job } from './job.ts';
import { mustRunAlone } from './obstacles.ts';
import type { Ahead, JobRef, Wait, WaitingReason, WhyFacts } from './why.ts';

/** Why nobody has taken a job yet: from what the scheduler itself found. */
export function waitingReason(facts: WhyFacts): WaitingReason {
  return { kind: 'waiting', wait: waitOf(facts), ahead: aheadOf(facts) };
}

function waitOf(facts: WhyFacts): Wait {
  const { job, now, scheduler, retryError } = facts;
  if (job.state === 'open') return { for: 'file', received: job.intake?.source !== undefined };
  if (job.runnableAt > now)
    return { for: 'retry', until: job.runnableAt, retriesLeft: job.retriesLeft, error: retryError };
  if (scheduler.takes !== 'yes')
    return { for: 'node', because: scheduler.takes === 'not-yet' ? 'starting' : 'closing' };
  if (scheduler.slots === 0) return { for: 'node', because: 'no-slots' };
  if (facts.sessionBefore !== undefined) return { for: 'session', job: refOf(facts.sessionBefore) };
  return obstacleWait(facts) ?? slotWait(facts) ?? { for: scheduler.storeFailed ? 'store' : 'turn' };
}

/** What is in the way of the head of its lane is in its own way too. */
function obstacleWait({ job, scheduler, owned, held, lonely }: WhyFacts): Wait | undefined {
  const head = scheduler.heads.find((candidate) => sameLane(candidate, job));
  switch (head?.obstacle) {
    case 'lane-full': {
      const running = owned.filter((other) => sameLane(other, job)).map(refOf);
      return { for: 'lane', lane: job.lane, maxRunning: head.maxRunning ?? head.busy, running };
    }
    case 'others-run': {
      const others = held.filter(({ tenant }) => tenant === job.tenant);
      // Its lane's head must run alone; when that is another job, this one waits for it.
      if (head.id === job.id) return { for: 'alone', own: true, jobs: others.map(refOf) };
      return { for: 'alone', own: false, jobs: lonely.filter(({ id }) => id === head.id).map(refOf) };
    }
    case 'another-alone': {
      const alone = [...held.filter(mustRunAlone), ...lonely];
      return {
        for: 'alone',
        own: false,
        jobs: alone.filter(({ tenant }) => tenant === job.tenant).map(refOf),
      };
    }
    default:
      return undefined;
  }
}

function slotWait({ scheduler: { slots, taken, unconfirmed }, held }: WhyFacts): Wait | undefined {
  return taken < slots ? undefined : { for: 'slot', slots, unconfirmed, running: held.map(refOf) };
}

function aheadOf({ job, ahead, scheduler }: WhyFacts): Ahead {
  const turn = scheduler.turns.findIndex((head) => sameLane(head, job));
  const before = scheduler.turns.slice(0, Math.max(0, turn));
  const lanes = before.filter(({ tenant }) => tenant === job.tenant).length;
  return { ...ahead, lanes, lanesOfOthers: before.length - lanes };
}

type Lane = Pick<Job, 'tenant' | 'family' | 'lane'>;

function sameLane(a: Lane, b: Lane): boolean {
  return a.tenant === b.tenant && a.family === b.family && a.lane === b.lane;
}

function refOf({ id, tenant, principal }: Job): JobRef {
  return { id, tenant, userId: principal.userId };
}
