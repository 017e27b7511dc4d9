import { beforeEach, describe, expect, test } from 'vitest';
import type { UserRecord } from '../../../src/ports/principals.ts';
import { devPrincipals } from '../../../src/tenant/principals/dev-principals.ts';
import { PrincipalChanges } from '../../../src/tenant/principals/principal-changes.ts';
import { PrincipalDirectory } from '../../../src/tenant/principals/principal-directory.ts';
import { MemoryPrincipals } from '../../support/memory-principals.ts';

const PERMISSIONS = ['query', 'aqua', 'bulk'];
const DEV_CLIENT = '5c1ce000-0000-4000-8000-000000000001';
const READER_CLIENT = '5c1ce000-0000-4000-8000-000000000002';
const MADE_ID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
const MADE_SECRET = /^[A-Za-z0-9_][A-Za-z0-9_-]{39}$/;

let store: MemoryPrincipals;
let directory: PrincipalDirectory;
let changes: PrincipalChanges;
let made: string[];

/** What a start does: the configuration as it is, over what the store kept. */
function start(configured = devPrincipals('UTC')): void {
  made = [];
  directory = new PrincipalDirectory(configured, store);
  const onTenant = ({ name }: { name: string }) => void made.push(name);
  changes = new PrincipalChanges({ directory, store, permissions: PERMISSIONS, zone: 'UTC', onTenant });
}

beforeEach(() => {
  store = new MemoryPrincipals();
  start();
});

function userNamed(name: string): UserRecord {
  const user = directory.userByName(name);
  if (user === undefined) throw new Error(`no user ${name}`);
  return user;
}

const dev = () => userNamed('dev@sluice.local');
const reader = () => userNamed('reader@sluice.local');
const other = () => userNamed('other@sluice.local');

describe('add', () => {
  test('makes a user with all of the tenant, and a client whose secret only the answer has', async () => {
    const added = await changes.add({ tenant: 'dev', user: 'new@sluice.local' }, 'operator');
    expect(added).toEqual({
      tenant: 'dev',
      user: 'new@sluice.local',
      made: { tenant: false, user: true, client: true },
      clientId: expect.stringMatching(MADE_ID),
      clientSecret: expect.stringMatching(MADE_SECRET),
    });
    expect(userNamed('NEW@sluice.local')).toMatchObject({
      tenant: 'dev',
      admin: false,
      orgs: ['north', 'south'],
      permissions: PERMISSIONS,
    });
    expect(directory.client(added.clientId)?.secretHash).toMatch(/^scrypt\$16384\$8\$1\$/);
    expect(JSON.stringify(store.kept())).not.toContain(added.clientSecret);
  });

  test('is there after the next start', async () => {
    const { clientId } = await changes.add({ tenant: 'dev', user: 'a' }, 'operator');
    start();
    expect(directory.client(clientId)?.userId).toBe(userNamed('a').id);
  });

  test('of a user that exists makes one more client, if it is asked for as it is', async () => {
    const again = { tenant: 'dev', user: 'reader@sluice.local', orgs: ['north'], admin: false };
    const { made, clientId } = await changes.add(again, 'operator');
    expect(made).toEqual({ tenant: false, user: false, client: true });
    expect(directory.client(clientId)?.userId).toBe(reader().id);
    await expect(changes.add({ ...again, admin: true }, 'operator')).rejects.toThrow(
      'exists with other rights (admin)',
    );
    await expect(changes.add({ ...again, orgs: ['south'] }, 'operator')).rejects.toThrow('other orgs');
  });

  test('makes a tenant when the operator says so', async () => {
    const asked = { tenant: 'acme', user: 'ops@acme.test', admin: true };
    await expect(changes.add(asked, 'operator')).rejects.toThrow('There is no tenant acme');
    expect(directory.userByName('ops@acme.test')).toBeUndefined();
    await changes.add({ ...asked, newTenant: true, orgs: ['east'], zone: 'Asia/Tokyo' }, 'operator');
    expect(directory.tenant('acme')).toEqual({
      name: 'acme',
      zone: 'Asia/Tokyo',
      orgs: ['east'],
      entities: [expect.stringMatching(MADE_ID)],
    });
    expect(made).toEqual(['acme']);
    await expect(changes.add({ ...asked, newTenant: true }, 'operator')).rejects.toThrow('exists already');
  });

  test('with a password lets the user sign in by it', async () => {
    const { password } = await changes.add({ tenant: 'dev', user: 'a', password: true }, 'operator');
    expect(password).toMatch(MADE_SECRET);
    expect(userNamed('a').passwordHash).toMatch(/^scrypt\$/);
    const again = { tenant: 'dev', user: 'dev@sluice.local', password: true };
    await expect(changes.add(again, 'operator')).rejects.toThrow('comes from the configuration');
  });

  test.each([
    ['a name that is taken in another tenant', { user: 'OTHER@sluice.local' }, 'conflict'],
    ['a client id that is taken', { user: 'a', clientId: DEV_CLIENT }, 'conflict'],
    ['an org the tenant has not', { user: 'a', orgs: ['west'] }, 'bad'],
  ])('refuses %s', async (_, asked, kind) => {
    const before = store.kept();
    await expect(changes.add({ tenant: 'dev', ...asked }, 'operator')).rejects.toMatchObject({ kind });
    expect(store.kept()).toEqual(before);
  });

  test('two at once of one user make one user with two clients', async () => {
    const asked = { tenant: 'dev', user: 'a' };
    const added = await Promise.all([changes.add(asked, 'operator'), changes.add(asked, 'operator')]);
    expect(added.map(({ made }) => made.user)).toEqual([true, false]);
    expect(store.kept().clients).toHaveLength(2);
  });
});

