import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { refuse } from './refusal.ts';

const unpack = promisify(gunzip);

/**
 * Bodies arrive as bytes, of any media type; a route says what it takes with `jsonBody` or `formBody`. Gzipped ones
 * are unpacked first, within the limit (platform.md §1).
 */
export function acceptBodies(app: FastifyInstance, maxBytes: number): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: maxBytes },
    async (request: FastifyRequest, bytes: Buffer) => {
      const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? '';
      if (encoding === '' || encoding === 'identity') return bytes;
      if (encoding !== 'gzip' && encoding !== 'x-gzip') throw refuse.mediaType();
      if (bytes.length === 0) return bytes;
      try {
        return await unpack(bytes, { maxOutputLength: maxBytes });
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw refuse.tooLarge(maxBytes);
        throw refuse.malformed('The request body is not valid gzip');
      }
    },
  );
}

/** Media type without parameters, lower case; `''` when there is none. */
export function mediaType(request: FastifyRequest): string {
  return (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The body's text. @throws Refusal 400 when it is not UTF-8. */
export function bodyText(request: FastifyRequest): string {
  const { body } = request;
  if (!Buffer.isBuffer(body)) return '';
  try {
    return utf8.decode(body);
  } catch {
    throw refuse.malformed('The request body is not UTF-8');
  }
}

/** @throws Refusal 400 with `message` when the body is not JSON */
export function jsonBody(request: FastifyRequest, message: string): unknown {
  try {
    return JSON.parse(bodyText(request));
  } catch {
    throw refuse.malformed(message);
  }
}
