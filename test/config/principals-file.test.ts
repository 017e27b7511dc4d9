import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/config/config-error.ts';
import { readPrincipals } from '../../src/config/principals-file.ts';
import { SecretCheck } from '../../src/platform/sign-in/secret-check.ts';
import { recordsOf } from '../../src/platform/tenants/configured-principals.ts';
import { checkedPgpKey } from '../../src/results/encode/pgp-key-check.ts';
import { PrincipalDirectory } from '../../src/tenant/principals/principal-directory.ts';
import { MemoryPrincipals } from '../support/memory-principals.ts';
import { PgpKeyPair } from '../support/pgp-key-pair.ts';

const USER = { name: 'ops@acme.test', password: 'a long password', admin: true };
const CLIENT = {
  clientId: '9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d',
  clientSecret: 'a client secret',
  user: 'ops@acme.test',
};
const TENANT = { name: 'acme', orgs: ['north', 'south'], users: [USER], clients: [CLIENT] };

function noKey(): Promise<string> {
  throw new Error('nobody has a key');
}

const PGP_WORKER = new URL('../../dist/pgp-worker.js', import.meta.url);

describe('the OpenPGP key of a tenant', () => {
  const records = async (key: string, directory?: string) =>
    recordsOf(
      readPrincipals({ tenants: [{ ...TENANT, pgpPublicKey: key }] }, 'principals', directory),
      'UTC',
      (given) => checkedPgpKey(given, PGP_WORKER),
    );

  test('is kept armored, whether it was given as text or in a file, armored or binary', async () => {
    const keys = await PgpKeyPair.make();
    const directory = mkdtempSync(join(tmpdir(), 'sluice-keys-'));
    try {
      writeFileSync(join(directory, 'armored.asc'), keys.publicKey);
      writeFileSync(join(directory, 'binary.pgp'), await keys.binaryPublicKey());
      for (const given of [keys.publicKey, 'armored.asc', 'binary.pgp']) {
        const { tenants } = await records(given, directory);
        expect(tenants[0]?.pgpPublicKey).toContain('BEGIN PGP PUBLIC KEY BLOCK');
      }
      await expect(records('nothing.asc', directory)).rejects.toThrow(ConfigError);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  test('is refused by its tenant when it is none, is private, or has expired', async () => {
    const keys = await PgpKeyPair.make();
    const expired = await PgpKeyPair.make(3600, new Date(Date.UTC(2020, 0, 1)));
    for (const key of ['-----BEGIN PGP nothing', keys.privateKey, expired.publicKey])
      await expect(records(key)).rejects.toThrow(/pgpPublicKey of tenant "acme"/);
  });
});

function told(change: (tenant: Record<string, unknown>) => unknown): string {
  try {
    readPrincipals({ tenants: [change({ ...TENANT })] }, 'principals');
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  throw new Error('was accepted');
}

describe('principals of an operator', () => {
  test('become records with hashed secrets', async () => {
    const records = await recordsOf(readPrincipals({ tenants: [TENANT] }, 'principals'), 'UTC', noKey);
    const principals = new PrincipalDirectory(records, new MemoryPrincipals());
    const user = principals.userByName('OPS@acme.test');
    expect(user).toMatchObject({ tenant: 'acme', admin: true, orgs: ['north', 'south'] });
    expect(user?.permissions).toEqual(['query', 'aqua', 'bulk']);
    expect(principals.tenant('acme')).toMatchObject({
      zone: 'UTC',
      entities: [expect.stringMatching(/^[0-9a-f-]{36}$/)],
    });
    expect(JSON.stringify(records)).not.toMatch(/a long password|a client secret/);
    const check = new SecretCheck();
    const secretHash = principals.client(CLIENT.clientId)?.secretHash;
    expect(await check.matches('a client secret', secretHash, 'here')).toBe(true);
    expect(await check.matches('another', secretHash, 'here')).toBe(false);
    expect(await check.matches('a client secret', undefined, 'here')).toBe(false);
  });

  test('may stand in a file of their own, with hashes', () => {
    const directory = mkdtempSync(join(tmpdir(), 'sluice-principals-'));
    try {
      const path = join(directory, 'principals.yaml');
      writeFileSync(
        path,
        'principals:\n  tenants:\n    - name: acme\n      users:\n        - { name: a, passwordHash: "scrypt$1024$8$1$AAAA$AAAA" }\n',
      );
      expect(readPrincipals(path, 'principals').tenants[0]?.users[0]?.secret).toEqual({
        hash: 'scrypt$1024$8$1$AAAA$AAAA',
      });
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test.each([
    ['a tenant name that is no folder name', { name: '../x' }, /tenants\[0\]\.name.*lower-case/],
    ['an unknown key', { colour: 'red' }, /tenants\[0\]\.colour: unknown key/],
    ['an entity that is no UUID', { entities: ['e1'] }, /entities.*"e1".*UUID/],
    ['a bad zone', { zone: 'Mars' }, /zone.*"Mars"/],
    ['no password', { users: [{ name: 'a' }] }, /users\[0\]: give password or passwordHash/],
    ['another org', { users: [{ ...USER, orgs: ['west'] }] }, /users\[0\]\.orgs.*"west".*north, south/],
    [
      'an unknown permission',
      { users: [{ ...USER, permissions: ['fly'] }] },
      /permissions.*"fly".*query, aqua, bulk/,
    ],
    [
      'a client of nobody',
      { clients: [{ ...CLIENT, user: 'x' }] },
      /clients\[0\]\.user.*"x".*ops@acme\.test/,
    ],
    ['a short clientId', { clients: [{ ...CLIENT, clientId: 'x' }] }, /clientId.*"x".*36 characters/],
    ['a user twice', { users: [USER, USER] }, /user "ops@acme\.test" is given twice/],
  ])('with %s are told', (_, change, message) => {
    expect(told((tenant) => ({ ...tenant, ...change }))).toMatch(message);
  });

  test('with a bad secret are told without repeating it', () => {
    const message = told((tenant) => ({
      ...tenant,
      clients: [{ ...CLIENT, clientSecret: 's3cret'.repeat(20) }],
    }));
    expect(message).toMatch(/clientSecret.*1 to 42/);
    expect(message).not.toContain('s3cret');
  });

  test('a file that is no YAML is told by its place, and nothing of it is repeated', () => {
    const folder = mkdtempSync(join(tmpdir(), 'principals-'));
    try {
      const path = join(folder, 'principals.yaml');
      writeFileSync(path, 'principals: { clientSecret: "hidden }\n');
      expect(() => readPrincipals(path, '--principals')).toThrow(
        /^--principals: .*not valid YAML: .*line \d/,
      );
      expect(() => readPrincipals(path, '--principals')).not.toThrow(/hidden/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
