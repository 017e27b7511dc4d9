import type { DuckDBConnection } from '@duckdb/node-api';

/**
 * One operation on a tenant's data, run inside the host process. Operations of a tenant run one after another, each
 * on the host's one writing connection; queries run beside them on their own snapshots.
 * `args` and the answer cross a process boundary by structured clone. Throw `DataError` for data that does not fit: it
 * arrives as a `DataError`; anything else arrives as an `EngineError`.
 */
export type DataOperation = (
  connection: DuckDBConnection,
  args: unknown,
  context: DataOperationContext,
) => Promise<unknown>;

export interface DataOperationContext {
  readonly tenant: string;
  /**
   * The only directory the engine may reach by path (absolute). It holds pipes and files of running work and is
   * emptied when the host starts; whoever puts something there removes it again.
   */
  readonly exchangeDirectory: string;
  /** To the caller's `onProgress`; a plain value. */
  readonly onProgress: (progress: unknown) => void;
  /**
   * A change begins, asked for at `now` (business time): answers the time from which on it may date its rows. Called in
   * the transaction, before its first statement; until the operation ends, sessions that open are told of it.
   */
  readonly begin: (now: number) => number;
  /**
   * Runs `work` in one transaction that also raises the tenant's data version, so that sessions can tell whether they
   * see the same data. Rolls back and rethrows when `work` throws. Every change of rows or tables belongs in one.
   */
  transaction<T>(work: () => Promise<T>): Promise<T>;
}

/** What work gets that takes a turn among the operations, on a connection of its own. */
export type WriterTurn = Pick<DataOperationContext, 'begin'>;

/** What `data/operations.ts` exports as `dataOperations`. */
export type DataOperations = Readonly<Record<string, DataOperation>>;
