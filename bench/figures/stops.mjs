import { setTimeout as delay } from 'node:timers/promises';
import { signIn } from '../client.mjs';
import { median, ms, timer } from '../measure.mjs';
import { startServer } from '../server.mjs';

const ORDINARY_RUNS = 20;
const WORST_RUNS = 3;

/** The default of `--stop-grace`. */
const GRACE_MS = 1_000;

const ORDINARY = [
  'SELECT count(*) FROM account a, account b, account c, account d WHERE a.name < b.name AND c.name < d.name',
  "SELECT a.name, b.name || 'x', c.name FROM account a, account b, account c",
  'SELECT a.name, count(DISTINCT b.id || c.id) FROM account a, account b, account c GROUP BY a.name',
  'SELECT row_number() OVER (ORDER BY a.name, b.name, c.name) FROM account a, account b, account c',
];

/** What an engine is slowest to notice a stop in: endless work inside one row, or inside one call. */
const WORST = [
  `SELECT ${nested(3)} + length(name) FROM account LIMIT 1`,
  `SELECT ${nested(3)} FROM (SELECT 1)`,
  `SELECT cardinality(filter(sequence(1, 10000), x -> ${nested(2)} + x > 0)) FROM account`,
  `SELECT max(${nested(2)} + length(name)) FROM account`,
  "SELECT regexp_like(rpad(name, 5000, 'ab'), '^((a|b)?){200}c$') FROM account a, UNNEST(sequence(1, 10000)) t(x)",
];

/** Time from the request to stop to its answer, which says that the work has ended. */
export async function stops(workspace) {
  const server = await startServer(await workspace.smallData());
  const client = await signIn(server.url);
  try {
    await client.completed((await client.submit('SELECT count(*) FROM account')).id, 1);
    const ordinary = [];
    for (let run = 0; run < ORDINARY_RUNS; run++)
      ordinary.push(await stopOnce(client, ORDINARY[run % ORDINARY.length], 50 + 20 * run));
    const worst = [];
    for (const query of WORST)
      for (let run = 0; run < WORST_RUNS; run++) worst.push(await stopOnce(client, query, 300));
    return [
      {
        what: 'stop of an ordinary query',
        target: 'median < 100 ms',
        measured: `${ms(median(ordinary))} (longest ${ms(Math.max(...ordinary))}, ${ordinary.length} stops)`,
        met: median(ordinary) < 100,
        values: { ordinary },
      },
      {
        what: 'stop of any query at all (one-row nested `reduce` included)',
        target: '< grace + 0.5 s, always',
        measured: `longest ${ms(Math.max(...worst))} (grace ${ms(GRACE_MS)}, ${worst.length} stops)`,
        met: Math.max(...worst) < GRACE_MS + 500,
        values: { worst },
      },
    ];
  } finally {
    client.close();
    await server.stop();
  }
}

async function stopOnce(client, query, afterMs) {
  const { id } = await client.submit(query);
  await client.running(id);
  await delay(afterMs);
  const elapsed = timer();
  const { status, body } = await client.cancel(id);
  const taken = elapsed();
  if (status !== 200) throw new Error(`stop: ${status} ${JSON.stringify(body)} (${query})`);
  return taken;
}

function nested(depth) {
  const inner = depth === 1 ? '1' : nested(depth - 1);
  return `reduce(sequence(1, 10000), BIGINT '0', (s, x) -> s + ${inner}, s -> s)`;
}
