import type { Readable } from 'node:stream';
import { createGunzip, type Gunzip } from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Time, Timer } from '../ports/clock.ts';
import { type Refusal, refuse } from './errors/refusal.ts';
import { passBy } from './unread-bodies.ts';

/** Longest a request may take to arrive (platform.md §1: v1's time limit). */
export const REQUEST_ARRIVES_WITHIN_MS = 120_000;

/** What bodies on their way may take together, unless one alone may take more: the server's memory stays flat. */
const BODIES_TOGETHER_BYTES = 32 * 1024 * 1024;
/** So much of each body is not counted: nearly all are smaller. */
const FREE_BYTES = 64 * 1024;

/** Memory for request bodies, shared by all requests. */
export class BodyMemory {
  readonly #most: number;
  #used = 0;

  constructor(maxBodyBytes: number) {
    this.#most = Math.max(BODIES_TOGETHER_BYTES, maxBodyBytes);
  }

  /** Reserves what is beyond what the request has already. @returns false when others have too much */
  reserve(request: FastifyRequest, bytes: number): boolean {
    const more = bytes - FREE_BYTES - request.bodyBytes;
    if (more <= 0) return true;
    if (this.#used + more > this.#most) return false;
    this.#used += more;
    request.bodyBytes += more;
    return true;
  }

  giveBack(request: FastifyRequest): void {
    this.#used -= request.bodyBytes;
    request.bodyBytes = 0;
  }
}

/**
 * Bodies arrive as bytes, of any media type; a route says what it takes with `jsonBody` or `bodyText`. Gzipped ones
 * are unpacked on the way (platform.md §1). Nothing beyond the route's `bodyLimit`, before or after unpacking, is kept.
 */
export function acceptBodies(app: FastifyInstance, memory: BodyMemory, time: Pick<Time, 'after'>): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (request: FastifyRequest, payload: Readable) => {
    const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? '';
    const plain = encoding === '' || encoding === 'identity';
    if (!plain && encoding !== 'gzip' && encoding !== 'x-gzip') throw refuse.mediaType();
    const limit = request.routeOptions.bodyLimit;
    if (Number(request.headers['content-length'] ?? 0) > limit) throw refuse.tooLarge(limit);
    const reserve = (bytes: number): Refusal | undefined => {
      if (bytes > limit) return refuse.tooLarge(limit);
      return memory.reserve(request, bytes) ? undefined : refuse.bodiesTooLarge();
    };
    const late = (stop: (refusal: Refusal) => void) =>
      time.after(REQUEST_ARRIVES_WITHIN_MS, () => {
        stop(refuse.tooSlow());
        passBy(request.raw, time);
      });
    return collect(payload, plain ? undefined : createGunzip(), reserve, late);
  });
}

/** Reads a body whole, through `unpacking` when it is packed. @throws Refusal 400, or what `reserve` answers */
function collect(
  source: Readable,
  unpacking: Gunzip | undefined,
  reserve: (size: number) => Refusal | undefined,
  late: (stop: (refusal: Refusal) => void) => Timer,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const bytes: Readable = unpacking === undefined ? source : source.pipe(unpacking);
    const parts: Buffer[] = [];
    let size = 0;

    const timer = late(stop);

    function stop(refusal: Refusal): void {
      timer.cancel();
      parts.length = 0;
      bytes.off('data', take);
      if (unpacking !== undefined) {
        source.unpipe(unpacking);
        unpacking.destroy();
      }
      // The rest passes by unread: the client gets to see the answer.
      source.resume();
      reject(refusal);
    }
    function take(part: Buffer): void {
      size += part.length;
      const refusal = reserve(size);
      if (refusal === undefined) parts.push(part);
      else stop(refusal);
    }
    const cut = (): void => stop(refuse.malformed('The request body did not arrive whole'));

    bytes.on('data', take);
    bytes.on('end', () => {
      timer.cancel();
      resolve(parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts));
    });
    source.on('error', cut);
    source.on('close', () => {
      if (!source.readableEnded) cut();
    });
    unpacking?.on('error', () => {
      // Some clients name an encoding and send no body at all.
      if (unpacking.bytesWritten === 0) {
        timer.cancel();
        resolve(Buffer.alloc(0));
      } else stop(refuse.malformed('The request body is not valid gzip'));
    });
  });
}

/** Hook of routes whose body must be exactly `application/json`, parameters allowed; before it is read (platform.md §8). */
export function requireJson(request: FastifyRequest, _reply: unknown, done: (error?: Error) => void): void {
  done(mediaType(request) === 'application/json' ? undefined : refuse.mediaType());
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
