import { Agent } from 'node:http';
import { call, signIn } from '../client.mjs';
import { median, ms, percentile, timer } from '../measure.mjs';
import { startServer } from '../server.mjs';

const EACH = 100;
const CLIENTS = 10;

/** From a request with `async: true` to its 202, by which time it is durable: several clients at once. */
export async function later(workspace) {
  const server = await startServer(await workspace.smallData());
  const client = await signIn(server.url);
  const agent = new Agent({ keepAlive: true });
  const taken = [];
  const ask = async () => {
    const elapsed = timer();
    const body = JSON.stringify({ sql: 'SELECT 1', content_type: 'csv' });
    const headers = { ...client.json, async: 'true' };
    const reply = await call(agent, `${server.url}/v2/query_runs`, 'POST', body, headers);
    if (reply.status !== 202) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
    taken.push(elapsed());
  };
  try {
    await ask();
    taken.length = 0;
    await Promise.all(
      Array.from({ length: CLIENTS }, async () => {
        for (let n = 0; n < EACH; n++) await ask();
      }),
    );
    return [
      {
        what: `query run with \`async: true\`, ${CLIENTS} clients at once, sent to 202`,
        target: '< 150 ms',
        measured: `median ${ms(median(taken))}, p99 ${ms(percentile(taken, 0.99))}, longest ${ms(Math.max(...taken))} (${taken.length} requests)`,
        met: Math.max(...taken) < 150,
        values: { median: median(taken), p99: percentile(taken, 0.99), longest: Math.max(...taken) },
      },
    ];
  } finally {
    client.close();
    agent.destroy();
    await server.stop();
  }
}
