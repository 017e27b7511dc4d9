import type { Principals } from '../../ports/principals.ts';
import type { JobStore } from '../../ports/store.ts';

export interface SqliteStoreOptions {
  /** Holds `sluice.db` and its lock; made when missing. One server at a time. */
  readonly directory: string;
  /** The built entry of `writer.ts`. */
  readonly writerEntry: URL;
  /** Largest size of the database; no limit but the disk's when absent. */
  readonly maxBytes?: number;
}

export interface SqliteStore extends JobStore {
  readonly principals: Principals;
  close(): Promise<void>;
}

/**
 * Opens the embedded store and brings its schema up to date.
 * @throws StoreError `in-use`, `damaged`, `newer`, `unavailable`
 */
export function openSqliteStore(_options: SqliteStoreOptions): Promise<SqliteStore> {
  throw new Error('not built yet');
}
