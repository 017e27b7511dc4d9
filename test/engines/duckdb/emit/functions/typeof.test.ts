import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TrinoSqlInProcess } from '../compile-and-run.ts';

/** An expression, and its value in a CSV file or `!` and the error; all seen on a real Trino 476. */
const VALUES: readonly (readonly [expression: string, expected: string])[] = [
  ["typeof(lower('a'))", 'varchar(1)'],
  ["typeof(substr('abc',1))", 'varchar(3)'],
  ["typeof(concat('a','b'))", 'varchar'],
  ["typeof('a'||'b')", 'varchar'],
  ["typeof(lpad('a',3,'b'))", 'varchar'],
  ["typeof(split_part('a','b',1))", 'varchar(1)'],
  ["typeof(trim('ab'))", 'varchar(2)'],
  ["typeof(reverse('ab'))", 'varchar(2)'],
  ['typeof(round(2.345,2))', '"decimal(5,3)"'],
  ['typeof(round(2.5))', '"decimal(2,0)"'],
  ['typeof(round(125))', 'integer'],
  ['typeof(floor(1.50))', '"decimal(2,0)"'],
  ['typeof(ceil(5))', 'integer'],
  ['typeof(truncate(1.987,1))', '"decimal(4,3)"'],
  ['typeof(truncate(1.98))', '"decimal(1,0)"'],
  ['typeof(power(2,10))', 'double'],
  ['typeof(sign(-5))', 'integer'],
  ['typeof(sign(-2.5))', '"decimal(1,0)"'],
  ['typeof(10.0/3)', '"decimal(3,1)"'],
  ['typeof(2.5*2.5)', '"decimal(4,2)"'],
  ['typeof(7.5%2)', '"decimal(2,1)"'],
  ['typeof(from_unixtime(1))', 'timestamp(3) with time zone'],
  ['typeof(now())', 'timestamp(3) with time zone'],
  ['typeof(cast(10 as decimal(38,6)) / cast(3 as decimal(18,6)))', '"decimal(38,6)"'],
];

describe('result types', () => {
  let trino: TrinoSqlInProcess;
  beforeAll(async () => {
    trino = await TrinoSqlInProcess.start();
  });
  afterAll(() => trino.engine.close());

  it.each(VALUES)('%s', async (expression, expected) => {
    expect(await trino.rows(`SELECT ${expression}`)).toBe(expected);
  });
});
