import { fail, type Macro } from './macro.ts';

const DATE = '[0-9]{4}-[0-9]{2}-[0-9]{2}';
const ZONE = 'Z|[+-][0-9]{2}(?::?[0-9]{2})?';
const PATTERN = `^(${DATE})(?:T([0-9]{2})(?::([0-9]{2})(?::([0-9]{2}(?:[.,][0-9]+)?))?)?(${ZONE})?)?$`;

const part = (n: number, missing: string) =>
  `CASE WHEN regexp_extract(s, '${PATTERN}', ${n}) = '' THEN '${missing}' ELSE regexp_extract(s, '${PATTERN}', ${n}) END`;

/** Reading ISO 8601; digits beyond milliseconds are cut. */
export const ISO_8601: readonly Macro[] = [
  [
    'iso_date(s)',
    `CASE WHEN s IS NULL THEN NULL WHEN regexp_full_match(s, '${DATE}') AND TRY_CAST(s AS DATE) IS NOT NULL
      THEN TRY_CAST(s AS DATE) ELSE ${fail(`'Invalid format: "' || s || '"'`, 'DATE')} END`,
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
      ELSE sluice.from_wall_clock(${fail(`'Invalid format: "' || s || '"'`, 'TIMESTAMP')}, 'UTC') END`,
  ],
  [
    'zero_padded(n, digits)',
    "CASE WHEN length(CAST(n AS VARCHAR)) < digits THEN lpad(CAST(n AS VARCHAR), digits, '0') ELSE CAST(n AS VARCHAR) END",
  ],
  ['numeric_offset(us)', "CASE WHEN us = 0 THEN '+00:00' ELSE sluice.offset_text(us) END"],
];
