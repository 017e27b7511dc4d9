import { describe, expect, test } from 'vitest';
import { didYouMean } from '../../src/config/suggestion.ts';

const KNOWN = ['port', 'host', 'data-dir', 'dataQuery.memory'];

describe('a suggestion', () => {
  test.each([
    ['prot', 'port'],
    ['Port', 'port'],
    ['datadir', 'data-dir'],
    ['dataQuery.memroy', 'dataQuery.memory'],
    ['hots', 'host'],
  ])('for %s is %s', (word, meant) => {
    expect(didYouMean(word, KNOWN)).toBe(` (did you mean "${meant}"?)`);
  });

  test.each(['colour', 'x', '', 'por-tal'])('for %j is none: nothing known is near', (word) => {
    expect(didYouMean(word, KNOWN)).toBe('');
  });
});
