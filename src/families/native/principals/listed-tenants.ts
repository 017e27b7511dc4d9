import type { ClientRecord, UserRecord } from '../../../ports/principals.ts';
import type { Listed, PrincipalDirectory } from '../../../tenant/principals/principal-directory.ts';

/** Who may call, tenant by tenant; never a secret nor its hash. */
export interface ListedTenant {
  readonly name: string;
  readonly zone: string;
  readonly entities: readonly string[];
  readonly orgs: readonly string[];
  readonly source: Source;
  readonly users: readonly ListedUser[];
}

interface ListedUser {
  readonly name: string;
  readonly admin: boolean;
  readonly orgs: readonly string[];
  readonly permissions: readonly string[];
  /** Whether the user can sign in by name and password. */
  readonly password: boolean;
  readonly source: Source;
  readonly state: State;
  readonly clients: readonly { readonly clientId: string; readonly source: Source; readonly state: State }[];
}

type Source = 'configured' | 'added';
type State = 'active' | 'revoked';

export function listedTenants(
  directory: PrincipalDirectory,
  shows: (tenant: string) => boolean,
): readonly ListedTenant[] {
  const { tenants, users, clients } = directory.listed();
  return tenants
    .filter(({ record }) => shows(record.name))
    .map(({ record, configured }) => ({
      ...record,
      source: sourceOf(configured),
      users: users
        .filter((user) => user.record.tenant === record.name)
        .map((user) => listedUser(user, clients)),
    }));
}

function listedUser(
  { record, configured, revoked }: Listed<UserRecord>,
  clients: readonly Listed<ClientRecord>[],
): ListedUser {
  const { id, name, admin, orgs, permissions, passwordHash } = record;
  return {
    name,
    admin,
    orgs,
    permissions,
    password: passwordHash !== undefined,
    source: sourceOf(configured),
    state: revoked ? 'revoked' : 'active',
    clients: clients
      .filter((client) => client.record.userId === id)
      .map((client) => ({
        clientId: client.record.clientId,
        source: sourceOf(client.configured),
        state: client.revoked ? 'revoked' : 'active',
      })),
  };
}

function sourceOf(configured: boolean): Source {
  return configured ? 'configured' : 'added';
}
