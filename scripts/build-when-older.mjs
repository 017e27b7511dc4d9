/** Builds `dist/` unless it is younger than all that it is made from: `npm ci` has just built it, and the tests begin at once. */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** What a build reads; the lock file stands for the packages. A folder is changed when a file in it comes or goes. */
const SOURCES = ['src', 'package.json', 'package-lock.json', 'tsconfig.json', 'tsdown.config.ts'];
/** Written last. */
const BUILT = join(root, 'dist', 'seeds', 'small.json');

if (changedAt(BUILT) <= Math.max(...SOURCES.map((name) => youngest(join(root, name))))) {
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
  process.exitCode = status ?? 1;
}

function youngest(path) {
  const own = changedAt(path);
  if (!statSync(path).isDirectory()) return own;
  return Math.max(own, ...readdirSync(path).map((name) => youngest(join(path, name))));
}

/** ms since 1970; 0 where there is nothing. */
function changedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
