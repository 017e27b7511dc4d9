import { signIn } from '../client.mjs';
import { fsyncMs, median, ms, percentile, timer } from '../measure.mjs';
import { startServer } from '../server.mjs';

const RUNS = 200;

/** `SELECT 1` from submit to completed, one after the other, the engine warm. */
export async function smallQuery(workspace) {
  const server = await startServer(await workspace.smallData());
  const client = await signIn(server.url);
  try {
    const taken = [];
    for (let run = -20; run < RUNS; run++) {
      const elapsed = timer();
      const { id } = await client.submit('SELECT 1');
      await client.completed(id, 1);
      if (run >= 0) taken.push(elapsed());
    }
    const fsync = fsyncMs(server.dataDir);
    return [
      {
        what: '`SELECT 1`, submit to completed, engine warm',
        target: 'median < 25 ms',
        measured: `${ms(median(taken))} (p99 ${ms(percentile(taken, 0.99))}; one fsync of this disk takes ${ms(fsync)})`,
        met: median(taken) < 25,
        values: { median: median(taken), p99: percentile(taken, 0.99), fsync },
      },
    ];
  } finally {
    client.close();
    await server.stop();
  }
}
