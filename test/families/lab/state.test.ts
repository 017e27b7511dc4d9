import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Sluice, startSluice } from '../../../src/main.ts';
import { accountsCsv, BulkClient } from '../../support/bulk-client.ts';
import { DataQueryClient, download, READER } from '../../support/data-query-client.ts';
import { until } from '../../support/server-process.ts';
import { NEVER_ENDING } from '../../support/slow-queries.ts';

const ACCOUNTS = 'SELECT count(*) AS n FROM account';
const NAMED = "SELECT count(*) AS n FROM account WHERE name = 'Kept'";
const RESET = '/sluice/v1/reset';
const SNAPSHOTS = '/sluice/v1/snapshots';
const FIVE_MINUTES = 5 * 60_000;

const OPS = {
  tenants: [
    {
      name: 'acme',
      users: [{ name: 'ops', password: 'secret-of-ops', admin: true }],
      clients: [{ clientId: '9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d', clientSecret: 's', user: 'ops' }],
    },
  ],
};

let dataDir: string;
let sluice: Sluice;
let dev: DataQueryClient;
let seeded: string;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'sluice-state-'));
  sluice = await startSluice({ seed: 'small', dataDir, stopGrace: '200ms' });
  dev = await DataQueryClient.signIn(sluice.url);
  seeded = await answerOf(ACCOUNTS);
});
afterAll(async () => {
  await sluice?.stop();
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

/** The only cell of a query's result. */
async function answerOf(query: string, client = dev): Promise<string> {
  const job = await client.run(query);
  const [, cell] = (await download(job.dataFile ?? '')).toString().split('\n');
  return cell ?? '';
}

/** @throws unless it is answered with that status */
async function post(path: string, status: number, body?: unknown, client = dev): Promise<unknown> {
  const answer = await client.call('POST', path, body);
  if (answer.status !== status) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

const jobs = async (client = dev) =>
  ((await client.call('GET', '/sluice/v1/jobs')).body as { readonly jobs: readonly { id: string }[] }).jobs;

describe('reset', () => {
  test('puts data, jobs, files, kept replies and the clock back, and leaves the token good', async () => {
    await sluice.data('Account').upsert([{ Name: 'Kept', Currency: 'USD' }]);
    const key = { 'idempotency-key': 'reset-1' };
    const body = { query: NAMED, outputFormat: 'CSV', compression: 'NONE', output: { target: 'S3' } };
    const first = (await dev.call('POST', '/query/jobs', body, key)).body as { data: { id: string } };
    const { dataFile = '' } = await dev.ended(first.data.id);
    expect((await download(dataFile)).toString()).toBe('n\n1\n');
    await post('/sluice/v1/lab/clock', 200, { advance: '10m' });

    await post(RESET, 204);

    expect(await jobs()).toEqual([]);
    expect((await dev.call('GET', `/query/jobs/${first.data.id}`)).status).toBe(404);
    expect((await fetch(dataFile)).status).toBe(404);
    const again = (await dev.call('POST', '/query/jobs', body, key)).body as { data: { id: string } };
    expect(again.data.id).not.toBe(first.data.id);
    expect((await download((await dev.ended(again.data.id)).dataFile ?? '')).toString()).toBe('n\n0\n');
    expect(await answerOf(ACCOUNTS)).toBe(seeded);
    expect(await post('/sluice/v1/lab/clock', 200, { advance: 0 })).toMatchObject({ offset: 0 });
  });

  test('empties the list of requests, which begins anew with it', async () => {
    await dev.run('SELECT 1');
    await post(RESET, 204);
    const { body } = await dev.call('GET', '/sluice/v1/lab/requests');
    expect(body).toMatchObject({ requests: [{ method: 'POST', url: RESET, status: 204 }] });
  });

  test('done again it changes nothing', async () => {
    await post(RESET, 204);
    await post(RESET, 204);
    expect(await jobs()).toEqual([]);
    expect(await answerOf(ACCOUNTS)).toBe(seeded);
  });

  test('lets go of jobs that run, wait or are open without a trace, and of requests that wait for them', async () => {
    const bulk = new BulkClient(dev);
    const open = await bulk.create();
    const { id } = await dev.submit(NEVER_ENDING);
    await dev.started(id);
    const before = (await jobs()).length;
    const held = dev.call('POST', '/sluice/v1/queries', { sql: NEVER_ENDING, wait: '60s' });
    await until('the query is taken in', async () => (await jobs()).length > before);
    await post(RESET, 204);
    expect(await held).toMatchObject({ status: 202 });
    expect(await jobs()).toEqual([]);
    await expect(bulk.upload(open, accountsCsv(1))).rejects.toThrow(/40\d/);
    expect(await answerOf(ACCOUNTS)).toBe(seeded);
    expect(await jobs()).toHaveLength(1);
  });

  test('ends event streams: their jobs are gone', async () => {
    const stream = await fetch(`${sluice.url}/sluice/v1/events`, {
      headers: { authorization: `Bearer ${dev.token}` },
    });
    await post(RESET, 204);
    expect(await stream.text()).toMatch(/^: open/);
  });

  test('requests that come meanwhile are carried out before it or after it, never by halves', async () => {
    const submits = Array.from({ length: 12 }, async (_, i) => {
      if (i % 4 === 3) await post(RESET, 204);
      return (await dev.submit(`SELECT ${i} AS n`)).id;
    });
    const ids = await Promise.all(submits);
    const left = new Set((await jobs()).map((job) => job.id));
    const ended = await Promise.all(ids.filter((id) => left.has(id)).map((id) => dev.ended(id)));
    expect(ended.map((job) => job.queryStatus)).toEqual(ended.map(() => 'completed'));
    expect([...left].filter((id) => !ids.includes(id))).toEqual([]);
    expect(await answerOf(ACCOUNTS)).toBe(seeded);
  });

  test('the second takes the rows from what the first has made', () => {
    expect(existsSync(join(dataDir, 'lab', 'seed', 'tenants', 'dev', 'catalogue.json'))).toBe(true);
  });
});

describe('snapshot and restore', () => {
  test('keep and put back data, jobs, files, kept replies and the clock', async () => {
    await post(RESET, 204);
    await sluice.data('Account').upsert([{ Name: 'Kept', Currency: 'USD' }]);
    const key = { 'idempotency-key': 'snapshot-1' };
    const body = { query: NAMED, outputFormat: 'CSV', compression: 'NONE', output: { target: 'S3' } };
    const { data } = (await dev.call('POST', '/query/jobs', body, key)).body as { data: { id: string } };
    const { dataFile = '' } = await dev.ended(data.id);
    const loaded = await new BulkClient(dev).run(accountsCsv(3));
    await post('/sluice/v1/lab/clock', 200, { advance: '5m' });
    const before = await jobs();

    expect(await post(SNAPSHOTS, 201, { name: 'kept' })).toMatchObject({ name: 'kept' });
    await post(RESET, 204);
    expect(await jobs()).toEqual([]);
    await dev.run('SELECT 1');
    expect(await post(`${SNAPSHOTS}/kept/restore`, 200)).toMatchObject({ name: 'kept' });

    expect((await jobs()).map((job) => job.id)).toEqual(before.map((job) => job.id));
    expect((await download(dataFile)).toString()).toBe('n\n1\n');
    expect(await dev.call('POST', '/query/jobs', body, key)).toMatchObject({
      body: { data: { id: data.id } },
    });
    expect(await answerOf(NAMED)).toBe('1');
    expect(loaded.status).toBe('Completed');
    expect(await post('/sluice/v1/lab/clock', 200, { advance: 0 })).toMatchObject({ offset: 5 * 60_000 });
  });

  test('what is restored can be changed, and restored again', async () => {
    await sluice.data('Account').upsert([{ Name: 'Kept', Currency: 'USD' }]);
    expect(await answerOf(NAMED)).toBe('2');
    await post(`${SNAPSHOTS}/kept/restore`, 200);
    expect(await answerOf(NAMED)).toBe('1');
  });

  test('a token made before the clock was put forward stays good', async () => {
    await post('/sluice/v1/lab/clock', 200, { advance: '5d' });
    const late = await DataQueryClient.signIn(sluice.url);
    await post(SNAPSHOTS, 201, { name: 'in-five-days' }, late);
    await post(RESET, 204, undefined, late);
    const now = await DataQueryClient.signIn(sluice.url);
    await post(`${SNAPSHOTS}/in-five-days/restore`, 200, undefined, now);
    expect((await now.call('GET', '/query/jobs')).status).toBe(200);
    await post(RESET, 204, undefined, now);
    // That it would have ended meanwhile was of another time.
    expect((await dev.call('GET', '/query/jobs')).status).toBe(200);
  });

  test('a job that runs begins again, when it is taken and when it is restored', async () => {
    const { id } = await dev.submit(NEVER_ENDING);
    await dev.started(id);
    await post(SNAPSHOTS, 201, { name: 'running' });
    expect(await dev.started(id)).toMatchObject({ queryStatus: 'in_progress' });
    await post(RESET, 204);
    await post(`${SNAPSHOTS}/running/restore`, 200);
    expect(await dev.started(id)).toMatchObject({ queryStatus: 'in_progress', remainingRetries: 3 });
    expect((await dev.cancel(id)).status).toBe(200);
  });

  test('a name is a word that every system takes; an unknown one is answered with those there are', async () => {
    for (const name of ['', '.', '../x', 'a/b', 'a b', '-a', 'a'.repeat(65)])
      expect((await dev.call('POST', SNAPSHOTS, { name })).status, name).toBe(400);
    for (const body of [{}, { name: 1 }, { name: 'a', more: 1 }, []])
      expect((await dev.call('POST', SNAPSHOTS, body)).status).toBe(400);
    expect(await dev.call('POST', `${SNAPSHOTS}/never/restore`)).toMatchObject({
      status: 404,
      body: { detail: expect.stringMatching(/^There is no snapshot never; there are .*kept/) },
    });
  });

  test('only administrators may, and only in mode dev', async () => {
    const reader = await DataQueryClient.signIn(sluice.url, READER);
    for (const [method, path] of [
      ['POST', RESET],
      ['POST', SNAPSHOTS],
      ['GET', SNAPSHOTS],
      ['POST', `${SNAPSHOTS}/kept/restore`],
    ] as const)
      expect((await reader.call(method, path, method === 'POST' ? { name: 'x' } : undefined)).status).toBe(
        403,
      );
    await using service = await startSluice({
      mode: 'service',
      principals: OPS,
    });
    const admin = await DataQueryClient.signIn(service.url, {
      clientId: '9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d',
      clientSecret: 's',
    });
    expect((await admin.call('POST', RESET)).status).toBe(404);
    expect((await admin.call('POST', `${SNAPSHOTS}/x/restore`)).status).toBe(404);
    await expect(service.reset()).rejects.toThrow(/no lab in mode "service"/);
  });
});

describe('over a restart', () => {
  test('snapshots stay, and what was put back stays put back', async () => {
    const directory = temporary();
    const first = await startSluice({ seed: 'none', dataDir: directory });
    const client = await DataQueryClient.signIn(first.url);
    const { id } = await client.run('SELECT 1 AS one');
    await first.snapshot('one');
    await first.reset();
    await first.stop();
    await using second = await startSluice({ seed: 'none', dataDir: directory });
    const again = client.at(second.url);
    expect(await jobs(again)).toEqual([]);
    expect(await second.snapshots()).toMatchObject([{ name: 'one' }]);
    await second.restore('one');
    expect(await again.get(id)).toMatchObject({ queryStatus: 'completed' });
  });

  test.each([
    ['nothing was moved', []],
    ['the data was moved', ['tenants']],
    ['all files were moved', ['tenants', 'results']],
  ])('a restore that was decided is finished by the next start: %s', async (_, moved) => {
    const directory = temporary();
    const id = await withSnapshot(directory);
    // As the process leaves it that dies there.
    const next = join(directory, 'lab', 'next');
    cpSync(join(directory, 'lab', 'snapshots', 'one'), next, { recursive: true });
    for (const folder of moved) {
      rmSync(join(directory, folder), { recursive: true, force: true });
      cpSync(join(next, folder), join(directory, folder), { recursive: true });
      rmSync(join(next, folder), { recursive: true });
    }
    const clock = { now: Date.now() + FIVE_MINUTES, offset: FIVE_MINUTES, rate: 1 };
    decide(directory, { clock });
    await using sluice = await startSluice({ seed: 'none', dataDir: directory });
    const client = await DataQueryClient.signIn(sluice.url);
    const { dataFile = '' } = await client.get(id);
    expect((await download(dataFile)).toString()).toBe('one\n1\n');
    expect(await jobs(client)).toHaveLength(1);
    expect(readdirSync(join(directory, 'lab'))).toEqual(['snapshots']);
    const ahead = await client.call('POST', '/sluice/v1/lab/clock', { advance: 0 });
    expect(ahead.body).toMatchObject({ offset: FIVE_MINUTES });
  });

  test('a reset that was decided puts the clock back, also by a server without a lab', async () => {
    const directory = temporary();
    await withSnapshot(directory);
    mkdirSync(join(directory, 'lab', 'next', 'tenants'), { recursive: true });
    mkdirSync(join(directory, 'lab', 'next', 'results'));
    decide(directory, {});
    await (await startSluice({ mode: 'service', dataDir: directory, principals: OPS })).stop();
    await using sluice = await startSluice({ seed: 'none', dataDir: directory });
    expect(Math.abs(sluice.clock.now().getTime() - Date.now())).toBeLessThan(60_000);
  });

  test('one that was not decided leaves the state that was', async () => {
    const directory = temporary();
    const id = await withSnapshot(directory);
    cpSync(join(directory, 'lab', 'snapshots', 'one'), join(directory, 'lab', 'next'), { recursive: true });
    await using sluice = await startSluice({ seed: 'none', dataDir: directory });
    const client = await DataQueryClient.signIn(sluice.url);
    expect((await client.call('GET', `/query/jobs/${id}`)).status).toBe(404);
    expect(await jobs(client)).toHaveLength(2);
    expect(readdirSync(join(directory, 'lab'))).toEqual(['snapshots']);
  });

  test.each([
    ['damaged', '{"format":', /change\.json is damaged .* a restore was under way/],
    ['of a newer version', '{"format":9}', /a restore was under way, in the format 9/],
  ])('one whose decision is %s keeps the server from starting', async (_, text, message) => {
    const directory = temporary();
    await withSnapshot(directory);
    writeFileSync(join(directory, 'lab', 'change.json'), text);
    await expect(startSluice({ seed: 'none', dataDir: directory })).rejects.toThrow(message);
  });

  /** A directory that has a snapshot with one job, and a state with two others; made once. */
  let made: Promise<{ readonly directory: string; readonly id: string }> | undefined;
  afterAll(async () => {
    if (made !== undefined) rmSync((await made).directory, { recursive: true, force: true, maxRetries: 5 });
  });

  /** Puts a copy of that there. @returns the id of the job in the snapshot */
  async function withSnapshot(directory: string): Promise<string> {
    made ??= make();
    const { directory: from, id } = await made;
    cpSync(from, directory, { recursive: true });
    return id;
  }

  async function make(): Promise<{ readonly directory: string; readonly id: string }> {
    const directory = mkdtempSync(join(tmpdir(), 'sluice-state-'));
    await using sluice = await startSluice({ seed: 'none', dataDir: directory });
    const client = await DataQueryClient.signIn(sluice.url);
    const { id } = await client.run('SELECT 1 AS one');
    await sluice.snapshot('one');
    await sluice.reset();
    await client.run('SELECT 2 AS two');
    await client.run('SELECT 3 AS three');
    sluice.clock.advance('1h');
    return { directory, id };
  }

  function decide(directory: string, memory: object): void {
    mkdirSync(join(directory, 'lab'), { recursive: true });
    const decision = { replaced: ['tenants', 'results'], memory, ahead: 3_600_000 };
    const text = JSON.stringify({ format: 2, ...decision });
    writeFileSync(join(directory, 'lab', 'change.json'), text);
  }

  function temporary(): string {
    const directory = mkdtempSync(join(tmpdir(), 'sluice-state-'));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
    return directory;
  }
});
