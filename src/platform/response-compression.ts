import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';

const pack = promisify(gzip);

/** Bodies up to here stay plain (platform.md §1, conformance check 4). */
const PLAIN_UP_TO_BYTES = 1000;

const COMPRESSIBLE = /^(?:application\/(?:json|xml)|text\/(?:html|csv|plain|xml))\s*(?:;|$)/i;

/** Gzips whole bodies as documented. Streams (result files, events) are left alone. */
export function compressResponses(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    if (!isWhole(payload)) return done(null, payload);
    const size = Buffer.byteLength(payload);
    const type = reply.getHeader('content-type');
    const wanted =
      size > PLAIN_UP_TO_BYTES &&
      typeof type === 'string' &&
      COMPRESSIBLE.test(type) &&
      !reply.hasHeader('content-encoding') &&
      acceptsGzip(request.headers['accept-encoding']);
    if (!wanted) return done(null, payload);
    pack(payload).then(
      (packed) => {
        reply.header('content-encoding', 'gzip').header('content-length', packed.length);
        done(null, packed);
      },
      (error: Error) => done(error),
    );
  });
}

function isWhole(payload: unknown): payload is string | Buffer {
  return typeof payload === 'string' || Buffer.isBuffer(payload);
}

/** `gzip`, `x-gzip` or `*` with a weight above 0 (RFC 9110 §12.5.3); a named one beats `*`. */
export function acceptsGzip(header: string | readonly string[] | undefined): boolean {
  if (typeof header !== 'string') return false;
  let star = false;
  let named: boolean | undefined;
  for (const item of header.split(',')) {
    const [coding = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='));
    const wanted = weight === undefined || Number(weight.slice(2)) > 0;
    if (coding === 'gzip' || coding === 'x-gzip') named = wanted;
    else if (coding === '*') star = wanted;
  }
  return named ?? star;
}
