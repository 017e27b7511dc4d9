import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { errorReply, newRequestId } from './error-replies.ts';
import { type Family, familyOf, pathOf } from './family.ts';
import { CATEGORY, Refusal, refuse } from './refusal.ts';
import type { RoutesKnown } from './routes-known.ts';

/** What Node's HTTP parser says of a request it gives up on. */
interface ParseError {
  readonly code?: string;
  readonly rawPacket?: unknown;
}

/**
 * Answers requests that never become one, such as those with a method Node does not know: with the family's own
 * shape where the request line can be read, never with a 5xx.
 */
export function answerUnreadable(
  error: ParseError,
  socket: Socket,
  known: { readonly families: readonly Family[]; readonly routes: RoutesKnown; readonly now: number },
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const target = /^[^\s]{1,64} (\/[^\s]{0,2000}) HTTP\//.exec(head(error))?.[1];
  const path = pathOf(target ?? '/');
  const refusal = refusalFor(error, target === undefined ? undefined : known.routes.methods(path));
  const requestId = newRequestId();
  const reply = errorReply(refusal, familyOf(known.families, path), { requestId, path, now: known.now });
  const headers = {
    ...reply.headers,
    'zuora-request-id': requestId,
    'content-length': String(Buffer.byteLength(reply.body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(
    `HTTP/1.1 ${reply.status} ${STATUS_CODES[reply.status] ?? ''}\r\n${lines.join('')}\r\n${reply.body}`,
  );
}

function head(error: ParseError): string {
  return Buffer.isBuffer(error.rawPacket) ? error.rawPacket.subarray(0, 4096).toString('latin1') : '';
}

const NOT_HTTP = 'The request is not valid HTTP';

function refusalFor(error: ParseError, methods: readonly string[] | undefined): Refusal {
  switch (error.code) {
    case 'HPE_INVALID_METHOD':
      if (methods === undefined) return refuse.malformed(NOT_HTTP);
      return methods.length === 0 ? refuse.unknownPath() : refuse.method(methods);
    case 'HPE_HEADER_OVERFLOW':
      return new Refusal(431, CATEGORY.badValue, 'The request headers are too large');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Refusal(408, CATEGORY.badValue, 'The request did not arrive in time');
    default:
      return refuse.malformed(NOT_HTTP);
  }
}
