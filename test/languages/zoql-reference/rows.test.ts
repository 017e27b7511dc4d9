import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ComparedAnswers } from './compared-answers.ts';
import type { Asking } from './evaluate.ts';
import type { Query } from './query-ast.ts';
import { randomAsking } from './random-asking.ts';
import { exportQuery, zoqlQuery } from './random-queries.ts';
import { RANDOM_RUN } from './random-run.ts';
import { rows } from './stored-rows.ts';
import { exportZoqlText, zoqlText } from './write-query.ts';

const { seed } = RANDOM_RUN;
const numRuns = RANDOM_RUN.runs(120);
const DATA_SETS = 3;

let data: readonly ComparedAnswers[] = [];
beforeAll(async () => {
  const sets = fc.sample(rows, { seed, numRuns: DATA_SETS });
  data = await Promise.all(sets.map((set) => ComparedAnswers.over(set)));
});
afterAll(() => {
  for (const each of data) each.close();
});

const CASES: readonly [Asking['language'], fc.Arbitrary<Query>, (query: Query, style: number) => string][] = [
  ['export-zoql', exportQuery, exportZoqlText],
  ['zoql', zoqlQuery, zoqlText],
];

it.each(CASES)(
  'any query of %s has the rows and the header that its rules say',
  async (language, query, textOf) => {
    const property = fc.asyncProperty(
      query,
      randomAsking(language),
      fc.nat(),
      fc.nat({ max: DATA_SETS - 1 }),
      async (node, asking, style, set) => {
        const text = textOf(node, style);
        const wrong = await data[set]?.difference(node, text, asking).catch((error: unknown) => `${error}`);
        expect(wrong, text).toBe(undefined);
      },
    );
    await fc.assert(property, { seed, numRuns });
  },
  600_000,
);
