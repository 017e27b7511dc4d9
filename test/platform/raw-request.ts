import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** Sends bytes as they are and answers what came back until the server closed. */
export function rawRequest(port: number, request: string | Uint8Array): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(request);
  return text(socket);
}
