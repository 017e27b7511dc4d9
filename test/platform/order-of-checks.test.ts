import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Records, recordsFamily } from './records-family.ts';
import { type TestApp, testApp } from './test-app.ts';

/**
 * The order of checks of platform.md §8. Each request here breaks the rule of its line and every one after it, and is
 * refused for the first.
 */
const OTHER = { clientId: '5c1ce000-0000-4000-8000-000000000003', clientSecret: 'sluice-other-secret' };
const BAD_SCOPE = { 'Zuora-Org-Ids': 'west', 'Zuora-Entity-Ids': 'none' };
const BAD_BODY = { 'content-type': 'text/csv', 'content-encoding': 'br' };

let records: Records;
let app: TestApp;
let used: string;
let fresh: string;
beforeAll(async () => {
  records = recordsFamily();
  app = await testApp(
    { limit: { 'platform.requestsPerMinute': 1, 'platform.concurrentRequests': 1 } },
    () => [records],
  );
  used = `Bearer ${await app.token()}`;
  fresh = `Bearer ${await app.token(OTHER)}`;
  await fetch(`${app.url}/v1/records/me`, { headers: { authorization: used } });
});
afterAll(async () => {
  records.release();
  await app[Symbol.asyncDispose]();
});

async function refused(method: string, path: string, headers: Record<string, string>, body?: string) {
  const reply = await fetch(app.url + path, { method, headers, ...(body !== undefined && { body }) });
  expect(reply.headers.get('zuora-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect(reply.headers.get('zuora-track-id')).toBe(headers['Zuora-Track-Id'] ?? null);
  expect(records.made).toEqual([]);
  return reply.status;
}

describe('the first rule that is broken is the one that is told', () => {
  test('1 the request has its id and track id before anything is checked', async () => {
    expect(await refused('GET', '/nowhere', { 'Zuora-Track-Id': 'abc' })).toBe(404);
  });

  test('2 path: 404, before the method', async () => {
    expect(await refused('DELETE', '/v1/nowhere', BAD_SCOPE)).toBe(404);
  });

  test('3 method: 405, before credentials', async () => {
    expect(await refused('DELETE', '/v1/records', BAD_SCOPE)).toBe(405);
  });

  test('4 credentials: 401, before rates, scope and body', async () => {
    expect(await refused('POST', '/v1/records', { ...BAD_SCOPE, ...BAD_BODY }, '{')).toBe(401);
  });

  test('5 rates: 429, before scope and body', async () => {
    const headers = { ...BAD_SCOPE, ...BAD_BODY, authorization: used };
    expect(await refused('POST', '/v1/records', headers, '{')).toBe(429);
  });

  test('5 rates come before places: the answer tells of the longer wait', async () => {
    await using busy = await testApp(
      { limit: { 'platform.requestsPerMinute': 2, 'platform.concurrentRequests': 1 } },
      () => [records],
    );
    const headers = { authorization: `Bearer ${await busy.token()}` };
    const held = fetch(`${busy.url}/v1/records/held`, { headers });
    while (records.waiting() === 0) await new Promise((next) => setImmediate(next));
    const retryAfter = async () =>
      Number((await fetch(`${busy.url}/v1/records/me`, { headers })).headers.get('retry-after'));
    expect(await retryAfter()).toBe(1);
    expect(await retryAfter()).toBeGreaterThan(1);
    records.release();
    await held;
  });
});

describe('then, for a caller within its limits,', () => {
  let free: TestApp;
  let authorization: string;
  beforeAll(async () => {
    free = await testApp({ limit: { 'platform.maxUnpackedBytes': 1000 } }, () => [records]);
    authorization = `Bearer ${await free.token()}`;
  });
  afterAll(() => free[Symbol.asyncDispose]());

  const post = async (headers: Record<string, string>, body = '{}') =>
    (
      await fetch(`${free.url}/v1/records`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json', ...headers },
        body,
      })
    ).status;

  test.each([
    ['6 entity: 403, before the media type', { 'Zuora-Entity-Ids': 'none', ...BAD_BODY }, '{', 403],
    ['6 org: 403, before the media type', { 'Zuora-Org-Ids': 'west', ...BAD_BODY }, '{', 403],
    [
      '7 media type: 415, before the encoding',
      { 'content-type': 'text/csv', 'content-encoding': 'br' },
      '{',
      415,
    ],
    ['7 encoding: 415, before the size', { 'content-encoding': 'br' }, '{'.repeat(2000), 415],
    ['7 size: 413, before the syntax', {}, '{'.repeat(2000), 413],
    ['9 syntax: 400, before the fields', {}, '{"nam', 400],
    ['10 fields: 400', {}, '{"nam":1}', 400],
  ])('%s', async (_, headers, body, status) => {
    expect(await post(headers as Record<string, string>, body)).toBe(status);
    expect(records.made).toEqual([]);
  });

  test('6 permission: 403, before the resource is looked for, so that nobody learns what exists', async () => {
    await using strict = await testApp({}, () => [{ ...recordsFamily(), permission: 'nobody has it' }]);
    const headers = { authorization: `Bearer ${await strict.token()}` };
    for (const path of ['/v1/records/me', '/v1/records/none'])
      expect((await fetch(strict.url + path, { headers })).status).toBe(403);
  });

  test('11 resource: 404, after all of these', async () => {
    expect((await fetch(`${free.url}/v1/records/none`, { headers: { authorization } })).status).toBe(404);
  });

  test('none: it is done', async () => {
    expect(await post({}, '{"name":"a"}')).toBe(200);
    expect(records.made.splice(0)).toEqual([{ name: 'a' }]);
  });
});

test('one tenant’s rates do not stand before another’s scope', async () => {
  expect(await refused('POST', '/v1/records', { ...BAD_SCOPE, ...BAD_BODY, authorization: fresh }, '{')).toBe(
    403,
  );
});
