import { hash } from 'node:crypto';
import type { Exchange } from '../ports/exchange.ts';
import { charactersOf, entryOf, type JournalEntry, trimmed } from './journal-entry.ts';

/** Exchanges that are kept (operating.md §5). */
export const MOST_EXCHANGES = 1000;
/** Characters that all of them may have together: with whole bodies they would reach 10 million. */
const MOST_CHARACTERS = 4 * 1024 ** 2;
/** `Authorization` headers that are known by whose they are; the one that came first is forgotten first. */
const MOST_CALLERS = 5000;

interface Kept {
  readonly tenant: string;
  readonly exchange: Exchange;
  readonly characters: number;
  /** Made when it is first shown: most never are. */
  entry?: JournalEntry;
}

/**
 * The last requests and answers of a server (operating.md §5), in memory, bounded in number and size. Secrets are masked
 * in all that is shown. What is nobody's known is not kept: no tenant could be shown it.
 */
export class Journal {
  readonly #ownerOf: (file: string) => string | undefined;
  /** Oldest first. */
  readonly #kept: Kept[] = [];
  /** Tenants by hashes of headers that let somebody in: a token that has died is still known by them. */
  readonly #callers = new Map<string, string>();
  /** The header of the request before, which is most often that of the next one: a hash is not made again. */
  #latest: unknown;
  #characters = 0;

  /** @param ownerOf tenant of a result file by its name: a dead link says nothing else of whose it was */
  constructor(ownerOf: (file: string) => string | undefined) {
    this.#ownerOf = ownerOf;
  }

  /** To be told of every request that has ended. */
  add(exchange: Exchange): void {
    const tenant = this.#tenantOf(exchange);
    if (tenant === undefined) return;
    const kept = trimmed(exchange);
    const characters = charactersOf(kept);
    this.#kept.push({ tenant, exchange: kept, characters });
    this.#characters += characters;
    while (this.#kept.length > MOST_EXCHANGES || this.#characters > MOST_CHARACTERS)
      this.#characters -= this.#kept.shift()?.characters ?? 0;
  }

  /** Those of a tenant, newest first. */
  list(tenant: string, limit: number): readonly JournalEntry[] {
    const found: JournalEntry[] = [];
    for (let at = this.#kept.length - 1; at >= 0 && found.length < limit; at -= 1) {
      const kept = this.#kept[at];
      if (kept?.tenant !== tenant) continue;
      kept.entry ??= entryOf(kept.exchange);
      found.push(kept.entry);
    }
    return found;
  }

  /** Nothing has happened yet; whose a token is stays known, as tokens stay good. */
  clear(): void {
    this.#kept.length = 0;
    this.#characters = 0;
  }

  #tenantOf({ tenant, signedIn, url, request }: Exchange): string | undefined {
    const { authorization } = request.headers;
    if (tenant !== undefined && (!signedIn || authorization === this.#latest)) return tenant;
    const caller = typeof authorization === 'string' ? hash('sha256', authorization) : undefined;
    if (tenant === undefined)
      return this.#callers.get(caller ?? '') ?? this.#ownerOf(pathOf(url).split('/').at(-1) ?? '');
    if (caller !== undefined && !this.#callers.has(caller)) {
      const [oldest] = this.#callers.keys();
      if (this.#callers.size >= MOST_CALLERS && oldest !== undefined) this.#callers.delete(oldest);
      this.#callers.set(caller, tenant);
    }
    this.#latest = authorization;
    return tenant;
  }
}

function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? '';
}
