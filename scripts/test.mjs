/**
 * `npm test`: builds where that is needed, runs every test that needs no outside server, three kills of the torture (`npm
 * run test:services` runs more of it), and ends with the line `N passed, N failed`. Arguments go to Vitest: `npm test -- test/jobs`.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { countReport, leaveCounts, reportFile, summaryLine, takeCounts } from './test-summary.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const BUILD = fileURLToPath(new URL('build-when-older.mjs', import.meta.url));
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));

takeCounts('unit');
const build = spawnSync(process.execPath, [BUILD], { cwd: root, stdio: 'inherit' });
if (build.status !== 0) end({ passed: 0, failed: 1 }, 'the build failed');

const report = reportFile('unit');
const run = spawnSync(
  process.execPath,
  [
    vitest,
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, SLUICE_TEST_BUILT: '1' } },
);
end(countReport(report, run.status ?? 1));

/** @param {import('./test-summary.mjs').Counts} counts @param {string} [why] */
function end(counts, why) {
  leaveCounts('unit', counts);
  if (why) console.error(why);
  console.log(summaryLine(counts));
  process.exit(counts.failed === 0 ? 0 : 1);
}
