import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';

/** What a user's own start file registers, with spans kept in memory. To be made before the server. */
export class CollectedSpans {
  readonly #exporter = new InMemorySpanExporter();
  readonly #provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(this.#exporter)] });

  constructor() {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    trace.setGlobalTracerProvider(this.#provider);
  }

  /** Those that have ended, in that order. */
  get all(): readonly ReadableSpan[] {
    return this.#exporter.getFinishedSpans();
  }

  named(name: string): readonly ReadableSpan[] {
    return this.all.filter((span) => span.name === name);
  }

  /** The only one of that name. @throws when there is none, or several */
  one(name: string, matches: (span: ReadableSpan) => boolean = () => true): ReadableSpan {
    const found = this.named(name).filter(matches);
    const [span] = found;
    if (span === undefined || found.length > 1) {
      const names = this.all.map((one) => one.name).join(', ');
      throw new Error(`${found.length} spans are called ${name}; there are: ${names}`);
    }
    return span;
  }

  clear(): void {
    this.#exporter.reset();
  }

  async end(): Promise<void> {
    trace.disable();
    context.disable();
    propagation.disable();
    await this.#provider.shutdown();
  }
}
