import { fail, type Macro } from './macro.ts';

/** The greatest number of entries `sequence` makes, as in Trino (data-query contract §4.5). */
const MAX_SEQUENCE = 10_000;

const TOO_LONG = `'result of sequence function must not have more than ${MAX_SEQUENCE} entries'`;
const WRONG_WAY =
  "'sequence stop value should be greater than or equal to start value if step is greater than zero otherwise stop should be less than or equal to start'";

/** Arrays and maps, with Trino's order and nulls (dialect notes §10). */
export const COLLECTIONS: readonly Macro[] = [
  [
    'list_has_value(a, x)',
    `CASE WHEN a IS NULL OR x IS NULL THEN NULL WHEN list_contains(a, x) THEN true
      WHEN list_count(a) < len(a) THEN NULL ELSE false END`,
  ],
  // In the order of their first appearance.
  ['distinct_list(a)', 'list_filter(a, lambda q, i: list_position(a, q) = i)'],
  [
    'list_index(a, x)',
    'CASE WHEN a IS NULL OR x IS NULL THEN NULL ELSE CAST(coalesce(list_position(a, x), 0) AS BIGINT) END',
  ],
  ['list_without(a, x)', 'CASE WHEN x IS NOT NULL THEN list_filter(a, lambda q: q IS NULL OR q <> x) END'],
  [
    'common_list(a, b)',
    `CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN
      list_filter(a, lambda q, i: list_position(a, q) = i AND coalesce(list_position(b, q), 0) > 0) END`,
  ],
  [
    'list_difference(a, b)',
    `CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN
      list_filter(a, lambda q, i: list_position(a, q) = i AND coalesce(list_position(b, q), 0) = 0) END`,
  ],
  [
    'lists_overlap(a, b)',
    `CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN list_has_any(a, b) THEN true
      WHEN list_count(a) < len(a) OR list_count(b) < len(b) THEN NULL ELSE false END`,
  ],
  ['join_lists(ls)', 'CASE WHEN list_count(ls) = len(ls) THEN flatten(ls) END'],
  [
    'slice_list(a, start, n)',
    `CASE WHEN start = 0 OR n < 0 THEN list_slice(a, 1, CASE WHEN start = 0 THEN ${fail("'SQL array indices start at 1'", 'BIGINT')}
        ELSE ${fail("'length must be greater than or equal to 0'", 'BIGINT')} END)
      WHEN n = 0 OR start > len(a) OR -start > len(a) THEN list_filter(a, lambda q: false)
      WHEN start > 0 THEN list_slice(a, start, start + n - 1)
      ELSE list_slice(a, len(a) + start + 1, len(a) + start + n) END`,
  ],
  [
    'trim_list(a, n)',
    `CASE WHEN n < 0 THEN list_slice(a, 1, ${fail("'size must not be negative: ' || n", 'BIGINT')})
      WHEN n > len(a) THEN list_slice(a, 1, ${fail("'size must not exceed array cardinality ' || len(a) || ': ' || n", 'BIGINT')})
      WHEN n = len(a) THEN list_filter(a, lambda q: false) ELSE list_slice(a, 1, len(a) - n) END`,
  ],
  [
    'sequence_of(a, b, s)',
    `CASE WHEN s = 0 THEN ${fail("'step must not be zero'", 'BIGINT[]')}
      WHEN (s > 0 AND b < a) OR (s < 0 AND b > a) THEN ${fail(WRONG_WAY, 'BIGINT[]')}
      WHEN (CAST(b AS HUGEINT) - a) // s >= ${MAX_SEQUENCE} THEN ${fail(TOO_LONG, 'BIGINT[]')}
      ELSE generate_series(CAST(a AS BIGINT), CAST(b AS BIGINT), CAST(s AS BIGINT)) END`,
  ],
  [
    'any_true(l)',
    `CASE WHEN l IS NULL THEN NULL WHEN list_contains(l, true) THEN true WHEN list_count(l) < len(l) THEN NULL ELSE false END`,
  ],
  [
    'all_true(l)',
    `CASE WHEN l IS NULL THEN NULL WHEN list_contains(l, false) THEN false WHEN list_count(l) < len(l) THEN NULL ELSE true END`,
  ],
  [
    // `same`: for each place whether the elements are equal.
    'lists_equal(a, b, same)',
    `CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN len(a) <> len(b) THEN false ELSE sluice.all_true(same) END`,
  ],
  [
    // `same`: for each key of the first whether the second has it with an equal value.
    'maps_equal(a, b, same)',
    `CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN cardinality(a) <> cardinality(b) THEN false ELSE sluice.all_true(same) END`,
  ],
  ['keys_of(e)', 'list_transform(e, lambda p: p.k)'],
  // Of equal keys the first stays. Looking each key up costs much, so only where there are equal ones.
  [
    'map_of_first(e)',
    `CASE WHEN e IS NULL THEN NULL WHEN list_unique(sluice.keys_of(e)) = len(e) THEN map_from_entries(e)
      ELSE map_from_entries(list_filter(e, lambda q, i: list_position(sluice.keys_of(e), q.k) = i)) END`,
  ],
  [
    'multimap_of(e)',
    `CASE WHEN e IS NOT NULL THEN map_from_entries(list_transform(sluice.distinct_list(sluice.keys_of(e)),
      lambda key: struct_pack(k := key, v := list_transform(list_filter(e, lambda m: m.k = key), lambda v: v.v)))) END`,
  ],
  [
    'histogram_of(l)',
    `CASE WHEN l IS NOT NULL THEN map_from_entries(list_transform(sluice.distinct_list(l),
      lambda key: struct_pack(k := key, v := CAST(len(list_filter(l, lambda m: m = key)) AS BIGINT)))) END`,
  ],
  ['at_share(l, p)', 'l[least(len(l), CAST(floor(p * len(l)) AS BIGINT) + 1)]'],
  [
    'at_shares(l, ps)',
    'CASE WHEN l IS NOT NULL THEN list_transform(ps, lambda share: sluice.at_share(l, share)) END',
  ],
];
