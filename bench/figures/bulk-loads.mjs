import { createReadStream, createWriteStream, mkdirSync, rmSync, statSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { signInToBulk } from '../bulk-client.mjs';
import { signIn } from '../client.mjs';
import { MB, median, megabytes, ms, percentile, seconds, timer } from '../measure.mjs';
import { openRaw } from '../raw-duckdb.mjs';
import { startServer, withPeak } from '../server.mjs';

/** Each side's time is the median of so many runs, one after the other in turn. */
const ROUNDS = 3;
const IMPORT_ROWS = 1_000_000;
const ABORT_ROWS = 2_000_000;
const AT_ONCE = 5;
const WATCHED_MS = 10_000;
const ABORTS = 8;
/** Between the moments of two aborts: the last ones meet an import that has written rows. */
const ABORT_STEP_MS = 2000;
const UPLOAD_BYTES = 300 * MB;
/** Of the server: `--stop-grace`. */
const GRACE_MS = 1000;

/** Twenty columns of an account: texts, numbers, days, picklists, gaps. */
const COLUMNS = {
  AccountNumber: ['VARCHAR', "'B' || lpad(CAST(i AS VARCHAR), 9, '0')"],
  Name: ['VARCHAR', "'Account ' || i || CASE WHEN i % 7 = 0 THEN ', Ltd' ELSE '' END"],
  Currency: ['VARCHAR', "CASE WHEN i % 2 = 0 THEN 'USD' ELSE 'EUR' END"],
  Status: ['VARCHAR', "CASE WHEN i % 3 = 0 THEN 'Draft' ELSE 'Active' END"],
  BillCycleDay: ['BIGINT', '1 + i % 28'],
  BcdSettingOption: ['VARCHAR', "'ManualSet'"],
  AutoPay: ['BOOLEAN', 'i % 5 = 0'],
  AllowInvoiceEdit: ['BOOLEAN', 'i % 4 = 0'],
  InvoiceDeliveryPrefsEmail: ['BOOLEAN', 'true'],
  InvoiceDeliveryPrefsPrint: ['BOOLEAN', 'false'],
  TaxExemptStatus: ['VARCHAR', "'No'"],
  TaxExemptEffectiveDate: [
    'DATE',
    "CASE WHEN i % 10 = 0 THEN DATE '2024-01-01' + CAST(i % 300 AS INTEGER) END",
  ],
  CrmId: ['VARCHAR', "'crm-' || md5(CAST(i AS VARCHAR))"],
  Notes: ['VARCHAR', 'CASE WHEN i % 3 = 0 THEN \'a note with "quotes" and \' || i END'],
  PurchaseOrderNumber: ['VARCHAR', "CASE WHEN i % 2 = 0 THEN 'PO-' || i END"],
  SalesRepName: ['VARCHAR', "'Rep ' || i % 40"],
  CustomerServiceRepName: ['VARCHAR', "'Agent ' || i % 25"],
  VATId: ['VARCHAR', "CASE WHEN i % 6 = 0 THEN 'DE' || i END"],
  TaxCompanyCode: ['VARCHAR', "'T' || i % 9"],
  AdditionalEmailAddresses: ['VARCHAR', "'a' || i || '@example.test'"],
};

/** So that the same file can be loaded again: the numbers of accounts are unique. */
const WITHOUT_NUMBER = Object.keys(COLUMNS)
  .filter((name) => name !== 'AccountNumber')
  .map((name) => ({ source: name, target: name }));

/** Imports of many rows against raw DuckDB, aborts in the middle, and a large upload against a bare stream to disk. */
export async function bulkLoads(workspace) {
  const folder = workspace.folder('bulk');
  mkdirSync(folder);
  const raw = await openRaw(`${folder}/raw.duckdb`);
  const server = await startServer(workspace.folder('bulk-data'), [
    ...['--seed', 'none', '--limit', 'bulk.maxFileBytes=4GiB', '--stop-grace', `${GRACE_MS}ms`],
  ]);
  const client = await signInToBulk(server.url);
  try {
    await makeFile(raw, `${folder}/import.csv`, IMPORT_ROWS);
    await makeFile(raw, `${folder}/abort.csv`, ABORT_ROWS);
    return [
      ...(await imports({ raw, server, client, folder })),
      await fiveAtOnce(server, client, `${folder}/import.csv`),
      await aborts(client, `${folder}/abort.csv`),
      await uploads(client, folder),
    ];
  } finally {
    client.close();
    raw.close();
    await server.stop();
  }
}

async function makeFile(raw, path, rows) {
  const columns = Object.entries(COLUMNS).map(([name, [, value]]) => `${value} AS "${name}"`);
  await raw.run(
    `COPY (SELECT ${columns.join(', ')} FROM range(${rows}) AS numbers(i)) TO '${path}' (FORMAT csv, HEADER)`,
  );
}

async function imports({ raw, server, client, folder }) {
  const file = `${folder}/import.csv`;
  const times = { sluice: [], raw: [], growth: [] };
  for (let round = 0; round < ROUNDS; round++) {
    times.raw.push(await rawImport(raw, file, folder));
    const job = await client.create('Account');
    await client.upload(job, file);
    const before = server.memory();
    const { result, peak } = await withPeak(server.memory, async () => {
      const elapsed = timer();
      await client.submit(job.id);
      const summary = await client.ended(job.id);
      const took = elapsed();
      if (summary.rowsSucceeded !== IMPORT_ROWS) throw new Error(JSON.stringify(summary));
      return took;
    });
    times.sluice.push(result);
    times.growth.push(peak - before);
    await removeRows(client, job.id, folder);
  }
  const ratio = median(times.sluice) / median(times.raw);
  const growth = Math.max(...times.growth);
  return [
    {
      what: `import of ${IMPORT_ROWS.toLocaleString('en-US')} accounts of ${Object.keys(COLUMNS).length} columns, validated, submit to result files in place, against raw \`INSERT … SELECT\` and \`COPY\``,
      target: '≤ 3 ×',
      measured: `${ratio.toFixed(2)} × (${seconds(median(times.sluice))} against ${seconds(median(times.raw))})`,
      met: ratio <= 3,
      values: { ratio, ...times },
    },
    {
      what: 'memory of the API process during the import',
      target: 'grows by < 80 MB',
      measured: megabytes(growth),
      met: growth < 80 * MB,
      values: { growth: times.growth },
    },
  ];
}

async function rawImport(raw, file, folder) {
  const columns = Object.entries(COLUMNS).map(([name, [type]]) => `"${name}" ${type}`);
  await raw.run('DROP TABLE IF EXISTS account');
  await raw.run(`CREATE TABLE account (${columns.join(', ')})`);
  const elapsed = timer();
  await raw.run(`INSERT INTO account SELECT * FROM read_csv('${file}', header = true)`);
  await raw.run(`COPY account TO '${folder}/raw-out.csv' (FORMAT csv, HEADER)`);
  return elapsed();
}

/** The next round's numbers of accounts are those of this one: they must be free again. */
async function removeRows(client, id, folder) {
  const { successRowsFile } = await client.downloads(id);
  const path = `${folder}/written.csv`;
  const response = await fetch(successRowsFile);
  await pipeline(response.body, createWriteStream(path));
  const job = await client.create('Account', { jobType: 'Delete' });
  await client.upload(job, path);
  await client.submit(job.id);
  const { rowsSucceeded } = await client.ended(job.id);
  if (rowsSucceeded !== IMPORT_ROWS) throw new Error(`${rowsSucceeded} rows removed`);
  rmSync(path);
}

/** As many jobs as a tenant may have in progress, and one more; and what that costs a client of Data Query. */
async function fiveAtOnce(server, client, file) {
  const queries = await signIn(server.url);
  const { id: query } = await queries.submit('SELECT 1');
  await queries.completed(query);
  const jobs = [];
  for (let n = 0; n < AT_ONCE + 1; n++) {
    const job = await client.create('Account', { mappings: WITHOUT_NUMBER });
    await client.upload(job, file);
    jobs.push(job.id);
  }
  for (const id of jobs.slice(0, AT_ONCE)) await client.submit(id);
  const refused = await client.submit(jobs[AT_ONCE]).then(
    () => 'nothing',
    (error) => /: (\d{3}) /.exec(error.message)?.[1],
  );
  const times = [];
  const elapsed = timer();
  while (elapsed() < WATCHED_MS) {
    const one = timer();
    await queries.get(query);
    times.push(one());
    await delay(5);
  }
  const states = await Promise.all(
    jobs.slice(0, AT_ONCE).map(async (id) => (await client.summary(id)).status),
  );
  for (const id of jobs.slice(0, AT_ONCE)) await client.abort(id).catch(() => undefined);
  queries.close();
  const p99 = percentile(times, 0.99);
  return {
    what: `${AT_ONCE} imports at once, the next one refused; status GET of Data Query meanwhile`,
    target: 'only the sixth refused, with 429; p99 < 50 ms',
    measured: `refused with ${refused}; p99 ${ms(p99)} (median ${ms(median(times))}, ${times.length} GETs in ${WATCHED_MS / 1000} s; afterwards ${states.join(', ')})`,
    met: refused === '429' && p99 < 50,
    values: { p99, median: median(times), states },
  };
}

async function aborts(client, file) {
  const times = [];
  const written = [];
  for (let n = 0; n < ABORTS; n++) {
    const job = await client.create('Account', { mappings: WITHOUT_NUMBER });
    await client.upload(job, file);
    await client.submit(job.id);
    while ((await client.summary(job.id)).status !== 'In Progress') await delay(2);
    await delay(ABORT_STEP_MS * n);
    const elapsed = timer();
    const { status } = await client.abort(job.id);
    times.push(elapsed());
    if (status !== 'Aborted') throw new Error(`${status} after ${times.at(-1)} ms`);
    written.push((await client.summary(job.id)).rowsSucceeded);
  }
  const longest = Math.max(...times);
  return {
    what: `abort of a running import of ${ABORT_ROWS.toLocaleString('en-US')} rows of 20 columns`,
    target: 'median < 150 ms, always < grace + 0.5 s',
    measured: `${ms(median(times))} (longest ${ms(longest)}, ${times.length} aborts after 0 to ${(ABORT_STEP_MS / 1000) * (ABORTS - 1)} s; ${Math.min(...written).toLocaleString('en-US')} to ${Math.max(...written).toLocaleString('en-US')} rows had been written)`,
    met: median(times) < 150 && longest < GRACE_MS + 500,
    values: { times, written },
  };
}

async function uploads(client, folder) {
  const file = `${folder}/upload.bin`;
  await pipeline(async function* () {
    const block = Buffer.alloc(MB, 'Name,Currency\nAccount,USD\n');
    for (let sent = 0; sent < UPLOAD_BYTES; sent += block.length) yield block;
  }, createWriteStream(file));
  const bare = await bareReceiver(`${folder}/bare.bin`);
  const times = { sluice: [], bare: [] };
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const elapsedBare = timer();
      await put(bare.url, file);
      times.bare.push(elapsedBare());
      const job = await client.create('Account');
      const elapsed = timer();
      await put(job.uploadUrl, file);
      times.sluice.push(elapsed());
    }
  } finally {
    bare.close();
  }
  const share = median(times.bare) / median(times.sluice);
  const speed = (taken) => `${Math.round(UPLOAD_BYTES / MB / (median(taken) / 1000))} MB/s`;
  return {
    what: 'upload of 300 MB, against a bare Node stream to disk',
    target: '≥ half of its speed',
    measured: `${Math.round(share * 100)} % (${speed(times.sluice)} against ${speed(times.bare)})`,
    met: share >= 0.5,
    values: { share, ...times },
  };
}

/** Takes a body and puts it on the disk, and nothing else. */
async function bareReceiver(path) {
  const server = createServer((incoming, reply) => {
    pipeline(incoming, createWriteStream(path)).then(() => reply.end());
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

/** The same sender for both sides. */
function put(url, file) {
  return new Promise((resolve, reject) => {
    const headers = { 'content-length': statSync(file).size };
    const sent = request(url, { method: 'PUT', headers }, (reply) => {
      reply.resume();
      reply.on('end', () =>
        reply.statusCode === 200 ? resolve() : reject(new Error(`${reply.statusCode}`)),
      );
    });
    sent.on('error', reject);
    pipeline(createReadStream(file, { highWaterMark: 256 * 1024 }), sent).catch(reject);
  });
}
