import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const VITEST = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));

/** Runs it as its reader would. @throws with its output when it fails */
async function run(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, env: ownEnvironment() });
  return stdout;
}

/** Without what this runner tells its workers: both runners would take themselves for a part of it. */
function ownEnvironment(): Record<string, string | undefined> {
  const foreign = /^(VITEST|NODE_TEST_CONTEXT|NODE_OPTIONS|NODE_ENV|TEST$|DEV$|PROD$|SSR$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

test('the example for node:test passes', async () => {
  const output = await run('--test', '--test-reporter=tap', 'examples/node-test/client.test.mjs');
  expect(output).toMatch(/^# pass 3$/m);
  expect(output).toMatch(/^# fail 0$/m);
});

test('the example for Vitest passes', async () => {
  const output = await run(VITEST, 'run', '--root', 'examples/vitest', '--reporter=json');
  expect(JSON.parse(output)).toMatchObject({ success: true, numPassedTests: 3, numFailedTests: 0 });
});
