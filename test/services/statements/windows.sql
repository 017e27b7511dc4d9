-- Window functions
SELECT x, row_number() OVER (ORDER BY x), rank() OVER (ORDER BY x), dense_rank() OVER (ORDER BY x) FROM (VALUES 1, 2, 2, 3) t(x) ORDER BY 1, 2
SELECT x, lag(x) OVER (ORDER BY x), lead(x) OVER (ORDER BY x), lag(x, 2, -1) OVER (ORDER BY x) FROM (VALUES 1, 2, 3) t(x) ORDER BY x
SELECT x, first_value(x) OVER (ORDER BY x), last_value(x) OVER (ORDER BY x), last_value(x) OVER (ORDER BY x ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM (VALUES 1, 2, 3) t(x) ORDER BY x
SELECT x, ntile(2) OVER (ORDER BY x) FROM (VALUES 1, 2, 3) t(x) ORDER BY x
SELECT x, sum(x) OVER (), sum(x) OVER (ORDER BY x), avg(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), count(*) OVER () FROM (VALUES 1, 2, 3) t(x) ORDER BY x
SELECT g, x, sum(x) OVER (PARTITION BY g ORDER BY x) FROM (VALUES ('a', 1), ('a', 2), ('b', 5)) t(g, x) ORDER BY g, x
SELECT g, sum(x), rank() OVER (ORDER BY sum(x) DESC) FROM (VALUES ('a', 1), ('a', 2), ('b', 5)) t(g, x) GROUP BY g ORDER BY 3
SELECT g, x FROM (SELECT g, x, row_number() OVER (PARTITION BY g ORDER BY x DESC) AS rn FROM (VALUES ('a', 1), ('a', 2), ('b', 5)) t(g, x)) WHERE rn = 1 ORDER BY g
SELECT x, sum(x) OVER w, count(*) OVER w FROM (VALUES 1, 2) t(x) WINDOW w AS (ORDER BY x) ORDER BY x
SELECT x, sum(x) OVER (ORDER BY x RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM (VALUES 1, 2, 4) t(x) ORDER BY x
SELECT x, max(x) OVER (ORDER BY x ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING) FROM (VALUES 1, 2, 3, 4) t(x) ORDER BY x
SELECT x, avg(x) OVER () FROM (VALUES 1.50, 2.25) t(x) ORDER BY x
SELECT lag(x) IGNORE NULLS OVER (ORDER BY n) FROM (VALUES (1, 'a'), (2, null), (3, 'c')) t(n, x)
SELECT nth_value(x, 2) OVER (ORDER BY x ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM (VALUES 1, 2, 3) t(x)
SELECT percent_rank() OVER (ORDER BY x), cume_dist() OVER (ORDER BY x) FROM (VALUES 1, 2, 3, 4) t(x)
SELECT x FROM (VALUES 1) t(x) WHERE row_number() OVER () = 1
SELECT rank() FROM (VALUES 1) t(x)
SELECT upper('x') OVER ()
SELECT sum(x) OVER (ORDER BY sum(x) OVER ()) FROM (VALUES 1) t(x)
SELECT x, array_agg(x) OVER (ORDER BY x) FROM (VALUES 1, 2) t(x) ORDER BY x
SELECT g, min(x) OVER (PARTITION BY g), max(x) OVER (PARTITION BY g), count(x) OVER (PARTITION BY g) FROM (VALUES ('a', 1), ('a', null), ('b', 5)) t(g, x) ORDER BY g, x
