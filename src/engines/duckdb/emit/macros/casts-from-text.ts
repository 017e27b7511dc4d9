import { RAISED } from '../raise.ts';
import { fail, type Macro } from './macro.ts';

function textToNumber(name: string, pattern: string, type: string, trinoName: string): Macro {
  return [
    `text_to_${name}(s)`,
    `CASE WHEN regexp_full_match(s, '${pattern}') THEN CAST(trim(s) AS ${type})
      WHEN s IS NOT NULL THEN ${fail(`'Cannot cast ''' || s || ''' to ${trinoName}'`, type)} END`,
  ];
}

const INTEGER = String.raw`\s*[+-]?[0-9]+\s*`;
const FLOATING = String.raw`\s*[+-]?(([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?|NaN|Infinity)\s*`;
const DATE = String.raw`\s*[+-]?[0-9]{4,}-[0-9]{1,2}-[0-9]{1,2}\s*`;
const TIME_OF_DAY = String.raw`[0-9]{1,2}:[0-9]{1,2}(?::[0-9]{1,2}(?:\.[0-9]+)?)?`;
const TIMESTAMP = `[+-]?[0-9]{4,}-[0-9]{1,2}-[0-9]{1,2}(?: ${TIME_OF_DAY})?`;
const ZONED = String.raw`\s*(${TIMESTAMP})\s*([A-Za-z+-]\S*)?\s*`;

/** Casts from varchar, which look at the text first (dialect notes §9). */
export const CASTS_FROM_TEXT: readonly Macro[] = [
  textToNumber('tinyint', INTEGER, 'TINYINT', 'TINYINT'),
  textToNumber('smallint', INTEGER, 'SMALLINT', 'SMALLINT'),
  textToNumber('integer', INTEGER, 'INTEGER', 'INT'),
  textToNumber('bigint', INTEGER, 'BIGINT', 'BIGINT'),
  textToNumber('double', FLOATING, 'DOUBLE', 'DOUBLE'),
  textToNumber('real', FLOATING, 'FLOAT', 'REAL'),
  // Beyond the greatest value of the type there is infinity, not an error.
  [
    'double_to_real(x)',
    "coalesce(TRY_CAST(x AS FLOAT), CASE WHEN x IS NOT NULL THEN CAST(sign(x) * CAST('Infinity' AS DOUBLE) AS FLOAT) END)",
  ],
  [
    'decimal_text(s, t)',
    String.raw`CASE WHEN regexp_full_match(s, '[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?') THEN s
      WHEN s IS NOT NULL THEN ${fail(`'Cannot cast VARCHAR ''' || s || ''' to DECIMAL(' || t || '). Value is not a number.'`, 'VARCHAR')} END`,
  ],
  [
    'text_to_boolean(s)',
    `CASE WHEN lower(s) IN ('true', 't', '1') THEN true WHEN lower(s) IN ('false', 'f', '0') THEN false
      WHEN s IS NOT NULL THEN ${fail(`'Cannot cast ''' || s || ''' to BOOLEAN'`, 'BOOLEAN')} END`,
  ],
  [
    'text_to_date(s)',
    `CASE WHEN s IS NULL THEN NULL
      WHEN regexp_full_match(s, '${DATE}') AND TRY_CAST(trim(s) AS DATE) IS NOT NULL THEN TRY_CAST(trim(s) AS DATE)
      ELSE ${fail(`'Value cannot be cast to date: ' || s`, 'DATE')} END`,
  ],
  [
    'text_to_timestamp(s)',
    `CASE WHEN s IS NULL THEN NULL
      WHEN regexp_full_match(s, '\\s*${TIMESTAMP}\\s*') AND TRY_CAST(trim(s) AS TIMESTAMP) IS NOT NULL
      THEN TRY_CAST(trim(s) AS TIMESTAMP)
      ELSE ${fail(`'Value cannot be cast to timestamp: ' || s`, 'TIMESTAMP')} END`,
  ],
  [
    'text_to_time(s)',
    `CASE WHEN s IS NULL THEN NULL
      WHEN regexp_full_match(s, '\\s*${TIME_OF_DAY}\\s*') AND TRY_CAST(trim(s) AS TIME) IS NOT NULL
      THEN TRY_CAST(trim(s) AS TIME)
      ELSE ${fail(`'Value cannot be cast to time: ' || s`, 'TIME')} END`,
  ],
  [
    'text_to_zoned(s)',
    `CASE WHEN s IS NULL THEN NULL
      WHEN regexp_full_match(s, '${ZONED}')
        AND TRY_CAST(regexp_extract(s, '^${ZONED}$', 1) AS TIMESTAMP) IS NOT NULL
      THEN list_transform([sluice.zone_name(regexp_extract(s, '^${ZONED}$', 2))],
        lambda z: sluice.from_wall_clock(TRY_CAST(regexp_extract(s, '^${ZONED}$', 1) AS TIMESTAMP), z))[1]
      ELSE CAST('${RAISED}Value cannot be cast to timestamp with time zone: ' || s AS STRUCT(t TIMESTAMPTZ, z VARCHAR)) END`,
  ],
];
