import { Kysely, SqliteDialect, type Transaction } from 'kysely';
import type Database from 'libsql';
import { migrate } from '../migrate.ts';
import { OPERATIONS, type OperationInput, type OperationName } from '../operations/operations.ts';
import type { Schema } from '../schema.ts';
import { connect } from './connection.ts';
import { cachedStatements } from './statement-cache.ts';
import { copyTo, replaceBy } from './whole-state.ts';
import type { WholeRequest, WriteFailure, WriteRequest, WriteResult } from './writer-protocol.ts';

type Run = (db: Transaction<Schema>, input: OperationInput<OperationName>) => Promise<unknown>;

/** Carries out groups of writes on the one writing connection, each group in one durable transaction. */
export class GroupWriter {
  readonly #db: Database.Database;
  readonly #kysely: Kysely<Schema>;

  private constructor(db: Database.Database, kysely: Kysely<Schema>) {
    this.#db = db;
    this.#kysely = kysely;
  }

  /** Opens the database, made when missing, with the newest schema. */
  static async open(path: string, maxBytes: number | undefined): Promise<GroupWriter> {
    const db = connect(path);
    try {
      if (maxBytes !== undefined) {
        const [row] = db.pragma('page_size') as { page_size: number }[];
        db.exec(`pragma max_page_count = ${Math.floor(maxBytes / (row?.page_size ?? 4096))}`);
      }
      const kysely = new Kysely<Schema>({ dialect: new SqliteDialect({ database: cachedStatements(db) }) });
      db.exec('begin immediate');
      await migrate(kysely, migrationsDone(db));
      db.exec('commit');
      return new GroupWriter(db, kysely);
    } catch (error) {
      db.close();
      throw error;
    }
  }

  /** Results in the order of the requests; told only when they are durable, or certain to have changed nothing. */
  async write(
    requests: readonly WriteRequest[],
    failure: (error: unknown) => WriteFailure,
  ): Promise<readonly WriteResult[]> {
    if (requests.length === 0) return [];
    try {
      return await this.#together(requests, failure);
    } catch (error) {
      this.#rollback();
      const [only] = requests;
      if (only !== undefined && requests.length === 1)
        return [{ id: only.id, ok: false, error: failure(error) }];
      // A full disk takes the whole transaction with it; alone, those that fit still can be kept.
      const results: WriteResult[] = [];
      for (const request of requests) results.push(...(await this.write([request], failure)));
      return results;
    }
  }

  /** Between two groups. */
  async whole({ id, work }: WholeRequest, failure: (error: unknown) => WriteFailure): Promise<WriteResult> {
    try {
      if (work.kind === 'copy') copyTo(this.#db, work.path);
      else {
        const path = work.kind === 'upgrade' ? work.path : work.by.path;
        if (path !== undefined) (await GroupWriter.open(path, undefined)).close();
        if (work.kind === 'replace') replaceBy(this.#db, work.by);
      }
      return { id, ok: true, output: undefined };
    } catch (error) {
      return { id, ok: false, error: failure(error) };
    }
  }

  async #together(
    requests: readonly WriteRequest[],
    failure: (error: unknown) => WriteFailure,
  ): Promise<readonly WriteResult[]> {
    const results: WriteResult[] = [];
    this.#db.exec('begin immediate');
    for (const request of requests) {
      this.#db.exec('savepoint one');
      try {
        const run = OPERATIONS[request.name] as Run;
        // The transaction is this class's own; operations see the same type that kysely's would have.
        const output = await run(this.#kysely as unknown as Transaction<Schema>, request.input);
        this.#db.exec('release one');
        results.push({ id: request.id, ok: true, output });
      } catch (error) {
        if (!this.#db.inTransaction) throw error;
        this.#db.exec('rollback to one');
        this.#db.exec('release one');
        results.push({ id: request.id, ok: false, error: failure(error) });
      }
    }
    this.#db.exec('commit');
    return results;
  }

  #rollback(): void {
    if (this.#db.inTransaction) this.#db.exec('rollback');
  }

  close(): void {
    // Leaves one file, so that a copy of it is whole; without it the next start reads the log, which is as safe.
    this.#db.pragma('wal_checkpoint(truncate)');
    this.#db.close();
  }
}

function migrationsDone(db: Database.Database): readonly string[] {
  const table = db.prepare("select name from sqlite_master where name = 'kysely_migration'").all();
  if (table.length === 0) return [];
  const rows = db.prepare('select name from kysely_migration order by name').all() as { name: string }[];
  return rows.map((row) => row.name);
}
