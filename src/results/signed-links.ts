import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Signed links in S3's manner (AWS Signature Version 4, query parameters), as published samples show them
 * (data-query-and-query-runs.md §2, bulk-data.md §2.1): whoever has the link may read the file until it expires.
 */
export interface LinkKey {
  /** Shown in the link. */
  readonly id: string;
  /** Kept in the data directory, so that links outlive a restart. */
  readonly secret: string;
}

export interface LinkRequest {
  /** Host and port the link is bound to, as in its address. */
  readonly host: string;
  /** Starts with `/`; not encoded. */
  readonly path: string;
}

/** `tampered`: not a link this key signed, whatever was changed; looked at before the expiry. */
export type LinkVerdict = 'valid' | 'expired' | 'tampered';

const ALGORITHM = 'AWS4-HMAC-SHA256';
/** S3's region and service in published samples. */
const SCOPE_TAIL = 'us-west-2/s3/aws4_request';
/** Of a GET with an unread body, as S3 signs it. A HEAD is allowed by the same link. */
const METHOD = 'GET';
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
    ['X-Amz-Credential', `${key.id}/${date.slice(0, 8)}/${SCOPE_TAIL}`],
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
  if (signedAt === undefined || !equal(given, expected)) return 'tampered';
  return now >= signedAt + Number(signed.get('X-Amz-Expires')) * 1000 ? 'expired' : 'valid';
}

function signature(
  { host, path }: LinkRequest,
  key: LinkKey,
  date: string,
  query: ReadonlyMap<string, string>,
): string {
  const canonicalPath = path.split('/').map(encode).join('/');
  const canonical = [METHOD, canonicalPath, canonicalQuery(query), `host:${host}`, '', 'host', PAYLOAD].join(
    '\n',
  );
  const day = date.slice(0, 8);
  const scope = `${day}/${SCOPE_TAIL}`;
  const digest = createHash('sha256').update(canonical).digest('hex');
  const signingKey = [day, ...SCOPE_TAIL.split('/')].reduce<Buffer | string>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${key.secret}`,
  );
  return createHmac('sha256', signingKey).update([ALGORITHM, date, scope, digest].join('\n')).digest('hex');
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

/** `20261122T101500Z`. */
function stampOf(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}|[-:]/g, '');
}

function instantOf(stamp: string): number | undefined {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp) ?? [];
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

function equal(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}
