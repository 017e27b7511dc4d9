import type { DuckDBConnection } from '@duckdb/node-api';
import { EngineError } from '../../../ports/engine.ts';
import { dataOperations } from '../data/operations.ts';
import type { DataOperations, WriterTurn } from './data-operation.ts';
import { changeData } from './data-version.ts';
import type { TenantDatabase } from './database.ts';

/** Runs data operations one after another on one connection: two writers of one row would fail each other. */
export class DataWriter {
  readonly #database: TenantDatabase;
  readonly #tenant: string;
  readonly #exchangeDirectory: string;
  #connection: DuckDBConnection | undefined;
  #last: Promise<unknown> = Promise.resolve();
  /** From when on the change under way dates its rows. */
  #pendingSince: number | undefined;
  /** When the latest of the sessions that have opened began. */
  #notBefore = 0;

  constructor(database: TenantDatabase, tenant: string, exchangeDirectory: string) {
    this.#database = database;
    this.#tenant = tenant;
    this.#exchangeDirectory = exchangeDirectory;
  }

  run(operation: string, args: unknown, onProgress: (progress: unknown) => void): Promise<unknown> {
    const next = this.#last.then(() => this.#run(operation, args, onProgress));
    this.#last = next.catch(() => {});
    return next;
  }

  /**
   * Gives `work` its turn among the operations, on a connection of its own. Rejects as stopped at once when `signal`
   * aborts before its turn has come; afterwards whoever aborts also interrupts the work.
   */
  turn<T>(work: (turn: WriterTurn) => Promise<T>, signal: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      const leave = (): void => reject(new EngineError('stopped', 'Stopped'));
      if (signal.aborted) return leave();
      signal.addEventListener('abort', leave);
      this.#last = this.#last.then(async () => {
        signal.removeEventListener('abort', leave);
        if (signal.aborted) return;
        try {
          resolve(await work({ begin: (now) => this.#begin(now) }));
        } catch (error) {
          reject(error);
        } finally {
          this.#pendingSince = undefined;
        }
      });
    });
  }

  /**
   * A session opens that began at `asOf` (business time), and is about to take its snapshot. Answers from when on the
   * change under way dates its rows: it is in the snapshot or not. Every other change is in it, or is dated no earlier
   * than `asOf`, however long it has waited for its turn here.
   */
  opening(asOf: number | undefined): number | undefined {
    this.#notBefore = Math.max(this.#notBefore, asOf ?? 0);
    return this.#pendingSince;
  }

  async close(): Promise<void> {
    await this.#last;
    this.#connection?.disconnectSync();
  }

  async #run(operation: string, args: unknown, onProgress: (progress: unknown) => void): Promise<unknown> {
    const handler = (dataOperations as DataOperations)[operation];
    if (handler === undefined) throw new TypeError(`No data operation ${JSON.stringify(operation)}`);
    this.#connection ??= await this.#database.connect();
    const connection = this.#connection;
    try {
      return await handler(connection, args, {
        tenant: this.#tenant,
        exchangeDirectory: this.#exchangeDirectory,
        onProgress,
        begin: (now) => this.#begin(now),
        transaction: (work) => changeData(connection, work),
      });
    } finally {
      this.#pendingSince = undefined;
    }
  }

  /** In one step: between the two a session could open that is told of nothing. */
  #begin(now: number): number {
    const since = Math.max(Math.floor(now), this.#notBefore);
    this.#pendingSince = since;
    return since;
  }
}
