import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KEPT_SEED } from './small-seed.ts';

/**
 * Builds `dist/` once before the tests: child processes and workers (engine host, store writer, compiler) run from
 * there. `SLUICE_TEST_BUILT=1` says that somebody has just built it. Also the folder of the seed that they share.
 */
export default function setup(): () => void {
  if (process.env['SLUICE_TEST_BUILT'] !== '1') {
    execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
  }
  const folder = mkdtempSync(join(tmpdir(), 'sluice-kept-seed-'));
  process.env[KEPT_SEED] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
