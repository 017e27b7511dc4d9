import type { CatalogueObject } from '../../ports/catalogue.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HostObserver } from '../../ports/engine.ts';

export interface DuckdbEngineOptions {
  /** Holds `tenants/<tenant>/tenant.duckdb`. */
  readonly dataDir: string;
  /** The host's entry file: built JavaScript. */
  readonly hostEntry: URL;
  readonly clock: Clock;
  /** A tenant's objects as they are now: loads write into their tables. */
  readonly catalogue: (tenant: string) => readonly CatalogueObject[];
  /** DuckDB's `memory_limit` of each host, bytes. */
  readonly memoryLimit: number;
  /** Attempts that may run at once, for the size of the host's thread pool. */
  readonly slots: number;
  /** Told of each host's start and end. */
  readonly hosts?: HostObserver;
  /** One line about a host: started, killed, ended by itself. */
  readonly log?: (message: string, fields: Readonly<Record<string, unknown>>) => void;
}
