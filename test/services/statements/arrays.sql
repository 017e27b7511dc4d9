-- Arrays, maps, rows, lambdas (trino-dialect §10)
SELECT ARRAY[1, 2, 3][1], ARRAY['a', 'b'][2], element_at(ARRAY[1, 2], 5), element_at(ARRAY[1, 2], -1), element_at(ARRAY[1, 2], -9)
SELECT ARRAY[1, 2, 3][4]
SELECT ARRAY[1, 2, 3][0]
SELECT ARRAY[1, 2, 3][-1]
SELECT element_at(ARRAY[1], 0)
SELECT cardinality(ARRAY[1, 2]), cardinality(ARRAY[]), cardinality(null), cardinality(MAP(ARRAY['a'], ARRAY[1]))
SELECT contains(ARRAY[1, 2], 2), contains(ARRAY[1, 2], 3), contains(ARRAY[1, null], 3), contains(ARRAY[1, null], 1)
SELECT array_join(ARRAY[1, null, 3], ','), array_join(ARRAY[1, null, 3], ',', '?'), array_join(ARRAY['a', 'b'], '')
SELECT array_sort(ARRAY[3, null, 1, 2]), array_sort(ARRAY['b', 'a']), array_sort(ARRAY[3, 1, 2], (x, y) -> IF(x < y, 1, IF(x = y, 0, -1)))
SELECT array_distinct(ARRAY[3, 1, 3, null, 1, null]), array_distinct(ARRAY['b', 'a', 'b'])
SELECT ARRAY[1, 2] || ARRAY[3], ARRAY[1] || 2, 0 || ARRAY[1], concat(ARRAY[1], ARRAY[2, 3])
SELECT sequence(1, 5), sequence(5, 1), sequence(0, 10, 5), sequence(10, 0, -5)
SELECT cardinality(sequence(1, 10000))
SELECT sequence(1, 10001)
SELECT sequence(1, 5, -1)
SELECT filter(ARRAY[1, 2, 3, null], x -> x > 1), filter(ARRAY['a', 'bb'], x -> length(x) = 1)
SELECT filter(ARRAY[1, 2], x -> null)
SELECT transform(ARRAY[1, 2, null], x -> x * 10), transform(ARRAY['a'], x -> x || '!'), transform(ARRAY[1, 2], x -> ARRAY[x, x])
SELECT reduce(ARRAY[1, 2, 3], 0, (s, x) -> s + x, s -> s), reduce(ARRAY[5, 20], 1e0, (s, x) -> s * x, s -> s)
SELECT reduce(ARRAY[5, 20], 1.0, (s, x) -> s * x, s -> s)
SELECT reduce(ARRAY['a', 'b'], CAST('' AS varchar), (s, x) -> s || x, s -> upper(s))
SELECT reduce(ARRAY['a', 'b'], '', (s, x) -> s || x, s -> upper(s))
SELECT reduce(ARRAY[], 7, (s, x) -> s, s -> s)
SELECT any_match(ARRAY[1, 2], x -> x > 1), all_match(ARRAY[1, 2], x -> x > 1), any_match(ARRAY[], x -> true), all_match(ARRAY[], x -> false), any_match(ARRAY[1, null], x -> x > 5), all_match(ARRAY[1, null], x -> x < 5)
SELECT none_match(ARRAY[1, 2], x -> x > 5)
SELECT zip_with(ARRAY[1, 2], ARRAY['a', 'b'], (x, y) -> y || CAST(x AS varchar)), zip_with(ARRAY[1, 2, 3], ARRAY[10], (x, y) -> coalesce(x, 0) + coalesce(y, 0))
SELECT array_agg(x ORDER BY x DESC), array_agg(DISTINCT x) FROM (VALUES 1) t(x)
SELECT array_agg(x ORDER BY x) FROM (VALUES 3, 1, null, 2) t(x)
SELECT array_agg(x) FROM (VALUES 1) t(x) WHERE x > 5
SELECT map_agg(k, v) FROM (VALUES ('a', 1)) t(k, v)
SELECT map_keys(MAP(ARRAY['a', 'b'], ARRAY[1, 2])), map_values(MAP(ARRAY['a', 'b'], ARRAY[1, 2]))
SELECT MAP(ARRAY['a', 'b'], ARRAY[1, 2])['b'], element_at(MAP(ARRAY['a'], ARRAY[1]), 'z'), element_at(MAP(ARRAY[1, 2], ARRAY['x', 'y']), 2)
SELECT MAP(ARRAY['a'], ARRAY[1])['z']
SELECT MAP(ARRAY['a', 'a'], ARRAY[1, 2])
SELECT MAP(ARRAY['a'], ARRAY[1, 2])
SELECT histogram(x) FROM (VALUES 'a', 'a') t(x)
SELECT element_at(histogram(x), 'b') FROM (VALUES 'a', 'b', 'b') t(x)
SELECT map_keys(MAP()), cardinality(MAP())
SELECT CAST(ROW(1, 'x') AS ROW(a integer, b varchar)).a, CAST(ROW(1, 'x') AS ROW(a integer, b varchar)).b
SELECT ROW(7, 'q')[1], ROW(7, 'q')[2]
SELECT r.x + r.y FROM (SELECT CAST(ROW(1, 2) AS ROW(x bigint, y bigint)) AS r)
SELECT transform(ARRAY[ARRAY[1, 2], ARRAY[3]], a -> reduce(a, 0, (s, x) -> s + x, s -> s))
SELECT filter(ARRAY[DATE '2024-01-01', DATE '2023-01-01'], d -> d > DATE '2023-06-01')
SELECT transform(ARRAY[1, 2], x -> x + y) FROM (VALUES 10, 20) t(y)
SELECT n, u FROM (VALUES (1, ARRAY['a', 'b']), (2, ARRAY[]), (3, null)) t(n, xs) CROSS JOIN UNNEST(xs) AS v(u)
SELECT n, u FROM (VALUES (1, ARRAY['a', 'b']), (2, ARRAY[])) t(n, xs) LEFT JOIN UNNEST(xs) AS v(u) ON true
SELECT x, o FROM UNNEST(ARRAY['a', 'b', 'c']) WITH ORDINALITY AS t(x, o) ORDER BY o
SELECT a, b FROM UNNEST(ARRAY[1, 2, 3], ARRAY['x', 'y']) AS t(a, b)
SELECT k, v FROM UNNEST(MAP(ARRAY['a', 'b'], ARRAY[1, 2])) AS t(k, v)
SELECT a, b FROM UNNEST(ARRAY[ROW(1, 'x'), ROW(2, 'y')]) AS t(a, b)
SELECT * FROM UNNEST(sequence(1, 3)) t
SELECT sum(x) FROM UNNEST(sequence(1, 100)) AS t(x)
SELECT ARRAY[1, 'a']
SELECT ARRAY[1, 2.5, 3e0]
SELECT contains(ARRAY[1], 'a')
SELECT transform(ARRAY[1], 5)
SELECT filter(ARRAY[1], x -> x)
SELECT cardinality(5)
SELECT ARRAY[1, 2] = 5
SELECT ARRAY['a', 'b"c', null], ARRAY[1.50, 2.25], ARRAY[true, null]
SELECT ARRAY[DATE '2024-01-01'], ARRAY[TIMESTAMP '2024-01-01 10:00:00'], ARRAY[ARRAY[1], ARRAY[]]
SELECT ROW(1, 'a'), CAST(ROW(1, 'a') AS ROW(x integer, y varchar))
SELECT MAP(ARRAY['a', 'b'], ARRAY[ARRAY[1], null])
