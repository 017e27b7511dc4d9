import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TrinoSqlInProcess } from '../compile-and-run.ts';

/** An expression, and its value in a CSV file or `!` and the error; all seen on a real Trino 476. */
const VALUES: readonly (readonly [expression: string, expected: string])[] = [
  ['cast(0.0001e0 as varchar)', '1.0E-4'],
  ['cast(1e7 as varchar)', '1.0E7'],
  ['cast(123.456e0 as varchar)', '1.23456E2'],
  ['cast(-0e0 as varchar)', '-0E0'],
  ["cast(real '0.3' as varchar)", '3.0E-1'],
  ['cast(1e-5 as varchar)', '1.0E-5'],
  ['cast(true as varchar)', 'true'],
  ['cast(1.50 as varchar)', '1.50'],
  ["cast(date '2024-01-02' as varchar)", '2024-01-02'],
  ['cast(0.5 as varchar)', '0.5'],
  ['cast(-0.50 as varchar)', '-0.50'],
  ['cast(12345 as varchar(3))', '! Value 12345 cannot be represented as varchar(3)'],
  ["cast('abcdef' as varchar(4))", 'abcd'],
  ['cast(12 as varchar(3))', '12'],
  ["cast('a' as char(3))", 'a  '],
  ["cast('a' as char(3)) || 'x'", 'ax  '],
  ["cast(timestamp '2024-01-02 03:04:05' as varchar)", '2024-01-02 03:04:05'],
  ["cast(timestamp '2024-01-02 03:04:05.12' as varchar)", '2024-01-02 03:04:05.12'],
  ["cast(timestamp '2024-01-02 03:04:05.123 UTC' as varchar)", '2024-01-02 03:04:05.123 UTC'],
  ["cast(timestamp '2024-01-02 03:04:05 +05:30' as varchar)", '2024-01-02 03:04:05 +05:30'],
  ["cast(time '01:02:03.5' as varchar)", '01:02:03.5'],
  ["cast(interval '1' day as varchar)", '1 00:00:00.000'],
  ["cast(interval '-7' hour as varchar)", '-0 07:00:00.000'],
  ["cast(interval '14' month as varchar)", '1-2'],
  ['cast(1 as tinyint)+cast(127 as tinyint)', '! tinyint addition overflow: 1 + 127'],
  ["try_cast('x' as integer)", ''],
  ["try_cast('6.5' as integer)", ''],
  ["try_cast('20231105' as date)", ''],
  ['cast(json \'"k"\' as varchar)', 'k'],
  ["cast(json '1.5' as double)", '1.5'],
  ["cast(json '[1,null]' as array(integer))", '"[1,null]"'],
  ['cast(json \'{"a":1}\' as map(varchar,integer))', '"{""a"":1}"'],
  ['cast(json \'{"x":1,"y":"z"}\' as row(x integer, y varchar))', '"{""x"":1,""y"":""z""}"'],
  ["cast('k' as json)", '"""k"""'],
  ["cast(json 'null' as varchar)", ''],
  ["cast(json '1' as boolean)", 'true'],
  ["cast(json 'true' as varchar)", 'true'],
  ['cast(1.50 as json)', '1.50'],
  ['cast(true as json)', 'true'],
  ["cast(json '1.9' as bigint)", '2'],
  ['cast(json \'{"a":1}\' as varchar)', '! Cannot cast \'{"a":1}\' to varchar'],
  ['cast(0e0 as varchar)', '0E0'],
  ["cast(real '0' as varchar)", '0E0'],
  ['cast(1e0 as varchar)', '1.0E0'],
  ["cast(json '[1.5]' as array(integer))", '[2]'],
  ['cast(json \'{"a":[1,2]}\' as map(varchar, array(bigint)))', '"{""a"":[1,2]}"'],
  ["cast(row(1,'a') as row(x integer, y varchar)).y", 'a'],
  ['cast(1 as decimal(18,6)) * cast(3 as decimal(18,6))', '3.000000000000'],
  ['cast(10 as decimal(18,6)) / cast(3 as decimal(18,6))', '3.333333'],
  [
    'cast(123456789012.123456 as decimal(18,6)) * cast(123456.123456 as decimal(18,6))',
    '15241496585762057.664649383936',
  ],
  ['cast(2 as decimal(18,6)) / 3', '0.666667'],
  ['cast(7 as decimal(22,9)) / cast(9 as decimal(18,6))', '0.777777778'],
  ['cast(10 as decimal(38,6)) / cast(3 as decimal(18,6))', '3.333333'],
  ['cast(1 as real) + 1', '2.0'],
  ["cast('2024-01-01' as date) + interval '1' day", '2024-01-02'],
  ['cast(array[1,2] as json)', '"[1,2]"'],
  ["cast(map(array[1,2],array['a','b']) as json)", '"{""1"":""a"",""2"":""b""}"'],
  ["cast(cast(row(1,'a') as row(x integer, y varchar)) as json)", '"{""x"":1,""y"":""a""}"'],
  ["cast(' 12 ' as bigint)", '12'],
  ["cast('abc' as integer)", "! Cannot cast 'abc' to INT"],
  ["cast('6.5' as integer)", "! Cannot cast '6.5' to INT"],
  ["cast('99999999999' as integer)", "! Cannot cast '99999999999' to INT"],
  ["cast('12x' as double)", "! Cannot cast '12x' to DOUBLE"],
  ["cast('yes' as boolean)", "! Cannot cast 'yes' to BOOLEAN"],
  ['cast(300 as tinyint)', '! Out of range for tinyint: 300'],
  ["cast(' 1.5 ' as decimal(3,1))", "! Cannot cast VARCHAR ' 1.5 ' to DECIMAL(3, 1). Value is not a number."],
  ["cast('1e2' as decimal(5,0))", '100'],
  ['cast(12345.6 as decimal(3,1))', "! Cannot cast DECIMAL(6, 1) '12345.6' to DECIMAL(3, 1)"],
  ['cast(12345 as decimal(3,1))', "! Cannot cast INTEGER '12345' to DECIMAL(3, 1)"],
  ["cast('12345.6' as decimal(3,1))", "! Cannot cast VARCHAR '12345.6' to DECIMAL(3, 1). Value too large."],
  ['cast(1.5e300 as decimal(10,2))', "! Cannot cast DOUBLE '1.5E300' to DECIMAL(10, 2)"],
  ['cast(1e10 as integer)', '! Out of range for integer: 1.0E10'],
  ["cast('2024-02-31' as date)", '! Value cannot be cast to date: 2024-02-31'],
  ["cast('2024-05-06T10:00' as timestamp)", '! Value cannot be cast to timestamp: 2024-05-06T10:00'],
  ["cast('2024-05-06 10:00:00.1234 +05:30' as timestamp(3) with time zone)", '2024-05-06T10:00:00.123+05:30'],
  ['cast(-0.5 as integer)', '-1'],
  ['cast(2.5e0 as integer)', '3'],
  ['cast(-2.5e0 as integer)', '-3'],
];

describe('casts', () => {
  let trino: TrinoSqlInProcess;
  beforeAll(async () => {
    trino = await TrinoSqlInProcess.start();
  });
  afterAll(() => trino.engine.close());

  it.each(VALUES)('%s', async (expression, expected) => {
    expect(await trino.rows(`SELECT ${expression}`)).toBe(expected);
  });
});
