/** What figures share: a temporary folder, and data that takes long to make, made once a run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from './server.mjs';

/** Rows of the large export. */
export const EXPORT_ROWS = 3_000_000;

/**
 * Of the kinds a billing export has: ids, texts, money, days, time stamps, gaps; about 120 bytes a row.
 * That `deleted` is among them brings the deleted rows too (data-query-and-query-runs.md §4.6).
 */
export const EXPORT_COLUMNS = [
  'id',
  'chargename',
  'chargeamount',
  'quantity',
  'unitprice',
  'servicestartdate',
  'createddate',
  'sku',
];

export const EXPORT_QUERY = `SELECT ${EXPORT_COLUMNS.join(', ')}, deleted FROM invoiceitem CROSS JOIN UNNEST(sequence(1, 3)) t(copy)`;

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
    /** A data directory that `EXPORT_QUERY` reads; its server is stopped. */
    exportData: () => once('export-data', makeExportData),
    /** A data directory seeded with `small`. */
    smallData: () => once('small-data', makeSmallData),
    /** A data directory seeded with `large`; its server is stopped. */
    largeData: () => once('large-data', makeLargeData),
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 5 }),
  };
}

async function makeSmallData(dataDir) {
  const server = await startServer(dataDir, ['--seed', 'small']);
  await server.stop();
  return dataDir;
}

/** One million invoice items, deleted ones included; `EXPORT_QUERY` reads each of them three times. */
async function makeExportData(dataDir) {
  const server = await startServer(dataDir, ['--seed', 'medium']);
  await server.stop();
  return dataDir;
}

async function makeLargeData(dataDir) {
  const server = await startServer(dataDir, ['--seed', 'large', '--engine-memory', '3GiB']);
  await server.stop();
  return dataDir;
}
