/** The entry of an engine host: one process a tenant, started and ended by its parent (DESIGN §3). */
import { systemClock } from '../../../config/system-clock.ts';
import { failureOf, isFatal } from './failure.ts';
import { Host, type Request } from './host.ts';
import type { FromHost, HostSettings, ToHost } from './protocol.ts';

/** Nobody is left to answer to. */
process.on('disconnect', endNow);
/** A terminal sends these to the whole group; the parent alone decides when this process ends. */
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});

const surroundings = {
  clock: systemClock.machine,
  encryptionEntries: {
    'rsa-blocks': new URL('./encryption-worker.js', import.meta.url),
    pgp: new URL('./pgp-worker.js', import.meta.url),
  },
};
let host: Host | undefined;

process.on('message', (message: ToHost) => {
  switch (message.type) {
    case 'init':
      void answer(message.id, () => init(message.settings));
      break;
    case 'stop':
      host?.stop(message.session);
      break;
    case 'shutdown':
      void shutdown();
      break;
    default:
      void answer(message.id, () => request(message));
  }
});

async function init(settings: HostSettings): Promise<undefined> {
  host = await Host.open(settings, surroundings);
  return undefined;
}

function request(message: Request): Promise<unknown> {
  if (host === undefined) throw new TypeError('A request before init');
  return host.answer(message, (progress) => send({ type: 'progress', id: message.id, progress }));
}

async function answer(id: number, work: () => Promise<unknown>): Promise<void> {
  try {
    send({ type: 'done', id, value: await work() });
  } catch (error) {
    send({ type: 'failed', id, error: failureOf(error) }, () => {
      // The database is of no use any more: the parent starts another host.
      if (isFatal(error)) endNow();
    });
  }
}

/** SIGKILL, since an orderly exit waits for the threads that run statements. */
function endNow(): void {
  process.kill(process.pid, 'SIGKILL');
}

async function shutdown(): Promise<void> {
  await host?.close();
  process.exit(0);
}

function send(message: FromHost, sent?: () => void): void {
  process.send?.(message, undefined, undefined, () => sent?.());
}
