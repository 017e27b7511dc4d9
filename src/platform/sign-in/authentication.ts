import { hash, randomBytes } from 'node:crypto';
import type { Clock } from '../../ports/clock.ts';
import type { ClientRecord, Principals, TenantRecord, UserRecord } from '../../ports/principals.ts';
import { Recent } from '../recent.ts';
import { SecretCheck } from './secret-check.ts';

/** Who a request comes from. */
export interface Identity {
  readonly tenant: TenantRecord;
  readonly user: UserRecord;
  /** By which the user signed in; none: by name and password. */
  readonly client?: ClientRecord;
  /** The one that the token was asked for; none: all of the tenant's. */
  readonly entity?: string;
}

export interface IssuedToken {
  /** 32 hex digits; only their hash is kept. */
  readonly token: string;
  /** Seconds of business time, rounded down so that no client uses it too long. */
  readonly expiresIn: number;
}

/** Far more than are in use within their hour; about 20 MB. Beyond it those looked up first are forgotten. */
const REMEMBERED_TOKENS = 50_000;
/** As `issue` makes them: anything else costs no look-up. */
const TOKEN = /^[0-9a-f]{32}$/;
/** Business time between removals of ended tokens from the store. */
const PURGE_EVERY_MS = 600_000;

/** What was found of a token; it holds while the principals have this version. */
interface Known {
  readonly identity: Identity;
  readonly expiresAt: number;
  readonly version: number;
}

/** Signs callers in: bearer tokens, user and password, OAuth clients (platform.md §2). */
export class Authentication {
  readonly #principals: Principals;
  readonly #clock: Clock;
  readonly #tokenLifeMs: number;
  readonly #operator: string | undefined;
  readonly #secrets = new SecretCheck();
  /** By the token itself, in this process's memory alone: its hash would cost every poll. */
  readonly #known = new Recent<string, Known>(REMEMBERED_TOKENS);
  /** Hashes of tokens whose end came before their time. */
  readonly #ended = new Set<string>();
  readonly #identities = new Map<string, Identity>();
  #identitiesAt = Number.NaN;
  #purgeAt: number;

  constructor(principals: Principals, clock: Clock, tokenLifeMs: number, operatorToken?: string) {
    this.#principals = principals;
    this.#clock = clock;
    this.#tokenLifeMs = tokenLifeMs;
    this.#operator = operatorToken && hashOf(operatorToken);
    this.#purgeAt = clock.business.now() + PURGE_EVERY_MS;
  }