describe('an administrator', () => {
  test('adds to its own tenant, and is told of no other', async () => {
    await changes.add({ tenant: 'dev', user: 'a' }, dev());
    for (const tenant of ['other', 'nowhere'])
      await expect(changes.add({ tenant, user: 'b' }, dev())).rejects.toMatchObject({
        kind: 'unknown',
        message: `There is no tenant ${tenant}`,
      });
    await expect(changes.add({ tenant: 'acme', user: 'c', newTenant: true }, dev())).rejects.toMatchObject({
      kind: 'denied',
    });
  });

  test('gives nobody more than it has itself, nor a secret of somebody who has', async () => {
    const half = { tenant: 'dev', user: 'half', admin: true, orgs: ['north'], permissions: ['query'] };
    await changes.add(half, 'operator');
    const { clientId } = await changes.add({ tenant: 'dev', user: 'whole' }, 'operator');
    const actor = userNamed('half');
    for (const asked of [{ orgs: ['north', 'south'] }, { permissions: ['bulk'] }])
      await expect(changes.add({ tenant: 'dev', user: 'x', ...asked }, actor)).rejects.toMatchObject({
        kind: 'denied',
      });
    await expect(changes.add({ tenant: 'dev', user: 'whole' }, actor)).rejects.toThrow('south');
    await expect(changes.rotateClient(clientId, actor)).rejects.toThrow('south');
    await changes.add({ tenant: 'dev', user: 'y' }, actor);
    expect(userNamed('y')).toMatchObject({ orgs: ['north'], permissions: ['query'] });
  });

  test('meets principals of another tenant as if there were none', async () => {
    for (const refused of [
      changes.revokeClient(DEV_CLIENT, other()),
      changes.rotateClient(DEV_CLIENT, other()),
      changes.revokeUser('dev@sluice.local', other()),
      changes.rotatePassword('dev@sluice.local', other()),
    ])
      await expect(refused).rejects.toMatchObject({ kind: 'unknown' });
    expect(directory.client(DEV_CLIENT)).toBeDefined();
  });

  test('is needed: any other user is denied everything', async () => {
    for (const refused of [
      changes.add({ tenant: 'dev', user: 'a' }, reader()),
      changes.revokeClient(READER_CLIENT, reader()),
      changes.rotateClient(READER_CLIENT, reader()),
      changes.revokeUser('reader@sluice.local', reader()),
      changes.rotatePassword('reader@sluice.local', reader()),
    ])
      await expect(refused).rejects.toMatchObject({ kind: 'denied' });
  });
});

describe('rotate', () => {
  test('gives a client another secret', async () => {
    const { clientId, clientSecret } = await changes.add({ tenant: 'dev', user: 'a' }, 'operator');
    const before = directory.client(clientId);
    const rotated = await changes.rotateClient(clientId, 'operator');
    expect(rotated).toEqual({ clientId, clientSecret: expect.stringMatching(MADE_SECRET) });
    expect(rotated.clientSecret).not.toBe(clientSecret);
    expect(directory.client(clientId)?.secretHash).not.toBe(before?.secretHash);
  });

  test('is refused for what the configuration says', async () => {
    await expect(changes.rotateClient(DEV_CLIENT, dev())).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('change it there'),
    });
    await expect(changes.rotatePassword('reader@sluice.local', dev())).rejects.toMatchObject({
      kind: 'conflict',
    });
  });
});

