import type { Server } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../ports/clock.ts';
import { decodedPath, type ErrorShape, type Family, familyOf, pathOf } from '../family.ts';
import type { RateWindows } from '../limits/rate-windows.ts';
import type { RoutesKnown } from '../routes-known.ts';
import { errorReply, newRequestId } from './error-replies.ts';
import { CATEGORY, Refusal, refuse } from './refusal.ts';

/** What Node's HTTP parser says of a request it gives up on. */
interface ParseError {
  readonly code?: string;
  readonly rawPacket?: unknown;
}

/** Then the connection is cut. */
const ANSWER_IS_READ_WITHIN_MS = 2000;

export interface UnreadableParts {
  readonly families: readonly Family[];
  readonly routes: RoutesKnown;
  readonly gateway: ErrorShape;
  readonly rates: RateWindows;
  readonly time: Clock;
  /** Told of each refusal. */
  readonly refused: ((refusal: Refusal, family: Family | undefined) => void) | undefined;
}

/** Takes requests that Node answers bare or hangs up on when nobody listens: expectations it does not know, CONNECT. */
export function takeBareRequests(server: Server, known: UnreadableParts): void {
  // RFC 9110 §10.1.1 lets a server pass over what it does not know.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  server.on('connect', ({ url }, socket) => {
    const rawPacket = Buffer.from(`CONNECT ${url}`, 'latin1');
    answerUnreadable({ code: 'HPE_INVALID_METHOD', rawPacket }, socket, known);
  });
}

/**
 * Answers requests that never become one, such as those with a method Node does not know: with the family's own
 * shape where the request line can be read, never with a 5xx.
 */
export function answerUnreadable(error: ParseError, socket: Duplex, known: UnreadableParts): void {
  socket.on('error', () => socket.destroy());
  // A TLS handshake that failed: nothing can be said in the clear.
  const noTls = error.code?.startsWith('ERR_SSL_') === true;
  if (noTls || error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const target = /^[^\s]{1,64} (\/[^\s]*)/.exec(head(error))?.[1];
  const path = pathOf(target ?? '/');
  const decoded = decodedPath(path);
  const family = target === undefined ? undefined : familyOf(known.families, decoded);
  const refusal = refusalFor(error, target === undefined ? 'unreadable' : known.routes.methods(decoded));
  known.refused?.(refusal, family);
  const requestId = newRequestId();
  const reply = errorReply(refusal, family, known.gateway, {
    requestId,
    path,
    now: known.time.business.now(),
    routed: false,
    version: undefined,
  });
  const headers = {
    ...reply.headers,
    ...(family?.countsRequests !== false && rateHeaders(known.rates)),
    'zuora-request-id': requestId,
    'content-length': String(Buffer.byteLength(reply.body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(
    `HTTP/1.1 ${reply.status} ${STATUS_CODES[reply.status] ?? ''}\r\n${lines.join('')}\r\n${reply.body}`,
  );
  // Some peers never close their side.
  const cut = known.time.machine.after(ANSWER_IS_READ_WITHIN_MS, () => socket.destroy());
  socket.on('close', () => cut.cancel());
}

function rateHeaders(rates: RateWindows): Readonly<Record<string, string>> {
  const { limit, remaining, reset } = rates.count(undefined).headers;
  return { 'ratelimit-limit': limit, 'ratelimit-remaining': remaining, 'ratelimit-reset': reset };
}

function head(error: ParseError): string {
  return Buffer.isBuffer(error.rawPacket) ? error.rawPacket.subarray(0, 4096).toString('latin1') : '';
}

const NOT_HTTP = 'The request is not valid HTTP';

function refusalFor(error: ParseError, methods: readonly string[] | undefined | 'unreadable'): Refusal {
  switch (error.code) {
    case 'HPE_INVALID_METHOD':
      if (methods === 'unreadable') return refuse.malformed(NOT_HTTP);
      return methods === undefined ? refuse.unknownPath() : refuse.method(methods);
    case 'HPE_HEADER_OVERFLOW':
      return new Refusal(431, CATEGORY.badValue, 'The request headers are too large');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return refuse.tooSlow();
    default:
      return refuse.malformed(NOT_HTTP);
  }
}
