import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
// @ts-expect-error The scripts are plain JavaScript.
import { addCounts, countReport, leaveCounts, summaryLine, takeCounts } from '../../scripts/test-summary.mjs';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sluice-summary-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

function report(content: object): string {
  const file = join(directory, 'report.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}

describe('the last line of the test commands', () => {
  it('counts passed and failed tests, skipped ones in neither number', () => {
    const file = report({ numPassedTests: 3, numFailedTests: 1, numPendingTests: 9, testResults: [] });
    expect(summaryLine(countReport(file, 1))).toBe('3 passed, 1 failed');
  });

  it('counts a test file that could not be loaded as one failure', () => {
    const testResults = [{ status: 'failed', assertionResults: [] }];
    const file = report({ numPassedTests: 3, numFailedTests: 0, testResults });
    expect(countReport(file, 1)).toEqual({ passed: 3, failed: 1 });
  });

  it('never says that nothing failed when the run ended badly', () => {
    const file = report({ numPassedTests: 3, numFailedTests: 0, testResults: [] });
    expect(countReport(file, 1)).toEqual({ passed: 3, failed: 1 });
    expect(countReport(join(directory, 'none.json'), 0)).toEqual({ passed: 0, failed: 1 });
  });

  it('adds what another command left, once', () => {
    leaveCounts('of-this-test', { passed: 2, failed: 1 });
    expect(addCounts(takeCounts('of-this-test'), { passed: 5, failed: 0 })).toEqual({ passed: 7, failed: 1 });
    expect(takeCounts('of-this-test')).toEqual({ passed: 0, failed: 0 });
  });
});
