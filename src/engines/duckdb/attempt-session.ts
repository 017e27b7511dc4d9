import { type Attributes, SpanKind } from '@opentelemetry/api';
import type { CatalogueObject } from '../../ports/catalogue.ts';
import type { CompiledQuery } from '../../ports/compiler.ts';
import {
  type Attempt,
  EngineError,
  type EngineHandle,
  type EngineSession,
  type EngineStop,
  type OutputSpec,
  type Progress,
  type RowLoadOutcome,
  type RowLoadWork,
  type RowReportOutcome,
  type RowReportTargets,
  type RunLimits,
  type RunOutcome,
} from '../../ports/engine.ts';
import { inSpan } from '../../tracing/spans.ts';
import type { Occupant } from './admission.ts';
import type { HostRequest, OpenedSession } from './host/protocol.ts';
import { objectsOf } from './rows/objects-of.ts';
import type { ChunkAhead, RowWork } from './rows/row-place.ts';

export type Ask = (request: HostRequest, onProgress?: (progress: unknown) => void) => Promise<unknown>;

export function keyOf({ job, epoch }: EngineHandle): string {
  return `${job}/${epoch}`;
}

/** One attempt's session, as the parent holds it. What it asks of the host goes through here, so that it can be stopped. */
export class AttemptSession implements EngineSession, Occupant {
  readonly handle: EngineHandle;
  readonly alone: boolean;
  snapshot: string | undefined;
  pendingSince: number | undefined;
  /** What the host is working on for this attempt. */
  working: Promise<unknown> | undefined;
  /** Whether that is a load: one that is sealed can write nothing, whatever it still works on. */
  loading = false;
  /** Set once: several calls to stop one attempt are one stop. */
  stopping: Promise<EngineStop> | undefined;
  /** Rejects when the attempt is stopped: for what only waits. */
  readonly stopped: Promise<never>;
  /** Rejects when the attempt's load was sealed by its stop, while it may still work. */
  readonly sealed: Promise<never>;
  readonly #asOf: number | undefined;
  readonly #objects: () => readonly CatalogueObject[];
  readonly #markStopped: (reason: EngineError) => void;
  readonly #forget: () => void;
  readonly #leave: () => void;
  readonly #markSealed: (reason: EngineError) => void;
  #isStopped = false;
  #isSealed = false;
  #ask: Ask | undefined;
  #closing: Promise<void> | undefined;

