import { createHash } from 'node:crypto';
import { ALGORITHM, isSame, type LinkKey, scopeOf, signText, stampOf } from './signature.ts';

export interface LinkRequest {
  /** Host and port the link is bound to, as in its address. */
  readonly host: string;
  /** Starts with `/`; not encoded. */
  readonly path: string;
  /** What it lets do; `GET` when absent, and a HEAD by the same link. */
  readonly method?: 'GET' | 'PUT';
}

/** `tampered`: not a link this key signed, whatever was changed; looked at before the expiry. */
export type LinkVerdict = 'valid' | 'expired' | 'tampered';

/** Of a request with an unread body, as S3 signs it. */
const PAYLOAD = 'UNSIGNED-PAYLOAD';
/** S3 takes no longer one: 7 days. */
const LONGEST_EXPIRY_S = 604_800;

const PARAMETERS = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-SignedHeaders',
] as const;
const SIGNATURE = 'X-Amz-Signature';

/**
 * A signed link in S3's manner (AWS Signature Version 4, query parameters), as published samples show it
 * (data-query-and-query-runs.md §2, bulk-data.md §2): whoever has it may read the file, or write it, until it expires.
 * @param now business time, ms since 1970
 * @param expiresSeconds 1 to 604,800
 * @returns the query string, without `?`
 */
export function signLink(request: LinkRequest, key: LinkKey, now: number, expiresSeconds: number): string {
  if (!Number.isInteger(expiresSeconds) || expiresSeconds < 1 || expiresSeconds > LONGEST_EXPIRY_S) {
    throw new RangeError(`A link lives 1 to ${LONGEST_EXPIRY_S} s, not ${expiresSeconds}`);
  }
  const date = stampOf(now);
  const query = new Map<string, string>([
    ['X-Amz-Algorithm', ALGORITHM],
    ['X-Amz-Credential', `${key.id}/${scopeOf(date)}`],
    ['X-Amz-Date', date],
    ['X-Amz-Expires', String(expiresSeconds)],
    ['X-Amz-SignedHeaders', 'host'],
  ]);
  return `${canonicalQuery(query)}&${SIGNATURE}=${signature(request, key, date, query)}`;
}

/**
 * @param query the query string as it came, without `?`
 * @param now business time, ms since 1970
 */
export function verifyLink(request: LinkRequest, query: string, key: LinkKey, now: number): LinkVerdict {
  const parameters = new URLSearchParams(query);
  const [given, ...more] = parameters.getAll(SIGNATURE);
  parameters.delete(SIGNATURE);
  const signed = new Map(parameters);
  // Twice the same name, a name more or a name less: not ours.
  if (given === undefined || more.length > 0 || parameters.size !== PARAMETERS.length) return 'tampered';
  if (PARAMETERS.some((name) => !signed.has(name))) return 'tampered';
  const date = signed.get('X-Amz-Date') ?? '';
  const signedAt = instantOf(date);
  const expected = signature(request, key, date, signed);
  if (signedAt === undefined || !isSame(given, expected)) return 'tampered';
  return now >= signedAt + Number(signed.get('X-Amz-Expires')) * 1000 ? 'expired' : 'valid';
}

function signature(
  { host, path, method = 'GET' }: LinkRequest,
  key: LinkKey,
  date: string,
  query: ReadonlyMap<string, string>,
): string {
  const canonicalPath = path.split('/').map(encode).join('/');
  const canonical = [method, canonicalPath, canonicalQuery(query), `host:${host}`, '', 'host', PAYLOAD].join(
    '\n',
  );
  const digest = createHash('sha256').update(canonical).digest('hex');
  return signText([ALGORITHM, date, scopeOf(date), digest].join('\n'), key, date);
}

function canonicalQuery(query: ReadonlyMap<string, string>): string {
  return [...query]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
}

/** RFC 3986 as AWS signs it: everything but unreserved characters. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function instantOf(stamp: string): number | undefined {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp) ?? [];
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}
