import { RAISED } from './raise.ts';

/** A macro's head and body; it is called as `sluice.name(…)`. */
type Macro = readonly [head: string, body: string];

/** Fails as `raise.ts` does, inside a macro. `text` is SQL. */
function fail(text: string, type: string): string {
  const failing = `CAST('${RAISED}' || ${text} AS BIGINT)`;
  return type === 'BIGINT' ? failing : `CAST(CAST(${failing} AS VARCHAR) AS ${type})`;
}

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
const TIMESTAMP = String.raw`[+-]?[0-9]{4,}-[0-9]{1,2}-[0-9]{1,2}(?: ${TIME_OF_DAY})?`;
const ZONED = String.raw`\s*(${TIMESTAMP})\s*([A-Za-z+-]\S*)?\s*`;

const CASTS_FROM_TEXT: readonly Macro[] = [
  textToNumber('tinyint', INTEGER, 'TINYINT', 'TINYINT'),
  textToNumber('smallint', INTEGER, 'SMALLINT', 'SMALLINT'),
  textToNumber('integer', INTEGER, 'INTEGER', 'INT'),
  textToNumber('bigint', INTEGER, 'BIGINT', 'BIGINT'),
  textToNumber('double', FLOATING, 'DOUBLE', 'DOUBLE'),
  textToNumber('real', FLOATING, 'FLOAT', 'REAL'),
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
      THEN sluice.from_wall_clock(TRY_CAST(regexp_extract(s, '^${ZONED}$', 1) AS TIMESTAMP),
        sluice.zone_name(regexp_extract(s, '^${ZONED}$', 2)))
      ELSE CAST('${RAISED}Value cannot be cast to timestamp with time zone: ' || s AS STRUCT(t TIMESTAMPTZ, z VARCHAR)) END`,
  ],
];

/** Values whose zone travels with them: `STRUCT(t TIMESTAMPTZ, z VARCHAR)`. */
const ZONES: readonly Macro[] = [
  ['zoned(i, z)', 'CASE WHEN i IS NOT NULL AND z IS NOT NULL THEN struct_pack(t := i, z := z) END'],
  [
    'offset_micros(z)',
    `(CASE WHEN z LIKE '-%' THEN -60000000 ELSE 60000000 END) *
      (CAST(substr(z, 2, 2) AS BIGINT) * 60 + CAST(substr(z, 5, 2) AS BIGINT))`,
  ],
  [
    // Names as Trino prints them: `UTC` for all its names, offsets with two digits each.
    'zone_name(z)',
    String.raw`CASE WHEN z IS NULL THEN NULL
      WHEN z = '' OR lower(z) IN ('z', 'utc', 'gmt', 'ut', 'uct', 'zulu', '+00:00', '-00:00', '+0:00', '-0:00', '+00', '-00') THEN 'UTC'
      WHEN regexp_full_match(z, '[+-][0-9]{1,2}(:?[0-9]{2})?')
      THEN left(z, 1) || lpad(regexp_extract(z, '^[+-]([0-9]{1,2}?)(:?([0-9]{2}))?$', 1), 2, '0') || ':' ||
        rpad(regexp_extract(z, '^[+-]([0-9]{1,2}?)(:?([0-9]{2}))?$', 3), 2, '0')
      ELSE z END`,
  ],
  [
    'local_time(i, z)',
    `CASE WHEN z = 'UTC' THEN make_timestamp(epoch_us(i))
      WHEN z LIKE '+%' OR z LIKE '-%' THEN make_timestamp(epoch_us(i) + sluice.offset_micros(z))
      ELSE timezone(z, i) END`,
  ],
  ['wall_clock(p)', 'sluice.local_time((p).t, (p).z)'],
  [
    'instant_of_local(w, z)',
    `CASE WHEN z = 'UTC' THEN make_timestamptz(epoch_us(w))
      WHEN z LIKE '+%' OR z LIKE '-%' THEN make_timestamptz(epoch_us(w) - sluice.offset_micros(z))
      ELSE timezone(z, w) END`,
  ],
  ['from_wall_clock(w, z)', 'sluice.zoned(sluice.instant_of_local(w, z), z)'],
  [
    'offset_text(us)',
    `CASE WHEN us = 0 THEN 'Z' ELSE concat(CASE WHEN us < 0 THEN '-' ELSE '+' END,
      lpad(CAST(abs(us) // 3600000000 AS VARCHAR), 2, '0'), ':',
      lpad(CAST(abs(us) // 60000000 % 60 AS VARCHAR), 2, '0')) END`,
  ],
  [
    'zoned_iso_text(p)',
    `CASE WHEN p IS NOT NULL THEN replace(CAST(sluice.wall_clock(p) AS VARCHAR), ' ', 'T') ||
      sluice.offset_text(epoch_us(sluice.wall_clock(p)) - epoch_us((p).t)) END`,
  ],
];

const TEXTS: readonly Macro[] = [
  [
    'quote_cell(s, sep)',
    `CASE WHEN contains(s, sep) OR contains(s, '"') OR contains(s, chr(10)) OR contains(s, chr(13))
      THEN concat('"', replace(s, '"', '""'), '"') ELSE s END`,
  ],
  [
    'json_text(s)',
    String.raw`CASE WHEN contains(s, chr(133)) OR contains(s, chr(8232)) OR contains(s, chr(8233))
      THEN replace(replace(replace(CAST(to_json(s) AS VARCHAR), chr(133), '\u0085'), chr(8232), '\u2028'), chr(8233), '\u2029')
      ELSE CAST(to_json(s) AS VARCHAR) END`,
  ],
  [
    'shortest_decimal(t)',
    `CASE WHEN t LIKE '%0' THEN
      CASE WHEN rtrim(t, '0') LIKE '%.' THEN concat(rtrim(t, '0'), '0') ELSE rtrim(t, '0') END ELSE t END`,
  ],
  ['pad(s, n)', `CASE WHEN length(s) < n THEN rpad(s, n, ' ') ELSE s END`],
  [
    // `d.dddE±x` from DuckDB's shortest text of a positive number.
    'scientific(u)',
    `CASE WHEN contains(u, 'e') THEN concat(split_part(u, 'e', 1),
        CASE WHEN contains(split_part(u, 'e', 1), '.') THEN '' ELSE '.0' END, 'E', CAST(split_part(u, 'e', 2) AS INTEGER))
      WHEN u LIKE '0.%' THEN concat(left(ltrim(split_part(u, '.', 2), '0'), 1), '.',
        CASE WHEN substr(ltrim(split_part(u, '.', 2), '0'), 2) = '' THEN '0' ELSE substr(ltrim(split_part(u, '.', 2), '0'), 2) END,
        'E', length(ltrim(split_part(u, '.', 2), '0')) - length(split_part(u, '.', 2)) - 1)
      ELSE concat(left(u, 1), '.',
        CASE WHEN rtrim(substr(replace(u, '.', ''), 2), '0') = '' THEN '0' ELSE rtrim(substr(replace(u, '.', ''), 2), '0') END,
        'E', length(split_part(u, '.', 1)) - 1) END`,
  ],
  [
    'signed_scientific(t)',
    `CASE WHEN t LIKE '-%' THEN concat('-', sluice.scientific(substr(t, 2))) ELSE sluice.scientific(t) END`,
  ],
  [
    // CAST(double AS varchar) in Trino: always an exponent.
    'scientific_text(x)',
    `CASE WHEN x IS NULL THEN NULL WHEN isnan(x) THEN 'NaN'
      WHEN isinf(x) THEN CASE WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END
      WHEN x = 0 THEN CAST(x AS VARCHAR) || 'E0'
      ELSE sluice.signed_scientific(CAST(x AS VARCHAR)) END`,
  ],
  [
    // Java's Double.toString: an exponent only from 10^7 on and below 10^-3.
    'java_double(x)',
    `CASE WHEN x IS NULL THEN NULL WHEN isnan(x) THEN 'NaN'
      WHEN isinf(x) THEN CASE WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END
      WHEN x = 0 OR (abs(x) >= 0.001 AND abs(x) < 10000000) THEN CAST(x AS VARCHAR)
      ELSE sluice.signed_scientific(CAST(x AS VARCHAR)) END`,
  ],
  [
    // JSON has no NaN and no infinity: they are texts there.
    'double_json(x)',
    `CASE WHEN isnan(x) OR isinf(x) THEN concat('"', sluice.java_double(x), '"') ELSE sluice.java_double(x) END`,
  ],
  [
    'timestamp_text(w, p)',
    `CASE WHEN p = 0 THEN left(CAST(w AS VARCHAR), 19)
      ELSE left(CAST(w AS VARCHAR), 19) || '.' || rpad(substr(CAST(w AS VARCHAR), 21), p, '0') END`,
  ],
  [
    'time_text(w, p)',
    `CASE WHEN p = 0 THEN left(CAST(w AS VARCHAR), 8)
      ELSE left(CAST(w AS VARCHAR), 8) || '.' || rpad(substr(CAST(w AS VARCHAR), 10), p, '0') END`,
  ],
  [
    'day_interval_text(ms)',
    `CASE WHEN ms IS NOT NULL THEN concat(CASE WHEN ms < 0 THEN '-' ELSE '' END, abs(ms) // 86400000, ' ',
      lpad(CAST(abs(ms) // 3600000 % 24 AS VARCHAR), 2, '0'), ':', lpad(CAST(abs(ms) // 60000 % 60 AS VARCHAR), 2, '0'), ':',
      lpad(CAST(abs(ms) // 1000 % 60 AS VARCHAR), 2, '0'), '.', lpad(CAST(abs(ms) % 1000 AS VARCHAR), 3, '0')) END`,
  ],
  [
    'month_interval_text(m)',
    `CASE WHEN m IS NOT NULL THEN concat(CASE WHEN m < 0 THEN '-' ELSE '' END, abs(m) // 12, '-', abs(m) % 12) END`,
  ],
  [
    // Half up, away from zero; `x` and `unit` are whole numbers.
    'round_to(x, unit)',
    'CAST(floor((x + unit // 2) / unit) AS BIGINT) * unit',
  ],
];

export const MACROS: readonly Macro[] = [...CASTS_FROM_TEXT, ...ZONES, ...TEXTS];
