import type {
  ConfiguredPrincipals,
  ConfiguredSecret,
  ConfiguredTenant,
} from '../../config/principals-file.ts';
import type { PrincipalRecords } from '../../ports/principals.ts';
import { madeEntity, ONLY_ORG } from '../../tenant/principals/made-entity.ts';
import { hashSecret } from '../../tenant/principals/secret-hash.ts';
import { userId } from '../../tenant/principals/user-id.ts';

/** Records of what an operator wrote; secrets in clear text are hashed here and kept nowhere. */
export async function recordsOf(
  { tenants }: ConfiguredPrincipals,
  defaultZone: string,
): Promise<PrincipalRecords> {
  const parts = await Promise.all(tenants.map((tenant) => tenantRecords(tenant, defaultZone)));
  return {
    tenants: parts.flatMap((part) => part.tenants),
    users: parts.flatMap((part) => part.users),
    clients: parts.flatMap((part) => part.clients),
  };
}

async function tenantRecords(tenant: ConfiguredTenant, defaultZone: string): Promise<PrincipalRecords> {
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
  return {
    tenants: [{ name, zone: tenant.zone ?? defaultZone, entities, orgs }],
    users: await Promise.all(users),
    clients: await Promise.all(clients),
  };
}

function hashed(secret: ConfiguredSecret): Promise<string> {
  return 'hash' in secret ? Promise.resolve(secret.hash) : hashSecret(secret.clear);
}
