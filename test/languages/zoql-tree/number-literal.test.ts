import { describe, expect, test } from 'vitest';
import { numberLiteral } from '../../../src/languages/zoql-tree/number-literal.ts';

const value = (text: string) => numberLiteral(text)?.value;

describe('a number in a query', () => {
  test.each([
    ['0', '0'],
    ['-0012', '-12'],
    ['+3.', '3'],
    ['.50', '0.5'],
    ['000.000', '0'],
    [' 10.010 ', '10.01'],
    [`${'0'.repeat(100)}7.${'0'.repeat(100)}`, '7'],
  ])('%j is %s', (text, number) => {
    expect(value(text)).toBe(number);
  });

  test.each(['', '.', '-', 'a0', '0x0', '1e0', '0 0', '1.2.0'])('%j is none', (text) => {
    expect(value(text)).toBeUndefined();
  });

  // By a pattern that can match a zero in two ways each of these takes seconds.
  test.each([`0.${'0'.repeat(19_000)}1`, `${'0'.repeat(19_000)}x`, `0.${'0'.repeat(19_000)}x`])(
    'many zeros before something else are none',
    (text) => {
      for (let time = 0; time < 50; time++) expect(value(text)).toBeUndefined();
    },
  );
});
