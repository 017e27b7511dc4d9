import { mkdirSync } from 'node:fs';
import { signIn } from '../client.mjs';
import { MB, median, megabytes, seconds, timer } from '../measure.mjs';
import { copyTenantFile, openRaw } from '../raw-duckdb.mjs';
import { startServer, withPeak } from '../server.mjs';
import { EXPORT_COLUMNS, EXPORT_QUERY, EXPORT_ROWS } from '../workspace.mjs';

/** Each side's time is the median of so many runs, one after the other in turn. */
const ROUNDS = 3;
/** The same rows and columns from the same file, without scope or zone. */
const RAW_QUERY = `SELECT ${EXPORT_COLUMNS.join(', ')}, sluice_deleted FROM raw.data.invoiceitem CROSS JOIN range(3)`;

/** A large export through the API, against DuckDB's own COPY of the same rows, and the memory it takes. */
export async function exports(workspace) {
  const dataDir = await workspace.exportData();
  const folder = workspace.folder('raw-export');
  mkdirSync(folder);
  copyTenantFile(dataDir, `${folder}/raw.duckdb`);
  const raw = await openRaw();
  await raw.run(`ATTACH '${folder}/raw.duckdb' AS raw (READ_ONLY)`);
  const server = await startServer(dataDir);
  const client = await signIn(server.url);
  try {
    await client.completed((await client.submit('SELECT 1')).id);
    const times = { plain: [], rawPlain: [], gzip: [], rawGzip: [], growth: [] };
    for (let round = 0; round < ROUNDS; round++) {
      times.rawPlain.push(await copy(raw, `${folder}/out.csv`, 'FORMAT csv'));
      const before = server.memory();
      const { result, peak } = await withPeak(server.memory, () => exportOnce(client, 'NONE'));
      times.plain.push(result);
      times.growth.push(peak - before);
      times.gzip.push(await exportOnce(client, 'GZIP'));
      times.rawGzip.push(await copy(raw, `${folder}/out.csv.gz`, 'FORMAT csv, COMPRESSION gzip'));
    }
    return rows(times);
  } finally {
    client.close();
    raw.close();
    await server.stop();
  }
}

async function exportOnce(client, compression) {
  const elapsed = timer();
  const { id } = await client.submit(EXPORT_QUERY, { compression });
  const job = await client.completed(id, 5);
  if (job.outputRows !== EXPORT_ROWS) throw new Error(`${job.outputRows} rows`);
  return elapsed();
}

async function copy(raw, path, options) {
  const elapsed = timer();
  await raw.run(`COPY (${RAW_QUERY}) TO '${path}' (${options})`);
  return elapsed();
}

function rows(times) {
  const plain = median(times.plain) / median(times.rawPlain);
  const gzip = median(times.rawGzip) / median(times.gzip);
  const growth = Math.max(...times.growth);
  return [
    {
      what: '3,000,000-row CSV export, submit to file in place, against raw `COPY`',
      target: '≤ 1.25 × (aim 1.1)',
      measured: `${plain.toFixed(2)} × (${seconds(median(times.plain))} against ${seconds(median(times.rawPlain))})`,
      met: plain <= 1.25,
      values: { ratio: plain, ...times },
    },
    {
      what: "the same as GZIP, against DuckDB's own gzip `COPY`",
      target: '≥ 4 × faster',
      measured: `${gzip.toFixed(1)} × (${seconds(median(times.gzip))} against ${seconds(median(times.rawGzip))})`,
      met: gzip >= 4,
      values: { ratio: gzip },
    },
    {
      what: 'memory of the API process during the CSV export',
      target: 'grows by < 50 MB',
      measured: megabytes(growth),
      met: growth < 50 * MB,
      values: { growth: times.growth },
    },
  ];
}
