import {
  type Context,
  createTraceState,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  trace,
} from '@opentelemetry/api';

/** Where in which trace something happened, as W3C Trace Context writes it: to go on there later. JSON. */
export interface TraceContext {
  /** `00-<trace id>-<span id>-<flags>`. */
  readonly parent: string;
  readonly state?: string;
}

export function traceContextOf(span: Span | undefined): TraceContext | undefined {
  const at = span?.spanContext();
  if (at === undefined || !isSpanContextValid(at)) return undefined;
  const flags = at.traceFlags.toString(16).padStart(2, '0');
  const state = at.traceState?.serialize();
  return {
    parent: `00-${at.traceId}-${at.spanId}-${flags}`,
    ...(state !== undefined && state !== '' && { state }),
  };
}

/** A context to make spans in; the root when there is nothing to go on from. */
export function contextOf(at: TraceContext | undefined): Context {
  const span = spanContextOf(at);
  return span === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, span);
}

export function spanContextOf(at: TraceContext | undefined): SpanContext | undefined {
  const found = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(at?.parent ?? '');
  const [, traceId = '', spanId = '', flags = '0'] = found ?? [];
  const span: SpanContext = {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16),
    isRemote: true,
    ...(at?.state !== undefined && { traceState: createTraceState(at.state) }),
  };
  return isSpanContextValid(span) ? span : undefined;
}
