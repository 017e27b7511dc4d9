/** What figures share: a temporary folder, and data that takes long to make, made once a run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRaw } from './raw-duckdb.mjs';
import { startServer } from './server.mjs';

/** Rows of the table that is exported. */
export const EXPORT_ROWS = 3_000_000;

export function createWorkspace() {
  const root = mkdtempSync(join(process.env.SLUICE_BENCH_DIR ?? tmpdir(), 'sluice-bench-'));
  const made = new Map();
  const once = (name, make) => {
    if (!made.has(name)) made.set(name, make(join(root, name)));
    return made.get(name);
  };
  return {
    root,
    /** A fresh folder of this name. */
    folder: (name) => join(root, name),
    /** A data directory that holds the table `exportrow`; its server is stopped. */
    exportData: () => once('export-data', makeExportData),
    /** A data directory seeded with `small`. */
    smallData: () => once('small-data', makeSmallData),
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 5 }),
  };
}

async function makeSmallData(dataDir) {
  const server = await startServer(dataDir, ['--seed', 'small']);
  await server.stop();
  return dataDir;
}

/** Values of the kinds a billing export has, about 120 bytes a row: ids, names, money, days, time stamps, gaps. */
async function makeExportData(dataDir) {
  const folder = `${dataDir}-files`;
  await mkdir(folder);
  const raw = await openRaw();
  await raw.run(`
    COPY (
      SELECT
        md5(i::VARCHAR) AS "Id",
        'A' || lpad((i % 100000)::VARCHAR, 8, '0') AS "AccountNumber",
        CASE i % 5 WHEN 0 THEN 'Monthly fee, standard' WHEN 1 THEN 'Usage "metered"' WHEN 2 THEN NULL
          ELSE 'Charge ' || (i % 1000) END AS "ChargeName",
        (i % 1000000 / 100.0)::DECIMAL(18,6) AS "ChargeAmount",
        (i % 500)::DECIMAL(22,9) AS "Quantity",
        DATE '2020-01-01' + (i % 1500)::INTEGER AS "ServiceStartDate",
        TIMESTAMPTZ '2021-03-04 05:06:07.123Z' + INTERVAL (i % 100000000) SECOND AS "CreatedDate",
        i % 7 = 0 AS "Processed"
      FROM range(${EXPORT_ROWS}) t(i)
    ) TO '${join(folder, 'ExportRow.parquet')}' (FORMAT parquet)`);
  raw.close();
  const server = await startServer(dataDir, ['--seed', 'none', '--data', folder]);
  await server.stop();
  return dataDir;
}
