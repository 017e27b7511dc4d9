import { setTimeout as delay } from 'node:timers/promises';
import { signIn } from '../client.mjs';
import { ms } from '../measure.mjs';
import { startServer } from '../server.mjs';
import { EXPORT_QUERY } from '../workspace.mjs';

const EXPORTS = 5;

/** A client of each job polls so often. */
const POLL_MS = 100;

/** How late the API process answers anybody while exports run. */
export async function eventLoop(workspace) {
  const server = await startServer(await workspace.exportData(), ['--engine-slots', String(EXPORTS)]);
  const client = await signIn(server.url);
  try {
    await client.completed((await client.submit('SELECT 1')).id, 1);
    await delay(500);
    server.resetDelay();
    const jobs = await Promise.all(
      ['NONE', 'GZIP', 'ZIP', 'NONE', 'GZIP'].map((compression, i) =>
        client.submit(EXPORT_QUERY, { compression, outputFormat: i % 2 ? 'JSON' : 'CSV' }),
      ),
    );
    await Promise.all(jobs.map(({ id }) => client.completed(id, POLL_MS)));
    const { p50, p99, max } = await server.readDelay();
    return [
      {
        what: `event-loop delay of the API process with ${EXPORTS} exports running`,
        target: 'p99 < 50 ms',
        measured: `p99 ${ms(p99)} (median ${ms(p50)}, longest ${ms(max)})`,
        met: p99 < 50,
        values: { p50, p99, max },
      },
    ];
  } finally {
    client.close();
    await server.stop();
  }
}
