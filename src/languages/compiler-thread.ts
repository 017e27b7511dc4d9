import { Worker } from 'node:worker_threads';
import type { CatalogueObject } from '../ports/catalogue.ts';
import type { MachineTime, Timer } from '../ports/clock.ts';
import { type CompiledQuery, type CompileRequest, LanguageError } from '../ports/compiler.ts';
import type { ToWorker, WorkerAnswer } from './worker-protocol.ts';

/**
 * Longest a statement may take to compile, in machine time. What the bounds on its size let pass takes about 1 s of a
 * slow core; the rest is for a machine that does much else.
 */
export const COMPILE_TIMEOUT_MS = 10_000;

/** Longest a thread works on for a caller that has gone. It is warm, so it is given the time of a usual statement. */
export const ABANDONED_MS = 500;

/** Memory of a thread: a statement of a million characters without long lists needs about 400 MB. */
export const COMPILE_MEMORY_MB = 1_024;

/**
 * Of it, for what has just been made. V8's own 48 MB fill with the waste of the warm-up and stay: with 4 a warm thread
 * holds 42 MB instead of 70 (8: 47). Usual statements cost the same, one of 358,000 characters 0.36 s of processor time
 * instead of 0.32 s.
 */
const COMPILE_YOUNG_MB = 4;

/** Stack of a thread: what nests deeper is refused, as in Trino. */
export const COMPILE_STACK_MB = 4;

/** A tenant's objects, and a version that changes whenever they do. */
export type CatalogueSource = (tenant: string) => {
  readonly version: number;
  readonly objects: readonly CatalogueObject[];
};

export interface ThreadOptions {
  /** The built `compiler-worker.js`. */
  readonly entry: URL;
  readonly time: MachineTime;
  readonly timeoutMs?: number;
}

/** A statement and who waits for it. Settling it a second time does nothing. */
export interface Compilation {
  /** Names the tenant among those of all servers of the process. */
  readonly key: string;
  readonly catalogue: CatalogueSource;
  readonly request: CompileRequest;
  /** Nobody waits for it any longer. */
  gone: boolean;
  readonly resolve: (query: CompiledQuery) => void;
  readonly reject: (error: Error) => void;
}

/** One worker thread, one statement at a time. A statement that runs out of time or memory ends the thread. */
export class CompilerThread {
  readonly #options: ThreadOptions;
  readonly #changed: () => void;
  readonly #worker: Worker;
  /** Versions of the catalogues it has, by key. */
  readonly #given = new Map<string, number>();
  #running: Compilation | undefined;
  #deadline: Timer | undefined;
  #ready = false;
  #ended = false;

  /** `changed` is called when its code is loaded, when a statement is done and when the thread has ended. */
  constructor(options: ThreadOptions, changed: () => void) {
    this.#options = options;
    this.#changed = changed;
    this.#worker = new Worker(options.entry, {
      name: 'compiler',
      resourceLimits: {
        maxOldGenerationSizeMb: COMPILE_MEMORY_MB,
        maxYoungGenerationSizeMb: COMPILE_YOUNG_MB,
        stackSizeMb: COMPILE_STACK_MB,
      },
    });
    let failure = new Error('the compiler thread ended');
    this.#worker.on('message', (answer: WorkerAnswer) => this.#answered(answer));
    this.#worker.on('error', (error: Error) => {
      failure = isOutOfMemory(error) ? new LanguageError(TOO_LARGE, 1, 1) : error;
    });
    this.#worker.on('exit', () => void this.end(failure));
    // Last: to listen takes its port back.
    this.#worker.unref();
  }

  /** Its code is loaded: from here on it works on statements. */
  get ready(): boolean {
    return this.#ready;
  }

  get ended(): boolean {
    return this.#ended;
  }

  get running(): Compilation | undefined {
    return this.#running;
  }

  run(compilation: Compilation): void {
    this.#running = compilation;
    try {
      this.#give(compilation);
    } catch (error) {
      // What one server cannot read is no fault of those that share the thread.
      this.#finish()?.reject(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    this.#send({ kind: 'compile', key: compilation.key, request: compilation.request });
    this.bound();
  }

  /** Lets go of a tenant's objects, whose server has ended. What runs has its own. */
  forget(key: string): void {
    if (this.#given.delete(key)) this.#send({ kind: 'forget', key });
  }

  /**
   * Bounds the running statement from now on, the less when its caller has gone. The time is the statement's own: a
   * thread that starts on a busy machine is no fault of it.
   */
  bound(): void {
    if (!this.#ready || !this.#running) return;
    const { timeoutMs = COMPILE_TIMEOUT_MS, time } = this.#options;
    this.#deadline?.cancel();
    this.#deadline = time.after(
      this.#running.gone ? ABANDONED_MS : timeoutMs,
      () => void this.end(new LanguageError(TOO_SLOW, 1, 1)),
    );
  }

  /** Ends the thread; a statement that runs is refused with the reason. Idempotent. */
  async end(reason: Error): Promise<void> {
    if (!this.#ended) {
      this.#ended = true;
      this.#finish()?.reject(reason);
      this.#changed();
    }
    await this.#worker.terminate();
  }

  #answered(answer: WorkerAnswer): void {
    if (this.#ended) return;
    if (answer.kind === 'ready') {
      this.#ready = true;
      this.bound();
    } else settle(this.#finish(), answer);
    this.#changed();
  }

  #finish(): Compilation | undefined {
    const running = this.#running;
    this.#running = undefined;
    this.#deadline?.cancel();
    return running;
  }

  /** Sends a tenant's objects when they are not the ones it has. */
  #give({ key, catalogue, request }: Compilation): void {
    const { version, objects } = catalogue(request.scope.tenant);
    if (this.#given.get(key) === version) return;
    this.#send({ kind: 'catalogue', key, objects });
    this.#given.set(key, version);
  }

  #send(message: ToWorker): void {
    this.#worker.postMessage(message);
  }
}

const TOO_SLOW = 'line 1:1: statement is too large (it takes too long to compile)';
const TOO_LARGE = 'line 1:1: statement is too large (it takes too much memory to compile)';

function settle(
  compilation: Compilation | undefined,
  answer: Exclude<WorkerAnswer, { kind: 'ready' }>,
): void {
  if (answer.kind === 'compiled') compilation?.resolve(answer.compiled);
  else if (answer.kind === 'refused') {
    compilation?.reject(new LanguageError(answer.message, answer.line, answer.column, answer.fault));
  } else compilation?.reject(new Error(answer.message));
}

function isOutOfMemory(error: Error): boolean {
  return 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
