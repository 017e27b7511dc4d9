import type { MachineTime } from '../../ports/clock.ts';
import { type Attempt, EngineError, type EngineHandle, type EngineStop } from '../../ports/engine.ts';
import type { RowCounts } from '../../ports/row-load.ts';
import { Admission } from './admission.ts';
import { AttemptSession, keyOf } from './attempt-session.ts';
import { HostLife } from './host-life.ts';
import type { DuckdbEngineOptions } from './options.ts';
import { settlesWithin } from './settles-within.ts';
import { type TenantFiles, tenantFiles } from './tenant-files.ts';

/** A host with nothing to do is given back after this, ms: starting one costs about 0.2 s, keeping it 100 MB. */
const IDLE_MS = 60_000;

/** What a sealed load still works on may take this long, ms, before the process is ended for it. */
const LEFT_WITHIN_MS = 10_000;

/** How long a host that a lab froze stays so, ms, when nobody ends that: as long as a rule of the lab by itself. */
const FROZEN_AT_MOST_MS = 300_000;

/**
 * A tenant's host through its lives (DESIGN §3): none → starting → up → none again, because it was idle, because
 * a statement in it did not let itself be interrupted, or because it crashed. The next request starts the next life.
 */
export class TenantHost {
  readonly #tenant: string;
  readonly #options: DuckdbEngineOptions;
  readonly #clock: MachineTime;
  readonly #files: TenantFiles;
  readonly #admission = new Admission();
  readonly #attempts = new Map<string, AttemptSession>();
  /** The life each open session belongs to. */
  readonly #lives = new WeakMap<AttemptSession, HostLife>();
  #life: Promise<HostLife> | undefined;
  /** The process of that life, while it starts too. */
  #latest: HostLife | undefined;
  /** The end of the life before: two processes never share a file. */
  #lastOver: Promise<void> = Promise.resolve();
  #idle: { cancel(): void } | undefined;
  #closed = false;

  constructor(tenant: string, options: DuckdbEngineOptions) {
    this.#tenant = tenant;
    this.#options = options;
    this.#clock = options.clock.machine;
    this.#files = tenantFiles(options.dataDir, tenant);
  }

