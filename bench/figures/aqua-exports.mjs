import { mkdirSync } from 'node:fs';
import { signInToAqua } from '../aqua-client.mjs';
import { median, seconds, timer } from '../measure.mjs';
import { copyTenantFile, openRaw } from '../raw-duckdb.mjs';
import { startServer } from '../server.mjs';

/** Each side's time is the median of so many runs, one after the other in turn. */
const ROUNDS = 3;

const ROWS = 3_000_000;

const PLAIN = {
  fields: [
    'Id',
    'ChargeName',
    'ChargeAmount',
    'Quantity',
    'UnitPrice',
    'ServiceStartDate',
    'CreatedDate',
    'SKU',
  ],
};

/** The six tables as anybody would join them by hand. */
const JOINED = {
  zoql:
    'select Id, ChargeAmount, ServiceStartDate, Invoice.InvoiceNumber, Account.AccountNumber, Account.Name, ' +
    'Subscription.Name, RatePlanCharge.Name, Product.Name from InvoiceItem',
  raw: `
    SELECT i.id, i.chargeamount, i.servicestartdate, v.invoicenumber, a.accountnumber, a.name, s.name, c.name, p.name
    FROM raw.data.invoiceitem i
    LEFT JOIN raw.data.invoice v ON v.id = i.invoiceid AND NOT v.sluice_deleted
    LEFT JOIN raw.data.account a ON a.id = v.accountid AND NOT a.sluice_deleted
    LEFT JOIN raw.data.subscription s ON s.id = i.subscriptionid AND NOT s.sluice_deleted
    LEFT JOIN raw.data.rateplancharge c ON c.id = i.rateplanchargeid AND NOT c.sluice_deleted
    LEFT JOIN raw.data.rateplan r ON r.id = c.rateplanid AND NOT r.sluice_deleted
    LEFT JOIN raw.data.productrateplan l ON l.id = r.productrateplanid AND NOT l.sluice_deleted
    LEFT JOIN raw.data.product p ON p.id = l.productid AND NOT p.sluice_deleted
    WHERE NOT i.sluice_deleted`,
};

const CHANGED_ROWS = 1000;
const PAGE_ROWS = 250;
const INCREMENTAL_RUNS = 5;

/** Exports of the `large` seed through AQuA, against DuckDB's own COPY of the same rows; then what changed since. */
export async function aquaExports(workspace) {
  const dataDir = await workspace.largeData();
  const folder = workspace.folder('raw-aqua');
  mkdirSync(folder);
  copyTenantFile(dataDir, `${folder}/raw.duckdb`);
  const raw = await openRaw();
  await raw.run(`ATTACH '${folder}/raw.duckdb' AS raw (READ_ONLY)`);
  const server = await startServer(dataDir);
  const client = await signInToAqua(server.url);
  try {
    await client.completed((await client.submit(['select Id from Product limit 1'])).id, 1);
    const against = (ours, theirs) => inTurns(server, ours, theirs);
    const plain = await against(
      () => exportOnce(client, `select ${PLAIN.fields.join(', ')} from InvoiceItem limit ${ROWS}`, ROWS),
      () =>
        copy(
          raw,
          `SELECT ${PLAIN.fields.join(', ')} FROM raw.data.invoiceitem WHERE NOT sluice_deleted LIMIT ${ROWS}`,
          `${folder}/out.csv`,
        ),
    );
    const joined = await against(
      () => exportOnce(client, JOINED.zoql),
      () => copy(raw, JOINED.raw, `${folder}/out.csv`),
    );
    const incremental = await incrementalRuns(client, server.url);
    return [
      ratioRow(
        '3,000,000-row export through AQuA as CSV, submit to file in place, against raw `COPY`',
        plain,
        1.3,
      ),
      ratioRow(
        'InvoiceItem with 5 joined objects (`large` seed), against the same SQL as raw `COPY`',
        joined,
        1.15,
      ),
      {
        what: `incremental job that finds ${CHANGED_ROWS} changed rows among 10,000,000`,
        target: '< 1 s',
        measured: `${seconds(median(incremental))} (median of ${incremental.length}, longest ${seconds(Math.max(...incremental))})`,
        met: median(incremental) < 1000,
        values: { incremental },
      },
    ];
  } finally {
    client.close();
    raw.close();
    await server.stop();
  }
}

