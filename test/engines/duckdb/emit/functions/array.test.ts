import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TrinoSqlInProcess } from '../compile-and-run.ts';

/** An expression, and its value in a CSV file or `!` and the error; all seen on a real Trino 476. */
const VALUES: readonly (readonly [expression: string, expected: string])[] = [
  ["reverse('añb')", 'bña'],
  ["concat('a',null)", ''],
  ["concat('a','b','c')", 'abc'],
  ['array[1,2,3][2]', '2'],
  ['element_at(array[1,2],-1)', '2'],
  ['element_at(array[1,2],5)', ''],
  ['cardinality(array[1,null])', '2'],
  ['contains(array[1,null],2)', ''],
  ['contains(array[1,null],1)', 'true'],
  ["array_join(array[1,null,2],',')", '"1,2"'],
  ["array_join(array[1,null,2],',','x')", '"1,x,2"'],
  ["array_join(array[1.5e0],',')", '1.5E0'],
  ['array_sort(array[3,null,1])', '"[1,3,null]"'],
  ['array_distinct(array[3,1,3,null,null])', '"[3,1,null]"'],
  ['array_max(array[1,null])', ''],
  ['array_max(array[1,5])', '5'],
  ['array_min(array[2,1])', '1'],
  ['array_position(array[1,2],2)', '2'],
  ['array_position(array[1,2],9)', '0'],
  ['array_remove(array[1,2,1],1)', '[2]'],
  ['array_union(array[3,1],array[1,2])', '"[3,1,2]"'],
  ['array_intersect(array[3,1],array[1,3])', '"[3,1]"'],
  ['array_except(array[3,1,3],array[1])', '[3]'],
  ['arrays_overlap(array[1,null],array[2])', ''],
  ['slice(array[1,2,3,4],2,2)', '"[2,3]"'],
  ['slice(array[1,2,3],-2,2)', '"[2,3]"'],
  ['flatten(array[array[1],array[2,3]])', '"[1,2,3]"'],
  ["repeat('a',3)", '"[""a"",""a"",""a""]"'],
  ['reverse(array[1,2])', '"[2,1]"'],
  ['array[1]||array[2]', '"[1,2]"'],
  ['array[1]||2', '"[1,2]"'],
  ['0||array[1]', '"[0,1]"'],
  ["zip(array[1,2],array['a'])", '"[[1,""a""],[2,null]]"'],
  ['trim_array(array[1,2,3],2)', '[1]'],
  ['array[1,2,3][4]', '! Array subscript must be less than or equal to array length: 4 > 3'],
  ['array[1][0]', '! SQL array indices start at 1'],
  ['array[1][-1]', '! Array subscript is negative: -1'],
  ['element_at(array[1],0)', '! SQL array indices start at 1'],
  ['slice(array[1],0,1)', '! SQL array indices start at 1'],
  ['slice(array[1],1,-1)', '! length must be greater than or equal to 0'],
  ['sequence(1,5)', '"[1,2,3,4,5]"'],
  ['sequence(5,1)', '"[5,4,3,2,1]"'],
  ['sequence(1,10,3)', '"[1,4,7,10]"'],
  [
    "sequence(date '2024-01-30',date '2024-04-01', interval '1' month)",
    '"[""2024-01-30"",""2024-02-29"",""2024-03-30""]"',
  ],
  ["sequence(date '2024-01-01', date '2024-01-03')", '"[""2024-01-01"",""2024-01-02"",""2024-01-03""]"'],
  ['sequence(1,1)', '[1]'],
  ['sequence(1,20000)', '! result of sequence function must not have more than 10000 entries'],
  [
    'sequence(1,5,-1)',
    '! sequence stop value should be greater than or equal to start value if step is greater than zero otherwise stop should be less than or equal to start',
  ],
  ['sequence(1,5,0)', '! step must not be zero'],
  ["element_at(map(array['a'],array[1]),'z')", ''],
  ["cardinality(map(array['a'],array[1]))", '1'],
  ['array_sort(array[1,3,2],(x,y)->if(x<y,1,if(x=y,0,-1)))', '"[3,2,1]"'],
  ['array[1,null]=array[1,null]', ''],
  ['array[1,null]=array[2,null]', 'false'],
  ['array[1,2]=array[1,2]', 'true'],
  ['row(1,2)[2]', '2'],
  ['array[1.5,2.25]', '"[1.5,2.25]"'],
  ["row(1,'a')", '"[1,""a""]"'],
];

describe('arrays', () => {
  let trino: TrinoSqlInProcess;
  beforeAll(async () => {
    trino = await TrinoSqlInProcess.start();
  });
  afterAll(() => trino.engine.close());

  it.each(VALUES)('%s', async (expression, expected) => {
    expect(await trino.rows(`SELECT ${expression}`)).toBe(expected);
  });
});
