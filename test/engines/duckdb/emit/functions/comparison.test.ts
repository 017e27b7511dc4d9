import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TrinoSqlInProcess } from '../compile-and-run.ts';

/** An expression, and its value in a CSV file or `!` and the error; all seen on a real Trino 476. */
const VALUES: readonly (readonly [expression: string, expected: string])[] = [
  ["'a_c' like 'a\\_c'", 'false'],
  ["'a%c' like 'a$%c' escape '$'", 'true'],
  ["'abc' like 'A%'", 'false'],
  ["null like 'a'", ''],
  ["'a\\c' like 'a\\c'", 'true'],
  ["'ab' like 'a'", 'false'],
  [
    "'a' like 'a$x' escape '$'",
    "! Escape character must be followed by '%', '_' or the escape character itself",
  ],
  ['current_date = date(now())', 'true'],
];

describe('comparisons and LIKE', () => {
  let trino: TrinoSqlInProcess;
  beforeAll(async () => {
    trino = await TrinoSqlInProcess.start();
  });
  afterAll(() => trino.engine.close());

  it.each(VALUES)('%s', async (expression, expected) => {
    expect(await trino.rows(`SELECT ${expression}`)).toBe(expected);
  });
});
