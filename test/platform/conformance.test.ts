import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../support/server-process.ts';
import { rawRequest } from './raw-request.ts';
import { type Records, recordsFamily } from './records-family.ts';
import { DEV, type TestApp, testApp } from './test-app.ts';

/** The conformance checks of platform.md §9, by their numbers; 7 is in `idempotency.test.ts`. */
let records: Records;
let app: TestApp;
let authorization: string;
beforeAll(async () => {
  records = recordsFamily();
  app = await testApp({ limit: { 'platform.concurrentRequests': 40 } }, () => [records]);
  authorization = `Bearer ${await app.token()}`;
});
afterAll(() => app[Symbol.asyncDispose]());

const GOOD = { client_id: DEV.clientId, client_secret: DEV.clientSecret, grant_type: 'client_credentials' };

function get(path: string, headers: Record<string, string> = {}) {
  return fetch(app.url + path, { headers: { authorization, ...headers } });
}
function post(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
  return fetch(`${app.url}/v1/records`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', ...headers },
    body,
  });
}

test('1 tokens: a form works; JSON, a wrong secret, a wrong grant fail; one hour; an old one still works', async () => {
  const ask = (body: URLSearchParams | string, headers: Record<string, string> = {}) =>
    fetch(`${app.url}/oauth/token`, { method: 'POST', body, headers });
  const form = (more: Partial<typeof GOOD> = {}) => new URLSearchParams({ ...GOOD, ...more });
  expect((await ask(form())).status).toBe(200);
  expect((await ask(JSON.stringify(GOOD), { 'content-type': 'application/json' })).status).toBe(400);
  expect((await ask(form({ client_secret: 'wrong' }))).status).toBe(401);
  expect((await ask(form({ grant_type: 'password' }))).status).toBe(400);

  await using own = await testApp();
  const me = async (token: string) =>
    (await fetch(`${own.url}/things/me`, { headers: { authorization: `Bearer ${token}` } })).status;
  const old = await own.token();
  own.clock.advance(1_800_000);
  const young = await own.token();
  expect([await me(old), await me(young)]).toEqual([200, 200]);
  own.clock.advance(1_801_000);
  expect([await me(old), await me(young)]).toEqual([401, 200]);
});

test('2 every response has a 36-character Zuora-Request-Id', async () => {
  const ids = new Set<string | null>();
  const paths = [
    '/v1/records',
    '/v1/records/none',
    '/v1/records/broken',
    '/nowhere',
    '/oauth/token',
    '/healthz',
  ];
  for (const path of paths)
    for (const headers of [{}, { authorization: 'none' }] as Record<string, string>[]) {
      const id = (await get(path, headers)).headers.get('zuora-request-id');
      expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      ids.add(id);
    }
  expect(ids.size).toBe(paths.length * 2);
});

test('3 track ids: 64 characters are echoed; longer or odd ones are not, and the call works', async () => {
  const echo = async (id: string) => {
    const reply = await get('/v1/records', { 'Zuora-Track-Id': id });
    return [reply.status, reply.headers.get('zuora-track-id')];
  };
  expect(await echo('x'.repeat(64))).toEqual([200, 'x'.repeat(64)]);
  for (const bad of ['x'.repeat(65), 'a:b', 'a;b', 'a"b', "a'b", 'é'])
    expect(await echo(bad)).toEqual([200, null]);
});

test('4 compression: 1000 bytes plain, 1001 gzipped, none unasked; a gzipped request is read', async () => {
  const encoding = async (bytes: number, accept: string) =>
    (await get(`/things/text?bytes=${bytes}`, { 'accept-encoding': accept })).headers.get('content-encoding');
  expect(await encoding(1000, 'gzip')).toBeNull();
  expect(await encoding(1001, 'gzip')).toBe('gzip');
  expect(await encoding(1001, 'identity')).toBeNull();
  const packed = new Uint8Array(gzipSync('{"name":"a"}'));
  expect((await post(packed, { 'content-encoding': 'gzip' })).status).toBe(200);
});

test('5 versions: the same bad request is 200 with success false under 186.0, 400 under 2024-05-20, with one code', async () => {
  const under = async (version: string) => {
    const reply = await post('{}', { 'Zuora-Version': version });
    const { success, reasons } = (await reply.json()) as { success: boolean; reasons: { code: number }[] };
    return [reply.status, success, reasons[0]?.code];
  };
  expect(await under('186.0')).toEqual([200, false, 50000020]);
  expect(await under('2024-05-20')).toEqual([400, false, 50000020]);
});

test('6 shapes: 401 with body and challenge of the gateway; 404 in each family’s own', async () => {
  for (const path of ['/v1/records', '/things/me']) {
    const reply = await get(path, { authorization: 'Bearer none' });
    expect(reply.headers.get('www-authenticate')).toBe(
      'Basic realm=Zuora API, ZSession realm=Zuora API, Bearer realm=Zuora API',
    );
    expect([reply.status, await reply.json()]).toEqual([
      401,
      {
        success: false,
        processId: expect.stringMatching(/^[0-9A-F]{16}$/),
        reasons: [{ code: 90000011, message: 'this resource is protected, please sign in first' }],
        requestId: reply.headers.get('zuora-request-id'),
      },
    ]);
  }
  expect(await (await get('/things/none')).json()).toEqual({ code: 404, message: expect.any(String) });
  expect(await (await get('/v1/records/none')).json()).toMatchObject({
    success: false,
    reasons: [{ code: 50000040 }],
  });
});

test('8 limits: the 41st request at once is 429 with Retry-After and the three headers', async () => {
  const held = Array.from({ length: 40 }, () => get('/v1/records/held'));
  await until('forty wait', () => records.waiting() === 40);
  const refused = await get('/v1/records');
  expect(refused.status).toBe(429);
  for (const name of [
    'retry-after',
    'ratelimit-limit',
    'ratelimit-remaining',
    'ratelimit-reset',
    'concurrency-limit-type',
    'concurrency-limit-limit',
    'concurrency-limit-remaining',
  ])
    expect(refused.headers.get(name), name).not.toBeNull();
  records.release();
  await Promise.all(held);
});

test('9 an unknown org fails and changes nothing', async () => {
  const before = records.made.length;
  const reply = await post('{"name":"b"}', { 'Zuora-Org-Ids': 'north,west' });
  expect(reply.status).toBe(403);
  expect(records.made).toHaveLength(before);
});

test('what is no HTTP has a request id too', async () => {
  expect(await rawRequest(app.port, 'nonsense\r\n\r\n')).toMatch(/\r\nzuora-request-id: [0-9a-f-]{36}\r\n/);
});
