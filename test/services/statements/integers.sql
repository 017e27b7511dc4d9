-- Integers (trino-dialect §2)
SELECT 9 / 4, -9 / 4, 9 / -4, -9 / -4
SELECT 9 % 4, -9 % 4, 9 % -4, mod(9, 4), mod(-9, 4)
SELECT 9 / 0
SELECT 9 % 0
SELECT mod(5, 0)
SELECT x / y FROM (VALUES (10, 3), (7, 2)) t(x, y)
SELECT x / y FROM (VALUES (10, 3), (7, 0)) t(x, y)
SELECT 2000000000 + 2000000000
SELECT 2147483647 + x FROM (VALUES 5) t(x)
SELECT 2147483647 * 2
SELECT -2147483648 - 1
SELECT BIGINT '9223372036854775807' + 1
SELECT BIGINT '9223372036854775807' * 2
SELECT 2147483648 + 1, BIGINT '5' + 3
SELECT sum(x) FROM (VALUES 1, 2, 3) t(x)
SELECT sum(x), avg(x), min(x), max(x), count(x) FROM (VALUES 1, 2, 3, null) t(x)
SELECT sum(x) FROM (VALUES BIGINT '9223372036854775807', BIGINT '1') t(x)
SELECT typeof(1 + 1), typeof(1 + BIGINT '1'), typeof(1 / 2), typeof(sum(x)), typeof(avg(x)), typeof(count(*)) FROM (VALUES 1) t(x)
SELECT abs(-5), abs(BIGINT '-5'), abs(0)
SELECT abs(x) FROM (VALUES -3, 4, null) t(x)
SELECT sign(-5), sign(0), sign(5)
SELECT power(2, 10), power(2, -1), pow(9, 0.5e0)
SELECT round(5), floor(5), ceil(5), ceiling(-5)
SELECT round(1234, -2), round(1250, -2), round(-1250, -2)
SELECT greatest(1, 2, 3), least(1, 2, 3), greatest(1, null), least(null, 1)
SELECT 5 BETWEEN 1 AND 10, 5 NOT BETWEEN 1 AND 4, null BETWEEN 1 AND 2
SELECT 1 = 1, 1 <> 2, 1 != 1, 1 < 2, 2 <= 2, 3 > 4, 4 >= 4
SELECT 1 IN (1, 2), 3 IN (1, 2), 3 IN (1, null), 3 NOT IN (1, 2), 3 NOT IN (1, null)
SELECT 1 IS DISTINCT FROM null, null IS NOT DISTINCT FROM null, 1 IS DISTINCT FROM 1
SELECT x, -x FROM (VALUES 1, -2, null) t(x) ORDER BY x
SELECT x FROM (VALUES 3, null, 1, 2) t(x) ORDER BY x DESC
SELECT x FROM (VALUES 3, null, 1, 2) t(x) ORDER BY x NULLS FIRST
SELECT CAST(5 AS bigint), CAST(5 AS smallint), CAST(5 AS double), CAST(5 AS real), CAST(5 AS decimal(10,2)), CAST(5 AS varchar), CAST(1 AS boolean)
SELECT CAST(300 AS tinyint)
SELECT CAST(40000 AS smallint)
SELECT CAST(BIGINT '3000000000' AS integer)
SELECT TINYINT '100' + TINYINT '100'
SELECT SMALLINT '30000' + SMALLINT '30000'
SELECT 7 + 3 * 2 - 4 / 2, (7 + 3) * 2
SELECT 1 + null, null / 2, null * BIGINT '2'
SELECT null + null
SELECT -9223372036854775808
SELECT abs(-2147483648)
