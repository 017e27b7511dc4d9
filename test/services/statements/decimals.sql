-- Decimals: Trino's precision and scale rules (trino-dialect §3)
SELECT 1.5 + 2.25, 1.5 - 2.25, 1.5 * 2.25, 1.5 / 2.25, 5.5 % 2.0
SELECT typeof(1.5 + 2.25), typeof(1.5 * 2.25), typeof(1.5 / 2.25), typeof(5.5 % 2.0)
SELECT 0.1 / 3, 1.0 / 3, 10.000 / 3, 2.0 / 3.0
SELECT CAST(10 AS decimal(18,6)) / 3, CAST(10 AS decimal(18,6)) / CAST(3 AS decimal(18,6)), CAST(1 AS decimal(22,9)) / 7
SELECT CAST(123456.789 AS decimal(18,6)) * CAST(98765.4321 AS decimal(18,6))
SELECT CAST(99999999.999999 AS decimal(18,6)) * CAST(99999999.999999 AS decimal(18,6))
SELECT 1.5 + 1, 1.5 * 2, 1.5 / 2, 1.5 - BIGINT '3', typeof(1.5 + 1), typeof(1.5 * BIGINT '3'), typeof(1.5 / 2)
SELECT 1.5 + 1e0, typeof(1.5 + 1e0), 1.5 * REAL '2'
SELECT 1.5 / 0
SELECT 1.5 % 0.0
SELECT x / y FROM (VALUES (1.50, 0.00)) t(x, y)
SELECT avg(x), sum(x), min(x), max(x) FROM (VALUES 1.10, 2.25, 3.335, null) t(x)
SELECT typeof(avg(x)), typeof(sum(x)), typeof(min(x)) FROM (VALUES 1.10, 2.255) t(x)
SELECT avg(CAST(x AS decimal(18,6))) FROM (VALUES 1, 2, 2) t(x)
SELECT avg(x) FROM (VALUES -0.1, -0.2, -0.2) t(x)
SELECT round(2.5), round(-2.5), round(2.45, 1), round(2.455, 2), round(12345.678, -2)
SELECT typeof(round(2.55)), typeof(round(2.455, 2)), typeof(floor(2.5)), typeof(ceil(2.5)), typeof(abs(-2.50)), typeof(sign(-2.5))
SELECT floor(2.5), floor(-2.5), ceil(2.1), ceiling(-2.1), abs(-2.50), sign(-2.5), sign(0.0)
SELECT mod(5.5, 2), mod(-5.5, 2.0)
SELECT greatest(1.5, 2.25), least(1.5, 2), greatest(1.5, 2e0)
SELECT 1.50 = 1.5, 1.5 < 2, 1.5 > 1e0, 0.1 + 0.2 = 0.3
SELECT CAST(6.5 AS integer), CAST(-6.5 AS integer), CAST(6.49 AS bigint), CAST(2.5 AS bigint)
SELECT CAST(1.005 AS decimal(10,2)), CAST(-1.005 AS decimal(10,2)), CAST(1.5 AS decimal(10,4)), CAST(1.5 AS decimal)
SELECT CAST('1.005' AS decimal(10,2)), CAST('-12.5' AS decimal(5,1)), CAST('7' AS decimal(10,3))
SELECT CAST(1.50 AS varchar), CAST(-0.5 AS varchar), CAST(100.00 AS varchar)
SELECT CAST(1.5 AS double), CAST(1.5 AS real), CAST(1e0 AS decimal(5,2)), CAST(2.675e0 AS decimal(5,2))
SELECT CAST(12345.6 AS decimal(5,2))
SELECT CAST(1000 AS decimal(3,0))
SELECT CAST('abc' AS decimal(5,2))
SELECT 99999999999999999999999999999999999999 + 1
SELECT DECIMAL '9999999999999999999999999999999999999.9' * DECIMAL '9.9'
SELECT 1.5 IN (1.50, 2), 1.5 BETWEEN 1 AND 2
SELECT CASE WHEN true THEN 1.5 ELSE 2 END, coalesce(null, 1.25, 3), if(false, 1, 2.5)
SELECT x FROM (VALUES 1.5, 2.25, 3) t(x)
SELECT 1.5 UNION ALL SELECT 2.255 UNION ALL SELECT 3
SELECT typeof(x) FROM (SELECT 1.5 x UNION ALL SELECT 2.255) LIMIT 1
SELECT -1.5, - (1.5 + 1)
SELECT +2.5
SELECT power(1.5, 2), power(2.0, 3)
SELECT sum(x * y) FROM (VALUES (1.5, 2), (2.5, 4)) t(x, y)
SELECT sum(CAST(x AS decimal(18,6))) / count(*) FROM (VALUES 1, 2, 4) t(x)
SELECT CAST(1 AS decimal(18,6)), CAST(0 AS decimal(18,6)), CAST(-1 AS decimal(22,9))
SELECT CAST(345.4 AS decimal(18,6)) - CAST(179.99 AS decimal(18,6))
