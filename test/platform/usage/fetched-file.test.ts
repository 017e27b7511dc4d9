import { describe, expect, test } from 'vitest';
import { FetchedFile } from '../../../src/platform/usage/fetched-file.ts';

/** A file of 100 bytes; a piece that is `cut` may have arrived in part. */
function wholeAfter(...pieces: readonly (readonly [start: number, end: number, cut?: 'cut'])[]): boolean {
  const file = new FetchedFile('result.csv', 100);
  for (const [start, end, cut] of pieces) file.fetched(1, cut === undefined, [start, end]);
  return file.whole;
}

describe('a file is whole', () => {
  test.each([
    ['fetched at once', [[0, 99]]],
    [
      'in pieces, in any order',
      [
        [50, 99],
        [0, 19],
        [20, 49],
      ],
    ],
    [
      'in pieces that overlap',
      [
        [0, 60],
        [40, 99],
      ],
    ],
    [
      'gone on with where it broke off',
      [
        [0, 99, 'cut'],
        [31, 99],
      ],
    ],
    [
      'gone on with twice',
      [
        [0, 99, 'cut'],
        [31, 99, 'cut'],
        [77, 99],
      ],
    ],
    [
      'fetched again',
      [
        [0, 99, 'cut'],
        [0, 99],
      ],
    ],
  ] as const)('%s', (_, pieces) => expect(wholeAfter(...pieces)).toBe(true));

  test.each([
    ['untouched', []],
    ['broken off', [[0, 99, 'cut']]],
    [
      'broken off, and broken off again',
      [
        [0, 99, 'cut'],
        [31, 99, 'cut'],
      ],
    ],
    ['without its end', [[0, 98]]],
    [
      'without its middle',
      [
        [0, 19],
        [50, 99],
      ],
    ],
    [
      'looked at by its first bytes after it broke off',
      [
        [0, 99, 'cut'],
        [0, 9],
      ],
    ],
  ] as const)('not %s', (_, pieces) => expect(wholeAfter(...pieces)).toBe(false));

  test('for its client that has it already, and when it is empty', () => {
    const known = new FetchedFile('result.csv', 100);
    known.known(1);
    expect([known.whole, new FetchedFile('empty.csv', 0).whole]).toEqual([true, true]);
  });

  test('in more pieces than are told apart: nobody is accused', () => {
    const file = new FetchedFile('result.csv', 1000);
    for (let at = 0; at < 400; at += 4) file.fetched(1, true, [at, at + 1]);
    expect(file.whole).toBe(true);
  });
});
