import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TrinoSqlInProcess } from '../compile-and-run.ts';

/** An expression, and its value in a CSV file or `!` and the error; all seen on a real Trino 476. */
const VALUES: readonly (readonly [expression: string, expected: string])[] = [
  ['json_parse(\'{"b":1, "a":[1, 2.50, 1e2]}\')', '"{""a"":[1,2.5,100.0],""b"":1}"'],
  ['json_format(json \'{"b":"x\\/é\\u00e9"}\')', '"{""b"":""x/éé""}"'],
  ['json_extract(\'{"a":{"b":[1,2]}}\',\'$.a.b[1]\')', '2'],
  ['json_extract_scalar(\'{"a":{"b c":2.50}}\',\'$.a["b c"]\')', '2.50'],
  ['json_extract_scalar(\'{"a":["x\\"1.50",1E-05]}\',\'$.a[1]\')', '1E-05'],
  ['json_extract_scalar(\'{"a":["x\\"1.50",1.5]}\',\'$.a[0]\')', '"x""1.50"'],
  ['json_extract(\'{"a": {"c": 1, "b": "x"}}\', \'$.a\')', '"{""c"":1,""b"":""x""}"'],
  ['json_extract(\'{"a": "x"}\', \'$.a\')', '"""x"""'],
  ["json_array_contains('[1.0]',1)", 'false'],
  ["json_array_contains('[1.0]',1e0)", 'true'],
  ["json_extract_scalar('{\"a\":[1]}','$.a')", ''],
  ["json_extract_scalar('{\"a\":null}','$.a')", ''],
  ["json_extract('{\"a\":null}','$.a')", 'null'],
  ["json_array_length('[1,2]')", '2'],
  ["json_array_length('{}')", ''],
  ["json_extract('x','$.a')", ''],
  ["json_extract_scalar('{\"a\":true}','$.a')", 'true'],
  ['json_size(\'{"a":{"b":1,"c":2}}\',\'$.a\')', '2'],
  ['json_extract_scalar(\'{"a":"é\\n"}\',\'$.a\')', '"é / "'],
  ['json_parse(null)', ''],
  ["json_parse('x')", "! Cannot convert value to JSON: 'x'"],
  ["json_extract('{\"a\":1}', 'a')", "! Invalid JSON path: 'a'"],
  ["json_extract('{\"a\":1}', '$..a')", "! Invalid JSON path: '$..a'"],
  ["json_extract_scalar('[1,2]','$[1]')", '2'],
  ["json_extract_scalar('[1,2]','$[5]')", ''],
  ["json_array_contains('[1,2]',2)", 'true'],
  ["is_json_scalar('1')", 'true'],
  ['json \'{"a":1}\'', '"{""a"":1}"'],
];

describe('JSON', () => {
  let trino: TrinoSqlInProcess;
  beforeAll(async () => {
    trino = await TrinoSqlInProcess.start();
  });
  afterAll(() => trino.engine.close());

  it.each(VALUES)('%s', async (expression, expected) => {
    expect(await trino.rows(`SELECT ${expression}`)).toBe(expected);
  });
});
