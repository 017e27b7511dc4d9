import type {
  ClientRecord,
  Principals,
  TenantRecord,
  TokenRecord,
  UserRecord,
} from '../../src/ports/principals.ts';

/** The principals port in memory, for tests of what is above it. */
export class MemoryPrincipals implements Principals {
  readonly #tenants = new Map<string, TenantRecord>();
  readonly #users = new Map<string, UserRecord>();
  readonly #clients = new Map<string, ClientRecord>();
  readonly tokens = new Map<string, TokenRecord>();

  async put(batch: Parameters<Principals['put']>[0]): Promise<void> {
    for (const tenant of batch.tenants) this.#tenants.set(tenant.name, tenant);
    for (const user of batch.users) this.#users.set(user.id, user);
    for (const client of batch.clients) this.#clients.set(client.clientId, client);
  }
  tenant(name: string): TenantRecord | undefined {
    return this.#tenants.get(name);
  }
  tenants(): readonly TenantRecord[] {
    return [...this.#tenants.values()];
  }
  user(id: string): UserRecord | undefined {
    return this.#users.get(id);
  }
  userByName(name: string): UserRecord | undefined {
    return [...this.#users.values()].find((user) => user.name === name);
  }
  client(clientId: string): ClientRecord | undefined {
    return this.#clients.get(clientId);
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
