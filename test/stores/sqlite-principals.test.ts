import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SqliteStore } from '../../src/stores/sqlite/open.ts';
import { openIn, temporaryDirectory } from './open-sqlite.ts';

const tenant = { name: 'dev', zone: 'UTC', entities: ['e1'], orgs: ['north', 'south'] };
const user = {
  id: 'u1',
  tenant: 'dev',
  name: 'dev@sluice.local',
  admin: true,
  orgs: ['north'],
  permissions: ['query'],
  passwordHash: 'scrypt$1',
};
const client = { clientId: 'c1', userId: 'u1', secretHash: 'scrypt$2' };

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

test('principals are found by each of their names, also after the store is opened again', async () => {
  await store.principals.put({ tenants: [tenant], users: [user], clients: [client] });
  for (const look of ['now', 'after']) {
    if (look === 'after') {
      await store.close();
      store = await openIn(directory.path);
    }
    const { principals } = store;
    expect(principals.tenant('dev')).toEqual(tenant);
    expect(principals.tenants()).toEqual([tenant]);
    expect(principals.user('u1')).toEqual(user);
    expect(principals.userByName('dev@sluice.local')).toEqual(user);
    expect(principals.client('c1')).toEqual(client);
  }
});

test('an unknown name finds nothing', () => {
  const { principals } = store;
  for (const found of [
    principals.tenant('x'),
    principals.user('x'),
    principals.userByName('x'),
    principals.client('x'),
  ]) {
    expect(found).toBeUndefined();
  }
  expect(principals.tenants()).toEqual([]);
});

test('putting again replaces by id', async () => {
  await store.principals.put({ tenants: [tenant], users: [user], clients: [client] });
  await store.principals.put({ tenants: [], users: [{ ...user, name: 'new', admin: false }], clients: [] });
  expect(store.principals.user('u1')).toMatchObject({ name: 'new', admin: false });
  expect(store.principals.userByName('dev@sluice.local')).toBeUndefined();
});

test('tokens are kept until they are purged', async () => {
  const { principals } = store;
  await principals.putToken({ sha256: 'aa', userId: 'u1', expiresAt: 100 });
  await principals.putToken({ sha256: 'bb', userId: 'u1', expiresAt: 200 });
  expect(principals.token('aa')).toEqual({ sha256: 'aa', userId: 'u1', expiresAt: 100 });
  await principals.purgeTokens(150);
  expect(principals.token('aa')).toBeUndefined();
  expect(principals.token('bb')?.expiresAt).toBe(200);
});