describe('revoke', () => {
  test('ends an added client for good', async () => {
    const { clientId } = await changes.add({ tenant: 'dev', user: 'a' }, 'operator');
    await changes.revokeClient(clientId, dev());
    expect(directory.client(clientId)).toBeUndefined();
    await expect(changes.revokeClient(clientId, dev())).rejects.toMatchObject({ kind: 'unknown' });
    expect(userNamed('a')).toBeDefined();
  });

  test('of a configured client outlives the next start, until it is added again', async () => {
    await changes.revokeClient(READER_CLIENT, dev());
    expect(directory.client(READER_CLIENT)).toBeUndefined();
    start();
    expect(directory.client(READER_CLIENT)).toBeUndefined();
    const asked = { tenant: 'dev', user: 'reader@sluice.local', clientId: READER_CLIENT };
    expect(await changes.add(asked, dev())).toEqual({
      tenant: 'dev',
      user: 'reader@sluice.local',
      made: { tenant: false, user: false, client: false },
      clientId: READER_CLIENT,
    });
    start();
    expect(directory.client(READER_CLIENT)).toBeDefined();
  });

  test('of a user ends all its clients, configured and added, and adding the user again brings none back', async () => {
    const { clientId } = await changes.add({ tenant: 'dev', user: 'reader@sluice.local' }, 'operator');
    expect(await changes.revokeUser('reader@sluice.local', dev())).toEqual({
      user: 'reader@sluice.local',
      clients: expect.arrayContaining([READER_CLIENT, clientId]),
    });
    start();
    expect(directory.userByName('reader@sluice.local')).toBeUndefined();
    const again = await changes.add({ tenant: 'dev', user: 'reader@sluice.local' }, dev());
    expect(reader()).toMatchObject({ admin: false, orgs: ['north'] });
    expect(directory.client(again.clientId)).toBeDefined();
    expect(directory.client(READER_CLIENT)).toBeUndefined();
    expect(directory.client(clientId)).toBeUndefined();
  });
});

describe('the directory', () => {
  test('lets the configuration win where it names what was added, and revokes both', async () => {
    start({ ...devPrincipals('UTC'), users: [], clients: [] });
    await changes.add({ tenant: 'dev', user: 'dev@sluice.local', orgs: ['north'] }, 'operator');
    start();
    expect(dev()).toMatchObject({ admin: true, orgs: ['north', 'south'] });
    await changes.revokeUser('dev@sluice.local', 'operator');
    start({ ...devPrincipals('UTC'), users: [], clients: [] });
    expect(directory.userByName('dev@sluice.local')).toBeUndefined();
  });

  test('has nobody left of a tenant or user that the configuration no longer has', async () => {
    const { clientId } = await changes.add({ tenant: 'dev', user: 'reader@sluice.local' }, 'operator');
    const mine = await changes.add({ tenant: 'dev', user: 'a' }, 'operator');
    const { tenants, users, clients } = devPrincipals('UTC');
    start({ tenants, clients: [], users: users.filter(({ name }) => name !== 'reader@sluice.local') });
    expect(directory.client(clientId)).toBeUndefined();
    expect(directory.client(mine.clientId)).toBeDefined();
    start({ tenants: tenants.filter(({ name }) => name !== 'dev'), users, clients });
    expect(directory.userByName('a')).toBeUndefined();
    expect(directory.client(mine.clientId)).toBeUndefined();
  });
});

describe('a change that waited behind the end of its actor is refused', () => {
  test('when the user was revoked', async () => {
    const end = changes.revokeUser(dev().name, 'operator');
    const late = changes.add({ tenant: 'dev', user: 'way-back', admin: true }, dev());
    await end;
    await expect(late).rejects.toThrow('You were revoked');
    expect(directory.userByName('way-back')).toBeUndefined();
  });

  test('when its client was', async () => {
    const actor = { ...dev(), client: directory.client(DEV_CLIENT) };
    const end = changes.revokeClient(DEV_CLIENT, 'operator');
    const late = changes.add({ tenant: 'dev', user: 'way-back' }, actor);
    await end;
    await expect(late).rejects.toThrow('Your client was revoked');
    expect(directory.userByName('way-back')).toBeUndefined();
  });
});
