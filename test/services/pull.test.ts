import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sluice, startSluice } from '../../src/main.ts';
import { runCli, startCli } from '../cli/cli-process.ts';
import { DataQueryClient, download } from '../support/data-query-client.ts';
import { type Faults, type FaultyProxy, startFaultyProxy } from './faulty-proxy.ts';

let source: Sluice;
let target: Sluice;
let proxy: FaultyProxy;
let from: DataQueryClient;
let into: DataQueryClient;
const directory = mkdtempSync(join(tmpdir(), 'sluice-pull-'));

beforeAll(async () => {
  [source, target] = await Promise.all([startSluice(), startSluice({ seed: 'none' })]);
  proxy = await startFaultyProxy(source.url);
  [from, into] = (await Promise.all([source, target].map(({ url }) => DataQueryClient.signIn(url)))) as [
    DataQueryClient,
    DataQueryClient,
  ];
});
afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await Promise.all([source, target].map((server) => server[Symbol.asyncDispose]()));
  rmSync(directory, { recursive: true });
});

const stateOf = (name: string) => join(directory, `${name}.json`);
const argsOf = (objects: string, ...more: string[]) => [
  ...['pull', '--from', proxy.url, '--object', objects, '--state', stateOf(objects)],
  ...more,
];
const env = () => ({ SLUICE_URL: target.url });
const pull = (objects: string, ...more: string[]) => runCli(argsOf(objects, ...more), { env: env() });

/** All rows of a query, sorted. */
async function rows(client: DataQueryClient, query: string, readDeleted = false): Promise<readonly string[]> {
  const { body } = await client.call('POST', '/query/jobs', {
    query,
    outputFormat: 'CSV',
    compression: 'NONE',
    output: { target: 'S3' },
    readDeleted,
  });
  const { dataFile = '', errorMessage } = await client.ended((body as { data: { id: string } }).data.id);
  if (errorMessage !== undefined) throw new Error(errorMessage);
  return (await download(dataFile)).toString().trimEnd().split('\n').sort();
}

/** Columns of a table; time stamps to the second, as AQuA prints them. */
async function columns(table: string): Promise<string> {
  const described = await rows(from, `DESCRIBE ${table}`);
  const told = described.filter((line) => !line.startsWith('Column,')).map((line) => line.split(','));
  return told
    .map(([name, type]) => (type?.startsWith('timestamp') ? `date_trunc('second', ${name})` : name))
    .join(', ');
}

