import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { ConfigError } from '../config/config-error.ts';
import type { Options } from '../config/options.ts';
import type { MachineTime } from '../ports/clock.ts';

/**
 * Takes requests from now on; answers the address.
 * @throws ConfigError that says what is wrong with it
 */
export async function listen(
  app: FastifyInstance,
  { host, port, tls }: Pick<Options, 'host' | 'port' | 'tls'>,
): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason =
      code === 'EADDRINUSE' ? `is taken by another program; use --port 0 for a free one` : message;
    throw new ConfigError(`port ${port} on ${host}: ${reason}`, { cause });
  }
  const address = app.server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `${tls === undefined ? 'http' : 'https'}://${name}:${address.port}`;
}

/** Requests under way have this long to be answered once the server closes; then their connections are cut. */
const LAST_ANSWERS_MS = 1000;

/** Takes no more requests and ends all connections. */
export async function closeApp(app: FastifyInstance, time: MachineTime): Promise<void> {
  const cut = time.after(LAST_ANSWERS_MS, () => app.server.closeAllConnections());
  try {
    await app.close();
  } finally {
    cut.cancel();
  }
}
