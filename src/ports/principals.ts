/**
 * Who may call, as everything above sees it (operating.md §3): configured and added principals together, without
 * those that were revoked or whose tenant is gone. Look-ups are of memory and cheap.
 */
export interface Principals {
  tenant(name: string): TenantRecord | undefined;
  /** Configured ones first, in the order of their file, then added ones by name. */
  tenants(): readonly TenantRecord[];
  user(id: string): UserRecord | undefined;
  /** Names are unique over all tenants, in any case: a user signs in with nothing else. */
  userByName(name: string): UserRecord | undefined;
  client(clientId: string): ClientRecord | undefined;
  /**
   * Another number after each change of what the look-ups and `token` answer: what was looked up at this version still
   * holds. A change made here shows when it resolves, one made by another process within a second.
   */
  version(): number;
  putToken(token: TokenRecord): Promise<void>;
  token(sha256: string): TokenRecord | undefined;
  /** Removes tokens that ended before `now`. */
  purgeTokens(now: number): Promise<void>;
}

/** What the store keeps of principals: added ones, revocations of configured ones, tokens. */
export interface PrincipalStore extends Pick<Principals, 'version' | 'putToken' | 'token' | 'purgeTokens'> {
  /** All of it. Reads as many rows as there are: for a look after each change of `version`. */
  kept(): KeptPrincipals;
  /** One transaction. */
  change(change: PrincipalChange): Promise<void>;
}

export interface PrincipalRecords {
  readonly tenants: readonly TenantRecord[];
  readonly users: readonly UserRecord[];
  readonly clients: readonly ClientRecord[];
}

export interface KeptPrincipals extends PrincipalRecords {
  readonly revoked: PrincipalIds;
}

/** `UserRecord.id` and `ClientRecord.clientId`. */
export interface PrincipalIds {
  readonly users: readonly string[];
  readonly clients: readonly string[];
}

/** What is not named stays as it is. */
export interface PrincipalChange {
  /** Added, or replaced by id. A client that is put has a new secret: its tokens end. */
  readonly put?: Partial<PrincipalRecords>;
  /** Kept no more; their tokens end. Ids that are not kept are passed over. */
  readonly removed?: PrincipalIds;
  /** Marked, for those that come from the configuration; their tokens end. */
  readonly revoked?: PrincipalIds;
  /** Marked no more. */
  readonly restored?: PrincipalIds;
}

export interface TenantRecord {
  readonly name: string;
  /** IANA name. */
  readonly zone: string;
  readonly entities: readonly string[];
  readonly orgs: readonly string[];
  /** Armored; can encrypt as of the server's start. For AQuA's encrypted files. */
  readonly pgpPublicKey?: string;
}

export interface UserRecord {
  /** 32 hex digits or a UUID; made from the name, so that it is the same after a restart. */
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
  readonly admin: boolean;
  readonly orgs: readonly string[];
  readonly permissions: readonly string[];
  /** `scrypt$N$r$p$salt$hash`, base64. Absent: the user signs in by clients only. */
  readonly passwordHash?: string;
}

export interface ClientRecord {
  readonly clientId: string;
  readonly userId: string;
  readonly secretHash: string;
}

export interface TokenRecord {
  /** Hex. The token itself is never kept. */
  readonly sha256: string;
  /** Whose secret it was made by: it ends with the client, and with that secret. */
  readonly clientId: string;
  readonly userId: string;
  /** The one entity that it was asked for; absent: all of the tenant's. */
  readonly entity?: string;
  /** Business ms. */
  readonly expiresAt: number;
}
