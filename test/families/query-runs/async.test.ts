import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DataQueryClient, DEV } from '../../support/data-query-client.ts';
import { ServerProcess, until } from '../../support/server-process.ts';
import { ENDLESS, ENDLESS_NUMBERS, type TestServer, testServer } from '../server.ts';

const SECRET = 'a secret of sixteen';
const RUN = { sql: 'SELECT 1', content_type: 'csv' };
const ASYNC = { async: 'true' };

interface Told {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: {
    readonly request: { readonly id: string };
    readonly state: string;
    readonly [key: string]: unknown;
  };
}

/** Whoever is told of outcomes; refuses the first calls when so asked. */
const told: Told[] = [];
let refusals = 0;
const listener = createServer(async (request, response) => {
  const text = (await request.toArray()).join('');
  if (refusals-- > 0) response.writeHead(503).end();
  else {
    told.push({ headers: request.headers, text, body: JSON.parse(text) });
    response.writeHead(204).end();
  }
});

let server: TestServer;
let hook: string;
beforeAll(async () => {
  await once(listener.listen(0, '127.0.0.1'), 'listening');
  hook = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/hook`;
  server = await testServer({ seed: 'small', asyncCallout: hook, asyncCalloutSecret: SECRET });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  listener.close();
});

async function accept(path: string, body?: object, headers: object = {}): Promise<string> {
  const reply = await server.dev.call('POST', path, body, { ...ASYNC, ...headers });
  expect(reply).toEqual({
    status: 202,
    body: { request_id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) },
  });
  return (reply.body as { request_id: string }).request_id;
}

async function outcome(id: string): Promise<Told> {
  await until(`the outcome of ${id} is told`, () => told.some(({ body }) => body.request.id === id), 30_000);
  return told.find(({ body }) => body.request.id === id) as Told;
}

const seen = async (id: string, client = server.dev) =>
  (await client.call('GET', `/sluice/v1/requests/${id}`)).body as Record<string, unknown>;

describe('async: true', () => {
  test('on a create is answered 202 with the id of the request alone, which the header has too', async () => {
    const reply = await fetch(`${server.url}/v2/query_runs`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await server.token()}`,
        'content-type': 'application/json',
        'zuora-track-id': 'later-1',
        ...ASYNC,
      },
      body: JSON.stringify(RUN),
    });
    const body = (await reply.json()) as { request_id: string };
    expect([reply.status, body]).toEqual([202, { request_id: reply.headers.get('zuora-request-id') }]);

    const { headers, text, body: called } = await outcome(body.request_id);
    const { id } = called['data'] as { id: string };
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(called).toEqual({
      createTime: time,
      completeTime: time,
      request: { id: body.request_id, method: 'POST', url: '/v2/query_runs', trackId: 'later-1' },
      state: 'succeeded',
      data: { id },
    });
    expect(headers['sluice-signature']).toBe(
      `sha256=${createHmac('sha256', SECRET).update(text).digest('hex')}`,
    );
    expect(headers['sluice-tenant']).toBe('dev');
    expect((await server.dev.ended(id)).queryStatus).toBe('completed');
    await until('delivered', async () => (await seen(body.request_id))['callout'] === 'delivered');
    expect(await seen(body.request_id)).toMatchObject({ state: 'succeeded', job: id, trackId: 'later-1' });
  });

  test('on a cancel stops the run', async () => {
    const { body } = await server.dev.call('POST', '/v2/query_runs', { ...RUN, sql: ENDLESS });
    const { id } = body as { id: string };
    await server.dev.started(id);
    const request = await accept(`/v2/query_runs/${id}/cancel`);
    expect((await outcome(request)).body).toMatchObject({ state: 'succeeded', data: { id } });
    expect((await server.dev.get(id)).queryStatus).toBe('cancelled');
    const job = await server.dev.call('GET', `/sluice/v1/jobs/${id}`);
    expect(job.body).toMatchObject({ receipt: { via: `query-runs, request ${request}` } });
  });

  test('what is wrong with a create is told with its outcome, and nothing is made', async () => {
    const id = await accept('/v2/query_runs?page_size=0', { content_type: 'xml' });
    const { body } = await outcome(id);
    expect(body).toMatchObject({
      state: 'failed',
      reasons: [
        { code: 'invalid_parameter', message: "'page_size' must be between 1 and 99" },
        { code: 'missing_parameter', message: "'sql' is required" },
        { code: 'invalid_parameter', message: expect.stringContaining("'content_type'") },
      ],
      processId: expect.stringMatching(/^[0-9A-F]{16}$/),
    });
    expect(body).not.toHaveProperty('data');
    expect(await seen(id)).toMatchObject({ state: 'failed', reasons: expect.any(Array) });
  });

  test.each([
    ['an unknown run', () => '00000000-0000-4000-8000-000000000000', 'resource_not_found'],
    ['a run that has ended', async () => (await server.dev.run('SELECT 1')).id, 'invalid_value'],
  ])('a cancel of %s fails', async (_, run, code) => {
    const request = await accept(`/v2/query_runs/${await run()}/cancel`);
    expect((await outcome(request)).body).toMatchObject({ state: 'failed', reasons: [{ code }] });
  });

  test('a body that is no JSON is refused at once', async () => {
    const reply = await fetch(`${server.url}/v2/query_runs`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await server.token()}`,
        'content-type': 'application/json',
        ...ASYNC,
      },
      body: '{',
    });
    expect(reply.status).toBe(400);
  });

  test.each(['false', 'False'])('async: %s is as without it', async (value) => {
    expect((await server.dev.call('POST', '/v2/query_runs', RUN, { async: value })).status).toBe(201);
  });

  test('async: 1 is 400', async () => {
    expect(await server.dev.call('POST', '/v2/query_runs', RUN, { async: '1' })).toMatchObject({
      status: 400,
      body: { errors: [{ code: 'invalid_parameter_boolean', parameter: 'async' }] },
    });
  });

  test('on /query/jobs changes nothing', async () => {
    const body = { query: 'SELECT 1', outputFormat: 'CSV', compression: 'NONE', output: { target: 'S3' } };
    expect((await server.dev.call('POST', '/query/jobs', body, ASYNC)).status).toBe(200);
  });

  test('under a key the 202 is what is replayed, and one run is made', async () => {
    const key = { 'idempotency-key': 'later-2' };
    const sql = "SELECT 'once'";
    const first = await accept('/v2/query_runs', { ...RUN, sql }, key);
    await outcome(first);
    expect(await accept('/v2/query_runs', { ...RUN, sql }, key)).toBe(first);
    const { body } = await server.dev.call('GET', '/query/jobs?pageSize=1000');
    const { data } = body as { data: readonly { query: string }[] };
    expect(data.filter(({ query }) => query === sql)).toHaveLength(1);
  });
});

test('more that wait than may: 429', async () => {
  await using small = await testServer({
    seed: 'none',
    limit: { 'queryRuns.maxWaiting': 0 },
  });
  expect(await small.dev.call('POST', '/v2/query_runs', RUN, ASYNC)).toMatchObject({
    status: 429,
    body: { type: 'too_many_requests', retryable: true },
  });
});

test('a full queue is tried again until there is room; who was revoked meanwhile has nothing carried out', async () => {
  await using small = await testServer({
    seed: 'none',
    limit: { 'dataQuery.live.maxRunning': 1, 'dataQuery.live.maxQueued': 0 },
  });
  const user = 'leaver@sluice.local';
  const added = await small.dev.call('POST', '/sluice/v1/principals', { tenant: 'dev', user });
  const leaver = await DataQueryClient.signIn(small.url, added.body as typeof DEV);
  const { id: busy } = await small.dev.submit(ENDLESS_NUMBERS);
  await small.dev.started(busy);
  const [id = '', gone = ''] = await Promise.all(
    [small.dev, leaver].map(async (client) => {
      const { body } = await client.call('POST', '/v2/query_runs', RUN, ASYNC);
      return (body as { request_id: string }).request_id;
    }),
  );
  for (const one of [id, gone]) {
    await until('it was tried', async () => (await seen(one, small.dev))['tries'] !== undefined, 30_000);
    expect(await seen(one, small.dev)).toMatchObject({ state: 'waiting' });
  }
  await small.dev.call('DELETE', `/sluice/v1/principals/users/${user}`);
  await small.dev.cancel(busy);
  await until('carried out', async () => (await seen(id, small.dev))['state'] === 'succeeded', 60_000);
  expect(await seen(id, small.dev)).not.toHaveProperty('callout');
  await until('refused', async () => (await seen(gone, small.dev))['state'] !== 'waiting', 60_000);
  expect(await seen(gone, small.dev)).toMatchObject({
    state: 'failed',
    reasons: [{ message: 'Its user may not call any more' }],
  });
  const { body } = await small.dev.call('GET', '/query/jobs?pageSize=1000');
  expect((body as { data: unknown[] }).data).toHaveLength(2);
});

test('what was answered 202 is done once over a kill of the server, and its outcome told', async () => {
  // Nothing is told before the kill: whoever listens answers with a fault until then.
  refusals = Number.POSITIVE_INFINITY;
  const args = ['--seed', 'none', '--async-callout', hook, '--async-callout-secret', SECRET];
  let killed = await ServerProcess.start({ args });
  try {
    const before = await DataQueryClient.signIn(killed.url, DEV);
    const ids = await Promise.all(
      Array.from({ length: 8 }, async (_, n) => {
        const body = { ...RUN, sql: `SELECT ${n}` };
        const reply = await before.call('POST', '/v2/query_runs', body, ASYNC);
        return (reply.body as { request_id: string }).request_id;
      }),
    );
    await killed.kill();
    refusals = 0;
    killed = await ServerProcess.start({ args, dataDir: killed.dataDir });
    const client = before.at(killed.url);
    for (const id of ids) expect((await outcome(id)).body).toMatchObject({ state: 'succeeded' });
    const { body } = await client.call('GET', '/query/jobs?pageSize=1000');
    const { data } = body as { data: readonly { id: string; query: string }[] };
    expect(data.map(({ query }) => query).sort()).toEqual(ids.map((_, n) => `SELECT ${n}`).sort());
    const made = told
      .filter((one) => ids.includes(one.body.request.id))
      .map((one) => (one.body['data'] as { id: string }).id);
    expect([...new Set(made)].sort()).toEqual(data.map(({ id }) => id).sort());
  } finally {
    await killed.remove();
  }
});
