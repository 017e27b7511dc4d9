import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TrinoSqlInProcess } from '../compile-and-run.ts';

/** A statement, and its rows in a CSV file, joined by ` / `; all seen on a real Trino 476. */
const ROWS: readonly (readonly [statement: string, expected: string])[] = [
  [
    'select ntile(2) over (order by x), lag(x,1,0) over (order by x), lead(x) over (order by x), first_value(x) over (order by x), last_value(x) over (order by x), nth_value(x,2) over (order by x), sum(x) over (order by x rows between 1 preceding and current row), avg(x) over (), rank() over (order by x/2), percent_rank() over (order by x), cume_dist() over (order by x), lag(x) ignore nulls over (order by x) from (values 1,2,3) t(x)',
    '1,0,2,1,1,,1,2.0,1,0.0,0.3333333333333333, / 1,1,3,1,2,2,3,2.0,2,0.5,0.6666666666666666,1 / 2,2,,1,3,2,5,2.0,2,1.0,1.0,2',
  ],
  [
    'select x, sum(x) over (order by x), row_number() over (order by x desc), lag(x,1) over (order by x) from (values 3,1,2) t(x) order by x',
    '1,1,3, / 2,3,2,1 / 3,6,1,2',
  ],
  [
    'select x, sum(x) over (order by x range between 1 preceding and current row), sum(x) over (order by x groups between 1 preceding and current row) from (values 1,2,4) t(x) order by x',
    '1,1,1 / 2,3,3 / 4,4,6',
  ],
  [
    "select x, count(*) over (order by x range between interval '1' day preceding and current row) from (values date '2024-01-01', date '2024-01-02', date '2024-01-05') t(x) order by x",
    '2024-01-01,1 / 2024-01-02,2 / 2024-01-05,1',
  ],
  [
    'select x, first_value(x) ignore nulls over (order by o), last_value(x) ignore nulls over (order by o rows between unbounded preceding and current row) from (values (null,1),(5,2),(null,3)) t(x,o) order by o',
    ',, / 5,5,5 / ,5,5',
  ],
  [
    'select x, avg(x) over (partition by x > 1.5 order by x) from (values 1.5, 2.5, 3.0) t(x) order by x',
    '1.5,1.5 / 2.5,2.5 / 3.0,2.8',
  ],
];

describe('window functions', () => {
  let trino: TrinoSqlInProcess;
  beforeAll(async () => {
    trino = await TrinoSqlInProcess.start();
  });
  afterAll(() => trino.engine.close());

  it.each(ROWS)('%s', async (statement, expected) => {
    expect(await trino.rows(statement)).toBe(expected);
  });
});
