/**
 * One form for the last line of every test command, and how two of them add up.
 *
 * `npm test` and `npm run test:services` each end with a line of its own: `N passed, N failed` (skipped tests are in
 * neither number). `.ci/run` runs both, and its last line has to speak for both. So:
 *
 *   1. scripts/test.mjs calls `leaveCounts('unit', counts)` when it has ended;
 *   2. scripts/test-services.mjs calls `takeCounts('unit')` and prints `summaryLine(addCounts(taken, own))`.
 *
 * Taking removes what was left: counts are added once, to the run that follows, never to a later one.
 * A Vitest run is read from its JSON report with `countReport(file, exitCode)`.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Not in the repository, gone with `npm ci`: a stale file cannot outlive the checkout it speaks of. */
const CACHE = fileURLToPath(new URL('../node_modules/.cache/sluice-tests/', import.meta.url));

/** @typedef {{ passed: number, failed: number }} Counts */

/** Where a suite may write its Vitest JSON report. @param {string} suite */
export function reportFile(suite) {
  mkdirSync(CACHE, { recursive: true });
  const file = join(CACHE, `${suite}-report.json`);
  rmSync(file, { force: true });
  return file;
}

/**
 * Counts of one Vitest run. A test file that could not even be loaded is one failure; so is a run that ended badly
 * without naming a failed test (an unhandled error, a crash, no report at all).
 * @param {string} file Vitest's JSON report
 * @param {number} exitCode of Vitest
 * @returns {Counts}
 */
export function countReport(file, exitCode) {
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1 };
  }
  const broken = report.testResults.filter(
    (result) =>
      result.status === 'failed' && !result.assertionResults.some((test) => test.status === 'failed'),
  );
  const failed = report.numFailedTests + broken.length;
  return { passed: report.numPassedTests, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
}

/** @param {Counts[]} all @returns {Counts} */
export function addCounts(...all) {
  return all.reduce((sum, one) => ({ passed: sum.passed + one.passed, failed: sum.failed + one.failed }), {
    passed: 0,
    failed: 0,
  });
}

/** @param {Counts} counts */
export function summaryLine({ passed, failed }) {
  return `${passed} passed, ${failed} failed`;
}

/** @param {string} suite @param {Counts} counts */
export function leaveCounts(suite, counts) {
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(join(CACHE, `${suite}-counts.json`), JSON.stringify(counts));
}

/** What `leaveCounts` left, once; zeros when there is nothing. @param {string} suite @returns {Counts} */
export function takeCounts(suite) {
  const file = join(CACHE, `${suite}-counts.json`);
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 0 };
  } finally {
    rmSync(file, { force: true });
  }
}