  /**
   * @param objects of the tenant, as they are when it is called
   * @param ends `forget`: nobody works with it any more, also twice; `leave`, once: it is closed in the host
   */
  constructor(
    { handle, alone, asOf }: Attempt,
    objects: () => readonly CatalogueObject[],
    ends: { forget(session: AttemptSession): void; leave(session: AttemptSession): void },
  ) {
    this.#objects = objects;
    this.handle = handle;
    this.alone = alone;
    this.#asOf = asOf;
    this.#forget = () => ends.forget(this);
    this.#leave = () => ends.leave(this);
    [this.stopped, this.#markStopped] = rejection();
    [this.sealed, this.#markSealed] = rejection();
  }

  /** Opens the host's side. */
  async start(ask: Ask): Promise<void> {
    this.#ask = ask;
    const request = { type: 'open', session: keyOf(this.handle), asOf: this.#asOf } as const;
    const { snapshot, pendingSince } = (await this.#work(request)) as OpenedSession;
    this.snapshot = snapshot;
    this.pendingSince = pendingSince;
  }

  async run(
    query: CompiledQuery,
    output: OutputSpec,
    limits: RunLimits,
    onProgress: (p: Progress) => void,
  ): Promise<RunOutcome> {
    const request = { type: 'run', session: keyOf(this.handle), tree: query.tree, output, limits } as const;
    const settings = { kind: SpanKind.CLIENT, attributes: statementAttributes(this.handle) };
    return inSpan('duckdb', settings, async (span) => {
      const ran = await this.#work(request, (progress) => onProgress(progress as Progress));
      const outcome = ran as RunOutcome;
      span?.setAttribute('db.response.returned_rows', outcome.rows);
      return outcome;
    });
  }

  async loadRows(work: RowLoadWork, onProgress: (p: Progress) => void): Promise<RowLoadOutcome> {
    const { beforeChunk, ...rest } = work;
    const session = keyOf(this.handle);
    const asked = { ...this.#rowWork(rest), ...(beforeChunk !== undefined && { asksBeforeChunks: true }) };
    const request = { type: 'load-rows', session, work: asked } as const;
    // One that fails has its attempt stopped by whoever had it fail.
    const goOn = (ahead: ChunkAhead): void =>
      void beforeChunk?.(ahead.chunk, ahead.fraction)
        .then(() => this.#ask?.({ type: 'go-on', session }))
        .catch(() => {});
    const settings = { kind: SpanKind.CLIENT, attributes: statementAttributes(this.handle) };
    return inSpan('duckdb', settings, async () => {
      this.loading = true;
      const loaded = this.#work(request, (told) => {
        const progress = told as Progress | ChunkAhead;
        if ('chunk' in progress) goOn(progress);
        else onProgress(progress);
      });
      loaded
        .catch(() => {})
        .finally(() => {
          this.loading = false;
        });
      return (await Promise.race([loaded, this.sealed])) as RowLoadOutcome;
    });
  }

  async reportRows(work: RowLoadWork, targets: RowReportTargets): Promise<RowReportOutcome> {
    const session = keyOf(this.handle);
    const request = { type: 'report-rows', session, work: this.#rowWork(work), targets } as const;
    const settings = { kind: SpanKind.CLIENT, attributes: statementAttributes(this.handle) };
    return inSpan('duckdb', settings, async () => (await this.#work(request)) as RowReportOutcome);
  }

  close(): Promise<void> {
    this.#closing ??= this.#isSealed && this.loading ? this.#closeLater() : this.#close();
    return this.#closing;
  }

  /** From now on everything asked fails as stopped, also what only waits. */
  markStopped(): void {
    this.#isStopped = true;
    this.#markStopped(stoppedError());
  }

  /** It can write no row any more: who waits for the load or its close need not wait for the rest. */
  markSealed(): void {
    this.#isSealed = true;
    this.#markSealed(stoppedError());
  }

  #rowWork(work: RowLoadWork): RowWork {
    return { ...work, handle: this.handle, objects: objectsOf(this.#objects(), work.load.object) };
  }

  async #work(request: HostRequest, onProgress?: (progress: unknown) => void): Promise<unknown> {
    if (this.#isStopped) throw stoppedError();
    if (this.#ask === undefined || this.#closing !== undefined)
      throw new TypeError('The session is not open');
    const working = this.#ask(request, onProgress);
    this.working = working;
    try {
      const answer = await working;
      // It came to its end before the interrupt reached it; whoever stopped it has decided.
      if (this.#isStopped) throw stoppedError();
      return answer;
    } catch (error) {
      throw this.#isStopped ? stoppedError() : error;
    } finally {
      this.working = undefined;
    }
  }

  /** Its place in the host it leaves when it is closed there. */
  async #closeLater(): Promise<void> {
    this.#forget();
    void this.#close();
  }

  async #close(): Promise<void> {
    try {
      await this.#ask?.({ type: 'close', session: keyOf(this.handle) });
    } catch {
      // The host went down: with it the session.
    } finally {
      this.#forget();
      this.#leave();
    }
  }
}

/** By the conventions for databases, without the statement: its text is its author's. */
function statementAttributes({ tenant, job }: EngineHandle): Attributes {
  return { 'db.system.name': 'duckdb', 'db.namespace': tenant, 'sluice.job.id': job };
}

/** A promise that only rejects, and what rejects it. */
function rejection(): readonly [Promise<never>, (reason: EngineError) => void] {
  let reject: (reason: EngineError) => void = () => {};
  const promise = new Promise<never>((_resolve, rejectIt) => {
    reject = rejectIt;
  });
  promise.catch(() => {});
  return [promise, reject];
}

function stoppedError(): EngineError {
  return new EngineError('stopped', 'Stopped');
}
