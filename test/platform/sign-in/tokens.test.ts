import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashSecret } from '../../../src/tenant/principals/secret-hash.ts';
import { DEV, type TestApp, testApp } from '../test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app[Symbol.asyncDispose]());

const GOOD = {
  client_id: DEV.clientId,
  client_secret: DEV.clientSecret,
  grant_type: 'client_credentials',
};

function ask(body: Record<string, string> | string, headers: Record<string, string> = {}) {
  return fetch(`${app.url}/oauth/token`, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : new URLSearchParams(body),
  });
}

function me(token: string) {
  return fetch(`${app.url}/things/me`, { headers: { authorization: `Bearer ${token}` } });
}

describe('POST /oauth/token', () => {
  test('answers a bearer token for a client in the form', async () => {
    const reply = await ask(GOOD);
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toMatch(/^application\/json/);
    expect(reply.headers.get('cache-control')).toBe('no-store');
    expect(reply.headers.get('x-ratelimit-limit-minute')).toBe('100');
    expect(Number(reply.headers.get('x-ratelimit-remaining-minute'))).toBeLessThan(100);
    const body = (await reply.json()) as Record<string, unknown>;
    expect(body).toMatchObject({ token_type: 'bearer', expires_in: 3599 });
    expect(body['access_token']).toMatch(/^[0-9a-f]{32}$/);
    expect(body['jti']).toMatch(/^[0-9a-f]{32}$/);
    expect(body['scope']).toMatch(
      /^user\.\w{32} entity\.5c1ce000-0000-4000-8000-00000000e001 service\.\S+ platform\.write tenant\.dev$/,
    );
  });

  test('takes the client in HTTP Basic, with the grant alone in the form', async () => {
    const basic = `Basic ${Buffer.from(`${DEV.clientId}:${DEV.clientSecret}`).toString('base64')}`;
    const reply = await ask({ grant_type: 'client_credentials' }, { authorization: basic });
    expect(reply.status).toBe(200);
  });

  test.each([
    ['a wrong secret', { ...GOOD, client_secret: 'wrong' }],
    ['an unknown client', { ...GOOD, client_id: '5c1ce000-0000-4000-8000-00000000ffff' }],
  ])('answers %s with 401 in the five keys that clients look for', async (_, form) => {
    const reply = await ask(form);
    expect(reply.status).toBe(401);
    expect(reply.headers.get('cache-control')).toBe('no-store');
    expect(reply.headers.get('www-authenticate')).toBe('Basic realm="Sluice"');
    const body = (await reply.json()) as Record<string, unknown>;
    expect(Object.keys(body).sort()).toEqual(['error', 'message', 'path', 'status', 'timestamp']);
    expect(body).toMatchObject({ status: 401, error: 'Unauthorized', path: '/oauth/token' });
    expect(body['message']).toContain('Unauthorized');
  });

  test('answers 401 in the words of RFC 6749 by choice', async () => {
    await using other = await testApp({ choice: { 'platform.tokenRefusal': 'rfc6749' } });
    const reply = await fetch(`${other.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ ...GOOD, client_secret: 'wrong' }),
    });
    expect([reply.status, await reply.json()]).toEqual([401, { error: 'invalid_client' }]);
  });

  test.each([
    ['another grant', { ...GOOD, grant_type: 'password' }, 'unsupported_grant_type'],
    ['no grant', { client_id: DEV.clientId, client_secret: DEV.clientSecret }, 'invalid_request'],
    ['no secret', { client_id: DEV.clientId, grant_type: 'client_credentials' }, 'invalid_request'],
    ['no client', { grant_type: 'client_credentials' }, 'invalid_request'],
    [
      'a client given twice',
      'grant_type=client_credentials&client_id=a&client_id=b&client_secret=c',
      'invalid_request',
    ],
  ])('answers %s with 400 and the code of RFC 6749', async (_, form, code) => {
    const reply = await ask(form, { 'content-type': 'application/x-www-form-urlencoded' });
    expect([reply.status, await reply.json()]).toEqual([400, { error: code }]);
  });

  test('refuses a JSON body', async () => {
    const reply = await ask(JSON.stringify(GOOD), { 'content-type': 'application/json' });
    expect([reply.status, await reply.json()]).toEqual([400, { error: 'invalid_request' }]);
  });

  test('GET is 405 and names POST', async () => {
    const reply = await fetch(`${app.url}/oauth/token`);
    expect([reply.status, reply.headers.get('allow')]).toEqual([405, 'POST']);
  });

  test('a token works for one hour of business time, and an older one stays valid beside a newer one', async () => {
    const first = await app.token();
    app.clock.advance(1_800_000);
    const second = await app.token();
    expect((await me(first)).status).toBe(200);
    app.clock.advance(1_799_000);
    expect((await me(first)).status).toBe(200);
    app.clock.advance(2_000);
    expect((await me(first)).status).toBe(401);
    expect((await me(second)).status).toBe(200);
  });

  test('keeps only the hash of a token', async () => {
    const token = await app.token();
    expect(JSON.stringify([...app.principals.tokens])).not.toContain(token);
  });
});

describe('a token asked for with Zuora-Entity-Ids', () => {
  const [FIRST, SECOND] = ['5c1ce000-0000-4000-8000-0000000000a1', '5c1ce000-0000-4000-8000-0000000000a2'];
  const CLIENT = '5c1ce000-0000-4000-8000-0000000000c1';
  const SECRET = 'two-entities';

  beforeAll(async () => {
    const user = { id: 'two', tenant: 'two', name: 'ops@two.test', admin: true, orgs: ['only'] };
    await app.principals.change({
      put: {
        tenants: [{ name: 'two', zone: 'UTC', entities: [FIRST, SECOND], orgs: ['only'] }],
        users: [{ ...user, permissions: ['query'] }],
        clients: [{ clientId: CLIENT, userId: 'two', secretHash: await hashSecret(SECRET) }],
      },
    });
  });

  async function tokenOf(entity?: string): Promise<{ access_token: string; scope: string }> {
    const reply = await ask(
      { client_id: CLIENT, client_secret: SECRET, grant_type: 'client_credentials' },
      entity === undefined ? {} : { 'zuora-entity-ids': entity },
    );
    expect(reply.status).toBe(200);
    return (await reply.json()) as { access_token: string; scope: string };
  }

  function entities(token: string, headers: Record<string, string> = {}) {
    return fetch(`${app.url}/things/me`, { headers: { authorization: `Bearer ${token}`, ...headers } });
  }

  test('sees that entity alone, as its scope says, with and without the header', async () => {
    const { access_token, scope } = await tokenOf(SECOND);
    expect(scope).toContain(`entity.${SECOND} `);
    expect(scope).not.toContain(FIRST);
    expect(await (await entities(access_token)).json()).toMatchObject({ entities: [SECOND] });
    const named = await entities(access_token, { 'zuora-entity-ids': SECOND });
    expect(await named.json()).toMatchObject({ entities: [SECOND] });
    expect(await (await entities(access_token, { 'zuora-org-ids': 'only' })).json()).toMatchObject({
      entities: [SECOND],
    });
    expect((await entities(access_token, { 'zuora-entity-ids': FIRST })).status).toBe(403);
  });

  test('leaves other tokens of its client as they are', async () => {
    await tokenOf(SECOND);
    const { access_token } = await tokenOf();
    expect(await (await entities(access_token)).json()).toMatchObject({ entities: [FIRST, SECOND] });
  });

  test('ends when its tenant has that entity no more', async () => {
    const { access_token } = await tokenOf(SECOND);
    const only = { name: 'two', zone: 'UTC', entities: [FIRST], orgs: ['only'] };
    await app.principals.change({ put: { tenants: [only] } });
    expect((await entities(access_token)).status).toBe(401);
    await app.principals.change({ put: { tenants: [{ ...only, entities: [FIRST, SECOND] }] } });
  });
});

test('a token ends when its client is another user’s', async () => {
  const clientId = '5c1ce000-0000-4000-8000-0000000000c2';
  const secretHash = await hashSecret('moves');
  const user = (name: string) => ({
    id: name,
    tenant: 'dev',
    name,
    admin: false,
    orgs: ['north'],
    permissions: ['query'],
  });
  await app.principals.change({
    put: { users: [user('before'), user('after')], clients: [{ clientId, userId: 'before', secretHash }] },
  });
  const token = await app.token({ clientId, clientSecret: 'moves' });
  expect((await me(token)).status).toBe(200);
  const [sha256, kept] = [...app.principals.tokens].at(-1) ?? [];
  if (sha256 === undefined || kept === undefined) throw new Error('no token was kept');
  // As the configuration of the next start could say it: the store has the token of before.
  await app.principals.change({ put: { clients: [{ clientId, userId: 'after', secretHash }] } });
  await app.principals.putToken(kept);
  expect((await me(token)).status).toBe(401);
});
