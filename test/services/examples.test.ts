import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const JEST = 'jest@30.2.0';
/** For a cold cache of packages. */
const INSTALLED_WITHIN_MS = 300_000;

const call = promisify(execFile);

/** Without what this runner tells its workers, with how the built server is started. */
function environment(more: Readonly<Record<string, string>> = {}): Record<string, string | undefined> {
  const foreign = /^(VITEST|NODE_OPTIONS|NODE_ENV|TEST$|DEV$|PROD$|SSR$|SLUICE_)/;
  const own = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(own), SERVER_COMMAND: `${process.execPath} ${ROOT}dist/cli.js`, ...more };
}

async function isThere(program: string, ...args: string[]): Promise<boolean> {
  return call(program, args).then(
    () => true,
    () => false,
  );
}

test('the example for pytest passes, with pytest where it is, and with nothing but Python', async ({
  skip,
}) => {
  if (!(await isThere('python3', '--version'))) skip('there is no python3');
  const options = { cwd: join(ROOT, 'examples/pytest'), env: environment({ PYTHONDONTWRITEBYTECODE: '1' }) };
  const { stderr } = await call('python3', ['-m', 'unittest', 'test_client.py'], options);
  expect(stderr).toMatch(/^Ran 3 tests/m);
  if (!(await isThere('python3', '-c', 'import pytest'))) return;
  const { stdout } = await call('python3', ['-m', 'pytest', '-q', '-p', 'no:cacheprovider'], options);
  expect(stdout).toMatch(/^3 passed/m);
});

test('the example for Java passes', async ({ skip }) => {
  if (!(await isThere('java', '-version'))) skip('there is no java');
  const { stdout } = await call('java', ['ClientTest.java'], {
    cwd: join(ROOT, 'examples/java'),
    env: environment(),
  });
  expect(stdout).toBe('3 passed\n');
});

test('the example for Jest passes', { timeout: 2 * INSTALLED_WITHIN_MS }, async ({ skip }) => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-jest-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const cwd = join(folder, 'jest');
  cpSync(join(ROOT, 'examples/jest'), cwd, { recursive: true });
  cpSync(join(ROOT, 'examples/data-query-client.mjs'), join(folder, 'data-query-client.mjs'));
  const install = ['install', '--no-audit', '--no-fund', '--no-save', JEST];
  const installed = await call('npm', install, {
    cwd,
    env: environment(),
    timeout: INSTALLED_WITHIN_MS,
  }).then(
    () => true,
    () => false,
  );
  if (!installed) skip(`npm could not install ${JEST}`);
  symlinkSync(ROOT, join(cwd, 'node_modules/sluice'));
  const { stderr } = await call(process.execPath, ['node_modules/jest/bin/jest.js', '--rootDir', cwd], {
    cwd,
    env: environment({ NODE_OPTIONS: '--experimental-vm-modules' }),
  });
  expect(stderr).toMatch(/^Tests: +3 passed, 3 total$/m);
});
