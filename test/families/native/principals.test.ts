import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DataQueryClient, DEV, READER } from '../../support/data-query-client.ts';
import { ENDLESS, type TestServer, testServer } from '../server.ts';

const PATH = '/sluice/v1/principals';
/** What is promised; machine time, so that a revocation that needs longer fails the test. */
const OUT_WITHIN_MS = 1000;

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server[Symbol.asyncDispose]());

interface Pair {
  readonly clientId: string;
  readonly clientSecret: string;
}

interface Reply {
  readonly status: number;
  readonly body: Partial<Pair> & { readonly password?: string };
}

async function asOperator(method: string, path: string, body?: unknown): Promise<Reply> {
  const { token } = JSON.parse(readFileSync(join(server.sluice.dataDir, 'operator.json'), 'utf8'));
  const reply = await fetch(server.url + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: reply.status, body: (await reply.json()) as Reply['body'] };
}

async function added(body: Readonly<Record<string, unknown>>): Promise<Pair> {
  const reply = await asOperator('POST', PATH, body);
  expect(reply.status).toBe(201);
  return reply.body as Pair;
}

function signIn(principal: Pair): Promise<DataQueryClient> {
  return DataQueryClient.signIn(server.url, principal);
}

describe('the operator', () => {
  test('is who can read a file of the data directory that only its owner can read', async () => {
    const path = join(server.sluice.dataDir, 'operator.json');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ url: server.url, pid: process.pid });
  });

  test('sees all tenants, and no secret or hash', async () => {
    const { status, body } = await asOperator('GET', PATH);
    expect(status).toBe(200);
    expect(body).toMatchObject({ tenants: [{ name: 'dev', source: 'configured' }, { name: 'other' }] });
    expect(JSON.stringify(body)).not.toMatch(/scrypt|secret|hash/i);
  });

  test('is nobody on any other route', async () => {
    for (const path of ['/sluice/v1/jobs', '/query/jobs'])
      expect((await asOperator('GET', path)).status).toBe(401);
  });

  test('is nobody with another token', async () => {
    const reply = await fetch(server.url + PATH, { headers: { authorization: `Bearer ${'0'.repeat(64)}` } });
    expect(reply.status).toBe(401);
  });

  test('makes a tenant whose data are ready for its first query', async () => {
    const pair = await added({ tenant: 'acme', newTenant: true, user: 'ops@acme.test', orgs: ['east'] });
    const ops = await signIn(pair);
    expect(await ops.run('SELECT count(*) FROM account')).toMatchObject({ queryStatus: 'completed' });
    const change = { upsert: [{ Name: 'A', AccountNumber: 'A-1', Currency: 'USD', Status: 'Active' }] };
    expect((await ops.call('POST', '/sluice/v1/data/Account', change)).body).toMatchObject({ inserted: 1 });
  });
});

describe('an administrator', () => {
  test('sees and changes its own tenant only', async () => {
    const listed = await server.other.call('GET', PATH);
    expect(listed.body).toMatchObject({ tenants: [{ name: 'other' }] });
    expect((listed.body as { tenants: unknown[] }).tenants).toHaveLength(1);
    for (const tenant of ['dev', 'nowhere'])
      expect(await server.other.call('POST', PATH, { tenant, user: 'x' })).toMatchObject({
        status: 404,
        body: { detail: `There is no tenant ${tenant}` },
      });
  });

  test('is needed', async () => {
    expect((await server.reader.call('GET', PATH)).status).toBe(403);
    expect((await server.reader.call('POST', PATH, { tenant: 'dev', user: 'x' })).status).toBe(403);
    expect((await server.reader.call('DELETE', `${PATH}/clients/${READER.clientId}`)).status).toBe(403);
  });
});

describe('a body that does not fit is 400 and says what is allowed', () => {
  test.each([
    [[], 'Send {'],
    [{ user: 'a' }, 'tenant is missing'],
    [{ tenant: 'dev' }, 'user is missing'],
    [{ tenant: '../x', user: 'a' }, 'tenant must be lower-case letters'],
    [{ tenant: 'dev', user: 'a b' }, 'user must be a name without blanks'],
    [{ tenant: 'dev', user: 'a', orgs: [] }, 'orgs must be a list'],
    [{ tenant: 'dev', user: 'a', orgs: ['west'] }, '"west" is no org of dev'],
    [{ tenant: 'dev', user: 'a', permissions: ['fly'] }, 'permissions must be a list of query, aqua, bulk'],
    [{ tenant: 'dev', user: 'a', admin: 'yes' }, 'admin must be true or false'],
    [{ tenant: 'dev', user: 'a', clientId: 'short' }, 'clientId must be 36 characters'],
    [{ tenant: 'dev', user: 'a', zone: 'UTC' }, 'zone is of a new tenant'],
    [{ tenant: 'dev', user: 'a', colour: 'red' }, 'Unknown field "colour"'],
  ])('%j', async (body, text) => {
    const reply = await server.dev.call('POST', PATH, body);
    expect(reply).toMatchObject({ status: 400, body: { detail: expect.stringContaining(text) } });
  });
});

