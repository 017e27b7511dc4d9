import { execFile } from 'node:child_process';
import { constants, cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { runFolder } from './run-folder.ts';
import { foreignVariables } from './server-process.ts';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/**
 * A data directory with the `small` seed in it, copied from one that this run of the tests has made: seeding takes two
 * seconds of processor time, and most servers of the tests want the same rows. Whoever asks removes it.
 */
export async function seededDirectory(): Promise<string> {
  const kept = await keptSeed();
  const directory = mkdtempSync(join(tmpdir(), 'sluice-seeded-'));
  cpSync(kept, join(directory, 'tenants'), { recursive: true, mode: constants.COPYFILE_FICLONE });
  return directory;
}

/** Made by the first who asks; of two who make it at once one is kept. */
async function keptSeed(): Promise<string> {
  const folder = runFolder();
  const kept = join(folder, 'tenants');
  if (existsSync(kept)) return kept;
  const made = mkdtempSync(join(folder, 'made-'));
  await promisify(execFile)(process.execPath, [CLI, 'seed', '--size', 'small', '--data-dir', made], {
    env: foreignVariables(),
  });
  // Into the file, so that not every copy has to read the log again.
  const database = await DuckDBInstance.create(join(made, 'tenants', 'dev', 'tenant.duckdb'));
  const connection = await database.connect();
  await connection.run('CHECKPOINT');
  connection.closeSync();
  database.closeSync();
  try {
    renameSync(join(made, 'tenants'), kept);
  } catch (error) {
    if (!existsSync(kept)) throw error;
  }
  rmSync(made, { recursive: true });
  return kept;
}
