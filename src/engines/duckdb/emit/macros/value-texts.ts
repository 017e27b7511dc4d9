import type { Macro } from './macro.ts';

/** Texts of values, in casts and in result files. */
export const VALUE_TEXTS: readonly Macro[] = [
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
    // The text of the number is put into a variable first: what follows mentions it often.
    'signed_scientific(x)',
    `concat(CASE WHEN x < 0 THEN '-' ELSE '' END, list_transform([CAST(abs(x) AS VARCHAR)], lambda u: sluice.scientific(u))[1])`,
  ],
  [
    // CAST(double AS varchar) in Trino: always an exponent.
    'scientific_text(x)',
    `CASE WHEN x IS NULL THEN NULL WHEN isnan(x) THEN 'NaN'
      WHEN isinf(x) THEN CASE WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END
      WHEN x = 0 THEN CASE WHEN signbit(x) THEN '-0E0' ELSE '0E0' END
      ELSE sluice.signed_scientific(x) END`,
  ],
  [
    // Java's Double.toString: an exponent only from 10^7 on and below 10^-3.
    'java_double(x)',
    `CASE WHEN x IS NULL THEN NULL WHEN isnan(x) THEN 'NaN'
      WHEN isinf(x) THEN CASE WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END
      WHEN x = 0 OR (abs(x) >= 0.001 AND abs(x) < 10000000) THEN CAST(x AS VARCHAR)
      ELSE sluice.signed_scientific(x) END`,
  ],
  [
    // `u`: DuckDB's text of a positive number, with an exponent `e`.
    'without_exponent(u)',
    `list_transform([struct_pack(d := rtrim(replace(split_part(u, 'e', 1), '.', ''), '0'), e := CAST(split_part(u, 'e', 2) AS INTEGER))],
      lambda n: CASE WHEN n.e < 0 THEN concat('0.', repeat('0', -n.e - 1), n.d)
        WHEN n.e + 1 >= length(n.d) THEN rpad(n.d, n.e + 1, '0')
        ELSE concat(left(n.d, n.e + 1), '.', substr(n.d, n.e + 2)) END)[1]`,
  ],
  [
    // Neither an exponent nor a zero that says nothing (aqua.md §5.5).
    'plain_double(x)',
    `CASE WHEN x IS NULL THEN NULL WHEN isnan(x) THEN 'NaN'
      WHEN isinf(x) THEN CASE WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END
      WHEN x = 0 THEN '0'
      WHEN contains(CAST(x AS VARCHAR), 'e')
      THEN concat(CASE WHEN x < 0 THEN '-' ELSE '' END, sluice.without_exponent(CAST(abs(x) AS VARCHAR)))
      WHEN x = trunc(x) THEN left(CAST(x AS VARCHAR), -2)
      ELSE CAST(x AS VARCHAR) END`,
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
