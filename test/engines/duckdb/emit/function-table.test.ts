import { describe, expect, it } from 'vitest';
import {
  AGGREGATE_EMISSIONS,
  SCALAR_EMISSIONS,
  WINDOW_EMISSIONS,
} from '../../../../src/engines/duckdb/emit/functions/all.ts';
import { SIGNATURES } from '../../../../src/sql/functions/signatures.ts';
import { typePattern } from '../../../../src/sql/functions/type-pattern.ts';

/** Names that the tree has without a row in the function table: operators and forms with a syntax of their own. */
const FORMS = [
  ...[
    '+',
    '-',
    '*',
    '/',
    '%',
    'negate',
    '||',
    '=',
    '<>',
    '<',
    '<=',
    '>',
    '>=',
    'and',
    'or',
    'not',
    'is null',
  ],
  ...[
    'is distinct from',
    'between',
    'in',
    'like',
    'subscript',
    'row',
    'array',
    'coalesce',
    'nullif',
    'if',
    'try',
  ],
  ...['at time zone', 'dereference'],
];

const EMISSIONS = {
  scalar: SCALAR_EMISSIONS,
  aggregate: AGGREGATE_EMISSIONS,
  window: WINDOW_EMISSIONS,
};

describe('the function table', () => {
  it.each(SIGNATURES.map(({ kind, name }) => [kind, name] as const))('%s %s can be emitted', (kind, name) => {
    expect(EMISSIONS[kind].has(name)).toBe(true);
  });

  it('lists everything that can be emitted', () => {
    const listed = new Set(SIGNATURES.map(({ kind, name }) => `${kind} ${name}`));
    const unlisted = Object.entries(EMISSIONS)
      .flatMap(([kind, emissions]) => [...emissions.keys()].map((name) => `${kind} ${name}`))
      .filter((key) => !listed.has(key));
    expect(unlisted.toSorted()).toEqual(FORMS.map((name) => `scalar ${name}`).toSorted());
  });

  it('is written in patterns that can be read', () => {
    for (const { params, returns } of SIGNATURES) {
      for (const pattern of [...params, ...(typeof returns === 'string' ? [returns] : [])]) {
        expect(() => typePattern(pattern), pattern).not.toThrow();
      }
    }
  });
});
