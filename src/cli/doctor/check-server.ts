import { connect } from 'node:net';
import type { Server } from '../connection.ts';
import { fetchTrusting } from '../fetch-trusting.ts';
import { type Check, ok, wrong } from './check.ts';

/** `/readyz` waits 3 s for its parts. */
const ANSWERS_WITHIN_MS = 10_000;

/** Whether a server of ours is at the address, and whether it and its parts are ready. The first that is wrong is the last. */
export async function checkServer(server: Server): Promise<readonly Check[]> {
  const { url } = server;
  let alive: Answer;
  try {
    alive = await ask(server, '/healthz');
  } catch (error) {
    const { hostname, port, protocol } = new URL(url);
    const at = Number(port || (protocol === 'https:' ? 443 : 80));
    const taken = await listens(hostname.replace(/^\[|\]$/g, ''), at);
    return [
      wrong(
        'address',
        taken
          ? `something listens at ${url}, but it does not answer as a server of Sluice (${reasonOf(error)}): give another address with --url, or "sluice serve" another --port`
          : `nothing listens at ${url}: the port is free, start a server with "sluice serve" or give its address with --url`,
      ),
    ];
  }
  if (alive.body?.status !== 'ok')
    return [wrong('address', `another server answers at ${url}: give the address of Sluice with --url`)];
  const address = ok('address', `${url} answers`);
  const ready = await ask(server, '/readyz').catch(() => undefined);
  const parts = Object.entries(ready?.body?.parts ?? {});
  const failed = parts.filter(([, state]) => state !== 'ok').map(([part]) => part);
  if (ready === undefined || !ready.ok || failed.length > 0)
    return [address, wrong('server', `not ready: ${failed.join(', ') || 'no answer'}; its log says why`)];
  return [address, ok('server', `ready: ${parts.map(([part]) => part).join(', ')}`)];
}

interface Answer {
  readonly ok: boolean;
  readonly body: { readonly status?: string; readonly parts?: Readonly<Record<string, string>> } | undefined;
}

async function ask({ url, ca, name }: Server, path: string): Promise<Answer> {
  const init = { signal: AbortSignal.timeout(ANSWERS_WITHIN_MS) };
  const trusting = url.startsWith('https:') && (ca !== undefined || name !== undefined);
  const answer = await (trusting ? fetchTrusting({ ca, name }, url + path, init) : fetch(url + path, init));
  const body = (await answer.json().catch(() => undefined)) as Answer['body'];
  return { ok: answer.ok, body };
}

/** Whether anything takes connections there. */
function listens(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: ANSWERS_WITHIN_MS });
    const end = (taken: boolean) => () => {
      socket.destroy();
      resolve(taken);
    };
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error ? cause.message : message;
}
