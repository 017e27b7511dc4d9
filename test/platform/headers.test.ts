import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, testApp } from './test-app.ts';

let app: TestApp;
let authorization: string;
beforeAll(async () => {
  app = await testApp({ limit: { 'platform.maxUnpackedBytes': '20000' } });
  authorization = `Bearer ${await app.token()}`;
});
afterAll(() => app[Symbol.asyncDispose]());

function get(path: string, headers: Record<string, string> = {}) {
  return fetch(app.url + path, { headers: { authorization, ...headers } });
}

/** Sends bytes as they are and answers what came back until the server closed. */
async function raw(request: string): Promise<string> {
  const socket = connect(app.port, '127.0.0.1');
  socket.write(request);
  return text(socket);
}

describe('every response', () => {
  test.each(['/things/me', '/things/none', '/none', '/oauth/token', '/healthz', '/things/broken', '/%zz'])(
    '%s carries a new 36-character Zuora-Request-Id that the caller cannot set',
    async (path) => {
      const reply = await get(path, { 'Zuora-Request-Id': 'mine' });
      expect(reply.headers.get('zuora-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  test.each(['/things/me', '/none', '/things/none', '/oauth/token'])(
    '%s tells of the rate window nearest to exhaustion',
    async (path) => {
      const { headers } = await get(path);
      expect(headers.get('ratelimit-limit')).toBe('50000, 50000;w=60, 2250000;w=3600, 27000000;w=86400');
      expect(Number(headers.get('ratelimit-remaining'))).toBeLessThan(50000);
      expect(Number(headers.get('ratelimit-reset'))).toBeLessThanOrEqual(60);
    },
  );
});

describe('Zuora-Track-Id', () => {
  test.each(['a', 'x'.repeat(64), 'with space and #!'])('%s is echoed as sent', async (trackId) => {
    const reply = await get('/things/me', { 'Zuora-Track-Id': trackId });
    expect(reply.headers.get('zuora-track-id')).toBe(trackId);
  });

  test.each(['x'.repeat(65), 'a:b', 'a;b', 'a"b', "a'b", 'ü'])(
    '%s breaks the rules: left out, and the call works',
    async (trackId) => {
      const reply = await get('/things/me', { 'Zuora-Track-Id': trackId });
      expect([reply.status, reply.headers.get('zuora-track-id')]).toEqual([200, null]);
    },
  );

  test('is echoed on 401 and 404 too, and absent when none was sent', async () => {
    const headers = { 'Zuora-Track-Id': 'abc' };
    expect((await fetch(`${app.url}/things/me`, { headers })).headers.get('zuora-track-id')).toBe('abc');
    expect((await get('/none', headers)).headers.get('zuora-track-id')).toBe('abc');
    expect((await get('/things/me')).headers.get('zuora-track-id')).toBeNull();
  });

  test('that is malformed is 400 under strictTrackId', async () => {
    await using strict = await testApp({ choice: { 'platform.strictTrackId': 'on' } });
    const headers = { authorization: `Bearer ${await strict.token()}`, 'Zuora-Track-Id': 'a:b' };
    expect((await fetch(`${strict.url}/things/me`, { headers })).status).toBe(400);
  });
});

describe('response compression', () => {
  const gzip = { 'accept-encoding': 'gzip' };

  test('1000 bytes stay plain, 1001 are gzipped', async () => {
    const plain = await get('/things/text?bytes=1000', gzip);
    expect([plain.headers.get('content-encoding'), plain.headers.get('content-length')]).toEqual([
      null,
      '1000',
    ]);
    const packed = await raw(
      `GET /things/text?bytes=1001 HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\naccept-encoding: gzip\r\nconnection: close\r\n\r\n`,
    );
    expect(packed).toMatch(/content-encoding: gzip/i);
    const fetched = await get('/things/text?bytes=1001', gzip);
    expect(await fetched.text()).toBe('x'.repeat(1001));
    expect(fetched.headers.get('vary')).toMatch(/accept-encoding/i);
  });

  test.each([
    ['identity', false],
    ['gzip;q=0', false],
    ['*;q=0', false],
    ['gzip;q=0, *', false],
    ['br', false],
    ['*', true],
    ['br, gzip;q=0.1', true],
    ['GZIP', true],
  ])('Accept-Encoding: %s → %s', async (accept, packed) => {
    const reply = await get('/things/text?bytes=2000', { 'accept-encoding': accept });
    expect(reply.headers.get('content-encoding') === 'gzip').toBe(packed);
  });

  test.each([
    ['application/json', true],
    ['text/csv; charset=utf-8', true],
    ['application/zip', false],
    ['application/octet-stream', false],
  ])('of %s: %s', async (type, packed) => {
    const reply = await get(`/things/text?bytes=2000&type=${encodeURIComponent(type)}`, gzip);
    expect(reply.headers.get('content-encoding') === 'gzip').toBe(packed);
  });

  test('gunzips to the same bytes', () => {
    expect(gunzipSync(gzipSync('x')).toString()).toBe('x');
  });
});

describe('request bodies', () => {
  function post(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
    return fetch(`${app.url}/things`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', ...headers },
      body,
    });
  }
  const zipped = (text: string) => new Uint8Array(gzipSync(text));

  test('may be gzipped', async () => {
    const reply = await post(zipped('{"a":1}'), { 'content-encoding': 'gzip' });
    expect(await reply.json()).toEqual({ got: { a: 1 } });
  });

  test.each([
    ['is not gzip', () => new Uint8Array(Buffer.from('{"a":1}')), 400],
    ['is cut gzip', () => zipped('{"a":1}').slice(0, 12), 400],
    ['unpacks to more than the limit', () => zipped(`"${'x'.repeat(30_000)}"`), 413],
  ])('that %s is refused', async (_, body, status) => {
    const reply = await post(body(), { 'content-encoding': 'gzip' });
    expect([reply.status, Object.keys((await reply.json()) as object)]).toEqual([
      status,
      ['code', 'message'],
    ]);
  });

  test('in another encoding is 415', async () => {
    expect((await post('{}', { 'content-encoding': 'br' })).status).toBe(415);
  });

  test('that is too large is 413', async () => {
    expect((await post(`"${'x'.repeat(30_000)}"`)).status).toBe(413);
  });

  test.each(['', '{', 'nul', '{"a":1}x'])('%s is not JSON: 400', async (body) => {
    const reply = await post(body);
    expect([reply.status, await reply.json()]).toEqual([
      400,
      { code: 400, message: 'Unable to process JSON' },
    ]);
  });

  test('that is not UTF-8 is 400', async () => {
    expect((await post(new Uint8Array([0x22, 0xff, 0x22]))).status).toBe(400);
  });

  test('with a byte order mark is read', async () => {
    expect((await post('\ufeff{"a":1}')).status).toBe(200);
  });
});
