import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TrinoSqlInProcess } from '../compile-and-run.ts';

/** An expression, and its value in a CSV file or `!` and the error; all seen on a real Trino 476. */
const VALUES: readonly (readonly [expression: string, expected: string])[] = [
  ["regexp_extract('abc123','(\\d)(\\d)',2)", '2'],
  ["regexp_extract('abc','\\d')", ''],
  ["regexp_extract('abc123','\\d+')", '123'],
  ["regexp_like('abc','b')", 'true'],
  ["regexp_replace('abcb','b')", 'ac'],
  ["regexp_replace('abcb','(b)','<$1>')", 'a<b>c<b>'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Trino's own spelling of a named group.
  ["regexp_replace('a1','(?<x>\\d)','[${x}]')", 'a[1]'],
  ["regexp_replace('ab','b','\\$')", 'a$'],
  ["regexp_split('a,b,,c',',')", '"[""a"",""b"","""",""c""]"'],
  ["regexp_count('aXbX','X')", '2'],
  ["regexp_position('aXbX','X')", '2'],
  ["regexp_position('aXbX','Z')", '-1'],
  ["regexp_extract_all('a1b2','\\d')", '"[""1"",""2""]"'],
  ["regexp_extract_all('a1b2','([a-z])(\\d)',2)", '"[""1"",""2""]"'],
  ["regexp_split('abc','')", '"[""a"",""b"",""c""]"'],
  ["regexp_replace('abc','x*','-')", '-a-b-c-'],
  ["regexp_replace('ABC','(?i)b','x')", 'AxC'],
  ["regexp_extract('b','(a)?b',1) is null", 'true'],
  ["regexp_extract('b','(a*)b',1) is null", 'false'],
  ["regexp_extract('zzxb','x(a|c)?(b)',2)", 'b'],
  ["regexp_replace('aaa','a','$1')", '! Illegal replacement sequence: unknown group 1'],
  ["regexp_replace('aaa','(a)','$2')", '! Illegal replacement sequence: unknown group 2'],
  ["regexp_replace('aaa','(a)','$x')", '! Illegal replacement sequence: $x'],
  ["regexp_replace('aaa','(a)','\\')", '! Illegal replacement sequence: \\'],
  ["regexp_replace('bbb','a','$1')", 'bbb'],
  ["regexp_extract('abc','b',1)", '! Pattern has 0 groups. Cannot access group 1'],
];

describe('regular expressions', () => {
  let trino: TrinoSqlInProcess;
  beforeAll(async () => {
    trino = await TrinoSqlInProcess.start();
  });
  afterAll(() => trino.engine.close());

  it.each(VALUES)('%s', async (expression, expected) => {
    expect(await trino.rows(`SELECT ${expression}`)).toBe(expected);
  });
});