function ratioRow(what, { ours, theirs, busy }, most) {
  const ratio = median(ours) / median(theirs);
  const ofProcessor = median(busy.ours) / median(busy.theirs);
  return {
    what,
    target: `≤ ${most} ×`,
    measured:
      `${ratio.toFixed(2)} × (${seconds(median(ours))} against ${seconds(median(theirs))}); ` +
      `processor time ${ofProcessor.toFixed(2)} × (${seconds(median(busy.ours))} against ${seconds(median(busy.theirs))})`,
    met: ratio <= most,
    values: { ratio, ofProcessor, ours, theirs, busy },
  };
}

/**
 * Each side's times, and the processor time it took: all of the server's processes against this one. On a busy machine
 * that alone can be compared, because the engine's host gives way to what else runs.
 */
async function inTurns(server, ours, theirs) {
  const times = { ours: [], theirs: [], busy: { ours: [], theirs: [] } };
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    times.theirs.push(await theirs());
    const { user, system } = process.cpuUsage(before);
    times.busy.theirs.push((user + system) / 1000);
    const started = server.processorOfAll();
    times.ours.push(await ours());
    times.busy.ours.push(server.processorOfAll() - started);
  }
  return times;
}

async function exportOnce(client, query, rows) {
  const elapsed = timer();
  const { id } = await client.submit([query]);
  const [batch] = (await client.completed(id, 5)).batches;
  if (rows !== undefined && batch.recordCount !== rows) throw new Error(`${batch.recordCount} rows`);
  return elapsed();
}

async function copy(raw, query, path) {
  const elapsed = timer();
  await raw.run(`COPY (${query}) TO '${path}' (FORMAT csv)`);
  return elapsed();
}

async function incrementalRuns(client, url) {
  const session = { job: { partner: 'bench', project: 'incremental' } };
  const query = 'select Id, ChargeName, ChargeAmount, UpdatedDate from InvoiceItem';
  const run = async () => (await client.completed((await client.submit([query], session)).id, 2)).batches[0];
  await run();
  const [header, ...ids] = (await firstIds(client)).split('\n').filter((line) => line !== '');
  if (header === undefined || ids.length !== CHANGED_ROWS) throw new Error(`${ids.length} ids`);
  const times = [];
  for (let i = 0; i < INCREMENTAL_RUNS; i++) {
    // A change in the second in which a job starts comes with the next job too.
    await nextSecond();
    for (let at = 0; at < ids.length; at += PAGE_ROWS)
      await change(client, url, ids.slice(at, at + PAGE_ROWS), `bench ${i}`);
    await nextSecond();
    const elapsed = timer();
    const { recordCount, full } = await run();
    times.push(elapsed());
    if (recordCount !== CHANGED_ROWS || full) throw new Error(`${recordCount} rows, full: ${full}`);
  }
  return times;
}

async function firstIds(client) {
  const { id } = await client.submit([`select Id from InvoiceItem limit ${CHANGED_ROWS}`]);
  const [{ fileId }] = (await client.completed(id, 2)).batches;
  return (await client.download(fileId)).toString();
}

async function change(client, url, ids, name) {
  const reply = await fetch(`${url}/sluice/v1/data/InvoiceItem`, {
    method: 'POST',
    headers: client.json,
    body: JSON.stringify({ upsert: ids.map((Id) => ({ Id, ChargeName: name })) }),
  });
  if (reply.status !== 200) throw new Error(`change: ${reply.status} ${await reply.text()}`);
}

function nextSecond() {
  return new Promise((resolve) => setTimeout(resolve, 1000 - (Date.now() % 1000) + 5));
}
