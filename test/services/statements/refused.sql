-- Syntax that only other engines accept, and names that do not exist (trino-dialect §13, §14)
SELEC 1
SELECT
SELECT 1,
SELECT FROM t
SELECT 1 FROM
SELECT 1::varchar
SELECT * EXCLUDE (x) FROM (VALUES 1) t(x)
SELECT x FROM (VALUES 1) t(x) QUALIFY row_number() OVER () = 1
SELECT x, count(*) FROM (VALUES 1) t(x) GROUP BY ALL
SELECT 'a' ILIKE 'A'
SELECT 5 // 2
SELECT 2 ** 3
SELECT 1 == 1
SELECT 1 & 3
SELECT ~1
FROM (VALUES 1) t(x)
SELECT x FROM (VALUES 1, 2) t(x) LIMIT 1 OFFSET 1
SELECT x FROM (VALUES 1, 2) t(x) LIMIT 1, 1
SELECT TOP 1 x FROM (VALUES 1, 2) t(x)
SELECT DISTINCT ON (x) x FROM (VALUES 1) t(x)
SELECT `x` FROM (VALUES 1) t(x)
SELECT INTERVAL 3 DAY
SELECT [1, 2]
SELECT {'a': 1}
SELECT 1 FROM (VALUES 1) t(x) NATURAL JOIN (VALUES 1) u(x)
SELECT nope FROM (VALUES 1) t(x)
SELECT t.nope FROM (VALUES 1) t(x)
SELECT u.x FROM (VALUES 1) t(x)
SELECT region__c FROM account
SELECT 1 FROM acccount
SELECT 1 FROM data.acccount
SELECT 1 FROM owl.data.acccount
SELECT x FROM (VALUES 1) a(x), (VALUES 2) b(x)
SELECT a.x FROM (VALUES 1) a(x) JOIN (VALUES 1) a(x) ON true
SELECT nvl(1, 2)
SELECT foo()
SELECT string_agg('a', ',')
SELECT strftime(DATE '2024-01-01', '%Y')
SELECT list_value(1, 2)
SELECT getdate()
SELECT len('abc')
SELECT abs('abc')
SELECT abs()
SELECT round(1, 2, 3)
SELECT substr('abc')
SELECT date_trunc('day')
SELECT date_add('day', 'x', DATE '2024-01-01')
SELECT date_diff('day', '2024-01-01', '2024-01-02')
SELECT 'a' = 1
SELECT 1 = 'a'
SELECT 'a' + 1
SELECT 'a' < 1
SELECT true + 1
SELECT true = 1
SELECT DATE '2024-01-01' = 1
SELECT -'a'
SELECT 1 IN ('a')
SELECT 1 BETWEEN 'a' AND 'b'
SELECT 1 LIKE 'a'
SELECT 'a' LIKE 1
SELECT x FROM (VALUES 1, 'a') t(x)
SELECT x.y FROM (VALUES 1) t(x)
SELECT x[1] FROM (VALUES 1) t(x)
SELECT CAST(1 AS nosuchtype)
SELECT CAST('a' AS varchar(0))
SELECT CAST(1 AS decimal(39,0))
SELECT DECIMAL 'x'
SELECT INTERVAL 'x' DAY
SELECT 'unterminated
SELECT "unterminated
SELECT 1 /* open
SELECT (1
SELECT 1)
SELECT x FROM (VALUES 1) t(x) WHERE
SELECT CASE WHEN 1 = 1 THEN 2
SELECT 1 1
SELECT * FROM (VALUES 1)) t
SELECT 1; SELECT 2
SELECT count(x, y) FROM (VALUES (1, 2)) t(x, y)
SELECT x FROM (VALUES (1, 2)) t(x)
SELECT 1 AS select
SELECT @x
SELECT $1
SELECT ?
SELECT 'a' || b FROM (VALUES 1) t(b)
SELECT x FROM (VALUES 1) t(x) HAVING x > 1
SELECT max(x) FROM (VALUES 1) t(x) GROUP BY max(x)
SELECT * 
SELECT t.* FROM (VALUES 1) u(x)
WITH a AS (SELECT 1 x) SELECT * FROM b
WITH a AS (SELECT 1 x), a AS (SELECT 2 x) SELECT * FROM a
SELECT row_number() OVER (ORDER BY nope) FROM (VALUES 1) t(x)
SELECT 1 ORDER BY nope
SELECT DISTINCT x FROM (VALUES (1, 2)) t(x, y) ORDER BY y