  /** `undefined` for a token that is unknown, has ended, or whose client or user was revoked. */
  bearer(token: string): Identity | undefined {
    if (!TOKEN.test(token)) return undefined;
    const before = this.#known.get(token);
    const known = before?.version === this.#principals.version() ? before : this.#look(token);
    if (known === undefined) return undefined;
    if (this.#clock.business.now() < known.expiresAt) return known.identity;
    this.#known.delete(token);
    return undefined;
  }

  /** Ends the token of an `Authorization` header, as if its life were over. This process alone knows. */
  expire(header: string | undefined): void {
    const credentials = readCredentials(header);
    if (credentials?.scheme !== 'bearer') return;
    this.#known.delete(credentials.token);
    this.#ended.add(hashOf(credentials.token));
  }

  /** Whether an `Authorization` header brings the operator's token. */
  isOperator(header: string | undefined): boolean {
    const credentials = readCredentials(header);
    // Hashes are compared, so that the time taken tells nothing of the token.
    return credentials?.scheme === 'bearer' && hashOf(credentials.token) === this.#operator;
  }

  /** Of whom a client is; `null` when there is none. */
  clientNamed(
    clientId: string,
  ): { readonly tenant: string; readonly user: string; readonly client: string } | null {
    const identity = this.#ofClient(clientId);
    return identity === undefined
      ? null
      : { tenant: identity.tenant.name, user: identity.user.name, client: clientId };
  }

  /** By user name and password; `from` is the address that asks. @throws Refusal 429 */
  async user(name: string, password: string, from: string): Promise<Identity | undefined> {
    const user = this.#principals.userByName(name);
    if (!(await this.#secrets.matches(password, user?.passwordHash, from)) || user === undefined)
      return undefined;
    // As it is now: the check took a while.
    const now = this.#principals.user(user.id);
    return now?.passwordHash === user.passwordHash ? now && this.#identify(now) : undefined;
  }

  /** By OAuth client id and secret: the client's user; `from` is the address that asks. @throws Refusal 429 */
  async client(clientId: string, secret: string, from: string): Promise<Identity | undefined> {
    const client = this.#principals.client(clientId);
    if (!(await this.#secrets.matches(secret, client?.secretHash, from)) || client === undefined)
      return undefined;
    // As it is now: the check took a while.
    return this.#ofClient(clientId, client.secretHash);
  }

  /**
   * A token for who came by `client`, of its `entity` alone when it has one; durable when it resolves. Tokens made before stay valid. `undefined` when the
   * client was revoked or got another secret meanwhile: nobody ever learns that token.
   */
  async issue({ user, client, entity }: Identity): Promise<IssuedToken | undefined> {
    if (client === undefined) throw new Error('a token without a client');
    const now = this.#clock.business.now();
    if (now >= this.#purgeAt) {
      this.#purgeAt = now + PURGE_EVERY_MS;
      // By both times: a clock that was put forward may be put back, and nobody is to be signed out by that.
      await this.#principals.purgeTokens(Math.min(now, this.#clock.machine.now()));
    }
    const token = randomBytes(16).toString('hex');
    const expiresAt = now + this.#tokenLifeMs;
    const { clientId, secretHash } = client;
    await this.#principals.putToken({
      sha256: hashOf(token),
      clientId,
      userId: user.id,
      ...(entity !== undefined && { entity }),
      expiresAt,
    });
    if (this.#ofClient(clientId, secretHash) === undefined) return undefined;
    return { token, expiresIn: Math.max(0, Math.ceil(this.#tokenLifeMs / 1000) - 1) };
  }

  #look(token: string): Known | undefined {
    this.#known.delete(token);
    const version = this.#principals.version();
    const sha256 = hashOf(token);
    const kept = this.#ended.has(sha256) ? undefined : this.#principals.token(sha256);
    const found = kept && this.#ofClient(kept.clientId);
    if (kept === undefined || found === undefined) return undefined;
    const { userId, entity } = kept;
    // After a restart the configuration may say otherwise of the client, or of the tenant.
    if (found.user.id !== userId) return undefined;
    if (entity !== undefined && !found.tenant.entities.includes(entity)) return undefined;
    const identity = this.#shared(entity === undefined ? found : { ...found, entity }, version);
    const known = { identity, expiresAt: kept.expiresAt, version };
    this.#known.set(token, known);
    return known;
  }

  /** One identity for all tokens of a client and entity: what is remembered of a caller hangs on it. */
  #shared(identity: Identity, version: number): Identity {
    if (version !== this.#identitiesAt) this.#identities.clear();
    this.#identitiesAt = version;
    const key = `${identity.client?.clientId} ${identity.entity ?? ''}`;
    const before = this.#identities.get(key);
    if (before !== undefined) return before;
    this.#identities.set(key, identity);
    return identity;
  }

  /** Who comes by a client, if it is there, with that secret when one is given. */
  #ofClient(clientId: string, secretHash?: string): Identity | undefined {
    const client = this.#principals.client(clientId);
    if (client === undefined || (secretHash !== undefined && client.secretHash !== secretHash))
      return undefined;
    const user = this.#principals.user(client.userId);
    const identity = user && this.#identify(user);
    return identity && { ...identity, client };
  }

  #identify(user: UserRecord): Identity | undefined {
    const tenant = this.#principals.tenant(user.tenant);
    return tenant === undefined ? undefined : { tenant, user };
  }
}

function hashOf(token: string): string {
  return hash('sha256', token);
}

export type Credentials =
  | { readonly scheme: 'bearer'; readonly token: string }
  | { readonly scheme: 'basic'; readonly name: string; readonly password: string };

/** Longest header looked at: no credential of ours comes near it. */
const MAX_HEADER = 4096;

/** Reads an `Authorization` header; scheme names in any case. `undefined` when it is none of ours or malformed. */
export function readCredentials(header: string | undefined): Credentials | undefined {
  if (header === undefined || header.length > MAX_HEADER) return undefined;
  const space = header.indexOf(' ');
  if (space === -1) return undefined;
  const scheme = header.slice(0, space).toLowerCase();
  const value = header.slice(space + 1).trim();
  if (scheme === 'bearer') return value === '' ? undefined : { scheme, token: value };
  if (scheme !== 'basic') return undefined;
  const pair = Buffer.from(value, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon === -1 ? undefined : { scheme, name: pair.slice(0, colon), password: pair.slice(colon + 1) };
}
