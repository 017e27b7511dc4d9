/**
 * `npm run torture`: random work on all families under kills, bad disks and a moving clock; the kills, races and keyed submits of
 * test/torture. As much as asked for; `npm run test:services` runs a slice of each.
 *
 *   npm run torture                                 that slice, with a new seed
 *   npm run torture -- --every-kills 500            all families at once, 500 kills of servers and engines; nothing else
 *   npm run torture -- --seconds 3600               the same for an hour
 *   npm run torture -- --proof                      at least 100 kills of each kind, 500 races and 1,000 keyed submits
 *   npm run torture -- --kills 10 --races 0 --keyed 0 --seed 42
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { countReport, reportFile, summaryLine } from './test-summary.mjs';

const PROOF = { kills: '100', 'load-kills': '100', races: '500', keyed: '1000' };

/** What else there is, where the torture of all families is asked for by itself. */
const EVERY_ALONE = { kills: '0', 'load-kills': '0', races: '0', keyed: '0' };
const NAMES = ['every-kills', 'seconds', 'kills', 'load-kills', 'races', 'keyed', 'seed'];

const root = fileURLToPath(new URL('..', import.meta.url));
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));

const { values } = readArguments();
const env = { ...process.env };
const every = values['every-kills'] !== undefined || values.seconds !== undefined;
for (const name of NAMES) {
  const value = values[name] ?? (values.proof ? PROOF[name] : every ? EVERY_ALONE[name] : undefined);
  if (value === undefined) continue;
  if (!/^\d+$/.test(value)) fail(`--${name}: "${value}" is not allowed; use a whole number`);
  env[`SLUICE_TORTURE_${name.toUpperCase().replaceAll('-', '_')}`] = value;
}

const report = reportFile('torture');
const began = Date.now();
const run = spawnSync(
  process.execPath,
  [
    vitest,
    'run',
    '--config',
    'scripts/services/vitest.config.mjs',
    'test/torture/every-family.test.ts',
    'test/torture/kill.test.ts',
    'test/torture/load-kills.test.ts',
    'test/torture/race.test.ts',
    'test/torture/abort-race.test.ts',
    'test/torture/keyed-submits.test.ts',
    '--no-file-parallelism',
    '--disable-console-intercept',
    '--reporter=verbose',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ],
  { cwd: root, stdio: 'inherit', env },
);
console.log(`after ${Math.round((Date.now() - began) / 1000)} s:`);
const counts = countReport(report, run.status ?? 1);
console.log(summaryLine(counts));
process.exit(counts.failed === 0 ? 0 : 1);

function readArguments() {
  const text = { type: 'string' };
  try {
    return parseArgs({
      options: {
        proof: { type: 'boolean' },
        ...Object.fromEntries(NAMES.map((name) => [name, text])),
      },
    });
  } catch (error) {
    return fail(error.message);
  }
}

function fail(message) {
  console.error(`torture: ${message}`);
  process.exit(2);
}
