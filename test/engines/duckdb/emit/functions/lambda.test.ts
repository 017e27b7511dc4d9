import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TrinoSqlInProcess } from '../compile-and-run.ts';

/** An expression, and its value in a CSV file or `!` and the error; all seen on a real Trino 476. */
const VALUES: readonly (readonly [expression: string, expected: string])[] = [
  ["map_filter(map(array['a','b'],array[1,2]),(k,v)->v>1)", '"{""b"":2}"'],
  ["transform_values(map(array['a'],array[1]),(k,v)->v+1)", '"{""a"":2}"'],
  ["transform_keys(map(array['a'],array[1]),(k,v)->k||'x')", '"{""ax"":1}"'],
  ['transform(array[1,2],x->x*2)', '"[2,4]"'],
  ['filter(array[1,null,3],x->x>1)', '[3]'],
  ['reduce(array[1,2,3],0,(s,x)->s+x,s->s*10)', '60'],
  ["reduce(array[1,2],'',(s,x)->s||cast(x as varchar),s->s)", '12'],
  ['any_match(array[1,2],x->x>1)', 'true'],
  ['all_match(array[1,null],x->x>0)', ''],
  ['none_match(array[1,null],x->x>5)', ''],
  ['any_match(array[]  ,x->true)', 'false'],
  ["zip_with(array[1,2],array['a'],(x,y)->coalesce(y,'z')||cast(x as varchar))", '"[""a1"",""z2""]"'],
  ['all_match(array[1,-1],x->x>0)', 'false'],
  ['transform(array[array[1,2],array[3]], x -> reduce(x, 0, (s,y)->s+y, s->s))', '"[3,3]"'],
  [
    'reduce(array[1,2,3], cast(row(0,0) as row(s integer, c integer)), (s,x)->cast(row(s.s+x, s.c+1) as row(s integer,c integer)), s->s.s/s.c)',
    '2',
  ],
];

describe('lambdas', () => {
  let trino: TrinoSqlInProcess;
  beforeAll(async () => {
    trino = await TrinoSqlInProcess.start();
  });
  afterAll(() => trino.engine.close());

  it.each(VALUES)('%s', async (expression, expected) => {
    expect(await trino.rows(`SELECT ${expression}`)).toBe(expected);
  });
});
