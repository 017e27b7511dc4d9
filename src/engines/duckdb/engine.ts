import type { Attempt, Engine, EngineHandle, EngineSession, EngineStop } from '../../ports/engine.ts';
import type { EngineFaults } from '../../ports/engine-faults.ts';
import type { RowCounts } from '../../ports/row-load.ts';
import { HostPool } from './host-pool.ts';
import type { DuckdbEngineOptions } from './options.ts';

/** The embedded engine: DuckDB in a child process a tenant (DESIGN §3–§6). */
export class DuckdbEngine implements Engine, EngineFaults {
  /** For data operations: `HostPool.call`. */
  readonly hosts: HostPool;

  constructor(options: DuckdbEngineOptions) {
    this.hosts = new HostPool(options);
  }

  open(attempt: Attempt): Promise<EngineSession> {
    return this.hosts.open(attempt);
  }

  stop(handle: EngineHandle, options: { readonly graceMs: number }): Promise<EngineStop> {
    return this.hosts.stop(handle, options);
  }

  sealRows(handle: EngineHandle): Promise<RowCounts | undefined> {
    return this.hosts.sealRows(handle);
  }

  async forgetRows(tenant: string, jobs: readonly string[]): Promise<void> {
    await this.hosts.call(tenant, 'forget-rows', { jobs });
  }

  running(): Promise<readonly EngineHandle[]> {
    return this.hosts.running();
  }

  killEngine(tenant: string): Promise<void> {
    return this.hosts.crash(tenant);
  }

  freezeEngine(tenant: string, until?: AbortSignal): Promise<void> {
    return this.hosts.freeze(tenant, until);
  }

  close(): Promise<void> {
    return this.hosts.close();
  }
}
