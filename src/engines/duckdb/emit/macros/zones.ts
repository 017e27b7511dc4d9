import type { Macro } from './macro.ts';

/** Values whose zone travels with them: `STRUCT(t TIMESTAMPTZ, z VARCHAR)`. */
export const ZONES: readonly Macro[] = [
  ['zoned(i, z)', 'CASE WHEN i IS NOT NULL AND z IS NOT NULL THEN struct_pack(t := i, z := z) END'],
  [
    'offset_micros(z)',
    `(CASE WHEN z LIKE '-%' THEN -60000000 ELSE 60000000 END) *
      (CAST(substr(z, 2, 2) AS BIGINT) * 60 + CAST(substr(z, 5, 2) AS BIGINT))`,
  ],
  [
    // Names as Trino prints them: `UTC` for all its names, offsets with two digits each.
    'zone_name(z)',
    `CASE WHEN z IS NULL THEN NULL
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
    'rounded_zoned(p, unit)',
    'CASE WHEN p IS NOT NULL THEN struct_pack(t := make_timestamptz(CAST(floor((epoch_us((p).t) + unit // 2) / unit) AS BIGINT) * unit), z := (p).z) END',
  ],
  [
    'offset_text(us)',
    `CASE WHEN us = 0 THEN 'Z' ELSE concat(CASE WHEN us < 0 THEN '-' ELSE '+' END,
      lpad(CAST(abs(us) // 3600000000 AS VARCHAR), 2, '0'), ':',
      lpad(CAST(abs(us) // 60000000 % 60 AS VARCHAR), 2, '0')) END`,
  ],
  [
    'basic_offset(us)',
    `concat(CASE WHEN us < 0 THEN '-' ELSE '+' END, lpad(CAST(abs(us) // 3600000000 AS VARCHAR), 2, '0'),
      lpad(CAST(abs(us) // 60000000 % 60 AS VARCHAR), 2, '0'))`,
  ],
  [
    'zoned_basic_text(p)',
    `CASE WHEN p IS NOT NULL THEN left(replace(CAST(sluice.wall_clock(p) AS VARCHAR), ' ', 'T'), 19) ||
      sluice.basic_offset(epoch_us(sluice.wall_clock(p)) - epoch_us((p).t)) END`,
  ],
  [
    'zoned_iso_text(p)',
    `CASE WHEN p IS NOT NULL THEN replace(CAST(sluice.wall_clock(p) AS VARCHAR), ' ', 'T') ||
      sluice.offset_text(epoch_us(sluice.wall_clock(p)) - epoch_us((p).t)) END`,
  ],
];
