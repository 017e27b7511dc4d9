import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { KeyedRequest } from '../../ports/kept-replies.ts';
import { CATEGORY, Refusal } from '../errors/refusal.ts';
import { decodedPath, pathOf } from '../family.ts';

/** Longest key: the schema's figure; one page of the guides says "under 255" (platform.md §6). */
const MAX_KEY_LENGTH = 255;

/** Only these; on others the header is ignored (platform.md §6). */
const KEYED_METHODS: ReadonlySet<string> = new Set(['POST', 'PATCH']);

/** The key of a request that takes one and has sent one. @throws Refusal 400 for an empty or too long one */
export function keyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined || !KEYED_METHODS.has(request.method)) return undefined;
  if (request.caller === null || request.routeOptions.config.keyed === false) return undefined;
  const text = String(key);
  if (text === '' || text.length > MAX_KEY_LENGTH)
    throw new Refusal(
      400,
      CATEGORY.badValue,
      `Idempotency-Key must have 1 to ${MAX_KEY_LENGTH} characters, not ${text.length}`,
      { parameter: 'idempotency-key' },
    );
  return text;
}

/**
 * What a request is under its key. The key is its user's own: under a wider scope one user would be shown the reply to
 * another, who may see more.
 */
export function keyedRequest(
  request: FastifyRequest,
  key: string,
  { now, lifeMs }: { readonly now: number; readonly lifeMs: number },
): KeyedRequest {
  const { id: requestId, method, url, caller, body } = request;
  if (caller === null) throw new Error('a request without a caller has no key');
  const query = url.indexOf('?');
  const sent = createHash('sha256').update(query === -1 ? '' : url.slice(query));
  if (Buffer.isBuffer(body)) sent.update(body);
  return {
    scope: caller.user.id,
    key,
    requestId,
    method,
    path: decodedPath(pathOf(url)).replace(/(?<=.)\/$/, ''),
    sentSha256: sent.digest('hex'),
    at: now,
    expiresAt: now + lifeMs,
  };
}
