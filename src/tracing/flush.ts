import { trace } from '@opentelemetry/api';

/** Lets whoever takes the spans send what it still holds. Never rejects: a trace is no reason not to end. */
export async function flushSpans(): Promise<void> {
  const provider = trace.getTracerProvider();
  const delegate: unknown =
    'getDelegate' in provider && typeof provider.getDelegate === 'function'
      ? provider.getDelegate()
      : provider;
  if (!canFlush(delegate)) return;
  await Promise.resolve(delegate.forceFlush()).catch(() => undefined);
}

/** Not in the API package, but in every SDK. */
function canFlush(provider: unknown): provider is { forceFlush(): unknown } {
  return (
    typeof provider === 'object' &&
    provider !== null &&
    'forceFlush' in provider &&
    typeof provider.forceFlush === 'function'
  );
}
