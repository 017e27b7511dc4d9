-- Conditionals, nulls, casts (trino-dialect §9)
SELECT CASE WHEN 1 = 1 THEN 'a' ELSE 'b' END, CASE 2 WHEN 1 THEN 'x' WHEN 2 THEN 'y' END, CASE WHEN false THEN 1 END
SELECT CASE x WHEN 1 THEN 'one' WHEN 2 THEN 'two' ELSE 'many' END FROM (VALUES 1, 2, 3, null) t(x)
SELECT if(true, 1, 2), if(false, 1), if(null, 1, 2), if(1 > 2, 'a', 'b')
SELECT coalesce(null, null, 3), coalesce(1, 2), coalesce(null, 1.5), nullif(1, 1), nullif(1, 2), nullif(null, 1)
SELECT try(1 / 0), try(CAST('x' AS integer)), try(1 / 1)
SELECT coalesce(try(10 / x), -1) FROM (VALUES 0, 5) t(x)
SELECT try_cast('12' AS integer), try_cast('6.5' AS integer), try_cast('0x1F' AS integer), try_cast('1_000' AS integer), try_cast('yes' AS boolean), try_cast('abc' AS double)
SELECT try_cast('20231105' AS date), try_cast('2023/11/05' AS date), try_cast('2023-11-05' AS date), try_cast('2023-02-30' AS date), try_cast('2023-1-5' AS date), try_cast(' 2023-01-05 ' AS date)
SELECT try_cast('2024-05-06 10:00:00' AS timestamp), try_cast('2024-05-06T10:00' AS timestamp), try_cast('2024-05-06' AS timestamp)
SELECT try_cast(99999999999 AS integer), try_cast(1e40 AS decimal(10,2)), try_cast(12345.6 AS decimal(5,2))
SELECT CAST(null AS integer), CAST(null AS date), CAST(null AS array(integer))
SELECT null IS NULL, 1 IS NULL, null IS NOT NULL
SELECT null = null, null <> 1, NOT null, null OR true, null AND true
SELECT CASE WHEN null THEN 1 ELSE 2 END
SELECT ROW(1, null) = ROW(1, 2), ROW(1, 2) = ROW(1, 2), ROW(1, 2) <> ROW(1, 3), (1, 2) IN ((1, 2), (3, 4))
SELECT ARRAY[1, null] = ARRAY[1, 2], ARRAY[1, 2] = ARRAY[1, 2], ARRAY[1] < ARRAY[2]
SELECT CASE WHEN x > 2 THEN 'big' WHEN x > 1 THEN 'mid' ELSE 'small' END AS size, count(*) FROM (VALUES 1, 2, 3, 4) t(x) GROUP BY 1 ORDER BY 1
SELECT CASE WHEN true THEN 1 ELSE 'x' END
SELECT coalesce(1, 'x')
SELECT if(1, 2, 3)
SELECT 1 WHERE 1
SELECT NOT 1
SELECT 2 AND false
SELECT nullif(1, 'a')
SELECT CAST(DATE '2024-01-01' AS integer)
SELECT CAST(true AS date)
SELECT CAST(ARRAY[1, 2] AS array(varchar)), CAST(ARRAY['1', '2'] AS array(bigint))
SELECT CAST('2024-02-31' AS date)
SELECT CAST('2024-05-06T10:00' AS timestamp)
SELECT CAST(1 AS boolean), CAST(0 AS boolean), CAST(true AS integer), CAST(false AS bigint)
SELECT 1 WHERE 1 = 2
SELECT 1 WHERE null
SELECT greatest(DATE '2024-01-01', DATE '2024-02-01'), least(TIMESTAMP '2024-01-01 00:00:00', TIMESTAMP '2023-01-01 00:00:00')
SELECT try(ARRAY[1][5]), try(MAP(ARRAY['a'], ARRAY[1])['z']), try(2147483647 + 1), try(date('nope'))
SELECT try(json_parse('{bad')), try(date_parse('x', '%Y'))
SELECT CASE WHEN x = 0 THEN 0 ELSE 10 / x END FROM (VALUES 0, 5) t(x)
SELECT x FROM (VALUES 0, 5) t(x) WHERE x <> 0 AND 10 / x > 1
SELECT coalesce(x, y, 0) + 1 FROM (VALUES (null, 2), (1, null), (null, null)) t(x, y)
SELECT if(x > 1, 'a', CAST(null AS varchar)) FROM (VALUES 1, 2) t(x)