describe('who is revoked', () => {
  test('is out within a second by every token, while a running job goes on for administrators', async () => {
    const user = 'leaver@sluice.local';
    const pair = await added({ tenant: 'dev', user });
    const leaver = await signIn(pair);
    const { id } = await leaver.submit(ENDLESS);
    await leaver.started(id);
    expect((await asOperator('DELETE', `${PATH}/users/${user}`)).body).toEqual({
      user,
      clients: [pair.clientId],
    });
    await delay(OUT_WITHIN_MS);
    expect((await leaver.call('GET', `/query/jobs/${id}`)).status).toBe(401);
    await expect(signIn(pair)).rejects.toThrow('401');
    expect(await server.dev.get(id)).toMatchObject({ queryStatus: 'in_progress' });
    expect((await server.dev.cancel(id)).status).toBe(200);
  });

  test('hears no more events', async () => {
    const pair = await added({ tenant: 'dev', user: 'listener@sluice.local' });
    const reply = await fetch(`${server.url}/sluice/v1/events`, {
      headers: { authorization: `Bearer ${await server.token(pair)}` },
    });
    await asOperator('DELETE', `${PATH}/clients/${pair.clientId}`);
    // Ends only because the server ends it.
    expect(await reply.text()).toMatch(/^: open/);
  });

  test('while its body was on its way changes nothing', async () => {
    const pair = await added({ tenant: 'dev', user: 'slow@sluice.local', admin: true });
    const token = await server.token(pair);
    const text = JSON.stringify({ tenant: 'dev', user: 'way-back@sluice.local', admin: true });
    const call = request(server.url + PATH, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'content-length': text.length,
      },
    });
    const answered = once(call, 'response');
    call.write(text.slice(0, 5));
    // Its headers have arrived: without them there would be no such place among the requests.
    await delay(100);
    await asOperator('DELETE', `${PATH}/users/slow@sluice.local`);
    call.end(text.slice(5));
    const [reply] = (await answered) as [IncomingMessage];
    reply.resume();
    expect(reply.statusCode).toBe(401);
    const listed = JSON.stringify((await asOperator('GET', PATH)).body);
    expect(listed).not.toContain('way-back');
  });

  test('hears no more events by an old password', async () => {
    const user = 'listens-by-password@sluice.local';
    const { password } = (await asOperator('POST', PATH, { tenant: 'dev', user, password: true })).body;
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    const reply = await fetch(`${server.url}/sluice/v1/events`, { headers: { authorization } });
    await asOperator('POST', `${PATH}/users/${user}/rotate`);
    // Ends only because the server ends it.
    expect(await reply.text()).toMatch(/^: open/);
  });

  test('by rotation goes on with the new secret only', async () => {
    const pair = await added({ tenant: 'dev', user: 'rotated@sluice.local', password: true });
    const before = await signIn(pair);
    const { body } = await asOperator('POST', `${PATH}/clients/${pair.clientId}/rotate`);
    expect((await before.call('GET', '/query/jobs')).status).toBe(401);
    await expect(signIn(pair)).rejects.toThrow('401');
    expect((await (await signIn(body as Pair)).call('GET', '/query/jobs')).status).toBe(200);
  });

  test('by a new password goes on with that only', async () => {
    const user = 'basic@sluice.local';
    const { password = '' } = (await asOperator('POST', PATH, { tenant: 'dev', user, password: true })).body;
    const basic = async (secret: string) => {
      const authorization = `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
      return (await fetch(`${server.url}/sluice/v1/jobs`, { headers: { authorization } })).status;
    };
    expect(await basic(password)).toBe(200);
    const { password: rotated = '' } = (await asOperator('POST', `${PATH}/users/${user}/rotate`)).body;
    expect([await basic(password), await basic(rotated)]).toEqual([401, 200]);
  });
});

test('what the configuration says is not rotated', async () => {
  expect(await server.dev.call('POST', `${PATH}/clients/${DEV.clientId}/rotate`)).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('comes from the configuration: change it there') },
  });
});

test('answers with secrets are not kept by anybody: no cache, no idempotency key', async () => {
  const send = async () => {
    const reply = await fetch(server.url + PATH, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await server.token()}`,
        'content-type': 'application/json',
        'idempotency-key': 'the same',
      },
      body: JSON.stringify({ tenant: 'dev', user: 'keyed@sluice.local' }),
    });
    expect(reply.headers.get('cache-control')).toBe('no-store');
    return ((await reply.json()) as Pair).clientId;
  };
  expect(await send()).not.toBe(await send());
});

test('changing rows needs the permission bulk', async () => {
  const pair = await added({ tenant: 'dev', user: 'queries@sluice.local', permissions: ['query'] });
  const reply = await (await signIn(pair)).call('POST', '/sluice/v1/data/Account', { delete: [] });
  expect(reply).toMatchObject({ status: 403, body: { detail: 'You do not have the permission bulk' } });
});
