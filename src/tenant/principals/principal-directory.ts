import type {
  ClientRecord,
  KeptPrincipals,
  PrincipalRecords,
  PrincipalStore,
  Principals,
  TenantRecord,
  TokenRecord,
  UserRecord,
} from '../../ports/principals.ts';

/** A principal as an administrator sees it. */
export interface Listed<T> {
  readonly record: T;
  /** Of the configuration; what it says is not changed from outside it, only revoked. */
  readonly configured: boolean;
  readonly revoked: boolean;
}

/**
 * Everybody who may call: those of the configuration, read at each start, and those added since, which the store
 * keeps. Who was taken out of the configuration is out at the next start, and so are clients of such a user. Where
 * both name the same, the configuration holds. A configured principal that was revoked stays out until it is added
 * again. Kept whole in memory: meant for thousands, not for millions.
 */
export class PrincipalDirectory implements Principals {
  readonly #configured: PrincipalRecords;
  readonly #store: PrincipalStore;
  #snapshot: Snapshot | undefined;

  constructor(configured: PrincipalRecords, store: PrincipalStore) {
    this.#configured = configured;
    this.#store = store;
  }

  tenant(name: string): TenantRecord | undefined {
    return this.#now().tenants.get(name)?.record;
  }

  tenants(): readonly TenantRecord[] {
    return this.listed().tenants.map(({ record }) => record);
  }

  user(id: string): UserRecord | undefined {
    return active(this.#now().users.get(id));
  }

  userByName(name: string): UserRecord | undefined {
    return active(this.#now().usersByName.get(name.toLowerCase()));
  }

  client(clientId: string): ClientRecord | undefined {
    return active(this.#now().clients.get(clientId));
  }

  /** With the revoked ones of the configuration. */
  listed(): {
    readonly tenants: readonly Listed<TenantRecord>[];
    readonly users: readonly Listed<UserRecord>[];
    readonly clients: readonly Listed<ClientRecord>[];
  } {
    const { tenants, users, clients } = this.#now();
    return { tenants: [...tenants.values()], users: [...users.values()], clients: [...clients.values()] };
  }

  listedUser(name: string): Listed<UserRecord> | undefined {
    return this.#now().usersByName.get(name.toLowerCase());
  }

  listedClient(clientId: string): Listed<ClientRecord> | undefined {
    return this.#now().clients.get(clientId);
  }

  version(): number {
    return this.#store.version();
  }

  putToken(token: TokenRecord): Promise<void> {
    return this.#store.putToken(token);
  }

  token(sha256: string): TokenRecord | undefined {
    return this.#store.token(sha256);
  }

  purgeTokens(now: number): Promise<void> {
    return this.#store.purgeTokens(now);
  }

  #now(): Snapshot {
    // Read before the rows, so that a change between the two is seen again rather than missed.
    const version = this.#store.version();
    if (this.#snapshot?.version !== version)
      this.#snapshot = { version, ...together(this.#configured, this.#store.kept()) };
    return this.#snapshot;
  }
}

interface Together {
  readonly tenants: ReadonlyMap<string, Listed<TenantRecord>>;
  readonly users: ReadonlyMap<string, Listed<UserRecord>>;
  /** By name in lower case. */
  readonly usersByName: ReadonlyMap<string, Listed<UserRecord>>;
  readonly clients: ReadonlyMap<string, Listed<ClientRecord>>;
}

interface Snapshot extends Together {
  readonly version: number;
}

function together(configured: PrincipalRecords, kept: KeptPrincipals): Together {
  const revoked = { users: new Set(kept.revoked.users), clients: new Set(kept.revoked.clients) };
  const tenants = union(configured.tenants, kept.tenants, ({ name }) => name, new Set());
  const inTenant = (user: UserRecord): boolean => tenants.has(user.tenant);
  const users = union(configured.users, kept.users.filter(inTenant), ({ id }) => id, revoked.users);
  const usersByName = new Map<string, Listed<UserRecord>>();
  for (const user of users.values()) {
    const name = user.record.name.toLowerCase();
    if (!usersByName.has(name)) usersByName.set(name, user);
  }
  const ofUser = ({ userId }: ClientRecord): boolean => users.has(userId);
  const clients = union(
    configured.clients,
    kept.clients.filter(ofUser),
    ({ clientId }) => clientId,
    revoked.clients,
  );
  return { tenants, users, usersByName, clients };
}

function union<T>(
  configured: readonly T[],
  added: readonly T[],
  key: (record: T) => string,
  revoked: ReadonlySet<string>,
): ReadonlyMap<string, Listed<T>> {
  const all = new Map<string, Listed<T>>();
  for (const record of configured)
    all.set(key(record), { record, configured: true, revoked: revoked.has(key(record)) });
  for (const record of added)
    if (!all.has(key(record))) all.set(key(record), { record, configured: false, revoked: false });
  return all;
}

function active<T>(listed: Listed<T> | undefined): T | undefined {
  return listed === undefined || listed.revoked ? undefined : listed.record;
}
