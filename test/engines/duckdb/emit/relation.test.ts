import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TrinoSqlInProcess } from './compile-and-run.ts';

/** How many rows `inner` has over values of one instant, or null, in two zones known only at run time. */
function overZones(inner: string): string {
  const rows = "(1, 'UTC', 'Asia/Tokyo'), (2, 'Asia/Tokyo', 'UTC'), (3, null, null), (4, null, 'UTC')";
  const instant = "timestamp '2024-01-01 00:00:00 UTC'";
  return `with t as (select z, at_timezone(${instant}, a) x, at_timezone(${instant}, b) y from (values ${rows}) v(z, a, b)) select count(*) from (${inner})`;
}

/** A statement, and its rows in a CSV file, joined by ` / `; all seen on a real Trino 476. */
const ROWS: readonly (readonly [statement: string, expected: string])[] = [
  [
    "select a.x, b.y from (values 1,2,3) a(x) left join (values (1,'p'),(3,'q')) b(x,y) on a.x = b.x order by a.x desc",
    '3,q / 2, / 1,p',
  ],
  [
    'select a.x, b.x from (values 1,2) a(x) full join (values 2,3) b(x) on a.x=b.x order by 1, 2',
    '1, / 2,2 / ,3',
  ],
  [
    'select x, count(*), grouping(x) from (values 1,1,2) t(x) group by rollup(x) order by x',
    '1,2,0 / 2,1,0 / ,3,1',
  ],
  [
    'select x, y, sum(z), grouping(x,y) from (values (1,2,10),(1,3,20)) t(x,y,z) group by grouping sets ((x),(x,y),()) order by 1,2',
    '1,2,10,0 / 1,3,20,0 / 1,,30,1 / ,,30,3',
  ],
  [
    'select x, y, count(*) from (values (1,2),(1,3)) t(x,y) group by cube(x,y) order by 1,2',
    '1,2,1 / 1,3,1 / 1,,2 / ,2,1 / ,3,1 / ,,2',
  ],
  ['select distinct x from (values 2,1,2) t(x) order by x desc limit 1', '2'],
  ['select x from (values 1,2,2,3) t(x) order by x fetch first 2 rows with ties', '1 / 2 / 2'],
  ['select x from (values 5,3,4) t(x) order by x offset 1 limit 1', '4'],
  ['select x from (values 1,2) t(x) union all select 3.5 order by 1', '1.0 / 2.0 / 3.5'],
  ['select x from (values 1,2,2) t(x) intersect select 2', '2'],
  ['select x from (values 1,2,2) t(x) except select 2', '1'],
  ['select x from (values 1,2,2) t(x) except all select 2 order by x', '1 / 2'],
  ['select count(*) from (select distinct x from (values 1,2,2) t(x))', '2'],
  ['select count(*) from (select distinct x, y from (values (1,2),(2,2)) t(x,y))', '2'],
  [
    'select count(*) from (select distinct t.*, u.y from (values 1,1) t(x) join (values 2,3) u(y) on true)',
    '2',
  ],
  [overZones('select distinct x from t'), '2'],
  [overZones('select x, 1 from t union select y, 1 from t'), '2'],
  [overZones('select x from t intersect select y from t'), '2'],
  [overZones('select x from t except select y from t where y is not null'), '1'],
  [overZones('select x from t intersect all select y from t where z = 1'), '1'],
  [overZones('select x from t except all select y from t where z = 1'), '3'],
  ['with a as (select 1 x), b as (select x+1 y from a) select * from a, b', '1,2'],
  [
    'with recursive t(n) as (select 1 union all select n+1 from t where n < 5) select * from t order by n',
    '1 / 2 / 3 / 4 / 5',
  ],
  [
    'with recursive t(n) as (select 1 union all select n+1 from t where n < 50) select * from t order by n',
    "! Recursion depth limit exceeded (10). Use 'max_recursion_depth' session property to modify the limit.",
  ],
  [
    'select t.x, u.e, u.o from (values (1,array[10,20]),(2,array[])) t(x,a) cross join unnest(a) with ordinality u(e,o)',
    '1,10,1 / 1,20,2',
  ],
  [
    'select t.x, u.e from (values (1,array[10,20]),(2,null)) t(x,a) left join unnest(a) u(e) on true',
    '1,10 / 1,20 / 2,',
  ],
  ["select * from unnest(array[1,2], array['a','b','c']) t(x,y)", '1,a / 2,b / ,c'],
  ["select * from unnest(map(array['a','b'],array[1,2])) t(k,v)", 'a,1 / b,2'],
  ["select * from unnest(array[row(1,'a'),row(2,'b')]) t(x,y)", '1,a / 2,b'],
  ['select * from unnest(array[1,2]) with ordinality', '1,1 / 2,2'],
  ['select x from (values 1,2,3) t(x) where exists (select 1 from (values 2) u(y) where y = x)', '2'],
  ['select x from (values 1,2,3) t(x) where x not in (select y from (values 2) u(y))', '1 / 3'],
  ['select x from (values 1,2,3) t(x) where x > all (select y from (values 1,2) u(y))', '3'],
  ['select x from (values 1,2,3) t(x) where x = any (select y from (values 1,2) u(y)) order by x', '1 / 2'],
];

describe('relations', () => {
  let trino: TrinoSqlInProcess;
  beforeAll(async () => {
    trino = await TrinoSqlInProcess.start();
  });
  afterAll(() => trino.engine.close());

  it.each(ROWS)('%s', async (statement, expected) => {
    expect(await trino.rows(statement)).toBe(expected);
  });
});
