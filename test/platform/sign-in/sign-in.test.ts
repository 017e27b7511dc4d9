import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, testApp } from '../test-app.ts';

let app: TestApp;
let token: string;
beforeAll(async () => {
  app = await testApp();
  token = await app.token();
});
afterAll(() => app[Symbol.asyncDispose]());

function me(headers: Record<string, string>) {
  return fetch(`${app.url}/things/me`, { headers });
}

function basic(name: string, password: string): string {
  return `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
}

describe('signing in', () => {
  test.each(['Bearer', 'bearer', 'BEARER'])('takes a token after %s', async (scheme) => {
    const reply = await me({ authorization: `${scheme} ${token}` });
    expect(await reply.json()).toMatchObject({ user: 'dev@sluice.local', tenant: 'dev', admin: true });
  });

  test('takes user and password in HTTP Basic where the family does', async () => {
    const reply = await me({ authorization: basic('reader@sluice.local', 'sluice-reader') });
    expect(await reply.json()).toMatchObject({ user: 'reader@sluice.local', admin: false, orgs: ['north'] });
  });

  test.each([
    ['nothing', {}],
    ['an unknown token', { authorization: 'Bearer 00000000000000000000000000000000' }],
    ['an empty token', { authorization: 'Bearer ' }],
    ['another scheme', { authorization: 'Digest abc' }],
    ['a wrong password', { authorization: basic('dev@sluice.local', 'no') }],
    ['an unknown user', { authorization: basic('nobody', 'no') }],
    ['Basic that is no pair', { authorization: 'Basic !!!' }],
    ['a huge header', { authorization: `Bearer ${'a'.repeat(8000)}` }],
  ])('%s is 401 with the body and challenge of the gateway', async (_, headers) => {
    const reply = await me(headers as Record<string, string>);
    expect(reply.status).toBe(401);
    expect(reply.headers.get('www-authenticate')).toBe(
      'Basic realm=Zuora API, ZSession realm=Zuora API, Bearer realm=Zuora API',
    );
    const body = (await reply.json()) as Record<string, unknown>;
    expect(body).toMatchObject({
      success: false,
      reasons: [{ code: 90000011, message: 'this resource is protected, please sign in first' }],
      requestId: reply.headers.get('zuora-request-id'),
    });
    expect(body['processId']).toMatch(/^[0-9A-F]{16}$/);
  });

  test('a token that was removed is out at once, also when it was used before', async () => {
    await using other = await testApp();
    const removed = await other.token();
    const call = () => fetch(`${other.url}/things/me`, { headers: { authorization: `Bearer ${removed}` } });
    expect((await call()).status).toBe(200);
    other.principals.endTokens();
    expect((await call()).status).toBe(401);
  });
});

describe('the scope of a request', () => {
  const bearer = () => ({ authorization: `Bearer ${token}` });

  test('is all the caller has', async () => {
    expect(await (await me(bearer())).json()).toMatchObject({
      entities: ['5c1ce000-0000-4000-8000-00000000e001'],
      orgs: ['north', 'south'],
    });
  });

  test('is narrowed by Zuora-Org-Ids; blank items are ignored', async () => {
    const reply = await me({ ...bearer(), 'Zuora-Org-Ids': ' south ,,' });
    expect(await reply.json()).toMatchObject({ orgs: ['south'] });
  });

  test.each(['5c1ce000-0000-4000-8000-00000000e001', '5C1CE00000004000800000000000E001'])(
    'takes the entity with and without hyphens: %s',
    async (entity) => {
      expect((await me({ ...bearer(), 'Zuora-Entity-Ids': entity })).status).toBe(200);
    },
  );

  test.each([
    ['Zuora-Org-Ids', 'west'],
    ['Zuora-Org-Ids', 'north,west'],
    ['Zuora-Entity-Ids', '5c1ce000-0000-4000-8000-00000000e002'],
  ])('%s: %s is 403 in the family’s shape', async (header, value) => {
    const reply = await me({ ...bearer(), [header]: value });
    expect(reply.status).toBe(403);
    expect(await reply.json()).toEqual({ code: 403, message: expect.stringContaining('access') });
  });
});
