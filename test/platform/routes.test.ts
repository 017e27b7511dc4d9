import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, testApp } from './test-app.ts';

let app: TestApp;
let authorization: string;
beforeAll(async () => {
  app = await testApp();
  authorization = `Bearer ${await app.token()}`;
});
afterAll(() => app[Symbol.asyncDispose]());

function call(method: string, path: string) {
  return fetch(app.url + path, { method, headers: { authorization } });
}

/** Sends bytes as they are and answers what came back until the server closed. */
async function raw(request: string): Promise<string> {
  const socket = connect(app.port, '127.0.0.1');
  socket.write(request);
  return text(socket);
}

describe('paths', () => {
  test.each(['/things/me', '/things/me/', '//things/me', '/things//me', '//things//me//', '/things/me?x=1'])(
    '%s is the same place',
    async (path) => {
      expect((await call('GET', path)).status).toBe(200);
    },
  );

  test.each(['/%74hings/me', '/things/%6De'])(
    '%s, encoded where it need not be, is the same place with the same rules',
    async (path) => {
      expect((await call('GET', path)).status).toBe(200);
      expect((await fetch(app.url + path)).status).toBe(401);
      const wrong = await call('DELETE', path);
      expect([wrong.status, await wrong.json()]).toEqual([405, expect.objectContaining({ code: 405 })]);
    },
  );

  test('with scheme and host are the same place', async () => {
    const get = (path: string, more = '') =>
      raw(`GET http://x.test${path} HTTP/1.1\r\nhost: x.test\r\n${more}connection: close\r\n\r\n`);
    expect(await get('/things/me', `authorization: ${authorization}\r\n`)).toMatch(/^HTTP\/1\.1 200 /);
    expect(await get('/things/me')).toMatch(/^HTTP\/1\.1 401 /);
    expect(await get('/things/none')).toContain('{"code":404,');
    expect(await get('')).toMatch(/^HTTP\/1\.1 302 /);
  });

  test('no family’s: 404 in the v1 shape, signed in or not', async () => {
    for (const headers of [{ authorization }, {}] as Record<string, string>[]) {
      const reply = await fetch(`${app.url}/nowhere`, { headers });
      expect(reply.status).toBe(404);
      expect(await reply.json()).toMatchObject({
        success: false,
        reasons: [{ code: 50000040 }],
        requestId: reply.headers.get('zuora-request-id'),
      });
    }
  });

  test('below a family’s prefix: 404 in its own shape', async () => {
    const reply = await call('GET', '/things/none/at/all');
    expect([reply.status, await reply.json()]).toEqual([404, { code: 404, message: 'HTTP 404 Not Found' }]);
  });

  test('that only begins like a prefix belongs to nobody', async () => {
    expect(await (await call('GET', '/thingsandmore')).json()).toMatchObject({ success: false });
  });

  test('that cannot be decoded is 400', async () => {
    expect((await call('GET', '/things/%zz')).status).toBe(400);
  });

  test('with a very long id are answered like any other', async () => {
    expect((await call('GET', `/things/by/${'a'.repeat(5000)}`)).status).toBe(200);
  });
});

describe('methods', () => {
  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
    '%s on a GET path is 405 with Allow',
    async (method) => {
      const reply = await call(method, '/things/me');
      expect([reply.status, reply.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
      expect(await reply.json()).toEqual({ code: 405, message: 'HTTP 405 Method Not Allowed' });
    },
  );

  test('come before signing in', async () => {
    expect((await fetch(`${app.url}/things/me`, { method: 'DELETE' })).status).toBe(405);
  });

  test.each(['TRACE', 'QUERY', 'PROPFIND', 'BREW', 'FROB', 'CONNECT'])(
    '%s is 405 with Allow, never a 5xx',
    async (method) => {
      const reply = await raw(`${method} /things/me HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
      expect(reply).toMatch(/^HTTP\/1\.1 405 /);
      expect(reply).toMatch(/\r\nallow: GET, HEAD\r\n/i);
      expect(reply).toMatch(/\r\nzuora-request-id: [0-9a-f-]{36}\r\n/i);
      expect(reply).toContain('{"code":405,"message":"HTTP 405 Method Not Allowed"}');
    },
  );

  test('unknown ones on an unknown path are 404', async () => {
    expect(await raw('FROB /nowhere HTTP/1.1\r\nhost: x\r\n\r\n')).toMatch(/^HTTP\/1\.1 404 /);
  });
});

describe('what is no HTTP', () => {
  test.each([
    ['noise', '\x00\x01\x02\r\n\r\n', 400],
    ['a bad header', 'GET /things/me HTTP/1.1\r\nhost: x\r\na b: c\r\n\r\n', 400],
    ['no Host', 'GET /things/me HTTP/1.1\r\nconnection: close\r\n\r\n', 400],
    ['CONNECT', 'CONNECT things.test:443 HTTP/1.1\r\nhost: x\r\n\r\n', 400],
    ['a path without end', `GET /things/${'b'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`, 431],
    ['a path with a blank', 'GET /things/a b HTTP/1.1\r\nhost: x\r\n\r\n', 400],
    [
      'a path that cannot be decoded',
      'GET /things/%zz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
      400,
    ],
    ['headers without end', `GET /things/me HTTP/1.1\r\nhost: x\r\na: ${'b'.repeat(20_000)}\r\n\r\n`, 431],
  ])('%s is answered', async (_, request, status) => {
    const reply = await raw(request);
    expect(reply).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(reply).toMatch(/\r\nzuora-request-id: [0-9a-f-]{36}\r\n/i);
    expect(reply).toMatch(/\r\nratelimit-remaining: \d+\r\n/i);
    if (request.includes(' /things')) expect(reply).toMatch(/\r\n\r\n\{"code":\d{3},"message":/);
  });

  test('an expectation nobody knows is passed over', async () => {
    const reply = await raw(
      `GET /things/me HTTP/1.1\r\nhost: x\r\nexpect: x\r\nauthorization: ${authorization}\r\nconnection: close\r\n\r\n`,
    );
    expect(reply).toMatch(/^HTTP\/1\.1 200 /);
    expect(reply).toMatch(/\r\nzuora-request-id: [0-9a-f-]{36}\r\n/i);
  });
});

test('a failure inside is 500 without any detail, and is reported', async () => {
  const reply = await call('GET', '/things/broken');
  const body = await reply.text();
  expect(reply.status).toBe(500);
  expect(body).not.toMatch(/secret|at |\.ts/);
  expect(app.failures.map(String)).toContain('Error: secret detail');
});

test('/readyz names the part that fails, and tells nobody but the log why', async () => {
  await using unwell = await testApp({}, undefined, {
    store: () => undefined,
    results: () => Promise.reject(new Error('EACCES: /srv/secret')),
  });
  const reply = await fetch(`${unwell.url}/readyz`);
  expect([reply.status, await reply.json()]).toEqual([
    503,
    { status: 'not ready', parts: { store: 'ok', results: 'failed' } },
  ]);
  expect(unwell.failures.map(String)).toEqual(['Error: EACCES: /srv/secret']);
});
