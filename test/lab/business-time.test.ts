import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ENDLESS, ENDLESS_NUMBERS } from '../families/server.ts';
import { AquaClient } from '../support/aqua-client.ts';
import { BulkClient } from '../support/bulk-client.ts';
import { DataQueryClient, download } from '../support/data-query-client.ts';
import { HELD, holdQueries } from '../support/held-queries.ts';
import { type LabServer, labServer } from './lab-server.ts';

let server: LabServer;
let aqua: AquaClient;
beforeAll(async () => {
  server = await labServer();
  holdQueries(server.sluice);
  aqua = await AquaClient.signIn(server.url);
});
afterAll(() => server[Symbol.asyncDispose]());
afterEach(() => server.clock({ reset: true }));

const status = async (link: string): Promise<number> => (await fetch(link)).status;

async function until<T>(look: () => T | Promise<T>, wanted: (found: T) => boolean): Promise<T> {
  for (const end = Date.now() + 20_000; ; ) {
    const found = await look();
    if (wanted(found)) return found;
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(found)}`);
    await delay(5);
  }
}

describe('what follows business time: limits', () => {
  test('of the time of an attempt', async () => {
    const { id } = await server.dev.submit(ENDLESS);
    await server.dev.started(id);
    await server.clock({ advance: '59m' });
    expect(await server.dev.get(id)).toMatchObject({ queryStatus: 'in_progress' });
    await server.clock({ advance: '1m' });
    expect(await server.dev.ended(id)).toMatchObject({
      queryStatus: 'failed',
      errorMessage: expect.stringContaining('time limit'),
    });
  });

  test('of the time of one query of an AQuA job', async () => {
    const { id } = await aqua.submit([HELD]);
    await aqua.until(id, ({ batches }) => batches[0]?.status === 'executing');
    await server.clock({ advance: '3h' });
    const { status, batches } = await aqua.until(id);
    expect(status).toBe('aborted');
    expect(batches[0]).toMatchObject({ message: 'The query exceeded maximum processing time' });
  });

  test('at rate 60, with nobody moving it', async () => {
    await using quick = await labServer({ seed: 'none', limit: { 'dataQuery.attemptTime': '1m' } });
    const { id } = await quick.dev.submit(ENDLESS_NUMBERS);
    await quick.dev.started(id);
    await quick.clock({ rate: 60 });
    expect(await quick.dev.ended(id)).toMatchObject({ queryStatus: 'failed' });
  });

  test('of requests in a minute; the lab itself counts against none', async () => {
    await using few = await labServer({ seed: 'none', limit: { 'platform.requestsPerMinute': 3 } });
    const ask = async () => (await few.dev.call('GET', '/sluice/v1/jobs')).status;
    expect([await ask(), await ask(), await ask(), await ask()]).toEqual([200, 200, 200, 429]);
    await few.clock({ advance: '1m' });
    expect(await ask()).toBe(200);
  });

  test('of tokens in a minute from one address', async () => {
    await using few = await labServer({ seed: 'none', limit: { 'platform.tokensPerMinutePerAddress': 3 } });
    const refused = /^token: 429/;
    await expect(DataQueryClient.signIn(few.url)).rejects.toThrow(refused);
    await few.clock({ advance: '1m' });
    await DataQueryClient.signIn(few.url);
  });
});

describe('what follows business time: lives', () => {
  test('of a token', async () => {
    await using short = await labServer({ seed: 'none', limit: { 'platform.tokenLife': '1h' } });
    const ask = async () => (await short.dev.call('GET', '/sluice/v1/jobs')).status;
    expect(await ask()).toBe(200);
    await short.clock({ advance: '59m' });
    expect(await ask()).toBe(200);
    await short.clock({ advance: '1m' });
    expect(await ask()).toBe(401);
    expect((await (await DataQueryClient.signIn(short.url)).call('GET', '/sluice/v1/jobs')).status).toBe(200);
  });

  test('of the link to a result, then of the file, which is removed', async () => {
    const { id, dataFile = '' } = await server.dev.run('SELECT 1 AS one');
    expect((await download(dataFile)).toString()).toBe('one\n1\n');
    const kept = () => {
      const names = readdirSync(join(server.sluice.dataDir, 'results'), { recursive: true });
      return names.filter((name) => name.includes(id)).length;
    };
    expect(kept()).toBeGreaterThan(0);
    await server.clock({ advance: '4h' });
    expect(await status(dataFile)).toBe(403);
    const again = (await server.dev.get(id)).dataFile ?? '';
    expect(await status(again)).toBe(200);
    await server.clock({ advance: '30d' });
    expect((await server.dev.call('GET', `/query/jobs/${id}`)).status).toBe(404);
    await until(kept, (files) => files === 0);
  });

  test('of an AQuA job’s files, then of the job', async () => {
    const { id, batches } = await aqua.run(['select Id from Account where Id = null']);
    const file = async () => (await aqua.fetch('GET', `/v1/files/${batches[0]?.fileId}`)).status;
    const known = async () => (await server.dev.call('GET', `/sluice/v1/jobs/${id}`)).status;
    expect(await file()).toBe(200);
    await server.clock({ advance: '3d' });
    expect([await file(), await known()]).toEqual([404, 200]);
    await server.clock({ advance: '177d' });
    expect(await known()).toBe(404);
  });

  test('of a session: past it everything is taken anew', async () => {
    const session = { version: '1.1', partner: 'acme', project: 'life' };
    const body = {
      ...session,
      queries: [{ name: 'a', query: 'select Id from Account', type: 'zoqlexport' }],
    };
    expect((await aqua.run(body)).batches[0]).toMatchObject({ full: true });
    await server.clock({ advance: '179d' });
    expect((await aqua.run(body)).batches[0]).toMatchObject({ full: false, recordCount: 0 });
    await server.clock({ advance: '181d' });
    expect((await aqua.run(body)).batches[0]).toMatchObject({ full: true });
  });

  test('of an upload address, and of a bulk job that waits for its file', async () => {
    const bulk = new BulkClient(server.dev);
    const created = await bulk.create();
    await server.clock({ advance: '10m' });
    await expect(bulk.upload(created, 'Name\nAcme\n')).rejects.toThrow('upload: 403');
    expect((await bulk.summary(created.id)).status).toBe('Created');
    await server.clock({ advance: '7d' });
    expect((await bulk.call('GET', created.id, 'summary')).status).toBe(404);
  });

  test('of a reply that is kept under its key', async () => {
    const key = { 'idempotency-key': 'one-day' };
    const submit = async () => {
      const body = { query: 'SELECT 1', outputFormat: 'CSV', compression: 'NONE', output: { target: 'S3' } };
      const { body: job } = await server.dev.call('POST', '/query/jobs', body, key);
      return (job as { data: { id: string } }).data.id;
    };
    const first = await submit();
    await server.clock({ advance: '23h' });
    expect(await submit()).toBe(first);
    await server.clock({ advance: '1h' });
    const second = await submit();
    expect(second).not.toBe(first);
    await server.dev.ended(second);
  });
});

describe('what follows business time: what queries call now', () => {
  test('now() and current_date of SQL, in UTC', async () => {
    await server.clock({ rate: 0 });
    await server.clock({ set: '2031-07-05T02:00:00Z' });
    const { dataFile = '' } = await server.dev.run(
      'SELECT current_date AS today, to_unixtime(now()) AS seconds',
    );
    expect((await download(dataFile)).toString()).toBe('today,seconds\n2031-07-05,1.9409832E9\n');
  });

  test('today of ZOQL, and the dates of rows that are changed', async () => {
    await server.clock({ set: '2031-07-05T02:00:00Z' });
    const count = async (day: string) => {
      const { batches } = await aqua.run([`select Id from Account where UpdatedDate >= '${day}'`]);
      return batches[0]?.recordCount;
    };
    expect(await count('today')).toBe(0);
    const row = { Name: 'Of its day', Currency: 'USD', BillCycleDay: 1 };
    const { body } = await server.dev.call('POST', '/sluice/v1/data/Account', { upsert: [row] });
    expect(body).toMatchObject({ inserted: 1 });
    expect([await count('today'), await count('2031-07-04T00:00:00')]).toEqual([1, 1]);
    await server.clock({ advance: '1d' });
    expect(await count('today')).toBe(0);
  });

  test('every time that a job shows', async () => {
    const from = await server.clock({ set: '2031-07-05T02:00:00Z' });
    const { id } = await server.dev.run('SELECT 1');
    const { body } = await server.dev.call('GET', `/sluice/v1/jobs/${id}`);
    const { timeline, ...job } = body as {
      readonly timeline: readonly { readonly at: string }[];
      readonly [time: string]: unknown;
    };
    const times = [job['submittedAt'], job['startedAt'], job['endedAt'], ...timeline.map(({ at }) => at)];
    expect(times).toHaveLength(3 + 4);
    for (const at of times) expect(Date.parse(String(at)) - from).toBeLessThan(60_000);
    for (const at of times) expect(Date.parse(String(at))).toBeGreaterThanOrEqual(from);
  });
});

describe('what follows business time: pauses', () => {
  test('before a callout is tried again; a jump over all of them tries it once', async () => {
    await using hook = await listener((calls) => (calls < 3 ? 503 : 200));
    await server.clock({ rate: 0 });
    await aqua.submit({
      notifyUrl: hook.url,
      queries: [{ name: 'a', query: 'select Id from Account where Id = null' }],
    });
    await hook.called(1);
    await server.clock({ advance: '4s' });
    await delay(50);
    expect(hook.calls).toBe(1);
    await server.clock({ advance: '1d' });
    await hook.called(2);
    await server.clock({ advance: '1d' });
    await hook.called(3);
    await server.clock({ advance: '1d' });
    await delay(50);
    expect(hook.calls).toBe(3);
  });

  test('a jump while an outcome is told of tells it once', async () => {
    let answer: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await using hook = await listener(() => 200, held);
    await using later = await labServer({
      seed: 'none',
      asyncCallout: hook.url,
      asyncCalloutSecret: 'a secret of at least 16',
    });
    const run = { sql: 'SELECT 1', content_type: 'csv' };
    const { body } = await later.dev.call('POST', '/v2/query_runs', run, { async: 'true' });
    const { request_id: id } = body as { request_id: string };
    await hook.called(1);
    for (let jump = 0; jump < 5; jump++) {
      await later.clock({ advance: '10m' });
      // Another request that is due has the queue look for all that are.
      await later.dev.call('POST', '/v2/query_runs', run, { async: 'true' });
    }
    await hook.called(6);
    answer();
    const seen = () => later.dev.call('GET', `/sluice/v1/requests/${id}`);
    await until(seen, ({ body: request }) => (request as { callout: string }).callout === 'delivered');
    expect(hook.bodies.filter((text) => text.includes(id))).toHaveLength(1);
  });
});

interface Hook extends AsyncDisposable {
  readonly url: string;
  readonly calls: number;
  readonly bodies: readonly string[];
  /** Resolves when it has been called so often. */
  called(times: number): Promise<unknown>;
}

/** Listens for callouts; answers each with a status, once `held` is over. */
async function listener(answer: (calls: number) => number, held = Promise.resolve()): Promise<Hook> {
  const bodies: string[] = [];
  const http = createServer(async (request, reply) => {
    const text = (await request.toArray()).join('');
    bodies.push(`${request.url} ${text}`);
    const code = answer(bodies.length);
    await held;
    reply.writeHead(code).end();
  });
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/hook`,
    get calls() {
      return bodies.length;
    },
    bodies,
    called: (times) =>
      until(
        () => bodies.length,
        (calls) => calls >= times,
      ),
    async [Symbol.asyncDispose]() {
      http.closeAllConnections();
      http.close();
    },
  };
}
