import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { signIn } from '../client.mjs';
import { median } from '../measure.mjs';
import { startServer } from '../server.mjs';

const CONNECTIONS = 50;
const SECONDS = 4;
const ROUNDS = 3;
const EMPTY = fileURLToPath(new URL('../empty-route.mjs', import.meta.url));

/** Reads of one job's status a second, against an empty route of the same framework on the same machine. */
export async function statusReads(workspace) {
  const server = await startServer(await workspace.smallData());
  const client = await signIn(server.url);
  const empty = fork(EMPTY, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  try {
    const [emptyUrl] = await once(createInterface({ input: empty.stdout }), 'line');
    const { id } = await client.submit('SELECT 1');
    await client.completed(id, 1);
    const status = [];
    const nothing = [];
    for (let round = 0; round < ROUNDS; round++) {
      nothing.push(await perSecond({ url: emptyUrl }));
      status.push(await perSecond({ url: `${server.url}/query/jobs/${id}`, headers: client.headers }));
    }
    const ratio = median(status) / median(nothing);
    return [
      {
        what: `job status GET, ${CONNECTIONS} connections, against an empty Fastify route`,
        target: '≥ half',
        measured: `${ratio.toFixed(2)} (${count(median(status))}/s against ${count(median(nothing))}/s)`,
        met: ratio >= 0.5,
        values: { ratio, status, nothing },
      },
    ];
  } finally {
    client.close();
    empty.disconnect();
    await server.stop();
  }
}

async function perSecond(options) {
  const result = await autocannon({ connections: CONNECTIONS, duration: SECONDS, ...options });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx} bad answers, ${result.errors} errors`);
  return result.requests.average;
}

const count = (value) => Math.round(value).toLocaleString('en-US');
