import { readdir } from 'node:fs/promises';
import {
  type Attempt,
  EngineError,
  type EngineHandle,
  type EngineSession,
  type EngineStop,
} from '../../ports/engine.ts';
import type { RowCounts } from '../../ports/row-load.ts';
import { endRecordedHost } from './host-record.ts';
import type { DuckdbEngineOptions } from './options.ts';
import { filesIn, tenantsDirectory } from './tenant-files.ts';
import { TenantHost } from './tenant-host.ts';

/** The host processes, one a tenant: started on need, given back when idle. */
export class HostPool {
  readonly #options: DuckdbEngineOptions;
  readonly #tenants = new Map<string, TenantHost>();
  #orphans: Promise<void> | undefined;
  #closed = false;
  #resting = false;

  constructor(options: DuckdbEngineOptions) {
    this.#options = options;
  }

  /**
   * Runs one data operation (`data/operations.ts`) in the tenant's host; operations of a tenant queue.
   * @throws DataError as the operation threw it; EngineError for the rest (`displaced` when the host went down: the
   *   operation may or may not have been done).
   */
  async call(
    tenant: string,
    operation: string,
    args: unknown,
    onProgress?: (progress: unknown) => void,
  ): Promise<unknown> {
    await this.#endOrphans();
    return await this.#host(tenant).call(operation, args, onProgress);
  }

  async open(attempt: Attempt): Promise<EngineSession> {
    await this.#endOrphans();
    return await this.#host(attempt.handle.tenant).open(attempt);
  }

  async stop(handle: EngineHandle, { graceMs }: { readonly graceMs: number }): Promise<EngineStop> {
    await this.#endOrphans();
    return (
      (await this.#tenants.get(handle.tenant)?.stop(handle, graceMs)) ?? { outcome: 'settled', steps: [] }
    );
  }

  async sealRows(handle: EngineHandle): Promise<RowCounts | undefined> {
    await this.#endOrphans();
    return await this.#host(handle.tenant).sealRows(handle);
  }

  /** Ends the hosts that an earlier process left behind, then tells what runs now. */
  async running(): Promise<readonly EngineHandle[]> {
    await this.#endOrphans();
    return [...this.#tenants.values()].flatMap((host) => host.handles);
  }

  /** See `EngineFaults.killEngine`. */
  async crash(tenant: string): Promise<void> {
    await this.#tenants.get(tenant)?.crash();
  }

  /** See `EngineFaults.freezeEngine`. */
  async freeze(tenant: string, until?: AbortSignal): Promise<void> {
    await this.#tenants.get(tenant)?.freeze(until);
  }

  /**
   * Ends all hosts and starts none until `wake`: meanwhile the tenants' files may be copied (`close`: what was written
   * is in them) or replaced (`kill`: what was written does not matter). Answers how to start those that were up.
   */
  async rest(how: 'close' | 'kill'): Promise<() => void> {
    await this.#endOrphans();
    this.#resting = true;
    const hosts = [...this.#tenants];
    const up = hosts.filter(([, host]) => host.isUp).map(([tenant]) => tenant);
    await Promise.all(hosts.map(([, host]) => (how === 'kill' ? host.abandon() : host.close())));
    // What waits in them is refused; others take their place.
    this.#tenants.clear();
    return () => this.#wake(up);
  }

  #wake(up: readonly string[]): void {
    this.#resting = false;
    if (this.#closed) return;
    // In the background: one that cannot be started says so to the first who needs it.
    for (const tenant of up)
      this.#host(tenant)
        .warm()
        .catch(() => undefined);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#tenants.values()].map((host) => host.close()));
  }

  #host(tenant: string): TenantHost {
    if (this.#closed || this.#resting) throw new EngineError('unavailable', 'The engine is closed');
    let host = this.#tenants.get(tenant);
    if (host === undefined) {
      host = new TenantHost(tenant, this.#options);
      this.#tenants.set(tenant, host);
    }
    return host;
  }

  /** Once, before the first host of our own: all records are of hosts that an earlier process left behind. */
  #endOrphans(): Promise<void> {
    this.#orphans ??= this.#endRecordedHosts().catch((error: unknown) => {
      this.#orphans = undefined;
      throw error;
    });
    return this.#orphans;
  }

  async #endRecordedHosts(): Promise<void> {
    const { dataDir, clock } = this.#options;
    const directory = tenantsDirectory(dataDir);
    const folders = await readdir(directory).catch(() => []);
    await Promise.all(folders.map((folder) => endRecordedHost(filesIn(directory, folder), clock.machine)));
  }
}
