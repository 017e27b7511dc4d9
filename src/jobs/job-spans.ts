import { type Attributes, context, type Link, type Span, SpanKind, trace } from '@opentelemetry/api';
import { inSpan } from '../tracing/spans.ts';
import { contextOf, spanContextOf, traceContextOf } from '../tracing/trace-context.ts';
import type { Job, Receipt, SubmitJob } from './job.ts';

/** The submit as a span; the job keeps where it was, so that its attempts go on there, also after a restart. */
export function submitSpan(job: SubmitJob, submit: (job: SubmitJob) => Promise<Job>): Promise<Job> {
  const settings = { kind: SpanKind.PRODUCER, attributes: familyAttributes(job) };
  return inSpan(`submit ${job.family}`, settings, async (span) => {
    const at = traceContextOf(span);
    const taken = await submit(at === undefined ? job : { ...job, trace: at });
    span?.setAttribute('sluice.job.id', taken.id);
    return taken;
  });
}

/** One attempt, as a part of the trace of its job's submit whenever it comes. */
export function attemptSpan<T>(job: Job, run: () => Promise<T>): Promise<T> {
  const attributes = { ...jobAttributes(job), 'sluice.job.attempt': job.attempts + 1 };
  return inSpan(
    `attempt ${job.family}`,
    { kind: SpanKind.CONSUMER, attributes, parent: contextOf(job.trace) },
    run,
  );
}

/** The stop of a job, its rungs as events: a part of what asked for it, and linked to the job's own trace. */
export function stopSpan<T>(
  job: Job | undefined,
  cause: string,
  climb: (rungs: (receipt: Receipt) => void) => Promise<T>,
): Promise<T> {
  const asked = trace.getSpanContext(context.active());
  const own = spanContextOf(job?.trace);
  const elsewhere = asked !== undefined && own !== undefined && asked.traceId !== own.traceId;
  const links: Link[] = elsewhere ? [{ context: own }] : [];
  const parent = asked === undefined ? contextOf(job?.trace) : undefined;
  const attributes = { ...(job && jobAttributes(job)), 'sluice.stop.cause': cause };
  return inSpan(`stop ${job?.family ?? 'job'}`, { attributes, links, parent }, (span) =>
    climb((receipt) => recordRungs(span, receipt)),
  );
}

function recordRungs(span: Span | undefined, { steps, endedBy, totalMs }: Receipt): void {
  if (span === undefined) return;
  for (const { step, at, ms, detail } of steps)
    span.addEvent(step, { 'sluice.stop.ms': ms, ...(detail && { detail }) }, new Date(at));
  span.setAttributes({ 'sluice.stop.ended_by': endedBy, 'sluice.stop.ms': totalMs });
}

/** Where it came from, as far as known. */
interface JobOrigin {
  readonly trackId?: string | undefined;
  readonly requestId?: string | undefined;
}

function jobAttributes(job: Job): Attributes {
  return { ...familyAttributes(job), 'sluice.job.id': job.id };
}

function familyAttributes(job: Pick<Job, 'family' | 'tenant'> & JobOrigin): Attributes {
  return {
    'sluice.job.family': job.family,
    'sluice.tenant': job.tenant,
    ...(job.trackId !== undefined && { 'sluice.track.id': job.trackId }),
    ...(job.requestId !== undefined && { 'sluice.request.id': job.requestId }),
  };
}
