import type { Timer } from '../ports/clock.ts';
import type { Compiler } from '../ports/compiler.ts';
import {
  type CatalogueSource,
  type Compilation,
  CompilerThread,
  type ThreadOptions,
} from './compiler-thread.ts';
import { ServerCompiler } from './server-compiler.ts';

export type { CatalogueSource } from './compiler-thread.ts';

/** The last thread ends after this long without a statement, so that it costs no memory at rest; it takes 1 s to be warm again. */
export const COMPILER_IDLE_MS = 120_000;

/** The same once no server is left: tests start one after another, and each next one finds the grammar warm. */
export const COMPILER_REST_MS = 10_000;

/** A second thread costs some 50 MB for as long as it is needed: one statement cannot keep the other tenants waiting. */
export const MAX_COMPILER_THREADS = 2;

/** A statement that runs for longer than this while another tenant waits is slow. Usual ones take 3–50 ms. */
export const SLOW_COMPILE_MS = 500;

export interface CompilerOptions extends ThreadOptions {
  readonly idleMs?: number;
  readonly restMs?: number;
  readonly slowMs?: number;
}

/**
 * Compiles in worker threads, off the thread that answers HTTP, for all servers of a process; of each tenant of each
 * server one statement at a time, in the order they come. The first thread starts with the first statement, the second
 * when another tenant waits for a slow one, and it is given back once nothing waits. None keeps the process alive: when
 * the last server has closed its compiler, what is left ends after `COMPILER_REST_MS`, or with the process.
 */
export class CompilerThreads {
  readonly #options: CompilerOptions;
  readonly #queue: Compilation[] = [];
  readonly #servers = new Set<ServerCompiler>();
  #threads: readonly CompilerThread[] = [];
  #served = 0;
  #slow: Timer | undefined;
  #idle: Timer | undefined;

  constructor(options: CompilerOptions) {
    this.#options = options;
  }

  /** For one server, whose tenants are its own also where another server's have the same names. To be closed. */
  forServer(catalogue: CatalogueSource): Compiler {
    this.#served++;
    const server = new ServerCompiler(`${this.#served}/`, catalogue, {
      add: (compilation) => {
        this.#queue.push(compilation);
        this.#next();
      },
      letGo: (compilation, error) => this.#letGo(compilation, error),
      closed: (keys) => {
        this.#servers.delete(server);
        for (const thread of this.#threads) for (const key of keys) thread.forget(key);
        this.#next();
      },
    });
    this.#servers.add(server);
    this.#next();
    return server;
  }

  /** Gives the threads what waits; called whenever a statement or a server comes or goes, or a thread changes. */
  #next(): void {
    this.#threads = this.#threads.filter((thread) => !thread.ended);
    this.#idle?.cancel();
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
    const busy = new Set(this.#threads.map(({ running }) => running?.key));
    return this.#queue.findIndex(({ key }) => !busy.has(key));
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
    this.#slow ??= this.#options.time.after(this.#options.slowMs ?? SLOW_COMPILE_MS, () => {
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
    if (spare) void spare.end(new Error(NOT_NEEDED));
    if (!last || spare || this.#threads.length > 1) return;
    const { idleMs = COMPILER_IDLE_MS, restMs = COMPILER_REST_MS, time } = this.#options;
    this.#idle = time.after(
      this.#servers.size > 0 ? idleMs : restMs,
      () => void last.end(new Error(NOT_NEEDED)),
    );
  }

  #letGo(compilation: Compilation, error: Error): void {
    const index = this.#queue.indexOf(compilation);
    if (index >= 0) this.#queue.splice(index, 1);
    compilation.gone = true;
    compilation.reject(error);
    for (const thread of this.#threads) if (thread.running === compilation) thread.bound();
  }
}

const NOT_NEEDED = 'the compiler thread is not needed';
