import { hash, randomBytes } from 'node:crypto';
import type { Clock } from '../ports/clock.ts';
import type { Principals, TenantRecord, UserRecord } from '../ports/principals.ts';
import { SecretCheck } from './secret-check.ts';

/** Who a request comes from. */
export interface Identity {
  readonly tenant: TenantRecord;
  readonly user: UserRecord;
}

export interface IssuedToken {
  /** 32 hex digits; only their hash is kept. */
  readonly token: string;
  /** Seconds of business time, rounded down so that no client uses it too long. */
  readonly expiresIn: number;
}

/** Machine time for which an answer about a token is reused: how late a removed user is noticed. */
const REMEMBERED_MS = 5000;
const REMEMBERED_TOKENS = 10_000;
/** Business time between removals of ended tokens from the store. */
const PURGE_EVERY_MS = 600_000;

interface Known {
  readonly identity: Identity;
  readonly expiresAt: number;
  readonly rememberedUntil: number;
}

/** Signs callers in: bearer tokens, user and password, OAuth clients (platform.md §2). */
export class Authentication {
  readonly #principals: Principals;
  readonly #clock: Clock;
  readonly #tokenLifeMs: number;
  readonly #secrets = new SecretCheck();
  readonly #known = new Map<string, Known>();
  #purgeAt: number;

  constructor(principals: Principals, clock: Clock, tokenLifeMs: number) {
    this.#principals = principals;
    this.#clock = clock;
    this.#tokenLifeMs = tokenLifeMs;
    this.#purgeAt = clock.business.now() + PURGE_EVERY_MS;
  }

  /** `undefined` for a token that is unknown or has ended. */
  bearer(token: string): Identity | undefined {
    const sha256 = hashOf(token);
    const known = this.#known.get(sha256) ?? this.#look(sha256);
    if (known === undefined) return undefined;
    if (this.#clock.business.now() >= known.expiresAt) {
      this.#known.delete(sha256);
      return undefined;
    }
    if (this.#clock.machine.now() < known.rememberedUntil) return known.identity;
    this.#known.delete(sha256);
    return this.#look(sha256)?.identity;
  }

  /** By user name and password. */
  async user(name: string, password: string): Promise<Identity | undefined> {
    const user = this.#principals.userByName(name);
    if (!(await this.#secrets.matches(password, user?.passwordHash)) || user === undefined) return undefined;
    return this.#identify(user);
  }

  /** By OAuth client id and secret: the client's user. */
  async client(clientId: string, secret: string): Promise<Identity | undefined> {
    const client = this.#principals.client(clientId);
    if (!(await this.#secrets.matches(secret, client?.secretHash)) || client === undefined) return undefined;
    const user = this.#principals.user(client.userId);
    return user === undefined ? undefined : this.#identify(user);
  }

  /** Durable when it resolves. Tokens made before stay valid. */
  async issue(identity: Identity): Promise<IssuedToken> {
    const now = this.#clock.business.now();
    if (now >= this.#purgeAt) {
      this.#purgeAt = now + PURGE_EVERY_MS;
      await this.#principals.purgeTokens(now);
    }
    const token = randomBytes(16).toString('hex');
    const expiresAt = now + this.#tokenLifeMs;
    await this.#principals.putToken({ sha256: hashOf(token), userId: identity.user.id, expiresAt });
    return { token, expiresIn: Math.max(0, Math.ceil(this.#tokenLifeMs / 1000) - 1) };
  }

  #look(sha256: string): Known | undefined {
    const token = this.#principals.token(sha256);
    const user = token && this.#principals.user(token.userId);
    const identity = user && this.#identify(user);
    if (token === undefined || identity === undefined) return undefined;
    if (this.#known.size >= REMEMBERED_TOKENS) this.#known.clear();
    const rememberedUntil = this.#clock.machine.now() + REMEMBERED_MS;
    const known = { identity, expiresAt: token.expiresAt, rememberedUntil };
    this.#known.set(sha256, known);
    return known;
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
