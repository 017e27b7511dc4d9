import { ConfigError } from '../../config/config-error.ts';
import type {
  ConfiguredPrincipals,
  ConfiguredSecret,
  ConfiguredTenant,
} from '../../config/principals-file.ts';
import type { PrincipalRecords } from '../../ports/principals.ts';
import { madeEntity, ONLY_ORG } from '../../tenant/principals/made-entity.ts';
import { hashSecret } from '../../tenant/principals/secret-hash.ts';
import { userId } from '../../tenant/principals/user-id.ts';

/** Answers an OpenPGP key in its armored form. @throws Error that says why nothing can be encrypted with it */
type CheckPgpKey = (key: string) => Promise<string>;

/**
 * Records of what an operator wrote; secrets in clear text are hashed here and kept nowhere.
 * @throws ConfigError that names the tenant whose OpenPGP key is of no use
 */
export async function recordsOf(
  { tenants }: ConfiguredPrincipals,
  defaultZone: string,
  checkPgpKey: CheckPgpKey,
): Promise<PrincipalRecords> {
  const parts = await Promise.all(tenants.map((tenant) => tenantRecords(tenant, defaultZone, checkPgpKey)));
  return {
    tenants: parts.flatMap((part) => part.tenants),
    users: parts.flatMap((part) => part.users),
    clients: parts.flatMap((part) => part.clients),
  };
}

async function tenantRecords(
  tenant: ConfiguredTenant,
  defaultZone: string,
  checkPgpKey: CheckPgpKey,
): Promise<PrincipalRecords> {
  const { name } = tenant;
  const orgs = tenant.orgs.length > 0 ? tenant.orgs : [ONLY_ORG];
  const entities = tenant.entities.length > 0 ? tenant.entities : [madeEntity(name)];
  const users = tenant.users.map(async (user) => ({
    id: userId(name, user.name),
    tenant: name,
    name: user.name,
    admin: user.admin,
    orgs: user.orgs ?? orgs,
    permissions: user.permissions,
    passwordHash: await hashed(user.secret),
  }));
  const clients = tenant.clients.map(async ({ clientId, secret, user }) => ({
    clientId,
    userId: userId(name, user),
    secretHash: await hashed(secret),
  }));
  const pgpPublicKey = tenant.pgpPublicKey && (await checkedKey(name, tenant.pgpPublicKey, checkPgpKey));
  return {
    tenants: [
      { name, zone: tenant.zone ?? defaultZone, entities, orgs, ...(pgpPublicKey && { pgpPublicKey }) },
    ],
    users: await Promise.all(users),
    clients: await Promise.all(clients),
  };
}

async function checkedKey(tenant: string, key: string, check: CheckPgpKey): Promise<string> {
  try {
    return await check(key);
  } catch (cause) {
    const why = (cause as Error).message;
    throw new ConfigError(
      `principals: the pgpPublicKey of tenant "${tenant}" is no OpenPGP public key that can encrypt: ${why}`,
      { cause },
    );
  }
}

function hashed(secret: ConfiguredSecret): Promise<string> {
  return 'hash' in secret ? Promise.resolve(secret.hash) : hashSecret(secret.clear);
}
