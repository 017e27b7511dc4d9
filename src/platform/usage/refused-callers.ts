import { hash } from 'node:crypto';
import type { EndedRequest } from '../ended-request.ts';
import { pathOf } from '../family.ts';
import { Recent } from '../recent.ts';
import { type ShownRequest, Tally } from './shown-request.ts';

/** Tokens that are known by whose they are; as many as sign-in remembers, about 8 MB: fewer would come and go with each request. */
const MOST_TOKENS = 50_000;
/** Refused requests that say when to come again, of all users. */
const MOST_WAITS = 2000;
/** How much sooner is not sooner: a client's timer, and the way of the answer. */
const EARLY_MS = 50;
/** Of larger bodies it is not looked at whether they are the same. */
const MOST_BODY_BYTES = 1024 ** 2;

export interface Who {
  readonly tenant: string;
  readonly user: string;
}

/** A token that was refused after it had been good. */
export interface DeadToken extends Who {
  readonly refused: ShownRequest;
  /** When that was answered, by the monotonic clock. */
  readonly at: number;
  /** Those of the same request that began when that had been answered. */
  readonly again: Tally;
  /** Any others: of clients that may not know yet what another of theirs was told. */
  readonly others: Tally;
}

/** A request that was told when to come again. */
export interface Wait extends Who {
  readonly refused: ShownRequest;
  readonly seconds: number;
  /** When that was answered, by the monotonic clock. */
  readonly at: number;
  /** Hash of its body; `undefined`: it had none, or was refused before it was read. */
  readonly body: string | undefined;
  readonly early: Tally;
}

/** Callers that were told to sign in again, or to come later, and what they did then. */
export class RefusedCallers {
  /** By the whole header, in this process's memory alone. */
  readonly #tokens = new Recent<string, Who & { dead?: DeadToken }>(MOST_TOKENS);
  readonly #waits = new Map<string, Wait>();
  /** When the last of them is over. */
  #longest = 0;
  /** Those of which somebody came early. */
  readonly #early = new Map<string, Wait>();

  deadTokens(tenant: string): readonly DeadToken[] {
    return this.#tokens.values().flatMap(({ dead }) => (dead?.tenant === tenant ? dead : []));
  }

  earlyCallers(tenant: string): readonly Wait[] {
    return [...this.#early.values()].filter((wait) => wait.tenant === tenant);
  }

  /** Of each request that its caller's token let in. */
  letIn(header: string | undefined, tenant: string, user: string): void {
    if (header === undefined || this.#tokens.has(header) || !header.startsWith('Bearer ')) return;
    this.#tokens.set(header, { tenant, user });
  }

  /** Of each 401. @param shown the same request as evidence */
  notSignedIn({ request }: EndedRequest, endedAt: number, shown: () => ShownRequest): void {
    const token = this.#tokens.get(request.headers.authorization ?? '');
    if (token === undefined) return;
    const { dead, tenant, user } = token;
    if (dead === undefined) {
      token.dead = {
        tenant,
        user,
        refused: shown(),
        at: endedAt,
        again: new Tally(),
        others: new Tally(),
      };
    } else if (request.beganAt > dead.at) {
      const now = shown();
      const same = now.method === dead.refused.method && now.path === dead.refused.path;
      (same ? dead.again : dead.others).add(() => now);
    }
  }

  /** Whether `asked` has anything to look at for a request that began then: nearly always not. */
  anyWaits(began: number): boolean {
    if (this.#waits.size === 0) return false;
    if (began < this.#longest) return true;
    this.#waits.clear();
    return false;
  }

  /** Of each request of a user, while any was told to wait. */
  asked(who: Who, ended: EndedRequest, shown: () => ShownRequest): void {
    const { request } = ended;
    const key = keyOf(who, ended);
    const wait = this.#waits.get(key);
    if (wait === undefined || request.beganAt <= wait.at) return;
    const over = wait.at + wait.seconds * 1000 - EARLY_MS;
    if (request.beganAt < over) {
      const body = bodyHash(request.body);
      if (wait.body !== undefined && body !== undefined && wait.body !== body) return;
      wait.early.add(shown);
      if (this.#early.size >= MOST_WAITS) forgetFirst(this.#early);
      this.#early.set(key, wait);
    } else this.#waits.delete(key);
  }

  /** Of each refusal that says when to come again. */
  told(who: Who, seconds: number, ended: EndedRequest, endedAt: number, shown: () => ShownRequest): void {
    const { tenant, user } = who;
    const key = keyOf(who, ended);
    const body = bodyHash(ended.request.body);
    // Who comes early again and again does one thing wrong, not many.
    const early = this.#waits.get(key)?.early ?? new Tally();
    if (this.#waits.size >= MOST_WAITS) forgetFirst(this.#waits);
    this.#waits.set(key, { tenant, user, refused: shown(), seconds, at: endedAt, body, early });
    this.#longest = Math.max(this.#longest, endedAt + seconds * 1000);
  }

  clear(): void {
    this.#waits.clear();
    this.#early.clear();
    for (const token of this.#tokens.values()) delete token.dead;
  }
}

function keyOf({ tenant, user }: Who, { request }: EndedRequest): string {
  return `${tenant} ${user} ${request.method} ${pathOf(request.url)}`;
}

function bodyHash(body: unknown): string | undefined {
  if (!Buffer.isBuffer(body) || body.length === 0 || body.length > MOST_BODY_BYTES) return undefined;
  return hash('sha256', body, 'base64url');
}

function forgetFirst(map: Map<string, unknown>): void {
  const [first] = map.keys();
  if (first !== undefined) map.delete(first);
}
