import { expect, it } from 'vitest';
import { filesOf, jobIn } from '../../src/cli/aqua-job.ts';
import { CliError } from '../../src/cli/exit-codes.ts';

const BATCH = { status: 'completed', recordCount: 1, full: true };

it.each([
  ['90005', 2],
  ['90018', 3],
  ['90028', 3],
  ['90010', 6],
])('a refusal with %s exits %d and tells which query is meant', (errorCode, exitCode) => {
  const batches = [{ name: 'a', message: 'line 1:8' }, { name: 'b' }];
  let refused: unknown;
  try {
    jobIn({ errorCode, message: 'No', batches });
  } catch (error) {
    refused = error;
  }
  expect(refused).toBeInstanceOf(CliError);
  expect(refused).toMatchObject({ exitCode, message: `No (${errorCode})\n  a: line 1:8` });
});

it('a malformed request is told in its own words', () => {
  expect(() => jobIn({ success: false, reasons: [{ message: 'the request is malformed' }] })).toThrow(
    'the request is malformed',
  );
});

it('the files of a batch are its segments, or its one file', () => {
  expect(filesOf({ ...BATCH, fileId: 'a' })).toEqual(['a']);
  expect(filesOf({ ...BATCH, segments: ['a', 'b'] })).toEqual(['a', 'b']);
  expect(filesOf(BATCH)).toEqual([]);
});
