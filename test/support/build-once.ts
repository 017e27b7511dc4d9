import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RUN_FOLDER } from './run-folder.ts';

const BUILD = fileURLToPath(new URL('../../scripts/build-when-older.mjs', import.meta.url));

/**
 * Builds `dist/` once before the tests, when it is older than the source: child processes and workers (engine host,
 * store writer, compiler) run from there. `SLUICE_TEST_BUILT=1` says that somebody has just built it. Also the folder for what they share.
 */
export default function setup(): () => void {
  if (process.env['SLUICE_TEST_BUILT'] !== '1') {
    execFileSync(process.execPath, [BUILD], { stdio: 'inherit' });
  }
  const folder = mkdtempSync(join(tmpdir(), 'sluice-test-run-'));
  process.env[RUN_FOLDER] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
