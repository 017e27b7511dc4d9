import { timeLimitOf } from './attempt-error.ts';
import type { Job, JobError, JobLimits } from './job.ts';
import { hasEnded, lifecycleState, next } from './lifecycle.ts';
import { loadUnit } from './load-unit.ts';
import { filesTotal } from './totals.ts';
import type { AttemptReason, EndedReason, StoppingReason, Why, WhyFacts } from './why.ts';
import { waitingReason } from './why-waiting.ts';

/** Pure: the reason that follows from these facts. */
export function whyOf(facts: WhyFacts): Why {
  return { job: facts.job, since: facts.job.updatedAt, reason: reasonOf(facts) };
}

function reasonOf(facts: WhyFacts): Why['reason'] {
  const { job, nodeId, scheduler } = facts;
  if (hasEnded(job.state)) return endedReason(facts);
  if (job.state === 'stopping') return stoppingReason(facts);
  if (job.owner === undefined) return waitingReason(facts);
  // Taken this moment; the attempt begins with the scheduler's next step.
  if (scheduler.claiming === job.id) return waitingReason(facts);
  if (job.owner !== nodeId) return { kind: 'elsewhere', node: job.owner };
  return attemptReason(facts) ?? { kind: 'unattended', node: job.owner };
}

function attemptReason({ job, attempt, now, monotonic }: WhyFacts): AttemptReason | undefined {
  if (attempt === undefined) return undefined;
  const { phase, progress, progressAt } = attempt;
  const phaseMs = Math.max(0, monotonic - phase.begun);
  const running = job.state === 'running';
  const [time] = running ? timesLeft(job, attempt.unitSince, now) : [];
  const working = running && (phase.name === 'statement' || phase.name === 'load');
  return {
    kind: 'attempt',
    // The start counts it.
    attempt: running ? job.attempts : job.attempts + 1,
    units: job.units.length,
    phase,
    phaseMs,
    ...(time !== undefined && { time }),
    progress,
    ...(working && phaseMs > 0 && { perSecond: perSecond(progress, phaseMs) }),
    ...(working && { quietMs: Math.max(0, monotonic - Math.max(progressAt, phase.begun)) }),
  };
}

/** What the limits leave it; the least first. */
function timesLeft(
  { limits, startedAt }: Job,
  unitSince: number | undefined,
  now: number,
): readonly NonNullable<AttemptReason['time']>[] {
  const since = { attemptMs: startedAt, unitMs: unitSince };
  return (['attemptMs', 'unitMs'] as const)
    .flatMap((limit) => {
      const [limitMs, from] = [limits[limit], since[limit]];
      if (limitMs === undefined || from === undefined) return [];
      return [{ limit, limitMs, leftMs: Math.max(0, from + limitMs - now) }];
    })
    .sort((a, b) => a.leftMs - b.leftMs);
}

function perSecond({ rows, bytes }: { readonly rows: number; readonly bytes: number }, ms: number) {
  return { rows: Math.round((rows * 1000) / ms), bytes: Math.round((bytes * 1000) / ms) };
}

function stoppingReason({ job, ladder, graceMs, receipt }: WhyFacts): StoppingReason {
  const cause = job.stopCause ?? 'user';
  const settled = next(lifecycleState(job), 'settle');
  const to = 'to' in settled ? settled.to : 'stopped';
  return {
    kind: 'stopping',
    cause,
    ...(cause === 'user' &&
      receipt !== undefined && { requestedBy: { name: receipt.requestedBy, via: receipt.via } }),
    ladder,
    graceMs,
    endsAs: to === 'queued' || to === 'failed' ? to : 'stopped',
  };
}

function endedReason({ job, receipt }: WhyFacts): EndedReason {
  switch (job.state) {
    case 'completed':
      return { kind: 'completed', ...filesTotal(job), ...rejected(job) };
    case 'stopped':
      return { kind: 'stopped', receipt };
    default: {
      const name = job.error && limitMet(job, job.error);
      return {
        kind: 'failed',
        error: job.error,
        ...(name !== undefined && { limit: { name, figure: figureOf(job, name) } }),
      };
    }
  }
}

function rejected(job: Job): { readonly failed?: number } {
  const loaded = loadUnit(job)?.loaded;
  return loaded === undefined ? {} : { failed: loaded.failed };
}

function limitMet({ limits, startedAt = 0, endedAt = startedAt }: Job, { kind }: JobError) {
  return kind === 'time-limit' ? timeLimitOf(limits, endedAt - startedAt) : LIMIT_OF[kind];
}

/** The limit of its job that an error of this kind met. */
const LIMIT_OF: Partial<Record<JobError['kind'], keyof JobLimits>> = {
  'input-rows': 'inputRowsPerTable',
  'output-rows': 'outputRows',
  memory: 'memoryBytes',
};

function figureOf({ limits }: Job, name: keyof JobLimits): number | undefined {
  return limits[name];
}
