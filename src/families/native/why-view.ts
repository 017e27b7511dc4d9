import type { JobLimits } from '../../jobs/job.ts';
import type { JobRef, Wait, Why } from '../../jobs/why.ts';
import { iso } from './words.ts';

/** The answer of `GET /jobs/{id}/why` but for its sentence. What does not apply is absent. */
export interface WhyView {
  readonly id: string;
  readonly family: string;
  readonly state: string;
  /** Since when it is in this state. */
  readonly since: string;
  readonly waitsFor?: WaitView;
  readonly ahead?: AheadView;
  readonly limit?: LimitView;
  readonly attempt?: AttemptView;
  readonly node?: string;
  readonly stopping?: object;
  readonly ended?: object;
}

/** Other jobs: counted all, named those that the caller may see. */
export interface JobsView {
  readonly count: number;
  readonly ids: readonly string[];
}

interface WaitView {
  readonly for: string;
  readonly until?: string;
  readonly jobs?: JobsView;
  readonly retriesLeft?: number;
  readonly error?: string;
  readonly own?: boolean;
  readonly because?: string;
  readonly unconfirmedStops?: number;
}

interface AheadView extends JobsView {
  readonly queues: number;
  readonly queuesOfOtherTenants: number;
}

export interface LimitView {
  /** As `--limit` takes it, or another option with its dashes. */
  readonly name: string;
  /** Milliseconds, bytes or a count. */
  readonly figure?: number;
  readonly toChange: string;
}

interface AttemptView {
  readonly attempt: number;
  readonly phase: string;
  readonly gate?: string;
  readonly unit: number;
  readonly units: number;
  readonly phaseSince: string;
  readonly phaseMs: number;
  readonly timeLeftMs?: number;
  readonly progress: { readonly fraction?: number; readonly rows: number; readonly bytes: number };
  readonly perSecond?: { readonly rows: number; readonly bytes: number };
  readonly quietMs?: number;
}

export interface WhyReader {
  readonly sees: (job: JobRef) => boolean;
  /** The family's name for a limit of this job. */
  readonly limitName: (limit: keyof JobLimits) => string | undefined;
}

export function whyView({ job, since, reason }: Why, { sees, limitName }: WhyReader): WhyView {
  const head = { id: job.id, family: job.family, state: job.state, since: iso(since) };
  const named = (jobs: readonly JobRef[], count = jobs.length): JobsView => ({
    count,
    ids: jobs.filter(sees).map(({ id }) => id),
  });
  const limitOf = (limit: keyof JobLimits, figure: number | undefined): { readonly limit?: LimitView } => {
    const name = figure === undefined && limit === 'memoryBytes' ? undefined : limitName(limit);
    if (name !== undefined)
      return {
        limit: {
          name,
          ...(figure !== undefined && { figure }),
          toChange: `start the server with --limit ${name}=…`,
        },
      };
    return limit === 'memoryBytes' ? { limit: optionLimit('--engine-memory') } : {};
  };
  switch (reason.kind) {
    case 'waiting': {
      const { ahead, wait } = reason;
      const { count, jobs, lanes, lanesOfOthers } = ahead;
      return {
        ...head,
        waitsFor: waitView(wait, named),
        ahead: { ...named(jobs, count), queues: lanes, queuesOfOtherTenants: lanesOfOthers },
        ...(wait.for === 'lane' && limitOf('maxRunning', wait.maxRunning)),
        ...(wait.for === 'slot' && { limit: optionLimit('--engine-slots', wait.slots) }),
        ...(wait.for === 'node' &&
          wait.because === 'no-slots' && { limit: optionLimit('--engine-slots', 0) }),
      };
    }
    case 'attempt': {
      const { attempt, phase, units, phaseMs, time, progress, perSecond, quietMs } = reason;
      return {
        ...head,
        ...(time !== undefined && limitOf(time.limit, time.limitMs)),
        attempt: {
          attempt,
          phase: phase.name,
          ...(phase.gate !== undefined && { gate: phase.gate }),
          unit: phase.unit,
          units,
          phaseSince: iso(phase.since),
          phaseMs: Math.round(phaseMs),
          ...(time !== undefined && { timeLeftMs: time.leftMs }),
          progress,
          ...(perSecond !== undefined && { perSecond }),
          ...(quietMs !== undefined && { quietMs: Math.round(quietMs) }),
        },
      };
    }
    case 'elsewhere':
    case 'unattended':
      return { ...head, ...(reason.node !== undefined && { node: reason.node }) };
    case 'stopping': {
      const { cause, requestedBy, ladder, graceMs, endsAs } = reason;
      return {
        ...head,
        stopping: {
          cause,
          ...(requestedBy !== undefined && { requestedBy: requestedBy.name, via: requestedBy.via }),
          ...(ladder !== undefined && { rung: ladder.rung }),
          ...(ladder?.rung === 'engine' && { killAt: iso(ladder.killAt) }),
          graceMs,
          endsAs,
        },
        limit: optionLimit('--stop-grace', graceMs),
      };
    }
    case 'completed': {
      const { rows, bytes, files } = reason;
      return {
        ...head,
        ended: {
          rows,
          bytes,
          files,
          ...(job.expiresAt !== undefined && { removedAt: iso(job.expiresAt) }),
        },
      };
    }
    case 'failed': {
      const { error, limit } = reason;
      return {
        ...head,
        ended: { ...(error !== undefined && { error }), attempts: job.attempts },
        ...(limit !== undefined && limitOf(limit.name, limit.figure)),
      };
    }
    case 'stopped':
      return { ...head, ended: { ...(reason.receipt !== undefined && { receipt: reason.receipt }) } };
  }
}

function waitView(wait: Wait, named: (jobs: readonly JobRef[]) => JobsView): WaitView {
  switch (wait.for) {
    case 'retry':
      return {
        for: wait.for,
        until: iso(wait.until),
        retriesLeft: wait.retriesLeft,
        ...(wait.error !== undefined && { error: wait.error }),
      };
    case 'session':
      return { for: wait.for, jobs: named([wait.job]) };
    case 'lane':
      return { for: wait.for, jobs: named(wait.running) };
    case 'alone':
      return { for: wait.for, own: wait.own, jobs: named(wait.jobs) };
    case 'slot':
      return { for: wait.for, jobs: named(wait.running), unconfirmedStops: wait.unconfirmed };
    case 'node':
      return { for: wait.for, because: wait.because };
    default:
      return { for: wait.for };
  }
}

function optionLimit(name: string, figure?: number): LimitView {
  return { name, ...(figure !== undefined && { figure }), toChange: `start the server with ${name}` };
}
