import type { Timer } from '../ports/clock.ts';
import type { CompiledQuery, CompileRequest, Compiler } from '../ports/compiler.ts';
import { type Compilation, CompilerThread, type ThreadOptions } from './compiler-thread.ts';

export type { CatalogueSource } from './compiler-thread.ts';

/** The last thread ends after this long without a statement, so that it costs no memory at rest; it takes 1 s to be warm again. */
export const COMPILER_IDLE_MS = 120_000;

/** A second thread costs some 50 MB for as long as it is needed: one statement cannot keep the other tenants waiting. */
export const MAX_COMPILER_THREADS = 2;

/** A statement that runs for longer than this while another tenant waits is slow. Usual ones take 3–50 ms. */
export const SLOW_COMPILE_MS = 500;

export interface CompilerOptions extends ThreadOptions {
  readonly idleMs?: number;
  readonly slowMs?: number;
}

/**
 * Compiles in worker threads, off the thread that answers HTTP; of each tenant one statement at a time, in the order
 * they come. The first thread starts with the first statement, the second when another tenant waits for a slow one,
 * and it is given back once nothing waits.
 */
export class WorkerCompiler implements Compiler {
  readonly #options: CompilerOptions;
  readonly #queue: Compilation[] = [];
  #threads: readonly CompilerThread[] = [];
  #slow: Timer | undefined;
  #idle: Timer | undefined;
  #closed = false;

  constructor(options: CompilerOptions) {
    this.#options = options;
  }

  compile(request: CompileRequest, signal?: AbortSignal): Promise<CompiledQuery> {
    if (this.#closed) return Promise.reject(closedError());
    if (signal?.aborted) return Promise.reject(abortError(signal));
    const compiled = new Promise<CompiledQuery>((resolve, reject) => {
      this.#queue.push({ request, signal, resolve, reject });
    });
    const compilation = this.#queue.at(-1);
    const abort = (): void => {
      if (compilation) this.#abort(compilation);
    };
    signal?.addEventListener('abort', abort, { once: true });
    this.#next();
    return compiled.finally(() => signal?.removeEventListener('abort', abort));
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const waiting of this.#queue.splice(0)) waiting.reject(closedError());
    await Promise.all(this.#threads.map((thread) => thread.end(closedError())));
    this.#noneIsSlow();
    this.#idle?.cancel();
  }

  /** Gives the threads what waits; called whenever a statement comes or a thread changes. */
  #next(): void {
    this.#threads = this.#threads.filter((thread) => !thread.ended);
    this.#idle?.cancel();
    if (this.#closed) return;
    for (let next = this.#nextIndex(); next >= 0; next = this.#nextIndex()) {
      const thread = this.#freeThreads()[0] ?? (this.#threads.length === 0 ? this.#startThread() : undefined);
      if (!thread) {
        this.#expectSlow();
        return;
      }
      this.#noneIsSlow();
      const [compilation] = this.#queue.splice(next, 1);
      if (compilation) thread.run(compilation);
    }
    this.#noneIsSlow();
    this.#giveBack();
  }

  /** The first statement of a tenant that has none running. */
  #nextIndex(): number {
    const busy = new Set(this.#threads.map(({ running }) => running?.request.scope.tenant));
    return this.#queue.findIndex(({ request }) => !busy.has(request.scope.tenant));
  }

  #freeThreads(): readonly CompilerThread[] {
    return this.#threads.filter(({ running }) => running === undefined);
  }

  #startThread(): CompilerThread {
    const thread = new CompilerThread(this.#options, () => this.#next());
    this.#threads = [...this.#threads, thread];
    return thread;
  }

  /** Another tenant waits. While a thread still starts, none is slow. */
  #expectSlow(): void {
    if (this.#threads.length >= MAX_COMPILER_THREADS || this.#threads.some(({ ready }) => !ready)) return;
    this.#slow ??= this.#options.clock.machine.after(this.#options.slowMs ?? SLOW_COMPILE_MS, () => {
      this.#slow = undefined;
      this.#startThread();
      this.#next();
    });
  }

  #noneIsSlow(): void {
    this.#slow?.cancel();
    this.#slow = undefined;
  }

  /** Nothing waits: one free thread is enough, and not for ever. */
  #giveBack(): void {
    const [last, spare] = this.#freeThreads();
    if (spare) void spare.end(closedError());
    if (!last || spare || this.#threads.length > 1) return;
    this.#idle = this.#options.clock.machine.after(
      this.#options.idleMs ?? COMPILER_IDLE_MS,
      () => void last.end(closedError()),
    );
  }

  #abort(compilation: Compilation): void {
    const index = this.#queue.indexOf(compilation);
    if (index >= 0) this.#queue.splice(index, 1);
    compilation.reject(abortError(compilation.signal));
    for (const thread of this.#threads) if (thread.running === compilation) thread.bound();
  }
}

function closedError(): Error {
  return new Error('the compiler is closed');
}

function abortError(signal: AbortSignal | undefined): Error {
  return signal?.reason instanceof Error ? signal.reason : new Error('compilation was aborted');
}
