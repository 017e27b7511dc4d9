import type { Exchange, ExchangedMessage } from '../ports/exchange.ts';
import { maskForm, maskHeader, maskJson, maskLinks, maskText } from './mask.ts';

/** So much is kept of a body, before secrets are masked. */
export const MOST_BODY_BYTES = 4096;
/** So much is shown of an address and of a header's value. */
const MOST_LINE = 1000;

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

/** The same with no more of its bodies than is shown, and nothing that keeps the rest in memory. */
export function trimmed(exchange: Exchange): Exchange {
  const { request, answer } = exchange;
  return { ...exchange, request: trimmedMessage(request), answer: trimmedMessage(answer) };
}

function trimmedMessage({ headers, body }: ExchangedMessage): ExchangedMessage {
  if (body === undefined || body.length <= MOST_BODY_BYTES) return body ? { headers, body } : { headers };
  // One byte more, by which it is seen that there was more; a part of a string or a buffer would keep the whole.
  const start = typeof body === 'string' ? Buffer.from(body.slice(0, MOST_BODY_BYTES + 1)) : body;
  return { headers, body: Buffer.from(start.subarray(0, MOST_BODY_BYTES + 1)) };
}

/** What it takes in memory, about, in characters. */
export function charactersOf({ url, request, answer }: Exchange): number {
  return url.length + ofMessage(request) + ofMessage(answer);
}

function ofMessage({ headers, body }: ExchangedMessage): number {
  let characters = body?.length ?? 0;
  for (const name in headers) characters += name.length + String(headers[name]).length;
  return characters;
}

/** As it is shown: secrets are masked. */
export function entryOf({
  at,
  ms,
  requestId,
  user,
  trackId,
  job,
  method,
  status,
  ...rest
}: Exchange): JournalEntry {
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
  const bytes = Buffer.from(body);
  const masked = maskBody(type, textOf(bytes.subarray(0, MOST_BODY_BYTES)));
  if (masked === undefined) return { headers: shownHeaders };
  const more = bytes.length > MOST_BODY_BYTES;
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
