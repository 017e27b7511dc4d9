import { setTimeout as delay } from 'node:timers/promises';
import { signIn } from '../client.mjs';
import { MB, median, megabytes, ms } from '../measure.mjs';
import { startServer } from '../server.mjs';

const JOBS = 10_000;
const CLIENTS = 20;
const STARTS = 5;

/** From the start of the process to the ready line on a directory with a history, and what it holds in memory. */
export async function startUp(workspace) {
  const dataDir = workspace.folder('history');
  await makeHistory(dataDir);
  const ready = [];
  const before = [];
  const withHost = [];
  for (let start = 0; start < STARTS; start++) {
    const server = await startServer(dataDir);
    try {
      ready.push(server.readyMs);
      await delay(1_000);
      before.push(server.memory());
      const client = await signIn(server.url);
      await client.completed((await client.submit('SELECT count(*) FROM account')).id, 1);
      await delay(1_000);
      withHost.push(server.memoryOfAll());
      client.close();
    } finally {
      await server.stop();
    }
  }
  return [
    {
      what: `process start to ready on a directory with ${JOBS.toLocaleString('en-US')} jobs`,
      target: '< 1 s',
      measured: `${ms(median(ready))} (longest ${ms(Math.max(...ready))})`,
      met: median(ready) < 1_000,
      values: { ready },
    },
    {
      what: 'resident memory before the first query',
      target: '< 130 MB',
      measured: megabytes(median(before)),
      met: median(before) < 130 * MB,
      values: { before },
    },
    {
      what: 'resident memory with one engine host idle, both processes',
      target: '< 250 MB',
      measured: megabytes(median(withHost)),
      met: median(withHost) < 250 * MB,
      values: { withHost },
    },
  ];
}

async function makeHistory(dataDir) {
  const server = await startServer(dataDir, ['--seed', 'small']);
  const client = await signIn(server.url);
  try {
    let left = JOBS;
    await Promise.all(
      Array.from({ length: CLIENTS }, async () => {
        while (left-- > 0) await client.completed((await client.submit('SELECT 1')).id, 20);
      }),
    );
  } finally {
    client.close();
    await server.stop();
  }
}
