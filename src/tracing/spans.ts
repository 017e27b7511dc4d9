import {
  type Context,
  context,
  type Exception,
  type Span,
  type SpanOptions,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';

/**
 * Spans by the API package of OpenTelemetry alone: they go where the process that hosts the server has registered
 * (docs/observability.md), and without that nothing of them is made.
 */
export function tracer(): Tracer | undefined {
  const provider = trace.getTracerProvider();
  // What stands in until somebody registers would make spans for nobody. Another copy of the package has its own class.
  return 'getDelegateTracer' in provider && typeof provider.getDelegateTracer === 'function'
    ? (provider.getDelegateTracer(NAME) as Tracer | undefined)
    : provider.getTracer(NAME);
}

const NAME = 'sluice';

export interface SpanSettings extends SpanOptions {
  /** What it is part of; what is active here when absent. */
  readonly parent?: Context | undefined;
}

/** Runs within a span that ends as the work ends. `span` is `undefined` when nobody wants any. */
export async function inSpan<T>(
  name: string,
  { parent, ...options }: SpanSettings,
  run: (span: Span | undefined) => Promise<T>,
): Promise<T> {
  const made = tracer();
  if (made === undefined) return run(undefined);
  const around = parent ?? context.active();
  const span = made.startSpan(name, options, around);
  try {
    return await context.with(trace.setSpan(around, span), () => run(span));
  } catch (error) {
    recordError(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/** Work that was told to stop has not failed. */
const STOPPED = new Set(['stopped', 'Over', 'AbortError']);

/** Marks a span as failed, with the kind of the error. Its text is left out: it may hold values of rows. */
export function recordError(span: Span, error: unknown): void {
  const type = errorType(error);
  span.setAttribute('error.type', type);
  if (STOPPED.has(type)) return;
  const exception: Exception = { name: type };
  span.recordException(exception);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

function errorType(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'kind' in error && typeof error.kind === 'string' ? error.kind : error.name;
}
