import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TrinoSqlInProcess } from '../compile-and-run.ts';

/** An expression, and its value in a CSV file or `!` and the error; all seen on a real Trino 476. */
const VALUES: readonly (readonly [expression: string, expected: string])[] = [
  ["substr('abc',0)", ''],
  ["substr('abc',-5)", ''],
  ["substr('abc',-2)", 'bc'],
  ["substr('abc',2,-1)", ''],
  ["substr('abc',5)", ''],
  ["substr('héllo',-3,2)", 'll'],
  ["substr('abc',-5,4)", ''],
  ["substr('abc', 4)", ''],
  ["split_part('a,b',',',3)", ''],
  ["split_part('a,b',',',2)", 'b'],
  ["split_part('',',',1)", ''],
  ["split_part('abc','',1)", 'a'],
  ["split_part('a,b', ',', null)", ''],
  ["split_part('a,b',',',0)", '! Index must be greater than zero'],
  ["split('a,b,c',',')", '"[""a"",""b"",""c""]"'],
  ["split('a,b,c',',',2)", '"[""a"",""b,c""]"'],
  ["split('',',')", '"[""""]"'],
  ["split('abc','')", '! The delimiter may not be the empty string'],
  ["strpos('abcabc','c')", '3'],
  ["strpos('abcabc','c',2)", '6'],
  ["strpos('abc','')", '1'],
  ["strpos('abcabc','c',-1)", '6'],
  ["strpos('abcabc','x',1)", '0'],
  ["replace('abc','b')", 'ac'],
  ["replace('aXbX','X','yy')", 'ayybyy'],
  ["replace('abc','', '-')", '-a-b-c-'],
  ["lpad('abc',5,'xy')", 'xyabc'],
  ["lpad('abc',2,'x')", 'ab'],
  ["rpad('abc',6,'xy')", 'abcxyx'],
  ["lpad('abc',0,'x')", ''],
  ["lpad('abc',5,'')", '! Padding string must not be empty'],
  ["lpad('abc',-1,'x')", '! Target length must be in the range [0..2147483647]'],
  ["trim('  a  ')", 'a'],
  ["ltrim('  a ')", 'a '],
  ["rtrim(' a ')", ' a'],
  ["trim(both 'x' from 'xxaxx')", 'a'],
  ["trim(chr(9) || 'a' || chr(10))", 'a'],
  ["length(trim(U&'\\00A0a'))", '2'],
  ["upper('groß')", 'GROß'],
  ["upper('ŉ')", 'ŉ'],
  ["lower('ΑΣ')", 'ασ'],
  ["concat_ws('-', 'a', null, 'b')", 'a-b'],
  ["concat_ws('-', array['a',null,'b'])", 'a-b'],
  ["concat_ws(null,'a')", ''],
  ["length('añ😀')", '3'],
  ['chr(128512)', '😀'],
  ["codepoint('a')", '97'],
  ["starts_with('abc','ab')", 'true'],
  ["translate('abcd','abc','xy')", 'xyd'],
  [
    "codepoint('ab')",
    '! line 1:8: Unexpected parameters (varchar(2)) for function codepoint. Expected: codepoint(varchar(1))',
  ],
  ["to_hex(to_utf8('aé'))", '61C3A9'],
  ["md5(to_utf8('a'))", 'DMF1ucDxtqgxw5niaXcmYQ=='],
  ["to_base64(to_utf8('abc'))", 'YWJj'],
  ["levenshtein_distance('kitten','sitting')", '3'],
  ["hamming_distance('abc','abd')", '1'],
  ["length(cast('a' as char(3)))", '3'],
  ["cast('ab' as char(4)) || 'x'", 'ab  x'],
  ["upper(cast('ab' as char(4)))", 'AB  '],
  ["lower(cast('AB' as char(4)))", 'ab  '],
  ["substr(cast('ab c' as char(5)),2)", 'b c '],
  ["substr(cast('ab c' as char(5)),2,2)", 'b '],
  ["substr(X'010203',2)", 'AgM='],
  ["substr(X'010203',-2,1)", 'Ag=='],
  ['upper(null)', ''],
  [
    "substr('abc')",
    '! line 1:8: Unexpected parameters (varchar(3)) for function substr. Expected: substr(char(x), bigint), substr(char(x), bigint, bigint), substr(varbinary, bigint), substr(varbinary, bigint, bigint), substr(varchar(x), bigint), substr(varchar(x), bigint, bigint)',
  ],
  [
    'upper(1)',
    '! line 1:8: Unexpected parameters (integer) for function upper. Expected: upper(char(x)), upper(varchar(x))',
  ],
  ["to_uuid32('a')", 'a'],
  ["'a' || 'b' || null", ''],
  ["'x' || cast(1 as varchar)", 'x1'],
];

describe('strings', () => {
  let trino: TrinoSqlInProcess;
  beforeAll(async () => {
    trino = await TrinoSqlInProcess.start();
  });
  afterAll(() => trino.engine.close());

  it.each(VALUES)('%s', async (expression, expected) => {
    expect(await trino.rows(`SELECT ${expression}`)).toBe(expected);
  });
});
