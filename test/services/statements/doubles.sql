-- Doubles and reals (trino-dialect §4)
SELECT 5e0, -0e0, 1e7, 1e-3, 9.999e-4, 1e6, 123456789e0
SELECT 1e100, 1.7976931348623157e308, 0.1e0, 1e0 / 3
SELECT CAST(5e0 AS varchar), CAST(0.1e0 AS varchar), CAST(1e10 AS varchar), CAST(-2.5e-7 AS varchar), CAST(123456.789e0 AS varchar)
SELECT CAST(REAL '0.3' AS varchar), REAL '0.3', REAL '16777216', CAST(REAL '0.1' AS double)
SELECT 4e0 / 0e0, -4e0 / 0, 0e0 / 0
SELECT nan(), infinity(), -infinity()
SELECT is_nan(0e0 / 0), 0e0 / 0 = 0e0 / 0, 0e0 / 0 > 1
SELECT 5e0 % 3, -5e0 % 3, mod(5.5e0, 2)
SELECT round(2.5e0), round(-2.5e0), round(3.5e0), round(2.345e0, 2), round(1234.5e0, -2)
SELECT floor(2.5e0), floor(-2.5e0), ceil(2.1e0), ceiling(-2.9e0), abs(-2.5e0), sign(-2.5e0)
SELECT power(2e0, 0.5e0), power(0, 0)
SELECT CAST(2.5e0 AS integer), CAST(3.5e0 AS integer), CAST(-2.5e0 AS bigint), CAST(6.5e0 AS bigint)
SELECT CAST(1e20 AS bigint)
SELECT CAST(nan() AS integer)
SELECT CAST('1.5' AS double), CAST(' 1.5 ' AS double), CAST('1e3' AS double), CAST('NaN' AS double), CAST('-Infinity' AS double)
SELECT CAST('12x' AS double)
SELECT CAST('' AS double)
SELECT CAST(true AS double), CAST(1.5e0 AS boolean), CAST(0e0 AS boolean)
SELECT sum(x), avg(x), min(x), max(x) FROM (VALUES 1e0, 2.5e0, null) t(x)
SELECT stddev(x), variance(x), stddev_pop(x), var_pop(x), stddev_samp(x), var_samp(x) FROM (VALUES 1e0, 2e0, 4e0) t(x)
SELECT stddev(x), variance(x) FROM (VALUES 1e0) t(x)
SELECT variance(x), stddev(x) FROM (VALUES 2, 4, 4, 4, 5, 5, 7, 9) t(x)
SELECT greatest(1e0, 2.5e0), least(1e0, null)
SELECT typeof(5e0 + 1), typeof(REAL '1' + 1), typeof(REAL '1' + 1e0), typeof(avg(x)), typeof(sum(x)) FROM (VALUES REAL '1') t(x)
SELECT x FROM (VALUES 1e0, nan(), -1e0, null) t(x) ORDER BY x
SELECT 1e0 = 1, 0.1e0 + 0.2e0 = 0.3e0, 0.1e0 + 0.2e0
