import type { FastifyReply, FastifyRequest } from 'fastify';

/** What a script may read beside the few headers that every response shows it (Fetch standard §3.2.5). */
const EXPOSED = [
  'Zuora-Request-Id',
  'Zuora-Track-Id',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'Concurrency-Limit-Type',
  'Concurrency-Limit-Limit',
  'Concurrency-Limit-Remaining',
  'Retry-After',
  'ETag',
  'Content-Range',
  'Accept-Ranges',
  'Location',
].join(', ');
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
/** Browsers may keep the answer this long; a changed `--cors` is seen after it at the latest. */
const KEEP_SECONDS = 600;

/**
 * Lets scripts of the named origins call (`--cors`): without cookies, of which there are none, so never in
 * "credentials" mode.
 * @returns `answered` for a preflight, which is over then: it is answered before authentication (it has none), is not
 *   counted and never reaches a route
 */
export function crossOrigin(
  origins: readonly string[],
): (request: FastifyRequest, reply: FastifyReply) => 'answered' | 'goes on' {
  const any = origins.includes('*');
  const allowed = new Set(origins);
  return (request, reply) => {
    if (allowed.size === 0) return 'goes on';
    if (!any) addVary(reply, 'Origin');
    const { origin } = request.headers;
    if (origin === undefined || !(any || allowed.has(origin))) return 'goes on';
    reply.header('access-control-allow-origin', any ? '*' : origin);
    const wanted = request.headers['access-control-request-method'];
    if (request.method !== 'OPTIONS' || wanted === undefined) {
      reply.header('access-control-expose-headers', EXPOSED);
      return 'goes on';
    }
    addVary(reply, 'Access-Control-Request-Headers');
    const headers = request.headers['access-control-request-headers'];
    if (headers !== undefined) reply.header('access-control-allow-headers', headers);
    reply
      .code(204)
      .header('access-control-allow-methods', METHODS)
      .header('access-control-max-age', KEEP_SECONDS)
      .send();
    return 'answered';
  };
}

function addVary(reply: FastifyReply, name: string): void {
  const before = reply.getHeader('vary');
  reply.header('vary', before === undefined ? name : `${String(before)}, ${name}`);
}
