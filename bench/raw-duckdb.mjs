/** DuckDB without Sluice: the other side of a comparison. */
import { closeSync, copyFileSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** Bytes 8 to 11 of every DuckDB file. */
const MAGIC = 'DUCK';

/** Opens a database, in memory unless a file is named, with DuckDB's own settings. */
export async function openRaw(path = ':memory:') {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  return {
    run: (sql) => connection.run(sql),
    rows: async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson(),
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** The tenant's file of a stopped server, copied: two processes cannot open one. */
export function copyTenantFile(dataDir, target) {
  const found = readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => magicOf(path) === MAGIC && !path.includes('other'));
  if (found.length !== 1) throw new Error(`expected one tenant file in ${dataDir}: ${found.join(', ')}`);
  copyFileSync(found[0], target);
  return found[0];
}

/** Read alone: the file of the large seed is more than one buffer can hold. */
function magicOf(path) {
  const head = Buffer.alloc(4);
  const file = openSync(path);
  readSync(file, head, 0, 4, 8);
  closeSync(file);
  return head.toString('latin1');
}
