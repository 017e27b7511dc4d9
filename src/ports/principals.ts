/** Who may call, kept in the store: secrets only as hashes (operating.md §3). */
export interface Principals {
  /** Adds or replaces by id; one transaction. */
  put(batch: {
    readonly tenants: readonly TenantRecord[];
    readonly users: readonly UserRecord[];
    readonly clients: readonly ClientRecord[];
  }): Promise<void>;
  tenant(name: string): TenantRecord | undefined;
  tenants(): readonly TenantRecord[];
  user(id: string): UserRecord | undefined;
  userByName(name: string): UserRecord | undefined;
  client(clientId: string): ClientRecord | undefined;
  putToken(token: TokenRecord): Promise<void>;
  token(sha256: string): TokenRecord | undefined;
  /** Removes tokens that ended before `now`. */
  purgeTokens(now: number): Promise<void>;
}

export interface TenantRecord {
  readonly name: string;
  /** IANA name. */
  readonly zone: string;
  readonly entities: readonly string[];
  readonly orgs: readonly string[];
}

export interface UserRecord {
  /** 32 hex digits or a UUID; made from the name, so that it is the same after a restart. */
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
  readonly admin: boolean;
  readonly orgs: readonly string[];
  readonly permissions: readonly string[];
  /** `scrypt$N$r$p$salt$hash`, base64. */
  readonly passwordHash: string;
}

export interface ClientRecord {
  readonly clientId: string;
  readonly userId: string;
  readonly secretHash: string;
}

export interface TokenRecord {
  /** Hex. The token itself is never kept. */
  readonly sha256: string;
  readonly userId: string;
  /** Business ms. */
  readonly expiresAt: number;
}
