import { setTimeout as delay } from 'node:timers/promises';
import { signInToAqua } from '../aqua-client.mjs';
import { median, ms, percentile, timer } from '../measure.mjs';
import { startServer } from '../server.mjs';

/** Jobs of each mode that a tenant may have at once (aqua.md §6). */
const A_MODE = 50;

const SLOW =
  'select Id, ChargeName, ChargeAmount, CreatedDate, Account.Name, Invoice.InvoiceNumber from InvoiceItem order by ChargeName, Id';

const STOPS = 10;
const QUERIES = 50;
const STOPPED_IN = 25;

/** As many jobs as a tenant may have, and two more; then jobs of 50 queries stopped in the middle. */
export async function aquaJobs(workspace) {
  const server = await startServer(await workspace.exportData());
  const client = await signInToAqua(server.url);
  try {
    await client.completed((await client.submit(['select Id from Product limit 1'])).id, 1);
    return [await fullHouse(client), await stopsInTheMiddle(client)];
  } finally {
    client.close();
    await server.stop();
  }
}

async function fullHouse(client) {
  const stateless = () => client.post([SLOW]);
  const stateful = (n) => client.post([SLOW], { job: { partner: 'bench', project: `p${n}` } });
  const jobs = await Promise.all(Array.from({ length: A_MODE }, (_, n) => [stateless(), stateful(n)]).flat());
  const refused = await Promise.all([stateless(), stateful(A_MODE)]);
  const times = [];
  let errors = 0;
  const waiting = new Set(jobs.filter(({ id }) => id !== undefined).map(({ id }) => id));
  const end = Date.now() + 5 * 60_000;
  while (waiting.size > 0 && Date.now() < end) {
    for (const id of waiting) {
      const elapsed = timer();
      const { status } = await client.get(id);
      times.push(elapsed());
      if (status !== 'submitted' && status !== 'executing') waiting.delete(id);
      if (status === 'aborted' || status === 'error') errors++;
    }
    await delay(10);
  }
  const right = jobs.every(({ errorCode }) => errorCode === undefined) && errors === 0 && waiting.size === 0;
  const codes = refused.map(({ errorCode }) => errorCode);
  const p99 = percentile(times, 0.99);
  return {
    what: `${A_MODE} stateless and ${A_MODE} stateful jobs at once, the next two refused; status GET meanwhile`,
    target: 'no error but 90028 twice, p99 < 50 ms',
    measured: `${jobs.length} jobs ${right ? 'completed' : 'did not all complete'}, refused with ${codes.join(' and ')}; p99 ${ms(p99)} (${times.length} GETs)`,
    met: right && codes.every((code) => code === '90028') && p99 < 50,
    values: { p99, median: median(times), codes },
  };
}

async function stopsInTheMiddle(client) {
  const queries = Array.from({ length: QUERIES }, (_, n) =>
    n === STOPPED_IN - 1 ? SLOW : `select Id, Name from Account where AccountNumber > 'A${n}' limit 10`,
  );
  const times = [];
  for (let n = 0; n < STOPS; n++) {
    const { id } = await client.submit(queries);
    while ((await client.get(id)).batches[STOPPED_IN - 1].status !== 'executing') await delay(2);
    await delay(20 * n);
    const elapsed = timer();
    const { status, batches } = await client.cancel(id);
    times.push(elapsed());
    const files = batches.map(({ fileId }) => fileId).filter((file) => file !== undefined);
    if (status !== 'cancelled' || files.length !== STOPPED_IN - 1)
      throw new Error(`${status}, ${files.length} files`);
    for (const file of files) await client.download(file);
  }
  return {
    what: `stop of a ${QUERIES}-query job in its ${STOPPED_IN}th`,
    target: `confirmed median < 150 ms, ${STOPPED_IN - 1} files stay`,
    measured: `${ms(median(times))} (longest ${ms(Math.max(...times))}, ${times.length} stops), all ${STOPPED_IN - 1} files downloaded after each`,
    met: median(times) < 150,
    values: { times },
  };
}
