import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TrinoSqlInProcess } from '../compile-and-run.ts';

/** An expression, and its value in a CSV file or `!` and the error; all seen on a real Trino 476. */
const VALUES: readonly (readonly [expression: string, expected: string])[] = [
  ['nullif(1,1)', ''],
  ['coalesce(null,2)', '2'],
  ['if(true,1)', '1'],
  ['if(false,1)', ''],
  ['if(null,1,2)', '2'],
  ['try(1/0)', ''],
  ["try(cast('x' as integer))", ''],
  ['coalesce(cast(1.5 as decimal(5,2)), 2)', '1.50'],
  ['if(true, 1, 2.5)', '1.0'],
  ['nullif(1.0, 1)', ''],
];

describe('conditionals', () => {
  let trino: TrinoSqlInProcess;
  beforeAll(async () => {
    trino = await TrinoSqlInProcess.start();
  });
  afterAll(() => trino.engine.close());

  it.each(VALUES)('%s', async (expression, expected) => {
    expect(await trino.rows(`SELECT ${expression}`)).toBe(expected);
  });
});