describe('sluice pull', () => {
  it('brings foreign keys that an export tells only through what they lead to', async () => {
    expect((await pull('Refund')).code).toBe(0);
    const query = 'SELECT id, accountid, refundnumber, amount FROM refund';
    expect(await rows(into, query)).toEqual(await rows(from, query));
  });

  it('that is interrupted goes on where it was, and brings every row, live and deleted', async () => {
    // Those of the seed were deleted long ago: AQuA shows them no more.
    const gone = (await rows(from, 'SELECT id FROM account LIMIT 30')).filter((id) => id !== 'id');
    const removed = await from.call('POST', '/sluice/v1/data/Account', { delete: gone });
    expect(removed.body).toMatchObject({ deleted: gone.length });
    proxy.faults = holdJob(4);
    const broken = startCli(argsOf('Account', '--window-rows', '200'), { env: env() });
    await proxy.held;
    broken.process.kill('SIGINT');
    proxy.release();
    const { code, stderr } = await broken.ended;
    expect({ code, stderr }).toEqual({
      code: 130,
      stderr: `broken off; the same command goes on where it was (${stateOf('Account')})\n`,
    });
    const left = JSON.parse(readFileSync(stateOf('Account'), 'utf8')).objects.Account;
    expect(left.windows.length).toBeGreaterThan(1);
    expect(left.rows).toBeGreaterThan(0);

    proxy.faults = {};
    const { code: done, stderr: told } = await pull('Account', '--window-rows', '200');
    expect(done).toBe(0);
    expect(told).toContain(`${gone.length} of them deleted`);
    const live = `SELECT ${await columns('account')} FROM account`;
    expect(await rows(into, live)).toEqual(await rows(from, live));
    expect(await rows(into, 'SELECT id FROM account', true)).toEqual([...gone, 'id'].sort());
    const inList = gone.map((id) => `'${id}'`).join(', ');
    const values = `SELECT id, name, accountnumber, balance, date_trunc('second', createddate) FROM account WHERE id IN (${inList})`;
    expect(await rows(into, values, true)).toEqual(await rows(from, values, true));
  });

  it('waits out limits, failing servers and lost connections', async () => {
    proxy.faults = failing();
    const { code } = await pull('Product,AccountingCode');
    expect(code).toBe(0);
    expect(proxy.failed).toBeGreaterThan(4);
    proxy.faults = {};
    for (const table of ['product', 'accountingcode']) {
      const query = `SELECT ${await columns(table)} FROM ${table}`;
      expect(await rows(into, query)).toEqual(await rows(from, query));
    }
  });

  it('says so when a file did not come whole, and reads it again', async () => {
    let files = 0;
    const isFirstFile = (path: string) => path.includes('/files/') && ++files === 1;
    proxy.faults = { fail: (_, path) => (isFirstFile(path) ? 'half' : undefined) };
    const broken = await pull('ProductRatePlan');
    expect(broken.code).toBe(6);
    expect(broken.stderr).toMatch(
      /^sluice: ProductRatePlan: its file did not come whole .*the same command goes on/,
    );
    expect((await pull('ProductRatePlan')).code).toBe(0);
    proxy.faults = {};
    const query = 'SELECT id, name, productid FROM productrateplan';
    expect(await rows(into, query)).toEqual(await rows(from, query));
  });

  it('reads what has changed since, when it was done before', async () => {
    const [, id] = await rows(from, 'SELECT id FROM account');
    const upsert = [{ Id: id, Notes: 'Line one\nand "two", ~ 日本', PurchaseOrderNumber: null }];
    expect((await from.call('POST', '/sluice/v1/data/Account', { upsert })).status).toBe(200);
    const { stdout } = await pull('Account', '--json');
    // What changed in the minutes before is read again: the 30 that were deleted.
    expect(JSON.parse(stdout)).toMatchObject({ objects: [{ object: 'Account', rows: 31, deleted: 30 }] });
    const query = `SELECT notes, purchaseordernumber FROM account WHERE id = '${id}'`;
    expect(await rows(into, query)).toEqual(await rows(from, query));
  });

  it('refuses a state file of another pull, an unknown object and wrong usage', async () => {
    const other = await runCli(
      ['pull', '--from', source.url, '--object', 'Account', '--state', stateOf('Account')],
      { env: env() },
    );
    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('is of a pull from') });
    expect(await pull('Nowhere')).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('Nowhere is no object of the endpoint: its /v1/describe lists them'),
    });
    for (const args of [
      ['--object', 'Account'],
      ['--from', 'ftp://x', '--object', 'A'],
      ['--from', proxy.url],
    ])
      expect(await runCli(['pull', ...args], { env: env() }), args.join(' ')).toMatchObject({ code: 2 });
  });

  it('never sends the credentials of this server to the other', async () => {
    const own = { ...env(), SLUICE_CLIENT_ID: 'x'.repeat(36), SLUICE_CLIENT_SECRET: 'own-secret' };
    await runCli(argsOf('Product'), { env: own });
    const wrong = { ...env(), SLUICE_FROM_CLIENT_ID: 'y'.repeat(36), SLUICE_FROM_CLIENT_SECRET: 'no' };
    const { code, stderr } = await runCli(argsOf('Product'), { env: wrong });
    expect(code).toBe(3);
    expect(stderr).toContain('set SLUICE_FROM_CLIENT_ID and SLUICE_FROM_CLIENT_SECRET');
    expect(proxy.bodies.join('\n')).not.toContain('own-secret');
  });
});

/** The submit of the n-th job waits until it is released. */
function holdJob(nth: number): Faults {
  let seen = 0;
  return {
    hold: (method, path) => method === 'POST' && path.startsWith('/v1/batch-query') && ++seen === nth,
  };
}

/** Of every path the first request is refused, each in another way. */
function failing(): Faults {
  const seen = new Set<string>();
  const ways = ['429', '503', 'cut'] as const;
  return {
    fail: (method, path) => {
      const what = `${method} ${path.replace(/[0-9a-f]{32}/, '')}`;
      if (seen.has(what)) return undefined;
      seen.add(what);
      return ways[seen.size % ways.length];
    },
  };
}
