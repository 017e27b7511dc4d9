/**
 * `npm run demo`: a server on a free port with temporary, made data; one job of each family to its downloaded file, one
 * stopped while it runs. Everything goes over HTTP, as any client would do it. Exits 0 when all of it worked.
 *
 * A further family is one more entry of FAMILIES.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** No single step of the demo takes anywhere near this on two cores; beyond it something hangs. */
const STEP_WITHIN_MS = 30_000;
const POLL_MS = 20;
const SHOWN_LINES = 4;

/** Joins of six tables, sorted, many times over: long enough to be met in the middle. */
const LONG_EXPORT = Array.from({ length: 50 }, (_, n) => ({
  name: `items ${n + 1}`,
  query:
    'select Id, ChargeName, ChargeAmount, Account.Name, Invoice.InvoiceNumber, Subscription.Name, Product.Name from InvoiceItem order by ChargeName',
}));

const FAMILIES = [
  {
    name: 'AQuA',
    run: {
      what: 'select AccountNumber, Name, BillToContact.WorkEmail, Balance from Account where Balance > 0 order by Balance desc limit 10',
      submit: (api, query) => submitAqua(api, [{ name: 'balances', query }]),
      result: async (api, id) => {
        const { batches } = await api('GET', `/v1/batch-query/jobs/${id}`);
        return `/v1/files/${batches[0].fileId}`;
      },
      fileName: 'largest-balances.csv',
    },
    stops: [
      {
        what: `${LONG_EXPORT.length} times: ${LONG_EXPORT[0].query}`,
        submit: (api) => submitAqua(api, LONG_EXPORT),
        async stop(api, id) {
          const { status, batches } = await api('DELETE', `/v1/batch-query/jobs/${id}`);
          const kept = batches.filter(({ fileId }) => fileId !== undefined);
          say(`  ${status}  ${kept.length} of ${batches.length} queries had finished: their files stay`);
        },
      },
    ],
  },
  {
    name: 'Data Query',
    run: {
      what: 'SELECT a.accountnumber, a.name, count(*) AS invoices, sum(i.amount) AS amount FROM account a JOIN invoice i ON i.accountid = a.id GROUP BY 1, 2 ORDER BY amount DESC LIMIT 10',
      submit: submitDataQuery,
      result: async (api, id) => (await api('GET', `/query/jobs/${id}`)).data.dataFile,
      fileName: 'top-accounts.csv',
    },
    stops: [
      {
        what: 'SELECT count(*) FROM invoiceitem a, invoiceitem b, invoiceitem c WHERE a.chargeamount + b.chargeamount = c.chargeamount',
        submit: submitDataQuery,
        stop: (api, id) => api('DELETE', `/query/jobs/${id}`),
      },
      {
        what: 'SELECT reduce(sequence(1, 10000), 0, (s, x) -> s + reduce(sequence(1, 10000), 0, (t, y) -> t + y % 7, t -> t), s -> s)',
        submit: submitDataQuery,
        stop: (api, id) => api('DELETE', `/query/jobs/${id}`),
      },
    ],
  },
  {
    name: 'Query runs',
    run: {
      what: 'SELECT chargename, count(*) AS charges FROM invoiceitem GROUP BY 1 ORDER BY 2 DESC LIMIT 10',
      submit: createRun,
      result: async (api, id) => (await api('GET', `/v2/query_runs/${id}`)).file.url,
      fileName: 'charges.csv',
    },
    stops: [
      {
        what: 'SELECT count(*) FROM account a, account b, account c, account d WHERE a.balance + b.balance + c.balance > d.balance',
        submit: createRun,
        stop: (api, id) => api('POST', `/v2/query_runs/${id}/cancel`),
      },
    ],
  },
  {
    name: 'Bulk data',
    run: {
      what: 'import of 1,000 accounts, ten of them with a day that is none: the file of rejected rows says why',
      submit: (api) => submitBulk(api, 'Account', accounts(1000, 100)),
      result: async (api, id) => (await api('GET', `/bulk-data/bulk-jobs/${id}/downloads`)).errorRowsFile,
      fileName: 'rejected-accounts.csv',
    },
    stops: [
      {
        what: 'import of 1,000,000 accounts',
        met: ({ progress }) => progress.rows > 0,
        submit: (api) => submitBulk(api, 'Account', accounts(1_000_000)),
        async stop(api, id) {
          const { status } = await api('POST', `/bulk-data/bulk-jobs/${id}/aborts`);
          const { rowsSucceeded, rowsFailed } = await api('GET', `/bulk-data/bulk-jobs/${id}/summary`);
          say(
            `  ${status}  ${rowsSucceeded} rows had been written and stay, ${rowsFailed} had been rejected`,
          );
        },
      },
    ],
  },
];

async function submitAqua(api, queries) {
  return (await api('POST', '/v1/batch-query/', { format: 'csv', version: '1.1', queries })).id;
}

async function submitDataQuery(api, query) {
  const request = { query, outputFormat: 'CSV', compression: 'NONE', output: { target: 'S3' } };
  return (await api('POST', '/query/jobs', request)).data.id;
}

async function createRun(api, sql) {
  return (await api('POST', '/v2/query_runs', { sql, content_type: 'csv' })).id;
}

