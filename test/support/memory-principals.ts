import type {
  ClientRecord,
  KeptPrincipals,
  PrincipalChange,
  PrincipalStore,
  TenantRecord,
  TokenRecord,
  UserRecord,
} from '../../src/ports/principals.ts';

/** The store of principals in memory, for tests of what is above it. */
export class MemoryPrincipals implements PrincipalStore {
  readonly #tenants = new Map<string, TenantRecord>();
  readonly #users = new Map<string, UserRecord>();
  readonly #clients = new Map<string, ClientRecord>();
  readonly #revoked = { users: new Set<string>(), clients: new Set<string>() };
  readonly tokens = new Map<string, TokenRecord>();
  #version = 1;

  kept(): KeptPrincipals {
    return {
      tenants: [...this.#tenants.values()],
      users: [...this.#users.values()],
      clients: [...this.#clients.values()],
      revoked: { users: [...this.#revoked.users], clients: [...this.#revoked.clients] },
    };
  }
  version(): number {
    return this.#version;
  }
  /** As another process would. */
  endTokens(): void {
    this.tokens.clear();
    this.#version += 1;
  }
  async change({ put = {}, removed, revoked, restored }: PrincipalChange): Promise<void> {
    for (const tenant of put.tenants ?? []) this.#tenants.set(tenant.name, tenant);
    for (const user of put.users ?? []) this.#users.set(user.id, user);
    for (const client of put.clients ?? []) this.#clients.set(client.clientId, client);
    for (const id of removed?.users ?? []) this.#users.delete(id);
    for (const id of removed?.clients ?? []) this.#clients.delete(id);
    for (const kind of ['users', 'clients'] as const) {
      for (const id of revoked?.[kind] ?? []) this.#revoked[kind].add(id);
      for (const id of restored?.[kind] ?? []) this.#revoked[kind].delete(id);
    }
    const users = [...(removed?.users ?? []), ...(revoked?.users ?? [])];
    const clients = [
      ...(put.clients ?? []).map(({ clientId }) => clientId),
      ...(removed?.clients ?? []),
      ...(revoked?.clients ?? []),
    ];
    for (const [sha256, { userId, clientId }] of this.tokens)
      if (users.includes(userId) || clients.includes(clientId)) this.tokens.delete(sha256);
    this.#version += 1;
  }
  async putToken(token: TokenRecord): Promise<void> {
    this.tokens.set(token.sha256, token);
  }
  token(sha256: string): TokenRecord | undefined {
    return this.tokens.get(sha256);
  }
  async purgeTokens(now: number): Promise<void> {
    for (const [sha256, { expiresAt }] of this.tokens) if (expiresAt <= now) this.tokens.delete(sha256);
  }
}
