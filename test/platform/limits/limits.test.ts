import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../../support/server-process.ts';
import { type Records, recordsFamily } from '../records-family.ts';
import { DEV, type TestApp, testApp } from '../test-app.ts';

const OTHER = { clientId: '5c1ce000-0000-4000-8000-000000000003', clientSecret: 'sluice-other-secret' };
let app: TestApp;
let records: Records;
let headers: Record<string, string>;

async function start(limit: Record<string, unknown>): Promise<void> {
  records = recordsFamily();
  app = await testApp({ limit }, () => [records]);
  headers = { authorization: `Bearer ${await app.token()}` };
}
afterEach(() => {
  records.release();
  return app[Symbol.asyncDispose]();
});

function get(path: string, more: Record<string, string> = {}) {
  return fetch(app.url + path, { headers: { ...headers, ...more } });
}

/** Limit, remaining and reset as their headers say. */
function rate(reply: Response): [string | null, number, number] {
  const { headers } = reply;
  return [
    headers.get('ratelimit-limit'),
    Number(headers.get('ratelimit-remaining')),
    Number(headers.get('ratelimit-reset')),
  ];
}

describe('three windows of requests a tenant', () => {
  beforeEach(() => start({ 'platform.requestsPerMinute': 3, 'platform.requestsPerHour': 5 }));

  test('pass as many as the minute allows, then answer 429 until it is over', async () => {
    for (const left of [2, 1, 0]) {
      const reply = await get('/things/me');
      expect(reply.status).toBe(200);
      expect(rate(reply).slice(0, 2)).toEqual(['3, 3;w=60, 5;w=3600, 27000000;w=86400', left]);
    }
    const refused = await get('/things/me');
    expect(refused.status).toBe(429);
    expect(await refused.json()).toEqual({ code: 429, message: expect.stringContaining('limit') });
    const [, remaining, reset] = rate(refused);
    expect(remaining).toBe(0);
    expect(refused.headers.get('retry-after')).toBe(String(reset));
    app.clock.advance(60_000);
    expect((await get('/things/me')).status).toBe(200);
  });

  test('are counted alike by one with more to come: the hour is told when it is nearer', async () => {
    for (let i = 0; i < 3; i++) await get('/things/me');
    app.clock.advance(60_000);
    expect(rate(await get('/things/me'))[0]).toBe('5, 3;w=60, 5;w=3600, 27000000;w=86400');
    expect((await get('/things/me')).status).toBe(200);
    const refused = await get('/things/me');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3000);
  });

  test('count what is refused against the minute, not the hour', async () => {
    for (let i = 0; i < 10; i++) await get('/things/me');
    app.clock.advance(60_000);
    expect((await get('/things/me')).status).toBe(200);
  });

  test('are one tenant’s own', async () => {
    const other = await app.token(OTHER);
    for (let i = 0; i < 4; i++) await get('/things/me');
    expect((await get('/things/me', { authorization: `Bearer ${other}` })).status).toBe(200);
  });

  test('do not refuse who is not known: that is 401, however often', async () => {
    for (let i = 0; i < 6; i++) expect((await fetch(`${app.url}/things/me`)).status).toBe(401);
    expect((await get('/things/me')).status).toBe(200);
  });

  test('refuse in the v1 shape with category 70 where that is the family’s', async () => {
    for (let i = 0; i < 3; i++) await get('/v1/records/me');
    const refused = await get('/v1/records/me', { 'Zuora-Version': '186.0' });
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ success: false, reasons: [{ code: 50000070 }] });
  });
});

test('without limits nothing is refused, and Zuora’s figures are told', async () => {
  await start({});
  expect(rate(await get('/things/me')).slice(0, 1)).toEqual([
    '50000, 50000;w=60, 2250000;w=3600, 27000000;w=86400',
  ]);
});

test('the profile of Zuora refuses the request after its figure', async () => {
  records = recordsFamily();
  app = await testApp({ limits: 'zuora', limit: { 'platform.requestsPerMinute': 1 } }, () => [records]);
  headers = { authorization: `Bearer ${await app.token()}` };
  expect([(await get('/things/me')).status, (await get('/things/me')).status]).toEqual([200, 429]);
});

