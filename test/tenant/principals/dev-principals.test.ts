import { scryptSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { devPrincipals } from '../../../src/tenant/principals/dev-principals.ts';
import { hashSecret } from '../../../src/tenant/principals/secret-hash.ts';
import { userId } from '../../../src/tenant/principals/user-id.ts';

function matches(secret: string, stored: string): boolean {
  const [scheme, N, r, p, salt = '', hash = ''] = stored.split('$');
  const made = scryptSync(secret, Buffer.from(salt, 'base64'), 32, {
    N: Number(N),
    r: Number(r),
    p: Number(p),
  });
  return scheme === 'scrypt' && made.toString('base64') === hash;
}

describe('the principals of dev mode', () => {
  const { tenants, users, clients } = devPrincipals('Europe/Berlin');

  it.each([
    [
      '5c1ce000-0000-4000-8000-000000000001',
      'sluice-dev-secret',
      'dev@sluice.local',
      'sluice-dev',
      'dev',
      true,
      ['north', 'south'],
    ],
    [
      '5c1ce000-0000-4000-8000-000000000002',
      'sluice-reader-secret',
      'reader@sluice.local',
      'sluice-reader',
      'dev',
      false,
      ['north'],
    ],
    [
      '5c1ce000-0000-4000-8000-000000000003',
      'sluice-other-secret',
      'other@sluice.local',
      'sluice-other',
      'other',
      true,
      ['west'],
    ],
  ])('%s signs in as published', (clientId, secret, name, password, tenant, admin, orgs) => {
    const client = clients.find((record) => record.clientId === clientId);
    const user = users.find((record) => record.id === client?.userId);
    expect(user).toMatchObject({ name, tenant, admin, orgs, id: userId(tenant, name) });
    expect(matches(secret, client?.secretHash ?? '')).toBe(true);
    expect(matches(password, user?.passwordHash ?? '')).toBe(true);
    expect(matches('wrong', user?.passwordHash ?? '')).toBe(false);
  });

  it('are two tenants with an entity each, in the server’s zone', () => {
    expect(tenants).toEqual([
      {
        name: 'dev',
        zone: 'Europe/Berlin',
        entities: ['5c1ce000-0000-4000-8000-00000000e001'],
        orgs: ['north', 'south'],
      },
      {
        name: 'other',
        zone: 'Europe/Berlin',
        entities: ['5c1ce000-0000-4000-8000-00000000e002'],
        orgs: ['west'],
      },
    ]);
  });
});

it('a secret is hashed with a salt of its own', async () => {
  const [one, two] = await Promise.all([hashSecret('s3cret'), hashSecret('s3cret')]);
  expect(one).not.toBe(two);
  expect(one).toMatch(/^scrypt\$16384\$8\$1\$[\w+/=]+\$[\w+/=]+$/);
  expect(matches('s3cret', one)).toBe(true);
});

it('a user’s id is the same for the same name, and another in another tenant', () => {
  expect(userId('dev', 'Ops@x')).toMatch(/^[0-9a-f]{32}$/);
  expect(userId('dev', 'Ops@x')).toBe(userId('dev', 'ops@X'));
  expect(userId('dev', 'ops@x')).not.toBe(userId('other', 'ops@x'));
});
