import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/config/system-clock.ts';
import { changeData, readDataVersion } from '../../../src/engines/duckdb/host/data-version.ts';
import { DataWriter } from '../../../src/engines/duckdb/host/data-writer.ts';
import { TenantDatabase } from '../../../src/engines/duckdb/host/database.ts';
import { Pipes } from '../../../src/engines/duckdb/host/pipes.ts';
import { HostSession } from '../../../src/engines/duckdb/host/session.ts';

/** The second wall: what the engine itself refuses, whatever text reached it. The first is that no such text is made. */
let directory: string;
let exchangeDirectory: string;
/** Never started here. */
const ENCRYPTION_ENTRY = new URL('../../../dist/encryption-worker.js', import.meta.url);

let database: TenantDatabase;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sluice-cage-'));
  exchangeDirectory = join(directory, 'exchange');
  await Promise.all([mkdir(exchangeDirectory), mkdir(join(directory, 'spill'))]);
  await writeFile(join(directory, 'secret.csv'), 'secret\n');
  database = await TenantDatabase.open({
    tenant: 'dev',
    database: join(directory, 'tenant.duckdb'),
    exchangeDirectory,
    spillDirectory: join(directory, 'spill'),
    memoryLimit: 64 * 1024 * 1024,
  });
});

afterAll(async () => {
  database.close();
  await rm(directory, { recursive: true, force: true });
});

async function inSession<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const place = {
    exchangeDirectory,
    pipes: new Pipes(exchangeDirectory),
    clock: systemClock.machine,
    encryptionEntries: { 'rsa-blocks': ENCRYPTION_ENTRY, pgp: ENCRYPTION_ENTRY },
  };
  const session = await HostSession.open(
    database,
    place,
    new DataWriter(database, 'dev', place.exchangeDirectory),
  );
  try {
    return await session.runWork(work);
  } finally {
    await session.close();
  }
}

describe('a statement in a session cannot', () => {
  it.each([
    ['read a file', "SELECT * FROM read_csv('$DIR/secret.csv')"],
    ['read a file by its name as a table', "SELECT * FROM '$DIR/secret.csv'"],
    ['read the text of a file', "SELECT * FROM read_text('/etc/passwd')"],
    ['list a folder', "SELECT * FROM glob('/etc/*')"],
    ['leave the exchange directory', "SELECT * FROM read_text('$DIR/exchange/../secret.csv')"],
    ['write a file', "COPY (SELECT 1) TO '$DIR/out.csv'"],
    ['attach another database', "ATTACH '$DIR/other.duckdb' AS other"],
    ['reach the network', "SELECT * FROM read_csv('https://example.test/x.csv')"],
    ['install an extension', 'INSTALL httpfs'],
    ['load an extension', "LOAD '$DIR/x.duckdb_extension'"],
    ['change the memory limit', "SET memory_limit = '100GB'"],
    ['open the cage', 'SET enable_external_access = true'],
    ['unlock the configuration', 'SET lock_configuration = false'],
    ['widen what it may set', "SET allowed_configs = ['memory_limit']"],
    ['move the zone', "SET TimeZone = 'Asia/Tokyo'"],
    ['read the environment', "SELECT getenv('HOME')"],
    ['make a table', 'CREATE TABLE main.mine (x INTEGER)'],
    ['change the data version', 'UPDATE sluice_host.data_version SET version = 99'],
    ['export the database', "EXPORT DATABASE '$DIR/all'"],
  ])('%s', async (_what, statement) => {
    const before = await readdir(directory);
    const run = inSession((connection) => connection.run(statement.replace('$DIR', directory)));
    await expect(run).rejects.toThrow(
      /disabled|locked|read-only|does not exist|Permission Error|not allowed|Catalog Error/,
    );
    expect(await readdir(directory)).toEqual(before);
  });
});

describe('a session', () => {
  it('has UTC as its zone, on every connection', async () => {
    const zone = await inSession((connection) =>
      connection.runAndReadAll("SELECT current_setting('TimeZone')"),
    );
    expect(zone.getRows()).toEqual([['UTC']]);
  });

  it('works with more than its memory by writing aside', async () => {
    const rows = await inSession((connection) =>
      connection.runAndReadAll(
        "SELECT count(*) FROM (SELECT i, repeat('x', 150) AS t FROM range(500000) r(i) ORDER BY t || hash(i))",
      ),
    );
    expect(rows.getRows()).toEqual([[500000n]]);
  });

  it('sees one version of the data while others change it, and names it', async () => {
    const writer = await database.connect();
    await writer.run('CREATE TABLE main.rows AS SELECT 1 AS n');
    await inSession(async (connection) => {
      const before = await readDataVersion(connection);
      await changeData(writer, () => writer.run('INSERT INTO main.rows VALUES (2)'));
      expect((await connection.runAndReadAll('SELECT count(*) FROM main.rows')).getRows()).toEqual([[1n]]);
      expect(await readDataVersion(connection)).toBe(before);
      const after = await inSession(readDataVersion);
      expect(Number(after)).toBe(Number(before) + 1);
    });
    writer.disconnectSync();
  });

  it('sees the same version after a change that failed', async () => {
    const writer = await database.connect();
    const before = await inSession(readDataVersion);
    const change = changeData(writer, async () => {
      await writer.run('CREATE TABLE main.half (n INTEGER)');
      throw new Error('half way');
    });
    await expect(change).rejects.toThrow('half way');
    expect(await inSession(readDataVersion)).toBe(before);
    await expect(inSession((connection) => connection.run('SELECT * FROM main.half'))).rejects.toThrow(
      'does not exist',
    );
    writer.disconnectSync();
  });
});
