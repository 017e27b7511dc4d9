import { type ChildProcess, spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { EngineError } from '../../ports/engine.ts';
import { DataError } from '../../ports/tenant-data.ts';
import type { FromHost, HostFailure, HostRequest, ToHost } from './host/protocol.ts';
import { guardThaw } from './thaw-guard.ts';

/** Each statement may hold three threads: its own, the read of its pipe, its compression; the rest is for files. */
const THREADS_A_SLOT = 3;
const SPARE_THREADS = 12;
/** With libuv's 4 a `SELECT 1` waited 1.5 s behind four stuck statements, with 32 it took 15 ms (DESIGN §3). */
const FEWEST_THREADS = 32;

/** Of the parent's environment: what a process needs, and nothing that is secret. */
const ENVIRONMENT = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'LD_LIBRARY_PATH', 'SystemRoot'];

/** The last of what a host wrote to stderr is kept for the log, characters. */
const STDERR_TAIL = 2000;

/** All requests that were waiting when their host ended reject with this. */
export class HostEnded extends Error {
  override readonly name = 'HostEnded';
  /** Whether nothing else was asked of it at that moment. */
  readonly wasAlone: boolean;
  constructor(wasAlone: boolean) {
    super('The engine process ended');
    this.wasAlone = wasAlone;
  }
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((progress: unknown) => void) | undefined;
}

/** One host process as its parent sees it: requests, answers, its end. */
export class HostProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #requests = 0;
  #stderr = '';
  #ended = false;
  #freezes = 0;
  #endGuard: (() => void) | undefined;
  /** Resolves when the process is gone; never rejects. */
  readonly ended: Promise<{ readonly how: string; readonly stderr: string }>;

  constructor(entry: URL, slots: number) {
    const threads = Math.max(FEWEST_THREADS, slots * THREADS_A_SLOT + SPARE_THREADS);
    this.#child = spawn(process.execPath, [fileURLToPath(entry)], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
      env: { ...environment(), UV_THREADPOOL_SIZE: String(threads), TZ: 'UTC' },
    });
    this.#child.on('message', (message) => this.#receive(message as FromHost));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_TAIL);
    });
    this.ended = new Promise((resolve) => {
      // `close` comes after `exit` and after the last of stderr; `error` alone when it could not be started.
      this.#child.once('close', (code, signal) => resolve(this.#end(signal ?? `exit code ${code}`)));
      this.#child.on('error', (error) => {
        if (this.#child.pid === undefined) resolve(this.#end(error.message));
      });
    });
    lowerPriority(this.#child.pid);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /**
   * @throws HostEnded when the process ends before it answers; DataError and EngineError as the host threw them
   */
  request(request: HostRequest, onProgress?: (progress: unknown) => void): Promise<unknown> {
    if (this.#ended) return Promise.reject(new HostEnded(false));
    const id = ++this.#requests;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, onProgress });
      this.tell({ ...request, id } as ToHost);
    });
  }

  /** A message without an answer. One to a host that is about to end is lost, as its requests are. */
  tell(message: ToHost): void {
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  /** For certain, whatever it does. Resolves when it is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  /** It does nothing more until it is thawed, or its parent has died; a kill ends it all the same. */
  freeze(): void {
    this.#freezes += 1;
    // At once: what it works on may end while the guard is started.
    this.#child.kill('SIGSTOP');
    if (this.#child.pid !== undefined) this.#endGuard ??= guardThaw(this.#child.pid);
  }

  /** Once for each `freeze`: it goes on after the last. */
  thaw(): void {
    this.#freezes -= 1;
    if (this.frozen) return;
    this.#child.kill('SIGCONT');
    this.#unguard();
  }

  get frozen(): boolean {
    return this.#freezes > 0;
  }

  /** Before its number may be another process's. */
  #unguard(): void {
    this.#endGuard?.();
    this.#endGuard = undefined;
  }

  #receive(message: FromHost): void {
    const waiting = this.#waiting.get(message.id);
    if (waiting === undefined) return;
    if (message.type === 'progress') {
      waiting.onProgress?.(message.progress);
      return;
    }
    this.#waiting.delete(message.id);
    if (message.type === 'done') waiting.resolve(message.value);
    else waiting.reject(toError(message.error));
  }

  #end(how: string): { how: string; stderr: string } {
    this.#ended = true;
    this.#unguard();
    const alone = this.#waiting.size === 1;
    for (const { reject } of this.#waiting.values()) reject(new HostEnded(alone));
    this.#waiting.clear();
    return { how, stderr: this.#stderr.trim() };
  }
}

function toError({ kind, message, limit, detail }: HostFailure): Error {
  if (kind === 'data') return new DataError(message);
  return new EngineError(kind, message, {
    ...(limit === undefined ? {} : { limit }),
    ...(detail === undefined ? {} : { cause: new Error(detail) }),
  });
}

function environment(): NodeJS.ProcessEnv {
  const entries = ENVIRONMENT.map((name) => [name, process.env[name]] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** So that what answers HTTP goes first. At once: threads inherit it when they are made. */
function lowerPriority(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Gone already, or not allowed here: works without.
  }
}
