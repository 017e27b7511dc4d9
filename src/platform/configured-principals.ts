import { createHash } from 'node:crypto';
import type { ConfiguredPrincipals, ConfiguredSecret, ConfiguredTenant } from '../config/principals-file.ts';
import type { ClientRecord, Principals, TenantRecord, UserRecord } from '../ports/principals.ts';
import { hashSecret } from '../tenant/principals/secret-hash.ts';
import { userId } from '../tenant/principals/user-id.ts';

export interface PrincipalRecords {
  readonly tenants: readonly TenantRecord[];
  readonly users: readonly UserRecord[];
  readonly clients: readonly ClientRecord[];
}

/** Of a tenant that names no org: its rows need one. */
const ONLY_ORG = 'default';

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

/** A UUID that stays the same from start to start. */
function madeEntity(tenant: string): string {
  const hex = createHash('sha256').update(`entity\0${tenant}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * Principals as configured now, with tokens in the store: who was taken out of the configuration is out at the next
 * start, tokens included.
 */
export function configuredPrincipals(records: PrincipalRecords, store: Principals): Principals {
  const tenants = new Map(records.tenants.map((tenant) => [tenant.name, tenant]));
  const users = new Map(records.users.map((user) => [user.id, user]));
  const usersByName = new Map(records.users.map((user) => [user.name.toLowerCase(), user]));
  const clients = new Map(records.clients.map((client) => [client.clientId, client]));
  return {
    put: () => Promise.reject(new Error('these principals come from the configuration')),
    tenant: (name) => tenants.get(name),
    tenants: () => records.tenants,
    user: (id) => users.get(id),
    userByName: (name) => usersByName.get(name.toLowerCase()),
    client: (clientId) => clients.get(clientId),
    putToken: (token) => store.putToken(token),
    token: (sha256) => store.token(sha256),
    purgeTokens: (now) => store.purgeTokens(now),
  };
}
