import type { IncomingMessage, Server } from 'node:http';
import { Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * Connections open at once: some hundred clients with pools of their own, at 10 to 20 KB each. Over it the one that
 * waited longest is cut, so that slow or idle ones never keep others out.
 */
export const MOST_CONNECTIONS = 2048;

interface Connection {
  /** What to end when it closes, one for each request of its that is being answered. */
  readonly held: Set<() => void>;
}

/**
 * The connections of a server, bounded. One whose request was admitted stays until the answer has left; of the others
 * those go first that never had an admitted request.
 */
export class Connections {
  readonly #most: number;
  /** Oldest first. */
  readonly #strangers = new Map<Duplex, Connection>();
  readonly #known = new Map<Duplex, Connection>();
  /** In their TLS handshake, by the peer's address. */
  readonly #handshaking = new Map<string, Duplex>();

  constructor(most = MOST_CONNECTIONS) {
    this.#most = most;
  }

  watch(server: Server): void {
    if (!(server instanceof TlsServer)) {
      server.on('connection', (socket) => this.#opened(socket));
      return;
    }
    server.on('connection', (socket: Socket) => {
      const peer = peerOf(socket);
      this.#handshaking.set(peer, socket);
      socket.once('close', () => {
        if (this.#handshaking.get(peer) === socket) this.#handshaking.delete(peer);
      });
      this.#makeRoom();
    });
    server.on('secureConnection', (socket) => {
      this.#handshaking.delete(peerOf(socket));
      this.#opened(socket);
    });
  }

  get size(): number {
    return this.#strangers.size + this.#known.size + this.#handshaking.size;
  }

  /**
   * Keeps the connection of an admitted request until its answer has left: then the result is to be called. `end` is
   * called once, then or when the connection is gone.
   */
  hold({ socket }: IncomingMessage, end: () => void): () => void {
    // It has left while its password was checked: nothing will tell of it again.
    if (socket.destroyed) {
      end();
      return () => undefined;
    }
    const connection = this.#known.get(socket) ?? this.#admitted(socket);
    const done = (): void => {
      if (connection === undefined || connection.held.delete(done)) end();
    };
    connection?.held.add(done);
    return done;
  }

  #opened(socket: Duplex): void {
    const connection: Connection = { held: new Set() };
    this.#strangers.set(socket, connection);
    socket.once('close', () => {
      this.#strangers.delete(socket);
      this.#known.delete(socket);
      for (const done of connection.held) done();
    });
    this.#makeRoom();
  }

  #admitted(socket: Duplex): Connection | undefined {
    const connection = this.#strangers.get(socket);
    if (connection === undefined) return undefined;
    this.#strangers.delete(socket);
    this.#known.set(socket, connection);
    return connection;
  }

  #makeRoom(): void {
    if (this.size <= this.#most) return;
    // Taken out at once: its `close` comes later, and the next one needs room of its own.
    for (const [peer, socket] of this.#handshaking) {
      this.#handshaking.delete(peer);
      return void socket.destroy();
    }
    for (const [socket] of this.#strangers) {
      this.#strangers.delete(socket);
      return void socket.destroy();
    }
    for (const [socket, { held }] of this.#known) {
      if (held.size > 0) continue;
      this.#known.delete(socket);
      return void socket.destroy();
    }
  }
}

function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
