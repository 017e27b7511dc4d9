-- Joins, subqueries, WITH, set operations, VALUES, labels (trino-dialect §12, §13)
VALUES 1, 2
VALUES (1, 'a'), (2, 'b')
(VALUES 1) UNION (VALUES 2)
VALUES (1, 2), (3, 4) ORDER BY 1 DESC
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) t(n, s)
SELECT t.* FROM (VALUES (1, 'a')) t(n, s)
SELECT t.* AS (p, q) FROM (VALUES (1, 'a')) t(n, s)
SELECT *, n + 1 FROM (VALUES (1, 'a')) t(n, s)
SELECT n, s, n FROM (VALUES (1, 'a')) t(n, s)
SELECT N, S AS Label, n + 1, t.n FROM (VALUES (1, 'a')) t(n, s)
SELECT "n", "N" FROM (VALUES 1) t(n)
SELECT 1 AS "Weird ""Label""", 2 AS select_
SELECT a.x, b.y FROM (VALUES 1, 2) a(x) JOIN (VALUES (1, 'p'), (3, 'q')) b(x, y) ON a.x = b.x
SELECT a.x, b.y FROM (VALUES 1, 2) a(x) LEFT JOIN (VALUES (1, 'p'), (3, 'q')) b(x, y) ON a.x = b.x ORDER BY 1
SELECT a.x, b.y FROM (VALUES 1, 2) a(x) RIGHT JOIN (VALUES (1, 'p'), (3, 'q')) b(x, y) ON a.x = b.x ORDER BY 2
SELECT a.x, b.x FROM (VALUES 1, 2) a(x) FULL OUTER JOIN (VALUES 2, 3) b(x) ON a.x = b.x ORDER BY 1, 2
SELECT a.x, b.y FROM (VALUES 1, 2) a(x) CROSS JOIN (VALUES 'p', 'q') b(y) ORDER BY 1, 2
SELECT a.x, b.y FROM (VALUES 1, 2) a(x), (VALUES 2) b(y) WHERE a.x = b.y
SELECT x, y, z FROM (VALUES (1, 'a')) a(x, y) JOIN (VALUES (1, 'z')) b(x, z) USING (x)
SELECT * FROM (VALUES (1, 'a')) a(x, y) JOIN (VALUES (1, 'z')) b(x, z) USING (x)
SELECT x FROM (VALUES 1, 2, 3) t(x) WHERE x IN (SELECT y FROM (VALUES 2, 3) u(y)) ORDER BY x
SELECT x FROM (VALUES 1, 2, 3) t(x) WHERE x NOT IN (SELECT y FROM (VALUES 2, null) u(y))
SELECT x FROM (VALUES 1, 2, 3) t(x) WHERE EXISTS (SELECT 1 FROM (VALUES 2) u(y) WHERE u.y = t.x)
SELECT x FROM (VALUES 1, 2, 3) t(x) WHERE NOT EXISTS (SELECT 1 FROM (VALUES 2) u(y) WHERE u.y = t.x) ORDER BY x
SELECT x, (SELECT max(y) FROM (VALUES 5, 6) u(y)) FROM (VALUES 1) t(x)
SELECT x, (SELECT count(*) FROM (VALUES 1, 1, 2) u(y) WHERE u.y = t.x) FROM (VALUES 1, 2, 3) t(x) ORDER BY x
SELECT x, CASE WHEN (SELECT sum(y) FROM (VALUES 1, 2) u(y) WHERE u.y >= t.x) > 2 THEN 'big' ELSE 'small' END FROM (VALUES 1, 2) t(x) ORDER BY x
SELECT (SELECT y FROM (VALUES 1, 2) u(y))
SELECT (SELECT y FROM (VALUES 1) u(y) WHERE false)
SELECT (SELECT 1, 2)
SELECT x > ALL (SELECT y FROM (VALUES 1, 2) u(y)), x = ANY (SELECT y FROM (VALUES 1, 3) u(y)), x < SOME (VALUES 1, 9) FROM (VALUES 3) t(x)
WITH a AS (SELECT 1 AS x), b(y) AS (SELECT x + 1 FROM a) SELECT * FROM a, b
WITH a AS (VALUES 1, 2) SELECT * FROM a ORDER BY 1
WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT n FROM r ORDER BY n
WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 50) SELECT n FROM r
SELECT 1 UNION SELECT 1 UNION ALL SELECT 2
SELECT x FROM (VALUES 1, 2, 2) t(x) INTERSECT SELECT y FROM (VALUES 2, 3) u(y)
SELECT x FROM (VALUES 1, 2, 2) t(x) EXCEPT SELECT y FROM (VALUES 2, 3) u(y)
SELECT 1 AS a UNION ALL SELECT 2 AS b ORDER BY a DESC
SELECT 1, 'a' UNION ALL SELECT 2, null
SELECT 1 UNION SELECT 'a'
SELECT 1, 2 UNION SELECT 1
SELECT x FROM (VALUES 5, 4, 3, 2, 1) t(x) ORDER BY x LIMIT 2
SELECT x FROM (VALUES 5, 4, 3, 2, 1) t(x) ORDER BY x OFFSET 2 LIMIT 2
SELECT x FROM (VALUES 5, 4, 3) t(x) ORDER BY x OFFSET 1 ROW FETCH FIRST 1 ROW ONLY
SELECT x FROM (VALUES 1, 1, 2) t(x) ORDER BY x FETCH FIRST 1 ROW WITH TIES
SELECT x FROM (VALUES 2, 1) t(x) ORDER BY x LIMIT ALL
SELECT x FROM (VALUES 1) t(x) LIMIT 0
SELECT x AS z FROM (VALUES 2, 1, 3) t(x) ORDER BY z
SELECT x FROM (VALUES (2, 'b'), (1, 'c')) t(x, y) ORDER BY y
SELECT x FROM (VALUES -2, 1) t(x) ORDER BY abs(x)
SELECT x, y FROM (VALUES (1, 2), (1, 1)) t(x, y) ORDER BY 1, y DESC
SELECT position, offset, first, value, filter, zone FROM (VALUES (1, 2, 3, 4, 5, 6)) t(position, offset, first, value, filter, zone)
SELECT timestamp, year, month, day, type, status, name, number FROM (VALUES (1, 2, 3, 4, 5, 6, 7, 8)) t(timestamp, year, month, day, type, status, name, number)
SELECT x AS Timestamp, x AS Type, x AS year, x AS event FROM (VALUES 1) t(x)
SELECT u.x FROM (SELECT 1 AS x) u
SELECT t.x, u.y FROM (VALUES 1, 2) t(x) CROSS JOIN LATERAL (SELECT t.x * 10 AS y) u ORDER BY 1
SELECT a.n FROM (VALUES 1) a(n) JOIN (VALUES 1) b(n) ON n = 1
SELECT 1 -- a comment
SELECT a.x FROM (VALUES 1) a(x) JOIN (VALUES 2) b(y)
SELECT count(*) FROM (SELECT 1 UNION ALL SELECT 2)
SELECT * FROM (SELECT 1 AS x) AS t WHERE t.x = 1 AND (t.x < 5 OR t.x > 7) AND NOT t.x = 9
SELECT "t"."x" FROM (VALUES 1) "t"("x")
SELECT T.X FROM (VALUES 1) t(x)
SELECT 1 FROM (VALUES 1) t(x) TABLESAMPLE BERNOULLI (100)
