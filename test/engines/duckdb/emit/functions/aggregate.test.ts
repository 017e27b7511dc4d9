import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TrinoSqlInProcess } from '../compile-and-run.ts';

/** A statement, and its rows in a CSV file, joined by ` / `; all seen on a real Trino 476. */
const ROWS: readonly (readonly [statement: string, expected: string])[] = [
  ["select replace('abc','',\"x\") from (values 'x') t(\"x\")", 'xaxbxcx'],
  [
    "select 1 = 1.0, 1 < 2.5, 'a' < 'b', null = null, 1 between 0 and 2, 1 in (2,null), 1 in (1,null), 1 is distinct from null, row(1,null) = row(1,null), row(1,2)=row(1,3), row(1,2) in (row(1,2)), array[1,null] = array[1,null], array[1,2]=array[1,3], row(1,2) < row(1,3)",
    'true,true,true,,true,,true,true,,false,true,,false,true',
  ],
  [
    'select count(*), count(x), sum(x), avg(x), min(x), max(x), min_by(x,y), max_by(x,y), max_by(x,y,2), array_agg(x), arbitrary(x), count_if(x>1), bool_and(x>0), bool_or(x>1), every(x>1), stddev(x), variance(x), var_pop(x), stddev_pop(x), approx_distinct(x), max(x,2) from (values (1,2),(2,1),(null,3)) t(x,y)',
    '3,2,3,1.5,1,2,2,,"[null,1]","[1,2,null]",1,1,true,true,false,0.7071067811865476,0.5,0.25,0.5,2,"[2,1]"',
  ],
  [
    'select avg(x), sum(x), typeof(avg(x)), typeof(sum(x)) from (values 1.5, 2.5, 2.6) t(x)',
    '2.2,6.6,"decimal(2,1)","decimal(38,1)"',
  ],
  [
    'select sum(x), avg(x), count(*), array_agg(x), map_agg(x,x), histogram(x), bool_and(x=1), approx_percentile(x,0.5) from (values 1) t(x) where x > 1',
    ',,0,,,,,',
  ],
  [
    "select avg(x), sum(x) from (values interval '1' day, interval '2' day) t(x)",
    '1 12:00:00.000,3 00:00:00.000',
  ],
  [
    'select x, (select max(y) from (values (1,5),(1,6),(2,7)) u(x,y) where u.x = t.x) from (values 1,2,3) t(x) order by x',
    '1,6 / 2,7 / 3,',
  ],
  [
    "select case x when 1 then 'one' when 2 then 'two' else 'many' end from (values 1,2,3) t(x) order by x",
    'one / two / many',
  ],
  [
    'select count(*) filter (where x > 1), sum(distinct x), count(distinct x), array_agg(x order by x desc), array_agg(distinct x order by x) from (values 1,2,2,3) t(x)',
    '3,6,3,"[3,2,2,1]","[1,2,3]"',
  ],
  ['select sum(x) from (values 1) t(x) having sum(x) > 5', ''],
  ['select count(*) from (values 1,2) t(x) group by ()', '2'],
  ['select 1 where false', ''],
  ["select x + interval '1' month from (values timestamp '2024-01-31 10:00:00') t(x)", '2024-02-29T10:00:00'],
  [
    "select max(x), min(x) from (values timestamp '2024-01-01 00:00:00 UTC', timestamp '2024-01-01 00:00:00 +05:30') t(x)",
    '2024-01-01T00:00:00Z,2024-01-01T00:00:00+05:30',
  ],
  [
    "select x = y, x < y from (values (timestamp '2024-01-01 00:00:00 UTC', timestamp '2024-01-01 05:30:00 +05:30')) t(x,y)",
    'true,false',
  ],
  [
    "select count(distinct x) from (values timestamp '2024-01-01 00:00:00 UTC', timestamp '2024-01-01 05:30:00 +05:30') t(x)",
    '1',
  ],
  ['select filter(array[1,2,3], x -> x > y) from (values 1,2) t(y) order by y', '"[2,3]" / [3]'],
  ['select x.a from (select cast(row(1,2) as row(a integer, b integer)) x)', '1'],
  [
    "select try(array[1][5]), try(map(array['a'],array[1])['z']), try(1/x) from (values 0,1) t(x)",
    ',, / ,,1',
  ],
  ["select try(cast(x as integer)) from (values 'a','5') t(x)", ' / 5'],
  ['select -(-5), +5, - (2.5), -x from (values 3) t(x)', '5,5,-2.5,-3'],
  ['select sum(x)/count(x), sum(x)*1.0/count(x), avg(x)/2 from (values 1.50, 2.75) t(x)', '2.13,2.125,1.07'],
  [
    "select date_trunc('hour', x) from (values timestamp '2024-01-05 10:30:15.123') t(x)",
    '2024-01-05T10:00:00',
  ],
];

describe('aggregates', () => {
  let trino: TrinoSqlInProcess;
  beforeAll(async () => {
    trino = await TrinoSqlInProcess.start();
  });
  afterAll(() => trino.engine.close());

  it.each(ROWS)('%s', async (statement, expected) => {
    expect(await trino.rows(statement)).toBe(expected);
  });
});
