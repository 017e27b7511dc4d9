import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection, Json } from '@duckdb/node-api';
import { systemClock } from '../../../../src/config/system-clock.ts';
import { DataWriter } from '../../../../src/engines/duckdb/host/data-writer.ts';
import { TenantDatabase } from '../../../../src/engines/duckdb/host/database.ts';
import { Pipes } from '../../../../src/engines/duckdb/host/pipes.ts';
import { HostSession } from '../../../../src/engines/duckdb/host/session.ts';
import { objectsOf } from '../../../../src/engines/duckdb/rows/objects-of.ts';
import type { RowWork } from '../../../../src/engines/duckdb/rows/row-place.ts';
import { sealRows } from '../../../../src/engines/duckdb/rows/seal-rows.ts';
import { DuckdbTenantData } from '../../../../src/engines/duckdb/tenant-data.ts';
import type { CatalogueObject } from '../../../../src/ports/catalogue.ts';
import type { Progress, RowLoadOutcome, RowReportOutcome } from '../../../../src/ports/engine.ts';
import type { RowCounts, RowLoad } from '../../../../src/ports/row-load.ts';
import { baseCatalogue } from '../../../../src/tenant/catalogue/base-catalogue.ts';
import { ENTITY, NOW, ORGS } from '../data/tenant-file.ts';

const USER = 'u'.repeat(32);

/** A tenant's file in this process, into which files are loaded as the host does it. */
export class LoadedTenant implements AsyncDisposable {
  readonly directory: string;
  readonly database: TenantDatabase;
  readonly data: DuckdbTenantData;
  readonly writer: DataWriter;
  readonly #reader: DuckDBConnection;
  readonly #catalogue: readonly CatalogueObject[];
  #files = 0;
  #jobs = 0;

  private constructor(
    directory: string,
    database: TenantDatabase,
    reader: DuckDBConnection,
    catalogue: readonly CatalogueObject[],
  ) {
    this.directory = directory;
    this.database = database;
    this.#reader = reader;
    this.#catalogue = catalogue;
    this.writer = new DataWriter(database, 'dev', this.#exchange);
    this.data = new DuckdbTenantData({
      call: (_tenant, operation, args, onProgress) =>
        this.writer.run(operation, structuredClone(args), onProgress ?? (() => {})),
    });
  }

  static async open(catalogue = baseCatalogue()): Promise<LoadedTenant> {
    const directory = mkdtempSync(join(tmpdir(), 'sluice-rows-'));
    mkdirSync(join(directory, 'exchange'));
    const database = await TenantDatabase.open({
      tenant: 'dev',
      database: join(directory, 'tenant.duckdb'),
      exchangeDirectory: join(directory, 'exchange'),
      spillDirectory: join(directory, 'spill'),
      memoryLimit: 1_000_000_000,
    });
    const tenant = new LoadedTenant(directory, database, await database.connect(), catalogue);
    await tenant.data.ensure('dev', catalogue);
    return tenant;
  }

  /** Writes a source file; answers its path. */
  file(content: string | Buffer): string {
    const path = join(this.directory, `source-${++this.#files}`);
    writeFileSync(path, content);
    return path;
  }

  /** @param chunkRows rows of a chunk, instead of the usual quarter of a million */
  session(chunkRows?: number): Promise<HostSession> {
    const place = {
      exchangeDirectory: this.#exchange,
      pipes: new Pipes(this.#exchange),
      clock: systemClock.machine,
      encryptionEntries: { 'rsa-blocks': new URL('file:///none'), pgp: new URL('file:///none') },
    };
    const turn = this.writer.turn.bind(this.writer);
    return HostSession.open(this.database, place, { turn, ...(chunkRows !== undefined && { chunkRows }) });
  }

  work(source: string, load: Partial<RowLoad>, attempt: { job?: string; epoch?: number } = {}): RowWork {
    const { job = `job-${++this.#jobs}`, epoch = 1 } = attempt;
    const whole = rowLoad(load);
    const objects = objectsOf(this.#catalogue, whole.object);
    const handle = { tenant: 'dev', job, epoch };
    // What crosses to the host is cloned.
    return structuredClone({ load: whole, source, now: NOW, handle, objects });
  }

  /** Loads and reports in one session. */
  async load(
    content: string | Buffer,
    load: Partial<RowLoad> = {},
    onProgress: (progress: Progress) => void = () => {},
  ): Promise<Loaded> {
    const work = this.work(this.file(content), load);
    const session = await this.session();
    try {
      const outcome = await session.loadRows(work, onProgress);
      return { ...outcome, ...(await this.reportWith(session, work)), work };
    } finally {
      await session.close();
    }
  }

  /** In a session of its own, as of a load that has ended. */
  async report(work: RowWork): Promise<Report> {
    const session = await this.session();
    try {
      return await this.reportWith(session, work);
    } finally {
      await session.close();
    }
  }

  async reportWith(session: HostSession, work: RowWork): Promise<Report> {
    const target = (part: number) => ({
      key: { job: work.handle.job, epoch: work.handle.epoch, unit: 1, part },
      kind: 'file' as const,
      path: join(this.directory, `report-${++this.#files}`),
    });
    const targets = { succeeded: target(1), failed: target(2) };
    const report = await session.reportRows(work, targets);
    return {
      report,
      succeeded: readFileSync(targets.succeeded.path, 'utf8'),
      failed: readFileSync(targets.failed.path, 'utf8'),
    };
  }

  seal(work: RowWork): Promise<RowCounts | undefined> {
    return sealRows(this.database, work.handle, systemClock.machine);
  }

  /** Rows as JSON. */
  async rows(sql: string): Promise<Json[][]> {
    return (await this.#reader.runAndReadAll(sql)).getRowsJson();
  }

  async value(sql: string): Promise<Json> {
    return (await this.rows(sql))[0]?.[0] ?? null;
  }

  /** Of the tables that tests fill. */
  async empty(): Promise<void> {
    for (const table of ['account', 'contact', 'product'])
      await this.#reader.run(`DELETE FROM data.${table}`);
  }

  /** Files that the engine was given to read and that are still there. */
  left(): string[] {
    return readdirSync(this.#exchange);
  }

  get #exchange(): string {
    return join(this.directory, 'exchange');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.writer.close();
    this.#reader.disconnectSync();
    this.database.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

export interface Report {
  readonly report: RowReportOutcome;
  readonly succeeded: string;
  readonly failed: string;
}

type Loaded = RowLoadOutcome & Report & { readonly work: RowWork };

/** An import of accounts from CSV that needs nothing, unless said otherwise. */
export function rowLoad(load: Partial<RowLoad> = {}): RowLoad {
  return {
    action: 'import',
    object: 'Account',
    file: { format: 'csv', delimiter: ',' },
    required: [],
    unique: [],
    defaults: {},
    cancels: {},
    entity: ENTITY,
    org: 'north',
    visible: { entities: [ENTITY], orgs: ORGS },
    userId: USER,
    report: {
      fileNames: { source: 's', succeeded: 'ok', failed: 'bad' },
      id: 'Id',
      code: 'ErrorCode',
      message: 'ErrorMessage',
      codes: {
        shape: 'shape!',
        empty: 'empty!',
        type: 'type!',
        option: 'option!',
        length: 'length!',
        reference: 'reference!',
        taken: 'taken!',
        'unknown-id': 'unknown-id!',
      },
    },
    ...load,
  };
}
