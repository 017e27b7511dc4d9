import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection, Json } from '@duckdb/node-api';
import { DataWriter } from '../../../../src/engines/duckdb/host/data-writer.ts';
import { TenantDatabase } from '../../../../src/engines/duckdb/host/database.ts';
import { DuckdbTenantData } from '../../../../src/engines/duckdb/tenant-data.ts';
import type { CatalogueObject } from '../../../../src/ports/catalogue.ts';
import type { DataChange, LoadSource, SeedPlan } from '../../../../src/ports/tenant-data.ts';
import { baseCatalogue } from '../../../../src/tenant/catalogue/base-catalogue.ts';

export const ENTITY = '5c1ce000-0000-4000-8000-00000000e001';
export const ORGS = ['north', 'south'];
/** 2026-03-01T12:00:00Z */
export const NOW = Date.UTC(2026, 2, 1, 12);

/** A tenant's file behind the host's own cage, in this process: operations as the host runs them. */
export class TenantFile implements AsyncDisposable {
  readonly directory: string;
  readonly #database: TenantDatabase;
  readonly #reader: DuckDBConnection;
  readonly #writer: DataWriter;
  readonly data: DuckdbTenantData;

  private constructor(directory: string, database: TenantDatabase, reader: DuckDBConnection) {
    this.directory = directory;
    this.#database = database;
    this.#reader = reader;
    this.#writer = new DataWriter(database, 'dev', join(directory, 'exchange'));
    this.data = new DuckdbTenantData({
      call: (_tenant, operation, args, onProgress) =>
        // What crosses to the host is cloned.
        this.#writer.run(operation, structuredClone(args), onProgress ?? (() => {})),
    });
  }

  static async open(): Promise<TenantFile> {
    const directory = mkdtempSync(join(tmpdir(), 'sluice-data-'));
    const exchangeDirectory = join(directory, 'exchange');
    mkdirSync(exchangeDirectory);
    const database = await TenantDatabase.open({
      tenant: 'dev',
      database: join(directory, 'tenant.duckdb'),
      exchangeDirectory,
      spillDirectory: join(directory, 'spill'),
      memoryLimit: 1_000_000_000,
    });
    return new TenantFile(directory, database, await database.connect());
  }

  static async seeded(plan: Partial<SeedPlan> = {}): Promise<TenantFile> {
    const file = await TenantFile.open();
    await file.data.seed('dev', seedPlan(plan));
    return file;
  }

  /** As the host asks when it opens a session. */
  opening(asOf?: number): number | undefined {
    return this.#writer.opening(asOf);
  }

  /** Rows as JSON. */
  async rows(sql: string): Promise<Json[][]> {
    return (await this.#reader.runAndReadAll(sql)).getRowsJson();
  }

  async value(sql: string): Promise<Json> {
    const [[value = null] = []] = await this.rows(sql);
    return value;
  }

  /** Files that the engine was given to read and that are still there. */
  left(): string[] {
    return readdirSync(join(this.directory, 'exchange'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writer.close();
    this.#reader.disconnectSync();
    this.#database.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

export function seedPlan(plan: Partial<SeedPlan> = {}): SeedPlan {
  return { size: 'small', number: 42, entity: ENTITY, orgs: ORGS, objects: baseCatalogue(), ...plan };
}

export function objectNamed(name: string): CatalogueObject {
  const object = baseCatalogue().find((candidate) => candidate.name === name);
  if (object === undefined) throw new Error(`no object ${name}`);
  return object;
}

/** A folder with these files; removed with the tenant's. */
export function folderWith(file: TenantFile, files: Readonly<Record<string, string | Buffer>>): string {
  const folder = mkdtempSync(join(file.directory, 'folder-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

export function loadSource(directory: string, source: Partial<LoadSource> = {}): LoadSource {
  const objects = baseCatalogue();
  return { directory, entity: ENTITY, org: 'north', objects, now: NOW, userId: 'u'.repeat(32), ...source };
}

export function changeOf(object: CatalogueObject, change: Partial<DataChange>): DataChange {
  return {
    object,
    upsert: [],
    delete: [],
    entity: ENTITY,
    org: 'north',
    visible: { entities: [ENTITY], orgs: ORGS },
    now: NOW,
    userId: 'u'.repeat(32),
    ...change,
  };
}
