import { fail, type Macro } from './macro.ts';

const DATE = '[0-9]{4}-[0-9]{2}-[0-9]{2}';
const ZONE = 'Z|[+-][0-9]{2}(?::?[0-9]{2})?';
const PATTERN = `^(${DATE})(?:T([0-9]{2})(?::([0-9]{2})(?::([0-9]{2}(?:[.,][0-9]+)?))?)?(${ZONE})?)?$`;

const part = (n: number, missing: string) =>
  `CASE WHEN regexp_extract(s, '${PATTERN}', ${n}) = '' THEN '${missing}' ELSE regexp_extract(s, '${PATTERN}', ${n}) END`;

/** As much of a text as can be read. */
const DATE_PREFIX = '(?:[+-]?[0-9]{1,9}(?:-[0-9]{1,2}(?:-[0-9]{1,2})?)?)?';
const TIMESTAMP_PREFIX = `${DATE_PREFIX}(?:T(?:[0-9]{1,2}(?::[0-9]{1,2}(?::[0-9]{1,2}(?:[.,][0-9]+)?)?)?)?(?:${ZONE})?)?`;

/** Reading ISO 8601; digits beyond milliseconds are cut. */
export const ISO_8601: readonly Macro[] = [
  [
    // `n`: the characters that could be read; a long rest is cut.
    'malformed_at(s, n)',
    `concat('Invalid format: "', CASE WHEN length(s) <= n + 35 THEN s ELSE left(s, n + 32) || '...' END, '"',
      CASE WHEN n = 0 THEN '' WHEN n >= length(s) THEN ' is too short'
        ELSE concat(' is malformed at "', CASE WHEN length(s) <= n + 35 THEN substr(s, n + 1) ELSE substr(s, n + 1, 32) || '...' END, '"') END)`,
  ],
  [
    'malformed(s, prefix, whole)',
    'sluice.malformed_at(s, CASE WHEN regexp_matches(s, whole) THEN 0 ELSE length(regexp_extract(s, prefix)) END)',
  ],
  [
    'iso_date(s)',
    `CASE WHEN s IS NULL THEN NULL WHEN regexp_full_match(s, '${DATE}') AND TRY_CAST(s AS DATE) IS NOT NULL
      THEN TRY_CAST(s AS DATE) ELSE ${fail(`sluice.malformed(s, '^${DATE_PREFIX}', '^${DATE}$')`, 'DATE')} END`,
  ],
  [
    'iso_wall_clock(s)',
    `TRY_CAST(concat(regexp_extract(s, '${PATTERN}', 1), ' ', ${part(2, '00')}, ':', ${part(3, '00')}, ':', ${part(4, '00')}) AS TIMESTAMP)`,
  ],
  [
    'iso_timestamp(s)',
    `CASE WHEN s IS NULL THEN NULL
      WHEN regexp_matches(s, '${PATTERN}') AND sluice.iso_wall_clock(s) IS NOT NULL THEN
        list_transform([sluice.zone_name(regexp_extract(s, '${PATTERN}', 5))],
          lambda z: sluice.from_wall_clock(date_trunc('milliseconds', sluice.iso_wall_clock(s)), z))[1]
      ELSE sluice.from_wall_clock(${fail(`sluice.malformed(s, '^${TIMESTAMP_PREFIX}', '${PATTERN}')`, 'TIMESTAMP')}, 'UTC') END`,
  ],
  [
    'zero_padded(n, digits)',
    "CASE WHEN length(CAST(n AS VARCHAR)) < digits THEN lpad(CAST(n AS VARCHAR), digits, '0') ELSE CAST(n AS VARCHAR) END",
  ],
  ['numeric_offset(us)', "CASE WHEN us = 0 THEN '+00:00' ELSE sluice.offset_text(us) END"],
];