  get handles(): readonly EngineHandle[] {
    return [...this.#attempts.values()].map(({ handle }) => handle);
  }

  async open(attempt: Attempt): Promise<AttemptSession> {
    const key = keyOf(attempt.handle);
    if (this.#attempts.has(key)) throw new TypeError(`Attempt ${key} is open already`);
    const objects = () => this.#options.catalogue(this.#tenant);
    const session = new AttemptSession(attempt, objects, {
      forget: (gone) => {
        if (this.#attempts.get(key) === gone) this.#attempts.delete(key);
      },
      leave: (gone) => this.#leave(gone),
    });
    this.#attempts.set(key, session);
    try {
      attempt.onWait?.('place');
      await Promise.race([this.#enter(session), session.stopped]);
      attempt.onWait?.('process');
      const life = await Promise.race([this.#up(), session.stopped]);
      this.#lives.set(session, life);
      attempt.onWait?.('snapshot');
      await session.start((request, onProgress) => life.ask(request, onProgress));
      return session;
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  async call(operation: string, args: unknown, onProgress?: (progress: unknown) => void): Promise<unknown> {
    const occupant = { alone: false };
    try {
      await this.#enter(occupant);
      const life = await this.#up();
      return await life.ask({ type: 'data', operation, args }, onProgress);
    } finally {
      this.#leave(occupant);
    }
  }

  async sealRows(handle: EngineHandle): Promise<RowCounts | undefined> {
    // Beside whatever is inside: the attempt that it ends may be alone there.
    const occupant = { alone: false };
    this.#idle?.cancel();
    this.#admission.enterAtOnce(occupant);
    try {
      const life = await this.#up();
      return (await life.ask({ type: 'seal-rows', handle })) as RowCounts | undefined;
    } finally {
      this.#leave(occupant);
    }
  }

  async stop(handle: EngineHandle, graceMs: number): Promise<EngineStop> {
    const session = this.#attempts.get(keyOf(handle));
    if (session === undefined) return { outcome: 'settled', steps: [] };
    session.stopping ??= this.#stop(session, graceMs);
    return await session.stopping;
  }

  /** Ends the process as if it had ended by itself. */
  async crash(): Promise<void> {
    const life = await this.#life?.catch(() => undefined);
    await life?.kill();
  }

  /** See `EngineFaults.freezeEngine`. */
  async freeze(until?: AbortSignal): Promise<void> {
    const life = await this.#life?.catch(() => undefined);
    const inside = [...this.#attempts.values()].filter((session) => this.#lives.get(session) === life);
    const working = inside.flatMap((session) => session.working ?? []);
    if (life === undefined || working.length === 0 || until?.aborted === true) return;
    life.freeze();
    const given = new Promise<void>((resolve) => {
      until?.addEventListener('abort', () => resolve(), { once: true });
    });
    // What had ended a moment before leaves a host that nobody would ever kill.
    const over = Promise.race([given, Promise.allSettled(working)]);
    void settlesWithin(over, FROZEN_AT_MOST_MS, this.#clock).then(() => life.thaw());
  }

  /** Ends the host for good: what runs in it fails as displaced, what waits for its place in it as unavailable. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#idle?.cancel();
    await this.#giveBack('shutdown');
  }

  /** The same at once, for who throws the tenant's data away; nothing of it is closed in an orderly way. */
  async abandon(): Promise<void> {
    this.#closed = true;
    this.#idle?.cancel();
    await this.#latest?.kill('shutdown');
  }

  /** Whether it has a process, or will have one in a moment. */
  get isUp(): boolean {
    return this.#life !== undefined;
  }

  /** Starts the process before somebody needs it. @throws EngineError `unavailable` */
  async warm(): Promise<void> {
    const occupant = { alone: false };
    try {
      await this.#enter(occupant);
      await this.#up();
    } finally {
      this.#leave(occupant);
    }
  }

  /** Ends the host; the next request starts another. */
  async #giveBack(why: 'idle' | 'shutdown'): Promise<void> {
    const life = await this.#life?.catch(() => undefined);
    if (life !== undefined) {
      this.#life = undefined;
      await life.shutDown(why);
    }
    await this.#lastOver;
  }

  async #stop(session: AttemptSession, graceMs: number): Promise<EngineStop> {
    const begun = this.#clock.monotonic();
    const since = (): number => Math.round((this.#clock.monotonic() - begun) * 10) / 10;
    const { working } = session;
    const life = this.#lives.get(session);
    session.markStopped();
    if (working === undefined || life === undefined) return { outcome: 'settled', steps: [] };
    life.interrupt(keyOf(session.handle));
    const certain = session.loading ? this.#sealed(life, session, working) : working;
    if (await settlesWithin(certain, graceMs, this.#clock)) {
      return { outcome: 'settled', steps: [{ step: 'interrupted', ms: since() }] };
    }
    const detail = `did not settle within ${graceMs} ms`;
    const interrupted = { step: 'interrupted', ms: since(), detail } as const;
    await this.#kill(life);
    const killed = { step: 'killed', ms: since(), detail: `engine process ${life.pid}` } as const;
    return { outcome: 'killed', steps: [interrupted, killed] };
  }

  /**
   * Resolves when no row of the load can be written any more, long before the engine notices in a step of its work: it
   * packs a group of rows without looking whether it was interrupted, which takes up to a second. What is left of it ends
   * by itself.
   */
  async #sealed(life: HostLife, session: AttemptSession, working: Promise<unknown>): Promise<void> {
    const over = working.then(
      () => {},
      () => {},
    );
    const sealed = life.ask({ type: 'seal-rows', handle: session.handle });
    await Promise.race([over, sealed.then(() => session.markSealed()).catch(() => over)]);
    void this.#endLeft(life, over);
  }

  async #endLeft(life: HostLife, over: Promise<void>): Promise<void> {
    if (await settlesWithin(over, LEFT_WITHIN_MS, this.#clock)) return;
    await this.#kill(life);
  }

  async #kill(life: HostLife): Promise<void> {
    this.#log('engine host killed: a statement did not let itself be interrupted', { pid: life.pid });
    await life.kill('killed');
  }

  /** The life that is, or a new one. @throws EngineError `unavailable` */
  #up(): Promise<HostLife> {
    if (this.#life !== undefined) return this.#life;
    if (this.#closed) return Promise.reject(new EngineError('unavailable', 'The engine is closed'));
    const life = this.#start();
    this.#life = life;
    const gone = (): void => {
      if (this.#life === life) this.#life = undefined;
    };
    life.then(({ ended }) => ended.then(gone), gone);
    return life;
  }

  async #start(): Promise<HostLife> {
    await this.#lastOver;
    if (this.#closed) throw new EngineError('unavailable', 'The engine is closed');
    const life = new HostLife({
      tenant: this.#tenant,
      files: this.#files,
      options: this.#options,
      log: (message, fields) => this.#log(message, fields),
    });
    this.#lastOver = life.over;
    this.#latest = life;
    await life.open();
    return life;
  }

  #enter(occupant: { readonly alone: boolean }): Promise<void> {
    this.#idle?.cancel();
    return this.#admission.enter(occupant);
  }

  #leave(occupant: { readonly alone: boolean }): void {
    this.#admission.leave(occupant);
    if (!this.#admission.idle) return;
    this.#idle?.cancel();
    this.#idle = this.#clock.after(IDLE_MS, () => void this.#giveBack('idle'));
  }

  #log(message: string, fields: Readonly<Record<string, unknown>>): void {
    this.#options.log?.(message, { tenant: this.#tenant, ...fields });
  }
}
