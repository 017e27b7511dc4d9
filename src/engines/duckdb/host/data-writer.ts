import type { DuckDBConnection } from '@duckdb/node-api';
import { dataOperations } from '../data/operations.ts';
import type { DataOperations } from './data-operation.ts';
import { changeData } from './data-version.ts';
import type { TenantDatabase } from './database.ts';

/** Runs data operations one after another on one connection: two writers of one row would fail each other. */
export class DataWriter {
  readonly #database: TenantDatabase;
  readonly #tenant: string;
  readonly #exchangeDirectory: string;
  #connection: DuckDBConnection | undefined;
  #last: Promise<unknown> = Promise.resolve();

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

  async close(): Promise<void> {
    await this.#last;
    this.#connection?.disconnectSync();
  }

  async #run(operation: string, args: unknown, onProgress: (progress: unknown) => void): Promise<unknown> {
    const handler = (dataOperations as DataOperations)[operation];
    if (handler === undefined) throw new TypeError(`No data operation ${JSON.stringify(operation)}`);
    this.#connection ??= await this.#database.connect();
    const connection = this.#connection;
    return await handler(connection, args, {
      tenant: this.#tenant,
      exchangeDirectory: this.#exchangeDirectory,
      onProgress,
      transaction: (work) => changeData(connection, work),
    });
  }
}
