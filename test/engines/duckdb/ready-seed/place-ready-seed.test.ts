import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DuckDBInstance, type Json } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { placeReadySeed } from '../../../../src/engines/duckdb/ready-seed/place-ready-seed.ts';
import { seedPlan, TenantFile } from '../data/tenant-file.ts';

/** Those of the build: the rows of a server in `dev` mode. */
const READY = new URL('../../../../dist/seeds/', import.meta.url);

let tenant: { readonly directory: string; readonly database: string };
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice-ready-'));
  const directory = join(root, 'tenants', 'dev');
  tenant = { directory, database: join(directory, 'tenant.duckdb') };
});
afterEach(() => rmSync(root, { recursive: true }));

type Rows = (sql: string) => Promise<Json[][]>;

/** Of each table of a database: how many rows it has, and a sum over all that is in them. */
async function contents(rows: Rows): Promise<Readonly<Record<string, Json[] | undefined>>> {
  const tables = await rows(
    "SELECT table_schema || '.' || table_name FROM information_schema.tables WHERE table_schema IN ('data', 'data_notes')",
  );
  const found: Record<string, Json[] | undefined> = {};
  for (const [name] of tables)
    found[String(name)] = (await rows(`SELECT count(*), sum(hash(t)) FROM ${String(name)} AS t`))[0];
  return found;
}

async function contentsOf(database: string): ReturnType<typeof contents> {
  const instance = await DuckDBInstance.create(database, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  try {
    return await contents(async (sql) => (await connection.runAndReadAll(sql)).getRowsJson());
  } finally {
    connection.disconnectSync();
    instance.closeSync();
  }
}

describe('a seed that lies ready', () => {
  test('has the very rows that the statements of its plan make', async () => {
    await using made = await TenantFile.seeded();
    const rows = await placeReadySeed(READY, seedPlan(), tenant);
    expect(rows).toEqual(await made.data.seed('dev', seedPlan()));
    const placed = await contentsOf(tenant.database);
    expect(Object.keys(placed).length).toBeGreaterThan(30);
    expect(placed).toEqual(await contents((sql) => made.rows(sql)));
    expect(readdirSync(tenant.directory)).toEqual(['tenant.duckdb']);
  });

  test.each([
    ['another number', { number: 43 }],
    ['other orgs', { orgs: ['north'] }],
    ['another entity', { entity: 'e' }],
    ['another size', { size: 'medium' }],
    ['fewer objects', { objects: seedPlan().objects.slice(1) }],
  ] as const)('is not taken for %s', async (_, other) => {
    expect(await placeReadySeed(READY, seedPlan(other), tenant)).toBeUndefined();
    expect(readdirSync(root)).toEqual([]);
  });

  test('never takes the place of a database', async () => {
    mkdirSync(tenant.directory, { recursive: true });
    writeFileSync(tenant.database, 'rows of somebody');
    expect(await placeReadySeed(READY, seedPlan(), tenant)).toBeUndefined();
    expect(readFileSync(tenant.database, 'utf8')).toBe('rows of somebody');
  });

  test('need not be there', async () => {
    expect(await placeReadySeed(pathToFileURL(`${root}/`), seedPlan(), tenant)).toBeUndefined();
    expect(readdirSync(root)).toEqual([]);
  });

  test('that is damaged is named, and leaves nothing behind', async () => {
    const damaged = join(root, 'small.duckdb.gz');
    for (const name of ['small.json', 'small.duckdb.gz'])
      copyFileSync(new URL(name, READY), join(root, name));
    truncateSync(damaged, 1000);
    await expect(placeReadySeed(pathToFileURL(`${root}/`), seedPlan(), tenant)).rejects.toThrow(
      `${damaged} cannot be unpacked into ${tenant.directory}: unexpected end of file`,
    );
    expect(readdirSync(tenant.directory)).toEqual([]);
  });
});
