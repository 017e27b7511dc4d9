import { Worker } from 'node:worker_threads';
import type { CatalogueObject } from '../ports/catalogue.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import { type CompiledQuery, type CompileRequest, type Compiler, LanguageError } from '../ports/compiler.ts';
import type { ToWorker, WorkerAnswer } from './worker-protocol.ts';

/**
 * Longest a statement may take to compile, in machine time. A statement of a million characters takes 1 s on a slow
 * core; what takes longer is nested beyond use.
 */
export const COMPILE_TIMEOUT_MS = 30_000;

/** Memory of the compiler's thread: a statement of a million characters without long lists needs about 400 MB. */
export const COMPILE_MEMORY_MB = 1_024;

/** Stack of the compiler's thread: what nests deeper is refused, as in Trino. */
export const COMPILE_STACK_MB = 4;

/** The thread ends after this long without a statement, so that it costs no memory at rest; it takes 1 s to be warm again. */
export const COMPILER_IDLE_MS = 120_000;

/** A tenant's objects, and a version that changes whenever they do. */
export type CatalogueSource = (tenant: string) => {
  readonly version: number;
  readonly objects: readonly CatalogueObject[];
};

export interface CompilerOptions {
  /** The built `compiler-worker.js`. */
  readonly entry: URL;
  readonly catalogue: CatalogueSource;
  readonly clock: Clock;
  readonly timeoutMs?: number;
  readonly idleMs?: number;
}

interface Waiting {
  readonly id: number;
  readonly request: CompileRequest;
  readonly resolve: (query: CompiledQuery) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Compiles in one worker thread, one statement at a time, in the order they come. The thread starts with the first
 * statement. One that runs out of time or memory takes the thread with it; those behind it get a new one.
 */
export class WorkerCompiler implements Compiler {
  readonly #options: CompilerOptions;
  readonly #queue: Waiting[] = [];
  #thread: CompilerThread | undefined;
  #running: Waiting | undefined;
  #deadline: Timer | undefined;
  #idle: Timer | undefined;
  #nextId = 1;
  #closed = false;

  constructor(options: CompilerOptions) {
    this.#options = options;
  }

  compile(request: CompileRequest, signal?: AbortSignal): Promise<CompiledQuery> {
    if (this.#closed) return Promise.reject(new Error('the compiler is closed'));
    if (signal?.aborted) return Promise.reject(abortError(signal));
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { id: this.#nextId, request, resolve, reject };
      this.#nextId += 1;
      const abort = (): void => this.#abort(waiting, signal);
      signal?.addEventListener('abort', abort, { once: true });
      const settled = (): void => signal?.removeEventListener('abort', abort);
      this.#queue.push({
        ...waiting,
        resolve: (query) => {
          settled();
          resolve(query);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
      });
      this.#next();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#idle?.cancel();
    const error = new Error('the compiler is closed');
    for (const waiting of this.#queue.splice(0)) waiting.reject(error);
    this.#finish()?.reject(error);
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.end();
  }

  #next(): void {
    if (this.#running || this.#closed) return;
    const waiting = this.#queue.shift();
    if (!waiting) {
      this.#idle ??= this.#options.clock.machine.after(this.#options.idleMs ?? COMPILER_IDLE_MS, () => {
        this.#idle = undefined;
        this.#endThread();
      });
      return;
    }
    this.#idle?.cancel();
    this.#idle = undefined;
    this.#running = waiting;
    this.#thread ??= this.#startThread();
    const { tenant } = waiting.request.scope;
    this.#thread.give(tenant, this.#options.catalogue);
    this.#thread.send({ kind: 'compile', id: waiting.id, request: waiting.request });
    if (this.#thread.ready) this.#startDeadline();
  }

  /** The bound is on the statement's own time: a thread that starts on a busy machine is no fault of it. */
  #startDeadline(): void {
    const timeoutMs = this.#options.timeoutMs ?? COMPILE_TIMEOUT_MS;
    this.#deadline?.cancel();
    this.#deadline = this.#options.clock.machine.after(timeoutMs, () => this.#giveUp(TOO_SLOW));
  }

  #startThread(): CompilerThread {
    const thread: CompilerThread = new CompilerThread(
      this.#options.entry,
      (answer) => this.#answered(answer),
      (error) => {
        if (this.#thread !== thread) return;
        this.#thread = undefined;
        this.#finish()?.reject(isOutOfMemory(error) ? new LanguageError(TOO_LARGE, 1, 1) : error);
        this.#next();
      },
    );
    return thread;
  }

  #answered(answer: WorkerAnswer): void {
    if (answer.kind === 'ready') {
      if (this.#running) this.#startDeadline();
      return;
    }
    if (answer.id !== this.#running?.id) return;
    const waiting = this.#finish();
    if (answer.kind === 'compiled') waiting?.resolve({ tree: answer.tree, columns: answer.columns });
    else if (answer.kind === 'refused') {
      waiting?.reject(new LanguageError(answer.message, answer.line, answer.column));
    } else waiting?.reject(new Error(answer.message));
    this.#next();
  }

  #abort(waiting: Waiting, signal: AbortSignal | undefined): void {
    const index = this.#queue.findIndex(({ id }) => id === waiting.id);
    if (index >= 0) this.#queue.splice(index, 1)[0]?.reject(abortError(signal));
    else if (this.#running?.id === waiting.id) {
      // The thread is left to finish or to run into its bound: it is bound to be soon, and stays warm.
      this.#running.reject(abortError(signal));
    }
  }

  /** Ends the thread under the running statement. */
  #giveUp(message: string): void {
    this.#endThread();
    this.#finish()?.reject(new LanguageError(message, 1, 1));
    this.#next();
  }

  #finish(): Waiting | undefined {
    const waiting = this.#running;
    this.#running = undefined;
    this.#deadline?.cancel();
    this.#deadline = undefined;
    return waiting;
  }

  #endThread(): void {
    const thread = this.#thread;
    this.#thread = undefined;
    void thread?.end();
  }
}

const TOO_SLOW = 'line 1:1: statement is too large (it takes too long to compile)';
const TOO_LARGE = 'line 1:1: statement is too large (it takes too much memory to compile)';

function isOutOfMemory(error: Error): boolean {
  return 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

function abortError(signal: AbortSignal | undefined): Error {
  return signal?.reason instanceof Error ? signal.reason : new Error('compilation was aborted');
}

/** One worker thread and the catalogues it has. */
class CompilerThread {
  readonly #worker: Worker;
  readonly #given = new Map<string, number>();
  /** Its code is loaded: from here on it works on statements. */
  ready = false;

  constructor(entry: URL, onAnswer: (answer: WorkerAnswer) => void, onEnd: (error: Error) => void) {
    this.#worker = new Worker(entry, {
      name: 'compiler',
      resourceLimits: { maxOldGenerationSizeMb: COMPILE_MEMORY_MB, stackSizeMb: COMPILE_STACK_MB },
    });
    this.#worker.unref();
    let failure: Error | undefined;
    this.#worker.on('message', (answer: WorkerAnswer) => {
      if (answer.kind === 'ready') this.ready = true;
      onAnswer(answer);
    });
    this.#worker.on('error', (error: Error) => {
      failure = error;
    });
    this.#worker.on('exit', () => onEnd(failure ?? new Error('the compiler thread ended')));
  }

  send(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  /** Sends a tenant's objects when they are not the ones it has. */
  give(tenant: string, source: CatalogueSource): void {
    const { version, objects } = source(tenant);
    if (this.#given.get(tenant) === version) return;
    this.send({ kind: 'catalogue', tenant, objects });
    this.#given.set(tenant, version);
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}
