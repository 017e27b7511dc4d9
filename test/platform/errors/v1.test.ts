import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Records, recordsFamily } from '../records-family.ts';
import { type TestApp, testApp } from '../test-app.ts';

const USER = { name: 'dev@sluice.local', password: 'sluice-dev' };
const KEYS = { apiAccessKeyId: USER.name, apiSecretAccessKey: USER.password };
const BASIC = { authorization: `Basic ${Buffer.from(`${USER.name}:${USER.password}`).toString('base64')}` };

let records: Records;
let app: TestApp;
let bearer: { authorization: string };
beforeAll(async () => {
  records = recordsFamily();
  app = await testApp({}, () => [records]);
  bearer = { authorization: `Bearer ${await app.token()}` };
});
afterAll(() => app[Symbol.asyncDispose]());

function get(path: string, headers: Record<string, string> = {}) {
  return fetch(app.url + path, { headers });
}
function post(body: string, headers: Record<string, string> = {}) {
  return fetch(`${app.url}/v1/records`, {
    method: 'POST',
    headers: { ...bearer, 'content-type': 'application/json', ...headers },
    body,
  });
}
async function code(reply: Response): Promise<unknown> {
  const { success, reasons } = (await reply.json()) as { success: boolean; reasons: { code: unknown }[] };
  expect(success).toBe(false);
  return reasons[0]?.code;
}

describe('credentials of the older kind', () => {
  test.each(['/v1/records/me', '/apps/records/me'])(
    '%s takes key headers, Basic and a token',
    async (path) => {
      for (const headers of [KEYS, BASIC, bearer] as Record<string, string>[]) {
        const reply = await get(path, headers);
        expect([reply.status, await reply.json()]).toEqual([200, { user: USER.name }]);
      }
    },
  );

  test.each([
    ['one key header alone', { apiAccessKeyId: USER.name }],
    ['a wrong key', { ...KEYS, apiSecretAccessKey: 'no' }],
    ['an unknown key', { ...KEYS, apiAccessKeyId: 'nobody' }],
    ['empty keys', { apiAccessKeyId: '', apiSecretAccessKey: '' }],
  ])('%s is 401', async (_, headers) => {
    expect((await get('/v1/records/me', headers as Record<string, string>)).status).toBe(401);
  });

  test('a token decides where keys are sent too', async () => {
    expect((await get('/v1/records/me', { ...KEYS, authorization: 'Bearer nonsense' })).status).toBe(401);
    expect((await get('/v1/records/me', { ...bearer, ...KEYS, apiSecretAccessKey: 'no' })).status).toBe(200);
  });

  test('keys are not taken by a family that does not say so', async () => {
    expect((await get('/things/me', KEYS)).status).toBe(401);
  });

  test('are refused when switched off; a token still works', async () => {
    await using off = await testApp({ choice: { 'platform.legacyCredentials': 'off' } }, () => [
      recordsFamily(),
    ]);
    const status = async (headers: Record<string, string>) =>
      (await fetch(`${off.url}/v1/records/me`, { headers })).status;
    expect(await status(KEYS)).toBe(401);
    expect(await status(BASIC)).toBe(401);
    expect(await status({ authorization: `Bearer ${await off.token()}` })).toBe(200);
  });

  test('there are no sessions: POST /v1/connections is 404', async () => {
    const reply = await fetch(`${app.url}/v1/connections`, { method: 'POST', headers: KEYS });
    expect([reply.status, await code(reply)]).toEqual([404, 50000040]);
  });
});

describe('Zuora-Version', () => {
  test.each([
    ['186.0', 200],
    ['341.0', 200],
    ['2024-05-20', 400],
    ['2025-08-12', 400],
    ['2019-01-01', 200],
    ['nonsense', 200],
    ['', 200],
  ])('a business error under %s is %d, with the same code', async (version, status) => {
    const reply = await post('{}', { 'Zuora-Version': version });
    expect([reply.status, await code(reply)]).toEqual([status, 50000020]);
  });

  test('defaults to the newest, and to what the server is set to', async () => {
    expect((await post('{}')).status).toBe(400);
    await using old = await testApp({ choice: { 'platform.zuoraVersion': '186.0' } }, () => [
      recordsFamily(),
    ]);
    const headers = { authorization: `Bearer ${await old.token()}` };
    const status = async (version?: string) =>
      (
        await fetch(`${old.url}/v1/records/none`, {
          headers: { ...headers, ...(version !== undefined && { 'zuora-version': version }) },
        })
      ).status;
    expect([await status(), await status('2024-05-20')]).toEqual([200, 404]);
  });

  test.each([
    ['a malformed body', () => post('{', { 'Zuora-Version': '186.0' }), 200, 50000090],
    [
      'a media type',
      () => post('{}', { 'Zuora-Version': '186.0', 'content-type': 'text/csv' }),
      200,
      50000045,
    ],
    [
      'what does not exist',
      () => get('/v1/records/none', { ...bearer, 'Zuora-Version': '186.0' }),
      200,
      50000040,
    ],
    ['no credentials', () => get('/v1/records/me', { 'Zuora-Version': '186.0' }), 401, 90000011],
    ['an unknown path', () => get('/v1/nowhere', { ...bearer, 'Zuora-Version': '186.0' }), 404, 50000040],
    [
      'another method',
      () => fetch(`${app.url}/v1/records/me`, { method: 'DELETE', headers: { 'Zuora-Version': '186.0' } }),
      405,
      50000045,
    ],
    [
      'a failure inside',
      () => get('/v1/records/broken', { ...bearer, 'Zuora-Version': '186.0' }),
      500,
      50000060,
    ],
  ])('before 2024-05-20 %s is %d', async (_, ask, status, expected) => {
    const reply = await ask();
    expect([reply.status, await code(reply)]).toEqual([status, expected]);
  });

  test('a wrong query parameter has a category of its own since 2025-08-12', async () => {
    const under = async (version: string) =>
      code(await get('/v1/records?page=x', { ...bearer, 'Zuora-Version': version }));
    expect(await under('2025-08-12')).toBe(50000027);
    expect(await under('2024-05-20')).toBe(50000020);
  });

  test('changes nothing outside /v1', async () => {
    const reply = await fetch(`${app.url}/things`, {
      method: 'POST',
      headers: { ...bearer, 'Zuora-Version': '186.0' },
      body: '{',
    });
    expect(reply.status).toBe(400);
  });
});

test('codes are texts where the server is set so', async () => {
  await using texts = await testApp({ choice: { 'platform.errorCodes': 'string' } });
  expect(await code(await fetch(`${texts.url}/v1/nowhere`))).toBe('50000040');
});
