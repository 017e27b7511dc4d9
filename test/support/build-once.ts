import { execFileSync } from 'node:child_process';

/**
 * Builds `dist/` once before the tests: child processes and workers (engine host, store writer, compiler) run from
 * there. `SLUICE_TEST_BUILT=1` says that somebody has just built it.
 */
export default function setup(): void {
  if (process.env['SLUICE_TEST_BUILT'] === '1') return;
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
}
