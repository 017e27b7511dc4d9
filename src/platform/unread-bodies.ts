import type { IncomingMessage } from 'node:http';
import type { Time } from '../ports/clock.ts';

/** Then the connection is cut. */
const ANSWER_IS_READ_WITHIN_MS = 2000;

/**
 * For a request that is refused before its body has arrived: the rest passes by unread for a moment, so that the client
 * sees the answer, and then the connection is cut. A client that still sends when its connection ends sees no answer.
 */
export function passBy(request: IncomingMessage, time: Pick<Time, 'after'>): void {
  request.resume();
  if (request.complete) return;
  const cut = time.after(ANSWER_IS_READ_WITHIN_MS, () => request.socket.destroy());
  request.once('end', () => cut.cancel());
  request.once('close', () => cut.cancel());
}
