import { fail, type Macro } from './macro.ts';

/** What Java calls white space: all that `trim` takes away. */
const WHITE_SPACE = [
  9, 10, 11, 12, 13, 28, 29, 30, 31, 32, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8200, 8201, 8202,
  8232, 8233, 8287, 12288,
];

/** String functions where DuckDB's own differ (dialect notes §5, §6). `left(s, 0)` is the empty text of a text. */
export const STRINGS: readonly Macro[] = [
  ['white_space()', `concat(${WHITE_SPACE.map((point) => `chr(${point})`).join(', ')})`],
  ['upper_text(s)', "CASE WHEN contains(s, 'ß') THEN replace(upper(s), 'ẞ', 'ß') ELSE upper(s) END"],
  [
    'substr_text(s, start)',
    `CASE WHEN start = 0 OR start < -length(s) THEN left(s, 0) ELSE substr(s, start) END,
    (s, start, n) AS CASE WHEN start = 0 OR start < -length(s) OR n <= 0 THEN left(s, 0)
      WHEN start < 0 THEN left(substr(s, start), n) ELSE substr(s, start, n) END`,
  ],
  [
    'replace_text(s, f, r)',
    `CASE WHEN f = '' THEN r || CASE WHEN s = '' THEN '' ELSE
      array_to_string(list_transform(string_split(s, ''), lambda q: q || r), '') END
      ELSE replace(s, f, r) END`,
  ],
  [
    'split_text(s, d)',
    `CASE WHEN d = '' THEN ${fail("'The delimiter may not be the empty string'", 'VARCHAR[]')} ELSE string_split(s, d) END,
    (s, d, n) AS CASE WHEN d = '' THEN ${fail("'The delimiter may not be the empty string'", 'VARCHAR[]')}
      WHEN n <= 0 THEN ${fail("'Limit must be positive'", 'VARCHAR[]')}
      WHEN len(string_split(s, d)) <= n THEN string_split(s, d)
      ELSE list_concat(list_slice(string_split(s, d), 1, n - 1),
        [array_to_string(list_slice(string_split(s, d), n, len(string_split(s, d))), d)]) END`,
  ],
  [
    'split_field(s, d, n)',
    `CASE WHEN n <= 0 THEN ${fail("'Index must be greater than zero'", 'VARCHAR')} ELSE string_split(s, d)[n] END`,
  ],
  [
    'end_of_parts(parts, n, x)',
    `CASE WHEN parts IS NULL THEN NULL WHEN n < 1 OR n >= len(parts) THEN 0
      ELSE length(array_to_string(list_slice(parts, 1, n), x)) + 1 END`,
  ],
  [
    'position_of(s, x)',
    `strpos(s, x),
    (s, x, n) AS CASE WHEN n = 0 THEN ${fail("'''instance'' must be a positive or negative number.'", 'BIGINT')}
      WHEN x = '' THEN 1
      ELSE sluice.end_of_parts(string_split(s, x), CASE WHEN n > 0 THEN n ELSE len(string_split(s, x)) + n END, x) END`,
  ],
  [
    'pad_text(s, n, p, before)',
    `CASE WHEN n < 0 OR n > 2147483647 THEN ${fail("'Target length must be in the range [0..2147483647]'", 'VARCHAR')}
      WHEN p = '' THEN ${fail("'Padding string must not be empty'", 'VARCHAR')}
      WHEN before THEN lpad(s, CAST(n AS INTEGER), p) ELSE rpad(s, CAST(n AS INTEGER), p) END`,
  ],
  [
    'hamming(a, b)',
    `CASE WHEN length(a) <> length(b)
      THEN ${fail("'The input strings to hamming_distance function must have the same length'", 'BIGINT')}
      WHEN a = '' THEN 0 ELSE hamming(a, b) END`,
  ],
  ['bytes_of_hex(s)', 'unhex(s)'],
  [
    'uuid36(s)',
    `CASE WHEN length(s) = 32 THEN concat(substr(s, 1, 8), '-', substr(s, 9, 4), '-', substr(s, 13, 4), '-',
      substr(s, 17, 4), '-', substr(s, 21)) ELSE s END`,
  ],
  // A replacement known only at run time: `$1` as RE2 writes it.
  ['re2_replacement(r)', String.raw`regexp_replace(r, '\$(\d)', '\\\1', 'g')`],
  [
    'width_bucket(x, low, high, n)',
    `CAST(CASE WHEN x IS NULL OR low IS NULL OR high IS NULL THEN NULL WHEN n <= 0
      THEN ${fail("'bucketCount must be greater than 0'", 'BIGINT')}
      WHEN low < high THEN CASE WHEN x < low THEN 0 WHEN x >= high THEN n + 1 ELSE floor(n * (x - low) / (high - low)) + 1 END
      ELSE CASE WHEN x > low THEN 0 WHEN x <= high THEN n + 1 ELSE floor(n * (low - x) / (low - high)) + 1 END END AS BIGINT)`,
  ],
  // One step of Newton's method: DuckDB's own gives 3.0000000000000004 for 27.
  [
    'cube_root(x)',
    'CASE WHEN x = 0 OR isinf(x) OR isnan(x) THEN x ELSE cbrt(x) - (cbrt(x) * cbrt(x) * cbrt(x) - x) / (3 * cbrt(x) * cbrt(x)) END',
  ],
  // DuckDB fails where a logarithm is minus infinity or no number; `l` is the logarithm itself.
  [
    'log_of(x, l)',
    `CASE WHEN x > 0 THEN l WHEN x = 0 THEN CAST('-Infinity' AS DOUBLE) WHEN x < 0 THEN CAST('NaN' AS DOUBLE) END`,
  ],
];
