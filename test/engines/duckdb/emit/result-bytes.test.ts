import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AQUA_STYLE, EVERY_TYPE, GOLDEN_FILES, goldenFile } from '../../../golden/every-type.ts';
import { TrinoSqlInProcess } from './compile-and-run.ts';

const SHORT: readonly (readonly [sql: string, text: string])[] = [
  ...['0', '77.86', '-11095', '25', '-0.5', '0.000001', '999999999999.999999', '100.1', '-100'].map(
    (value) => [`CAST('${value}' AS decimal(18,6))`, value] as const,
  ),
  ...['0', '25', '-9.000000001', '1234567890123.1', '-1234567890123', '999999999.999999999'].map(
    (value) => [`CAST('${value}' AS decimal(22,9))`, value] as const,
  ),
  ["CAST('0' AS decimal(2,2))", '0'],
  ["CAST('-0.5' AS decimal(2,2))", '-0.5'],
  ["CAST('0.25' AS decimal(2,2))", '0.25'],
  ["CAST('0.10' AS decimal(38,38))", '0.1'],
  ["CAST('100' AS decimal(38,0))", '100'],
  ['CAST(25 AS double)', '25'],
  ['CAST(-0.0 AS double)', '0'],
  ['-0.1e0', '-0.1'],
  ['1e21', '1000000000000000000000'],
  ['-1.25e17', '-125000000000000000'],
  ['1.2345678901234567e16', '12345678901234568'],
  ['1.5e-7', '0.00000015'],
  ['-5e-324', `-0.${'0'.repeat(323)}5`],
  ["real '0.3'", '0.3'],
  ["real '1e20'", '100000000000000000000'],
  ['nan()', 'NaN'],
];

const ZONED = (text: string, zone: string) => `timestamp '${text} UTC' AT TIME ZONE '${zone}'`;
const BASIC: readonly (readonly [sql: string, text: string])[] = [
  [ZONED('2026-03-04 18:11:12.999', 'America/Los_Angeles'), '2026-03-04T10:11:12-0800'],
  [ZONED('2026-07-04 18:11:12', 'America/Los_Angeles'), '2026-07-04T11:11:12-0700'],
  [ZONED('1950-07-04 18:11:12', 'America/Los_Angeles'), '1950-07-04T11:11:12-0700'],
  [ZONED('2026-01-01 00:00:00', 'Asia/Kathmandu'), '2026-01-01T05:45:00+0545'],
  [ZONED('2026-01-01 00:00:00', 'Europe/London'), '2026-01-01T00:00:00+0000'],
  [ZONED('2026-01-01 00:00:00', '-07:30'), '2025-12-31T16:30:00-0730'],
  ["timestamp '2021-02-08 11:08:03.875 UTC'", '2021-02-08T11:08:03+0000'],
  ["timestamp '1969-12-31 23:59:59.999 UTC'", '1969-12-31T23:59:59+0000'],
  [ZONED('1969-12-31 23:59:59.999', 'America/Los_Angeles'), '1969-12-31T15:59:59-0800'],
  ["timestamp '2024-05-06 07:08:09.123'", '2024-05-06T07:08:09'],
  ["date '2024-02-29'", '2024-02-29'],
];

describe('the bytes of a result file', () => {
  let trino: TrinoSqlInProcess;
  beforeAll(async () => {
    trino = await TrinoSqlInProcess.start();
  });
  afterAll(() => trino.engine.close());

  it.each(GOLDEN_FILES.map(([file, format, separator]) => ({ file, format, separator })))(
    '$file',
    async ({ file, format, separator }) => {
      const golden = (await goldenFile(file)).toString();
      expect(await trino.file(EVERY_TYPE, format, separator)).toBe(golden);
    },
  );

  it("every-type-aqua.csv, in the style of AQuA's files", async () => {
    const golden = (await goldenFile('every-type-aqua.csv')).toString();
    expect(await trino.file(EVERY_TYPE, 'csv', undefined, AQUA_STYLE)).toBe(golden);
  });

  describe.each([
    ['decimals without what says nothing', { decimals: 'short' }, SHORT],
    ['seconds with a basic offset, of the zone at that instant', { dateTimes: 'basic-offset' }, BASIC],
  ] as const)('%s', (_name, style, values) => {
    it.each(values)('%s is %s', async (sql, text) => {
      expect(await trino.file(`SELECT ${sql} AS v`, 'csv', undefined, style)).toBe(`v\n${text}\n`);
    });
  });

  it('has a text for null where one is given, quoted where it must be', async () => {
    const row = `SELECT CAST(NULL AS varchar) AS a, CAST(NULL AS bigint) AS b, '' AS c`;
    expect(await trino.file(row, 'csv', undefined, { nullText: 'NULL' })).toBe('a,b,c\nNULL,NULL,\n');
    expect(await trino.file(row, 'csv', undefined, { nullText: '"' })).toBe('a,b,c\n"""","""",\n');
    const style = { nullText: '-', emptyText: 'quoted' } as const;
    expect(await trino.file(row, 'dsv', '-', style)).toBe('a-b-c\n"-"-"-"-""\n');
  });

  it('has the header alone where there are no rows, and nothing in JSON Lines', async () => {
    expect(await trino.file('SELECT 1 AS "a|b", 2 AS B WHERE false', 'dsv')).toBe('"a|b"|B\n');
    expect(await trino.file('SELECT 1 AS a WHERE false', 'jsonl')).toBe('');
  });
});
