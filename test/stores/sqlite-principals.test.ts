import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PrincipalChange, TokenRecord } from '../../src/ports/principals.ts';
import type { SqliteStore } from '../../src/stores/sqlite/open.ts';
import { openIn, temporaryDirectory } from './open-sqlite.ts';

const tenant = { name: 'acme', zone: 'UTC', entities: ['e1'], orgs: ['north', 'south'] };
const user = {
  id: 'u1',
  tenant: 'acme',
  name: 'Ops@acme.test',
  admin: true,
  orgs: ['north'],
  permissions: ['query'],
  passwordHash: 'scrypt$1',
};
const client = { clientId: 'c1', userId: 'u1', secretHash: 'scrypt$2' };
const put = { tenants: [tenant], users: [user], clients: [client] };

let directory: ReturnType<typeof temporaryDirectory>;
let store: SqliteStore;
beforeEach(async () => {
  directory = temporaryDirectory();
  store = await openIn(directory.path);
});
afterEach(async () => {
  await store.close();
  directory.remove();
});

async function reopen(): Promise<void> {
  await store.close();
  store = await openIn(directory.path);
}

function token(sha256: string, clientId = 'c1', userId = 'u1', expiresAt = 100): TokenRecord {
  return { sha256, clientId, userId, expiresAt };
}

test('what was put is kept, also after the store is opened again', async () => {
  await store.principals.change({ put });
  const all = { ...put, revoked: { users: [], clients: [] } };
  expect(store.principals.kept()).toEqual(all);
  await reopen();
  expect(store.principals.kept()).toEqual(all);
});

test('putting again replaces by id', async () => {
  await store.principals.change({ put });
  await store.principals.change({ put: { users: [{ ...user, name: 'new', admin: false }] } });
  expect(store.principals.kept().users).toEqual([{ ...user, name: 'new', admin: false }]);
});

test('two users never have one name, in whatever case, and nothing of such a change is kept', async () => {
  await store.principals.change({ put });
  const twin = { ...user, id: 'u2', name: 'ops@ACME.test' };
  await expect(
    store.principals.change({ put: { users: [twin], tenants: [{ ...tenant, name: 'b' }] } }),
  ).rejects.toThrow();
  expect(store.principals.kept()).toMatchObject({ users: [user], tenants: [tenant] });
});

test('each change has another version', async () => {
  const before = store.principals.version();
  await store.principals.change({ put });
  expect(store.principals.version()).not.toBe(before);
});

test('revocations are kept until they are lifted', async () => {
  const ids = { users: ['u1'], clients: ['c1', 'c2'] };
  await store.principals.change({ revoked: ids });
  await store.principals.change({ revoked: { users: ['u1'], clients: [] } });
  await reopen();
  expect(store.principals.kept().revoked).toEqual(ids);
  await store.principals.change({ restored: { users: ['u1'], clients: ['c2'] } });
  expect(store.principals.kept().revoked).toEqual({ users: [], clients: ['c1'] });
});

describe('tokens', () => {
  test('are kept until they are purged', async () => {
    const { principals } = store;
    await principals.putToken(token('aa'));
    await principals.putToken(token('bb', 'c1', 'u1', 200));
    expect(principals.token('aa')).toEqual(token('aa'));
    await principals.purgeTokens(150);
    expect(principals.token('aa')).toBeUndefined();
    expect(principals.token('bb')?.expiresAt).toBe(200);
    const narrow = { ...token('ee', 'c1', 'u1', 300), entity: 'e1' };
    await principals.putToken(narrow);
    expect(principals.token('ee')).toEqual(narrow);
  });

  test.each<[string, PrincipalChange, readonly string[]]>([
    ['a client that is put', { put: { clients: [client] } }, ['bb', 'cc']],
    ['a client that is removed', { removed: { users: [], clients: ['c1'] } }, ['bb', 'cc']],
    ['a client that is revoked', { revoked: { users: [], clients: ['c1'] } }, ['bb', 'cc']],
    ['a user that is removed', { removed: { users: ['u1'], clients: [] } }, ['cc']],
    ['a user that is revoked', { revoked: { users: ['u1'], clients: [] } }, ['cc']],
    ['a user that is put', { put: { users: [user] } }, ['aa', 'bb', 'cc']],
  ])('end with %s', async (_, change, left) => {
    const { principals } = store;
    await Promise.all([token('aa'), token('bb', 'c2'), token('cc', 'c3', 'u2')].map(principals.putToken));
    await principals.change(change);
    expect(['aa', 'bb', 'cc'].filter((sha256) => principals.token(sha256))).toEqual(left);
  });
});
