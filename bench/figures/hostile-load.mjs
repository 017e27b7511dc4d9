import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import autocannon from 'autocannon';
import { signIn } from '../client.mjs';
import { MB, megabytes, ms } from '../measure.mjs';
import { startServer, withPeak } from '../server.mjs';

const SECONDS = 10;
const BOMB_BYTES = 1024 * MB;
const BOMBS_AT_ONCE = 4;
const SLOW_CONNECTIONS = 10_000;
const REFUSALS_PER_SECOND = 5000;
const HONEST_CONNECTIONS = 10;
const HONEST_PER_SECOND = 500;

/** Bombs, slow connections and refusals together, while others go on polling a job. */
export async function hostileLoad(workspace) {
  const server = await startServer(await workspace.smallData());
  const client = await signIn(server.url);
  try {
    const { id } = await client.submit('SELECT 1');
    await client.completed(id, 1);
    const bomb = await gzipBomb();
    const attack = { on: true, bombs: 0, sockets: new Set(), opened: 0 };
    const bombs = Array.from({ length: BOMBS_AT_ONCE }, () => throwBombs(server.url, client, bomb, attack));
    const slow = openSlowly(server.url, attack);
    const { result, peak } = await withPeak(server.memory, async () => {
      const [honest, refused] = await Promise.all([
        autocannon({
          url: `${server.url}/query/jobs/${id}`,
          headers: client.headers,
          connections: HONEST_CONNECTIONS,
          overallRate: HONEST_PER_SECOND,
          duration: SECONDS,
        }),
        autocannon({
          url: `${server.url}/query/jobs/${id}`,
          headers: { authorization: `Bearer ${'0'.repeat(32)}` },
          connections: 20,
          overallRate: REFUSALS_PER_SECOND,
          duration: SECONDS,
        }),
      ]);
      return { honest, refused };
    });
    attack.on = false;
    for (const socket of attack.sockets) socket.destroy();
    await Promise.all([...bombs, slow]);
    const { honest, refused } = result;
    if (honest.non2xx > 0) throw new Error(`${honest.non2xx} bad answers to honest clients`);
    const beside = `${attack.bombs} bombs of 1 GB, ${attack.opened} slow connections, ${Math.round(refused.requests.average)} refusals/s`;
    return [
      {
        what: `memory of the API process under ${beside}`,
        target: '< 300 MB',
        measured: megabytes(peak),
        met: peak < 300 * MB,
        values: { peak },
      },
      {
        what: 'status GET of honest clients meanwhile',
        target: 'p99 < 100 ms',
        measured: `p99 ${ms(honest.latency.p99)} (median ${ms(honest.latency.p50)}, ${honest.errors} connections lost)`,
        met: honest.latency.p99 < 100,
        values: { p99: honest.latency.p99, errors: honest.errors },
      },
    ];
  } finally {
    client.close();
    await server.stop();
  }
}

async function gzipBomb() {
  const gzip = createGzip();
  const block = Buffer.alloc(MB);
  (async () => {
    for (let sent = 0; sent < BOMB_BYTES; sent += block.length)
      if (!gzip.write(block)) await new Promise((drained) => gzip.once('drain', drained));
    gzip.end();
  })();
  return Buffer.concat(await gzip.toArray());
}

async function throwBombs(url, client, bomb, attack) {
  while (attack.on) {
    const reply = await fetch(`${url}/query/jobs`, {
      method: 'POST',
      headers: { ...client.json, 'content-encoding': 'gzip' },
      body: bomb,
    }).catch(() => undefined);
    if (reply !== undefined && reply.status !== 413 && reply.status !== 429)
      throw new Error(`a bomb was answered ${reply.status}`);
    attack.bombs += 1;
  }
}

/** Each sends a byte of a header now and then; those that are cut are opened anew. */
async function openSlowly(url, attack) {
  const { port } = new URL(url);
  const open = () => {
    const socket = connect(Number(port), '127.0.0.1');
    attack.sockets.add(socket);
    attack.opened += 1;
    socket.on('error', () => undefined);
    socket.on('close', () => attack.sockets.delete(socket));
    socket.write('GET /query/jobs HTTP/1.1\r\nx: ');
  };
  while (attack.on) {
    for (let i = 0; i < 100 && attack.sockets.size < SLOW_CONNECTIONS; i++) open();
    for (const socket of attack.sockets) if (Math.random() < 0.02) socket.write('x');
    await delay(10);
  }
}
