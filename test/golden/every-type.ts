import { readFile } from 'node:fs/promises';
import type { OutputFormat, OutputStyle } from '../../src/ports/engine.ts';

/** One column a type (data-query contract §5); the second row has the awkward values, the third nulls. */
const COLUMNS: readonly (readonly [label: string, type: string, plain: string, awkward: string])[] = [
  ['flag', 'boolean', 'true', 'false'],
  ['tiny', 'tinyint', '1', '-128'],
  ['small', 'smallint', '1', '-32768'],
  ['whole', 'integer', '1', '-2147483648'],
  ['big', 'bigint', '1', '9223372036854775807'],
  ['money', 'decimal(18,6)', '395.63', '-179.99'],
  ['part', 'decimal(2,2)', '0.05', '-0.5'],
  ['huge', 'decimal(38,0)', '7', "decimal '12345678901234567890123456789012345678'"],
  ['ratio', 'double', '1e-1', '-1e10'],
  ['small ratio', 'double', 'nan()', '123456e-8'],
  ['single', 'real', "real '0.3'", '-infinity()'],
  ['name', 'varchar', "'plain'", `'two, with "comma"; a' || chr(9) || 'tab | \\ and' || chr(10) || 'line'`],
  ['empty', 'varchar', "''", `'${'\u0085'}' || chr(8232) || chr(8233) || 'é😀' || chr(1)`],
  ['code', 'char(3)', "'ab'", `'a,'`],
  ['day', 'date', "date '2024-02-29'", "date '1969-07-20'"],
  ['clock', 'time(3)', "time '08:09:10.120'", "time '00:00:00'"],
  ['wall', 'timestamp(3)', "timestamp '2024-05-06 07:08:09'", "timestamp '2024-05-06 07:08:09.120'"],
  [
    'utc',
    'timestamp(3) with time zone',
    "timestamp '2021-02-08 11:08:03.875 UTC'",
    "timestamp '1969-12-31 23:59:59.999 UTC'",
  ],
  ['age', 'interval day to second', "interval '3' day", "interval '-7' hour"],
  ['term', 'interval year to month', "interval '14' month", "interval '-1' month"],
  ['bytes', 'varbinary', "X'00ff'", "X''"],
  ['list', 'array(varchar)', "array['a', null]", `array['"', 'x,y']`],
  [
    'numbers',
    'map(varchar,decimal(3,1))',
    "map(array['k'], array[1.5])",
    "map(array['a', 'b'], array[2.0, null])",
  ],
  ['entry', 'row(a integer, b varchar)', "row(1, 'x')", 'row(null, null)'],
  ['json', 'json', `json '{"b": 1, "a": [true, null]}'`, `json '"text"'`],
];

/** Three rows of every type, and two labels that need care. */
export const EVERY_TYPE = `SELECT ${COLUMNS.map(([label, type]) => `CAST(c_${label.replace(' ', '_')} AS ${type}) AS "${label}"`).join(', ')}, 1 AS "two, 2", 2 AS flag
  FROM (VALUES ${[2, 3]
    .map((at) => `(${COLUMNS.map((column) => `CAST(${column[at]} AS ${column[1]})`).join(', ')}, ${at})`)
    .join(', ')}, (${COLUMNS.map(([, type]) => `CAST(NULL AS ${type})`).join(', ')}, 4))
  AS t(${COLUMNS.map(([label]) => `c_${label.replace(' ', '_')}`).join(', ')}, row_number) ORDER BY row_number`;

/** Its result files in `test/golden`; one with a separator that numbers and dates are made of, too. */
export const GOLDEN_FILES: readonly (readonly [file: string, format: OutputFormat, separator?: string])[] = [
  ['every-type.csv', 'csv'],
  ['every-type.tsv', 'tsv'],
  ['every-type.dsv', 'dsv'],
  ['every-type-by-dash.dsv', 'dsv', '-'],
  ['every-type.jsonl', 'jsonl'],
];

/** The style of AQuA's files (aqua.md §5.5), with a text for null that has to be quoted: `every-type-aqua.csv`. */
export const AQUA_STYLE: OutputStyle = { decimals: 'short', dateTimes: 'basic-offset', nullText: 'n,a' };

export function goldenFile(name: string): Promise<Buffer> {
  return readFile(new URL(name, import.meta.url));
}
