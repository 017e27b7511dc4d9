import { hash } from 'node:crypto';
import type { Exchange, ExchangedMessage } from '../ports/exchange.ts';
import { maskForm, maskHeader, maskJson, maskLinks, maskText } from './mask.ts';

/** Exchanges that are kept (operating.md §5). */
export const MOST_EXCHANGES = 1000;
/** Characters that all of them may have together: with whole bodies they would reach 10 million. */
const MOST_CHARACTERS = 4 * 1024 ** 2;
/** So much is kept of a body, before secrets are masked. */
export const MOST_BODY_BYTES = 4096;
/** So much of an address and of a header's value. */
const MOST_LINE = 1000;
/** `Authorization` headers that are known by whose they are; the one that came first is forgotten first. */
const MOST_CALLERS = 5000;

/** A request with its answer, fit to be shown. */
export interface JournalEntry {
  readonly requestId: string;
  /** ms since 1970, machine time: when its answer had left, or its client had. */
  readonly at: number;
  readonly ms: number;
  readonly user: string | undefined;
  readonly trackId: string | undefined;
  readonly job: string | undefined;
  readonly method: string;
  readonly url: string;
  readonly status: number;
  /** The connection ended before the whole answer had left. */
  readonly cut: boolean;
  readonly request: ShownMessage;
  readonly answer: ShownMessage;
}

export interface ShownMessage {
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, a form or text; absent: none, or another kind, or a stream. */
  readonly body?: string;
  /** There was more of it. */
  readonly bodyCut?: true;
}

interface Kept {
  readonly tenant: string;
  readonly entry: JournalEntry;
  readonly characters: number;
}

/**
 * The last requests and answers of a server (operating.md §5), in memory, bounded in number and size. Secrets are masked
 * before anything is kept. What is nobody's known is not kept: no tenant could be shown it.
 */
export class Journal {
  readonly #ownerOf: (file: string) => string | undefined;
  /** Oldest first. */
  readonly #kept: Kept[] = [];
  /** Tenants by hashes of headers that let somebody in: a token that has died is still known by them. */
  readonly #callers = new Map<string, string>();
  #characters = 0;

  /** @param ownerOf tenant of a result file by its name: a dead link says nothing else of whose it was */
  constructor(ownerOf: (file: string) => string | undefined) {
    this.#ownerOf = ownerOf;
  }

  /** To be told of every request that has ended. */
  add(exchange: Exchange): void {
    const tenant = this.#tenantOf(exchange);
    if (tenant === undefined) return;
    const entry = shown(exchange);
    const characters = charactersOf(entry);
    this.#kept.push({ tenant, entry, characters });
    this.#characters += characters;
    while (this.#kept.length > MOST_EXCHANGES || this.#characters > MOST_CHARACTERS)
      this.#characters -= this.#kept.shift()?.characters ?? 0;
  }

  /** Those of a tenant, newest first. */
  list(tenant: string, limit: number): readonly JournalEntry[] {
    const found: JournalEntry[] = [];
    for (let at = this.#kept.length - 1; at >= 0 && found.length < limit; at -= 1) {
      const kept = this.#kept[at];
      if (kept?.tenant === tenant) found.push(kept.entry);
    }
    return found;
  }

  #tenantOf({ tenant, signedIn, url, request }: Exchange): string | undefined {
    const { authorization } = request.headers;
    const caller = typeof authorization === 'string' ? hash('sha256', authorization) : undefined;
    if (tenant === undefined)
      return this.#callers.get(caller ?? '') ?? this.#ownerOf(pathOf(url).split('/').at(-1) ?? '');
    if (signedIn && caller !== undefined && !this.#callers.has(caller)) {
      const [oldest] = this.#callers.keys();
      if (this.#callers.size >= MOST_CALLERS && oldest !== undefined) this.#callers.delete(oldest);
      this.#callers.set(caller, tenant);
    }
    return tenant;
  }
}

function shown({ at, ms, requestId, user, trackId, job, method, status, ...rest }: Exchange): JournalEntry {
  const [path = '', ...query] = rest.url.slice(0, MOST_LINE).split('?');
  const url = query.length === 0 ? path : `${path}?${maskForm(query.join('?'))}`;
  const about = { requestId, at, ms, user, trackId, job };
  const messages = { request: messageOf(rest.request), answer: messageOf(rest.answer) };
  return { ...about, method, url: maskLinks(url), status, cut: !rest.answered, ...messages };
}

function messageOf({ headers, body }: ExchangedMessage): ShownMessage {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, maskHeader(name, String(value).slice(0, MOST_LINE))]],
  );
  const shownHeaders: Record<string, string> = Object.fromEntries(lines);
  if (body === undefined || body.length === 0) return { headers: shownHeaders };
  const type = String(headers['content-type'] ?? '').toLowerCase();
  // A sliced string would keep the whole one in memory.
  const start = typeof body === 'string' ? Buffer.from(body.slice(0, MOST_BODY_BYTES)) : body;
  const masked = maskBody(type, textOf(start.subarray(0, MOST_BODY_BYTES)));
  const more = start.length > MOST_BODY_BYTES || body.length > MOST_BODY_BYTES;
  if (masked === undefined) return { headers: shownHeaders };
  return { headers: shownHeaders, body: masked, ...(more && { bodyCut: true }) };
}

/** `undefined` for what is no JSON, form or text. What a client sends as a form may be JSON all the same. */
function maskBody(type: string, text: string): string | undefined {
  if (/^\s*[{[]/.test(text)) return maskJson(text);
  if (/json/.test(type)) return maskJson(text);
  if (type.startsWith('application/x-www-form-urlencoded')) return maskForm(text);
  return type === '' || /^text\/|xml/.test(type) ? maskText(text) : undefined;
}

/** Without the piece of a character at its end. */
function textOf(bytes: Buffer): string {
  return new TextDecoder().decode(bytes, { stream: true });
}

function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? '';
}

function charactersOf({ url, request, answer }: JournalEntry): number {
  return [request, answer].reduce(
    (sum, { headers, body = '' }) => sum + body.length + JSON.stringify(headers).length,
    url.length,
  );
}
