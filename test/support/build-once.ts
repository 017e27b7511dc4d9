import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RUN_FOLDER } from './run-folder.ts';

/**
 * Builds `dist/` once before the tests: child processes and workers (engine host, store writer, compiler) run from
 * there. `SLUICE_TEST_BUILT=1` says that somebody has just built it. Also the folder for what they share.
 */
export default function setup(): () => void {
  if (process.env['SLUICE_TEST_BUILT'] !== '1') {
    execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
  }
  const folder = mkdtempSync(join(tmpdir(), 'sluice-test-run-'));
  process.env[RUN_FOLDER] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
