import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What happens to a request instead of being passed on. */
export interface Faults {
  /** Answered with that status and `Retry-After: 0`, or its connection cut, before or in the middle of the answer. */
  readonly fail?: (method: string, path: string) => '429' | '503' | 'cut' | 'half' | undefined;
  /** Passed on only when `release` is called. */
  readonly hold?: (method: string, path: string) => boolean;
}

export interface FaultyProxy extends AsyncDisposable {
  readonly url: string;
  faults: Faults;
  /** Of the requests that came. */
  readonly bodies: string[];
  /** How many were failed. */
  readonly failed: number;
  /** Settles when a request is held. */
  readonly held: Promise<void>;
  release(): void;
}

/** Stands between a client and a server, and fails some requests. */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  const bodies: string[] = [];
  let failed = 0;
  let told = (): void => undefined;
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (told = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = request;
    const body = await buffer(request);
    bodies.push(body.toString());
    const fault = proxy.faults.fail?.(method, url);
    if (fault !== undefined && fault !== 'half') {
      failed += 1;
      if (fault === 'cut') return void request.socket.destroy();
      return void response.writeHead(Number(fault), { 'retry-after': '0' }).end('{}');
    }
    if (proxy.faults.hold?.(method, url) === true) {
      told();
      await released;
    }
    const { host: _host, connection: _connection, ...headers } = request.headers;
    const passed = await fetch(target + url, {
      method,
      headers: headers as Record<string, string>,
      ...(body.length > 0 && { body }),
    });
    const type = passed.headers.get('content-type') ?? 'text/plain';
    const bytes = Buffer.from(await passed.arrayBuffer());
    response.writeHead(passed.status, { 'content-type': type, 'content-length': bytes.length });
    if (fault !== 'half') return void response.end(bytes);
    response.write(bytes.subarray(0, bytes.length / 2), () => request.socket.destroy());
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: FaultyProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults: {},
    bodies,
    get failed() {
      return failed;
    },
    held,
    release: () => release(),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}
