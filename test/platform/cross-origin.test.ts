import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, testApp } from './test-app.ts';

const PAGE = 'https://app.example.test';
let app: TestApp;
beforeAll(async () => {
  app = await testApp({ cors: [PAGE, 'http://localhost:3000'] });
});
afterAll(() => app[Symbol.asyncDispose]());

/** `fetch` of Node keeps `Origin` and the preflight's headers to itself. */
function call(
  path: string,
  headers: Record<string, string>,
  { method = 'GET', at = app }: { method?: string; at?: TestApp } = {},
): Promise<{ status: number | undefined; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const sent = request(at.url + path, { method, headers }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

const preflight = (origin: string, path = '/things/me', at = app) =>
  call(
    path,
    {
      origin,
      'access-control-request-method': 'DELETE',
      'access-control-request-headers': 'authorization,zuora-track-id',
    },
    { method: 'OPTIONS', at },
  );

describe('a preflight', () => {
  test.each([PAGE, 'http://localhost:3000'])('of %s is answered without credentials', async (origin) => {
    const { status, headers } = await preflight(origin);
    expect(status).toBe(204);
    expect(headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers': 'authorization,zuora-track-id',
      'access-control-max-age': '600',
      'zuora-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(headers['vary']).toBe('Accept-Encoding, Origin, Access-Control-Request-Headers');
    expect(headers['access-control-allow-credentials']).toBeUndefined();
  });

  test('is not counted as a request', async () => {
    expect((await preflight(PAGE)).headers['ratelimit-remaining']).toBeUndefined();
  });

  test.each(['https://evil.example.test', 'https://app.example.test:444', 'http://app.example.test', 'null'])(
    'of %s, which is not in the list, gets no permission',
    async (origin) => {
      const { status, headers } = await preflight(origin);
      expect(status).toBe(405);
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
      expect(headers['vary']).toContain('Origin');
    },
  );

  test('is one only with Access-Control-Request-Method: another OPTIONS is a method like any', async () => {
    expect((await call('/things/me', { origin: PAGE }, { method: 'OPTIONS' })).status).toBe(405);
  });
});

describe('a call from an origin of the list', () => {
  test.each([
    ['/things/me', 401],
    ['/none', 404],
    ['/healthz', 200],
    ['/oauth/token', 405],
    ['/things/broken', 401],
  ])('to %s may be read, whatever its status (%d), with the headers clients need', async (path, status) => {
    const reply = await call(path, { origin: PAGE });
    expect(reply).toMatchObject({ status, headers: { 'access-control-allow-origin': PAGE } });
    const exposed = String(reply.headers['access-control-expose-headers']).split(', ');
    for (const name of [
      ...['Zuora-Request-Id', 'Zuora-Track-Id', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'],
      ...['Concurrency-Limit-Type', 'Concurrency-Limit-Limit', 'Concurrency-Limit-Remaining'],
      ...['Retry-After', 'ETag', 'Content-Range', 'Location'],
    ])
      expect(exposed).toContain(name);
  });

  test('of no list is answered, and not shared', async () => {
    const reply = await call('/healthz', { origin: 'https://evil.example.test' });
    expect(reply.status).toBe(200);
    expect(reply.headers['access-control-allow-origin']).toBeUndefined();
  });
});

test('without --cors nothing is said of origins', async () => {
  await using plain = await testApp();
  const { status, headers } = await preflight(PAGE, '/things/me', plain);
  expect([status, headers['access-control-allow-origin'], headers['vary']]).toEqual([
    405,
    undefined,
    'Accept-Encoding',
  ]);
});

test('with * any origin may call', async () => {
  await using open = await testApp({ cors: '*' });
  const { status, headers } = await preflight('https://anybody.example.test', '/things/me', open);
  expect([status, headers['access-control-allow-origin']]).toEqual([204, '*']);
});
