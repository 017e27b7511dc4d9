import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import autocannon from 'autocannon';
import Database from 'libsql';
import { signIn } from '../client.mjs';
import { fsyncMs, ms } from '../measure.mjs';
import { startServer } from '../server.mjs';

const CLIENTS = 50;
const SECONDS = 8;

/** Submits that are durable when answered, with nothing running beside them; counted again in the store afterwards. */
export async function submits(workspace) {
  const dataDir = workspace.folder('submits');
  const server = await startServer(dataDir, [
    ...['--seed', 'none'],
    ...['--limit', 'dataQuery.live.maxQueued=none'],
    ...['--limit', 'dataQuery.live.maxRunning=0'],
  ]);
  const client = await signIn(server.url);
  let result;
  try {
    const request = {
      url: `${server.url}/query/jobs`,
      method: 'POST',
      headers: client.json,
      body: client.submitBody('SELECT accountnumber, balance FROM account WHERE balance > 100'),
      connections: CLIENTS,
    };
    await autocannon({ ...request, duration: 1 });
    result = await autocannon({ ...request, duration: SECONDS });
  } finally {
    client.close();
    await server.stop();
  }
  const answered = result['2xx'];
  const kept = storedJobs(dataDir);
  if (result.non2xx > 0) throw new Error(`${result.non2xx} submits were refused`);
  if (kept < answered) throw new Error(`${answered} submits were answered, ${kept} are in the store`);
  const rate = answered / result.duration;
  return [
    {
      what: `durable submits, ${CLIENTS} clients, execution paused`,
      target: '≥ 1,500/s, p99 < 50 ms',
      measured: `${Math.round(rate).toLocaleString('en-US')}/s, p99 ${ms(result.latency.p99)} (fsync ${ms(fsyncMs(dataDir))})`,
      met: rate >= 1_500 && result.latency.p99 < 50,
      values: { rate, p99: result.latency.p99, answered, kept },
    },
  ];
}

function storedJobs(dataDir) {
  const path = readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .find((file) => readFileSync(file).subarray(0, 15).toString('latin1') === 'SQLite format 3');
  const database = new Database(path, { readonly: true });
  try {
    return Number(database.prepare('SELECT count(*) AS n FROM jobs').get().n);
  } finally {
    database.close();
  }
}
