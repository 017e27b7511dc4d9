import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TrinoSqlInProcess } from '../compile-and-run.ts';

/** An expression, and its value in a CSV file or `!` and the error; all seen on a real Trino 476. */
const VALUES: readonly (readonly [expression: string, expected: string])[] = [
  ["map(array['a','b'],array[1,2])['a']", '1'],
  ["map_keys(map(array['b','a'],array[1,2]))", '"[""b"",""a""]"'],
  ["map_values(map(array['b','a'],array[1,2]))", '"[1,2]"'],
  ["map_concat(map(array['a'],array[1]),map(array['a','c'],array[2,3]))", '"{""a"":2,""c"":3}"'],
  ["map_entries(map(array['a'],array[1]))", '"[[""a"",1]]"'],
  ["map_from_entries(array[row('a',1)])", '"{""a"":1}"'],
  ['map()', '{}'],
  ["map(array['a'],array[1])['z']", '! Key not present in map: z'],
  ["map(array['a','a'],array[1,2])", '! Duplicate map keys (a) are not allowed'],
  ['map(array[1],array[2])[5]', '! Key not present in map: 5'],
  ["map(array['x','y'],array[1,2])", '"{""x"":1,""y"":2}"'],
];

describe('maps', () => {
  let trino: TrinoSqlInProcess;
  beforeAll(async () => {
    trino = await TrinoSqlInProcess.start();
  });
  afterAll(() => trino.engine.close());

  it.each(VALUES)('%s', async (expression, expected) => {
    expect(await trino.rows(`SELECT ${expression}`)).toBe(expected);
  });
});