describe('tokens of one address', () => {
  const ask = (secret = DEV.clientSecret) =>
    fetch(`${app.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: DEV.clientId,
        client_secret: secret,
        grant_type: 'client_credentials',
      }),
    });

  test('are limited by the minute, wrong ones counted too', async () => {
    await start({ 'platform.tokensPerMinutePerAddress': 3 });
    const second = await ask('wrong');
    expect(second.headers.get('x-ratelimit-limit-minute')).toBe('3');
    expect(second.headers.get('x-ratelimit-remaining-minute')).toBe('1');
    await ask();
    const refused = await ask();
    expect([refused.status, refused.headers.get('x-ratelimit-remaining-minute')]).toEqual([429, '0']);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(await refused.json()).toMatchObject({ status: 429, path: '/oauth/token' });
    app.clock.advance(60_000);
    expect((await ask()).status).toBe(200);
  });
});

describe('requests of a tenant at once', () => {
  const holdMany = async (count: number) => {
    const replies = Array.from({ length: count }, () => get('/v1/records/held'));
    await until(`${count} wait`, () => records.waiting() === count);
    return replies;
  };

  test('the 41st is 429 in the family’s shape with Retry-After, and passes once another has been answered', async () => {
    await start({ 'platform.concurrentRequests': 40 });
    const held = await holdMany(40);
    const refused = await get('/v1/records/me');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    expect(refused.headers.get('concurrency-limit-remaining')).toBe('0');
    expect(await refused.json()).toMatchObject({ success: false, reasons: [{ code: 50000070 }] });
    expect((await get('/things/me')).status).toBe(429);
    const other = await app.token(OTHER);
    expect((await get('/v1/records/me', { authorization: `Bearer ${other}` })).status).toBe(200);
    records.release();
    for (const reply of held) expect((await reply).status).toBe(200);
    expect((await get('/v1/records/me')).status).toBe(200);
  });

  test('are told on paths below /v1 alone', async () => {
    await start({ 'platform.concurrentRequests': 7 });
    const told = (await get('/v1/records/me')).headers;
    expect([
      told.get('concurrency-limit-type'),
      told.get('concurrency-limit-limit'),
      told.get('concurrency-limit-remaining'),
    ]).toEqual(['Default', '7', '6']);
    expect((await get('/apps/records/me')).headers.get('concurrency-limit-type')).toBeNull();
    expect((await get('/things/me')).headers.get('concurrency-limit-type')).toBeNull();
  });

  test('are not limited where no limit is set', async () => {
    await start({});
    const held = await holdMany(45);
    expect((await get('/v1/records/me')).headers.get('concurrency-limit-limit')).toBe('40');
    records.release();
    await Promise.all(held);
  });

  test.each([
    ['is refused for its entity', { 'Zuora-Entity-Ids': 'none' }, '/v1/records/me'],
    ['fails inside', {}, '/v1/records/broken'],
    ['finds nothing', {}, '/v1/records/none'],
  ])('one that %s gives its place back', async (_, more, path) => {
    await start({ 'platform.concurrentRequests': 1 });
    for (let i = 0; i < 3; i++) expect((await get(path, more)).status).not.toBe(429);
    expect((await get('/v1/records/me')).status).toBe(200);
  });

  test('one whose client leaves gives its place back, and so do those behind it on the same connection', async () => {
    await start({ 'platform.concurrentRequests': 2 });
    const socket = connect(app.port, '127.0.0.1');
    const request = `GET /v1/records/held HTTP/1.1\r\nhost: x\r\nauthorization: ${headers['authorization']}\r\n\r\n`;
    socket.write(request + request);
    await until('both wait', () => records.waiting() === 2);
    expect((await get('/v1/records/me')).status).toBe(429);
    socket.destroy();
    await until('both places are free', async () => {
      const reply = await get('/v1/records/me');
      return reply.headers.get('concurrency-limit-remaining') === '1';
    });
  });

  test('one whose client has left before its password was checked takes no place', async () => {
    await start({ 'platform.concurrentRequests': 1 });
    const login = Buffer.from('dev@sluice.local:sluice-dev').toString('base64');
    const socket = connect(app.port, '127.0.0.1');
    const request = `GET /v1/records/me HTTP/1.1\r\nhost: x\r\nauthorization: Basic ${login}\r\n\r\n`;
    await new Promise<void>((sent) => socket.write(request, () => sent()));
    socket.destroy();
    // A check as long as that, asked for later, is over later; it takes no place.
    const wrong = Buffer.from('dev@sluice.local:wrong').toString('base64');
    expect((await get('/v1/records/me', { authorization: `Basic ${wrong}` })).status).toBe(401);
    expect((await get('/v1/records/me')).status).toBe(200);
  });
});
