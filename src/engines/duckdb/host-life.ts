import { rm } from 'node:fs/promises';
import type { MachineTime } from '../../ports/clock.ts';
import { EngineError, type HostEnd } from '../../ports/engine.ts';
import type { HostRequest } from './host/protocol.ts';
import { HostEnded, HostProcess } from './host-process.ts';
import { forgetHost, recordHost } from './host-record.ts';
import type { DuckdbEngineOptions } from './options.ts';
import { settlesWithin } from './settles-within.ts';
import type { TenantFiles } from './tenant-files.ts';

/**
 * A host that closes its file writes its log into it; one that takes longer is killed and does so at its next start.
 * A server has 5 s to exit (operating.md §2); before this one its jobs may take 2 s, its connections 1 s.
 */
const CLOSE_WITHIN_MS = 1_500;

export interface HostLifeParts {
  readonly tenant: string;
  readonly files: TenantFiles;
  readonly options: DuckdbEngineOptions;
  /** One line about it. */
  readonly log: (message: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** One life of a tenant's host, from the start of its process until nothing of it is left. It begins when it is made. */
export class HostLife {
  readonly #parts: HostLifeParts;
  readonly #clock: MachineTime;
  readonly #host: HostProcess;
  readonly #begun: number;
  /** Resolves when the process is gone. */
  readonly ended: Promise<unknown>;
  /** Resolves when it is gone, and swept after; never rejects. */
  readonly over: Promise<void>;
  /** Why its parent ended it; a host that ends without one crashed. */
  #endedBy: Exclude<HostEnd, 'crashed'> | undefined;

  constructor(parts: HostLifeParts) {
    const { options } = parts;
    this.#parts = parts;
    this.#clock = options.clock.machine;
    this.#begun = this.#clock.monotonic();
    this.#host = new HostProcess(options.hostEntry, options.slots);
    this.ended = this.#host.ended;
    this.over = this.#host.ended.then((end) => this.#sweep(end));
    options.hosts?.started();
  }

  get pid(): number | undefined {
    return this.#host.pid;
  }

  /** Opens the tenant's file in it. @throws EngineError `unavailable`; it is not to be used then */
  async open(): Promise<void> {
    const { tenant, files, options, log } = this.#parts;
    try {
      if (this.pid !== undefined) await recordHost(files, this.pid);
      const settings = {
        tenant,
        database: files.database,
        exchangeDirectory: files.exchange,
        spillDirectory: files.spill,
        memoryLimit: options.memoryLimit,
      };
      await this.#host.request({ type: 'init', settings });
    } catch (error) {
      this.#endedBy = 'start-failed';
      if (error instanceof HostEnded) {
        const { how } = await this.#host.ended;
        throw new EngineError('unavailable', `The engine process could not be started (${how})`);
      }
      await this.#host.kill();
      if (error instanceof EngineError) throw error;
      throw new EngineError('unavailable', 'The engine process could not be started', { cause: error });
    }
    log('engine host started', { pid: this.pid, ms: Math.round(this.#clock.monotonic() - this.#begun) });
  }

  /** @throws EngineError: the host's own; `crashed` or `displaced` when the process ends first */
  async ask(request: HostRequest, onProgress?: (progress: unknown) => void): Promise<unknown> {
    try {
      return await this.#host.request(request, onProgress);
    } catch (error) {
      if (error instanceof HostEnded) {
        await this.over;
        if (this.#endedBy === undefined && error.wasAlone) {
          throw new EngineError('crashed', 'The engine process ended while this statement ran');
        }
        throw displaced();
      }
      // A host that shuts down stops what runs in it.
      if (this.#endedBy !== undefined && error instanceof EngineError && error.kind === 'stopped')
        throw displaced();
      throw error;
    }
  }

  /** Asks it to interrupt what this session runs. */
  interrupt(session: string): void {
    this.#host.tell({ type: 'stop', session });
  }

  freeze(): void {
    this.#host.freeze();
  }

  thaw(): void {
    this.#host.thaw();
  }

  /** Resolves when it is over. @param why none: as if it had ended by itself */
  async kill(why?: 'killed' | 'shutdown'): Promise<void> {
    if (why !== undefined) this.#endedBy = why;
    await this.#host.kill();
    await this.over;
  }

  /** Has it close its file, for which it has a while; resolves when it is over. */
  async shutDown(why: 'idle' | 'shutdown'): Promise<void> {
    this.#endedBy = why;
    this.#host.tell({ type: 'shutdown' });
    if (this.#host.frozen || !(await settlesWithin(this.#host.ended, CLOSE_WITHIN_MS, this.#clock)))
      await this.#host.kill();
    await this.over;
  }

  /** However it ended: nothing of it stays behind. */
  async #sweep({ how, stderr }: { how: string; stderr: string }): Promise<void> {
    const { files, options, log } = this.#parts;
    const { pid } = this;
    options.hosts?.ended(this.#endedBy ?? 'crashed');
    if (this.#endedBy === undefined) log('engine host ended by itself', { pid, how, stderr });
    try {
      await forgetHost(files);
      await rm(files.exchange, { recursive: true, force: true });
      await rm(files.spill, { recursive: true, force: true });
    } catch (error) {
      // The next host empties its directories, and a record of a process that is gone does no harm.
      log('what an engine host left could not be removed', { pid, err: error });
    }
  }
}

function displaced(): EngineError {
  return new EngineError('displaced', 'The engine process ended for the sake of another statement');
}
