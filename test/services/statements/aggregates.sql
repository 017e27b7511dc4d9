-- Aggregates and grouping (trino-dialect §12)
SELECT count(*), count(x), count(DISTINCT x), sum(x), sum(DISTINCT x), avg(x), min(x), max(x) FROM (VALUES 1, 2, 2, null) t(x)
SELECT count(*), sum(x), avg(x), min(x) FROM (VALUES 1) t(x) WHERE false
SELECT count_if(x > 1), bool_and(x > 0), bool_or(x > 2), every(x > 1) FROM (VALUES 1, 2, 3) t(x)
SELECT arbitrary(x), any_value(x) FROM (VALUES 5, 5) t(x)
SELECT min_by(n, v), max_by(n, v) FROM (VALUES ('a', 3), ('b', 1), ('c', 2)) t(n, v)
SELECT max_by(n, v, 2), min_by(n, v, 2), max(v, 2), min(v, 2) FROM (VALUES ('a', 3), ('b', 1), ('c', 2)) t(n, v)
SELECT max_by(n, v) FROM (VALUES (null, 3), ('b', 1)) t(n, v)
SELECT listagg(x, ',') WITHIN GROUP (ORDER BY x), listagg(x) WITHIN GROUP (ORDER BY x DESC) FROM (VALUES 'b', 'a', null, 'c') t(x)
SELECT approx_distinct(x) FROM (VALUES 1, 2, 3, 3) t(x)
SELECT approx_percentile(x, 0.5), approx_percentile(x, 0.9) FROM UNNEST(sequence(1, 100)) t(x)
SELECT approx_percentile(x, ARRAY[0.25, 0.75]) FROM UNNEST(sequence(1, 100)) t(x)
SELECT g, count(*), sum(x) FROM (VALUES ('a', 1), ('b', 2), ('a', 3), (null, 4)) t(g, x) GROUP BY g ORDER BY g
SELECT g, sum(x) FROM (VALUES ('a', 1), ('b', 2), ('a', 3)) t(g, x) GROUP BY 1 HAVING sum(x) > 2
SELECT g, h, sum(x) FROM (VALUES ('a', 'p', 1), ('a', 'q', 2), ('b', 'p', 3)) t(g, h, x) GROUP BY ROLLUP (g, h) ORDER BY 1, 2
SELECT g, h, sum(x), grouping(g, h) FROM (VALUES ('a', 'p', 1), ('a', 'q', 2), ('b', 'p', 3)) t(g, h, x) GROUP BY CUBE (g, h) ORDER BY 4, 1, 2
SELECT g, h, sum(x) FROM (VALUES ('a', 'p', 1), ('a', 'q', 2), ('b', 'p', 3)) t(g, h, x) GROUP BY GROUPING SETS ((g), (h), ()) ORDER BY 1, 2
SELECT sum(x) FILTER (WHERE x > 1), count(*) FILTER (WHERE x = 1) FROM (VALUES 1, 2, 3) t(x)
SELECT sum(x) FROM (VALUES 1, 2) t(x) GROUP BY ()
SELECT DISTINCT x FROM (VALUES 2, 1, 2) t(x) ORDER BY x
SELECT DISTINCT x, y FROM (VALUES (1, 'a'), (1, 'a'), (2, 'a')) t(x, y) ORDER BY 1, 2
SELECT upper(g) AS u, count(*) FROM (VALUES 'a', 'A', 'b') t(g) GROUP BY upper(g) ORDER BY u
SELECT g + 1, count(*) FROM (VALUES 1, 1, 2) t(g) GROUP BY g + 1 ORDER BY 1
SELECT count(*) + 1, max(x) - min(x) FROM (VALUES 3, 9) t(x)
SELECT sum(x) / count(*) FROM (VALUES 1, 2) t(x)
SELECT g FROM (VALUES 'a', 'b') t(g) GROUP BY g HAVING count(*) > 1
SELECT max(x) FROM (VALUES DATE '2024-01-01', DATE '2024-03-01') t(x) HAVING count(*) = 2
SELECT variance(x), stddev(x) FROM (VALUES 1.5, 2.5) t(x)
SELECT avg(x) FROM (VALUES INTERVAL '1' DAY, INTERVAL '2' DAY) t(x)
SELECT name, count(*) FROM (VALUES ('a', 1)) t(name, x)
SELECT x, sum(x) FROM (VALUES 1) t(x)
SELECT sum(sum(x)) FROM (VALUES 1) t(x)
SELECT x FROM (VALUES 1) t(x) WHERE sum(x) > 1
SELECT x AS y FROM (VALUES 1) t(x) WHERE y = 1
SELECT x AS y, count(*) FROM (VALUES 1) t(x) GROUP BY y
SELECT x AS y, y + 1 FROM (VALUES 1) t(x)
SELECT sum('a')
SELECT sum(DATE '2024-01-01')
SELECT avg(true)
SELECT count(DISTINCT *) FROM (VALUES 1) t(x)
SELECT x FROM (VALUES 1) t(x) GROUP BY 2
SELECT x FROM (VALUES 1) t(x) ORDER BY 2
SELECT x FROM (VALUES 1, 2) t(x) GROUP BY x ORDER BY count(*), x
SELECT listagg(x, ', ') WITHIN GROUP (ORDER BY n) FROM (VALUES ('z', 1), ('y', 2)) t(x, n)
