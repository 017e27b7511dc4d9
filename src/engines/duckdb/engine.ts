import type { Clock } from '../../ports/clock.ts';
import type { Attempt, Engine, EngineHandle, EngineSession, EngineStop } from '../../ports/engine.ts';
import { HostPool } from './host-pool.ts';

export interface DuckdbEngineOptions {
  /** Holds `tenants/<tenant>/data.duckdb`. */
  readonly dataDir: string;
  /** The host's entry file: built JavaScript. */
  readonly hostEntry: URL;
  readonly clock: Clock;
  /** DuckDB's `memory_limit` of each host, bytes. */
  readonly memoryLimit: number;
  /** Attempts that may run at once, for the size of the host's thread pool. */
  readonly slots: number;
  /** One line about a host: started, killed, ended by itself. */
  readonly log?: (message: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** The embedded engine: DuckDB in a child process a tenant (DESIGN §3–§6). */
export class DuckdbEngine implements Engine {
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

  running(): Promise<readonly EngineHandle[]> {
    return this.hosts.running();
  }

  close(): Promise<void> {
    return this.hosts.close();
  }
}