async function submitBulk(api, objectType, lines) {
  const { id, uploadUrl } = await api('POST', '/bulk-data/bulk-jobs', { name: 'demo', objectType });
  const upload = await fetch(uploadUrl, {
    method: 'PUT',
    body: Readable.toWeb(Readable.from(lines)),
    duplex: 'half',
  });
  if (!upload.ok) throw new Error(`PUT ${uploadUrl} answered ${upload.status}: ${await upload.text()}`);
  await api('POST', `/bulk-data/bulk-jobs/${id}/submissions`);
  return id;
}

/** Every `wrong`th has no day of the month but a word. */
function accounts(rows, wrong = Number.POSITIVE_INFINITY) {
  const line = (n) => `"Account ${n}, Ltd",USD,${n % wrong === 0 ? 'soon' : 1 + (n % 28)},made by the demo`;
  return blocks('Name,Currency,BillCycleDay,Notes', rows, line);
}

/** Lines of a file, a thousand at a time. */
function* blocks(header, rows, line) {
  yield `${header}\n`;
  for (let first = 1; first <= rows; first += 1000) {
    const last = Math.min(first + 999, rows);
    yield Array.from({ length: last - first + 1 }, (_, i) => `${line(first + i)}\n`).join('');
  }
}

const directory = await mkdtemp(join(tmpdir(), 'sluice-demo-'));
const server = spawn(
  process.execPath,
  [cli(), 'serve', '--port', '0', '--ephemeral', '--seed', 'small', '--log-level', 'error'],
  { stdio: ['ignore', 'pipe', 'inherit'], cwd: directory },
);
const exited = once(server, 'exit');
process.on('SIGINT', () => server.kill('SIGTERM'));
try {
  const url = await ready();
  const api = await signedIn(url);
  for (const family of FAMILIES) {
    say(`\n${family.name}`);
    await runToFile(api, family.run);
    for (const stop of family.stops) await stopWhileRunning(api, stop);
  }
} catch (error) {
  say(`\ndemo failed: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  server.kill('SIGTERM');
  await exited;
  await rm(directory, { recursive: true, force: true });
}

async function ready() {
  const started = performance.now();
  const lines = createInterface({ input: server.stdout });
  const [line] = await Promise.race([
    once(lines, 'line'),
    exited.then(([code]) => Promise.reject(new Error(`the server ended with ${code} before it was ready`))),
  ]);
  const { url } = JSON.parse(line);
  say(`Sluice is ready at ${url}, seeded, after ${since(started)} ms`);
  return url;
}

/** Answers a function that calls the server with a token and gives the JSON of its answer. */
async function signedIn(url) {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: '5c1ce000-0000-4000-8000-000000000001',
    client_secret: 'sluice-dev-secret',
  });
  const token = (await (await fetch(`${url}/oauth/token`, { method: 'POST', body })).json()).access_token;
  const authorization = `Bearer ${token}`;
  const api = async (method, path, json) => {
    const response = await fetch(`${url}${path}`, {
      method,
      signal: AbortSignal.timeout(STEP_WITHIN_MS),
      headers: {
        authorization,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text);
  };
  /** Bytes of a signed link, or of a path of this server that wants the token. */
  api.download = async (link) => {
    const signed = link.startsWith('http');
    const response = await fetch(signed ? link : url + link, signed ? {} : { headers: { authorization } });
    if (!response.ok) throw new Error(`GET ${link} answered ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  };
  return api;
}

async function runToFile(api, { what, submit, result, fileName }) {
  const started = performance.now();
  const id = await submit(api, what);
  say(`  submitted  ${what}`);
  const job = await until(api, id, ({ state }) => state === 'completed');
  const took = since(started);
  const bytes = await api.download(await result(api, id));
  await writeFile(join(directory, fileName), bytes);
  say(`  completed  in ${took} ms: ${job.progress.rows} rows, ${bytes.length} bytes in ${fileName}`);
  for (const line of bytes.toString('utf8').split('\n').slice(0, SHOWN_LINES)) say(`             ${line}`);
}

async function stopWhileRunning(api, { what, submit, stop, met = ({ state }) => state === 'running' }) {
  const id = await submit(api, what);
  say(`  submitted  ${what}`);
  await until(api, id, met);
  await pause(300); // So that the engine is in the middle of it.
  await stop(api, id);
  const { state, receipt } = await api('GET', `/sluice/v1/jobs/${id}`);
  if (state !== 'stopped' || !receipt) throw new Error(`job ${id} is ${state}, not stopped`);
  const rungs = receipt.steps.map(({ step, ms }) => `${step} ${Math.round(ms)} ms`).join(', ');
  say(`  receipt    ended by ${receipt.endedBy} after ${Math.round(receipt.totalMs)} ms (${rungs})`);
}

async function until(api, id, reached) {
  const end = performance.now() + STEP_WITHIN_MS;
  for (;;) {
    const job = await api('GET', `/sluice/v1/jobs/${id}`);
    if (reached(job)) return job;
    const over = ['completed', 'failed', 'stopped'].includes(job.state);
    if (over || performance.now() > end) {
      throw new Error(`job ${id} is ${job.state}${job.error ? `: ${job.error.message}` : ''}`);
    }
    await pause(POLL_MS);
  }
}

function cli() {
  return fileURLToPath(new URL('../dist/cli.js', import.meta.url));
}

function since(start) {
  return Math.round(performance.now() - start);
}

function say(line) {
  console.log(line);
}
