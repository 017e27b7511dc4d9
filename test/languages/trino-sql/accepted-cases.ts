/** Labels and types of results, as a Trino 476 gives them over the tables of `tpch-catalogue.ts`. */
export const ACCEPTED: readonly (readonly [sql: string, expected: string])[] = [
  ['SELECT 1', '_col0:integer'],
  [
    "SELECT 0.1, 000.10, 1., .5, 123, 9999999999, 0xFF, 1_000, 1e0, X'AB', 'é', U&'\\00E9'",
    '_col0:decimal(1,1) | _col1:decimal(2,2) | _col2:decimal(1,0) | _col3:decimal(1,1) | _col4:integer | _col5:bigint | _col6:integer | _col7:integer | _col8:double | _col9:varbinary | _col10:varchar(1) | _col11:varchar(1)',
  ],
  [
    "SELECT date '2024-01-31' - date '2024-01-01', timestamp '2024-01-01 00:00:00' + interval '1' day, timestamp '2024-01-01 00:00:00.123456' + interval '1' month",
    '_col0:interval day to second | _col1:timestamp(3) | _col2:timestamp(6)',
  ],
  [
    "SELECT 1.5 % 2, 1.55 * 2, 2/1.5, 1.5 + bigint '1', smallint '1' + 1.5",
    '_col0:decimal(2,1) | _col1:decimal(13,2) | _col2:decimal(12,1) | _col3:decimal(21,1) | _col4:decimal(7,1)',
  ],
  [
    'SELECT array[1] || 2, 1 || array[2.5], array[1] || array[2.5]',
    '_col0:array(integer) | _col1:array(decimal(11,1)) | _col2:array(decimal(11,1))',
  ],
  ['SELECT (select 1,2)', '_col0:row(integer, integer)'],
  ['SELECT count(distinct name) over () FROM nation', '_col0:bigint'],
  ['WITH x AS (SELECT 1) SELECT * FROM x', '_col0:integer'],
  [
    "SELECT * FROM UNNEST(array[1], map(array[1], array['a'])) WITH ORDINALITY t(a,b,c,d)",
    'a:integer | b:integer | c:varchar(1) | d:bigint',
  ],
  ["SELECT * FROM UNNEST(array[row(1,'a')])", '_col0:integer | _col1:varchar(1)'],
  [
    "SELECT array[1][1], map(array['a'], array[1])['a'], row(1,'x')[2]",
    '_col0:integer | _col1:integer | _col2:varchar(1)',
  ],
  ['SELECT (1,2) IN (SELECT 1,2)', '_col0:boolean'],
  [
    "SELECT timestamp '2024-01-01 00:00:00+01:00', timestamp '2024-1-1 1:2'",
    '_col0:timestamp(0) with time zone | _col1:timestamp(0)',
  ],
  ["SELECT time '10:00', time '1:2:3.4567'", '_col0:time(0) | _col1:time(4)'],
  [
    "SELECT interval '1.5' second, interval '1-2' year to month, interval '1 02:03:04.5' day to second, interval -'3' day, interval '2:3' hour to minute",
    '_col0:interval day to second | _col1:interval year to month | _col2:interval day to second | _col3:interval day to second | _col4:interval day to second',
  ],
  [
    "SELECT decimal '1.50', char 'ab', varchar 'x', json '{\"a\":1}', real '1.5', boolean 'true', uuid '12151fd2-7586-11e9-8f9e-2a86e4085a59', integer ' 7', double '1e3', double precision '2'",
    '_col0:decimal(3,2) | _col1:char(2) | _col2:varchar | _col3:json | _col4:real | _col5:boolean | _col6:uuid | _col7:integer | _col8:double | _col9:double',
  ],
  [
    'SELECT extract(year from current_date), extract(dow from current_date), extract(timezone_hour from now())',
    '_col0:bigint | _col1:bigint | _col2:bigint',
  ],
  [
    "SELECT now() AT TIME ZONE INTERVAL '5' HOUR, timestamp '2024-01-01 00:00:00' AT TIME ZONE 'Europe/Rome'",
    '_col0:timestamp(3) with time zone | _col1:timestamp(0) with time zone',
  ],
  [
    "SELECT reduce(array[1], 0, (s,x) -> s + x, s -> s), reduce(array[bigint '1'], 0, (s,x) -> s + x, s -> s)",
    '_col0:integer | _col1:bigint',
  ],
  ['SELECT sum(distinct 1), count(distinct 1 order by 1)', '_col0:bigint | _col1:bigint'],
  ['SELECT array_agg(1 order by 2)', '_col0:array(integer)'],
  ["SELECT listagg('a', ',') WITHIN GROUP (ORDER BY 1)", '_col0:varchar'],
  ['SELECT rank() over (order by count(*)) FROM nation', '_col0:bigint'],
  ['SELECT sum(sum(nationkey)) over () FROM nation', '_col0:bigint'],
  ['SELECT first_value(name) ignore nulls over (order by name) FROM nation', '_col0:varchar(25)'],
  [
    'SELECT n.* FROM nation n LIMIT 1',
    'nationkey:bigint | name:varchar(25) | regionkey:bigint | comment:varchar(152)',
  ],
  ['SELECT n.* AS (a,b,c,d) FROM nation n LIMIT 1', 'A:bigint | B:varchar(25) | C:bigint | D:varchar(152)'],
  ['SELECT row(1,2).* ', '_col0:integer | _col1:integer'],
  [
    'SELECT * FROM nation a JOIN region b USING (name) LIMIT 1',
    'name:varchar(25) | nationkey:bigint | regionkey:bigint | comment:varchar(152) | regionkey:bigint | comment:varchar(152)',
  ],
  [
    'SELECT a.nationkey, count(*) c FROM nation a GROUP BY 1 HAVING count(*) > 0 ORDER BY c DESC, a.nationkey',
    'nationkey:bigint | c:bigint',
  ],
  [
    'SELECT regionkey, name, count(*) FROM nation GROUP BY ROLLUP(regionkey, name)',
    'regionkey:bigint | name:varchar(25) | _col2:bigint',
  ],
  [
    'SELECT regionkey, grouping(regionkey, name) FROM nation GROUP BY GROUPING SETS ((regionkey, name), (regionkey), ())',
    'regionkey:bigint | _col1:integer',
  ],
  [
    'SELECT upper(name), count(*) FROM nation GROUP BY upper(name) ORDER BY upper(name)',
    '_col0:varchar(25) | _col1:bigint',
  ],
  ['SELECT upper(name) FROM nation GROUP BY name', '_col0:varchar(25)'],
  [
    "SELECT nationkey FROM nation WHERE regionkey IN (SELECT regionkey FROM region WHERE name LIKE 'A%') AND EXISTS (SELECT 1 FROM region r WHERE r.regionkey = nation.regionkey)",
    'nationkey:bigint',
  ],
  [
    'SELECT (SELECT max(totalprice) FROM orders o WHERE o.custkey = n.nationkey) FROM nation n',
    '_col0:double',
  ],
  [
    'SELECT name, (SELECT count(*) FROM nation m WHERE m.regionkey = r.regionkey) FROM region r ORDER BY 2 DESC',
    'name:varchar(25) | _col1:bigint',
  ],
  [
    'SELECT regionkey, (SELECT max(r.name) FROM region r WHERE r.regionkey = n.regionkey) FROM nation n GROUP BY regionkey',
    'regionkey:bigint | _col1:varchar(25)',
  ],
  [
    'WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3) SELECT n FROM t',
    'n:integer',
  ],
  [
    'SELECT * FROM nation CROSS JOIN UNNEST(array[nationkey, regionkey]) AS t(x) LIMIT 1',
    'nationkey:bigint | name:varchar(25) | regionkey:bigint | comment:varchar(152) | x:bigint',
  ],
  [
    'SELECT name, x FROM nation LEFT JOIN UNNEST(array[nationkey]) t(x) ON TRUE LIMIT 1',
    'name:varchar(25) | x:bigint',
  ],
  [
    'SELECT n.name, l.m FROM nation n CROSS JOIN LATERAL (SELECT max(totalprice) m FROM orders o WHERE o.custkey = n.nationkey) l LIMIT 1',
    'name:varchar(25) | m:double',
  ],
  ['TABLE nation', 'nationkey:bigint | name:varchar(25) | regionkey:bigint | comment:varchar(152)'],
  ['VALUES 1, 2', '_col0:integer'],
  ["VALUES (1, 'a'), (2, null)", '_col0:integer | _col1:varchar(1)'],
  ['(VALUES 1) UNION (VALUES 2) ORDER BY 1', '_col0:integer'],
  ['SELECT 1 UNION ALL SELECT 2.5 UNION ALL SELECT 3e0', '_col0:double'],
  ['SELECT null UNION SELECT 1', '_col0:integer'],
  ['SELECT name FROM nation INTERSECT SELECT name FROM region', 'name:varchar(25)'],
  ['SELECT nationkey a FROM nation EXCEPT ALL SELECT regionkey FROM region ORDER BY a', 'a:bigint'],
  [
    'SELECT DISTINCT regionkey, upper(name) u FROM nation ORDER BY upper(name), 1',
    'regionkey:bigint | u:varchar(25)',
  ],
  [
    'SELECT sum(nationkey) over (partition by regionkey order by name rows between unbounded preceding and 1 following), rank() over w, dense_rank() over (w order by name desc) FROM nation WINDOW w AS (partition by regionkey)',
    '_col0:bigint | _col1:bigint | _col2:bigint',
  ],
  [
    'SELECT count(*) FILTER (WHERE regionkey > 1), max_by(name, nationkey), array_agg(name ORDER BY name DESC) FROM nation',
    '_col0:bigint | _col1:varchar(25) | _col2:array(varchar(25))',
  ],
  [
    "SELECT cast(1.555 as decimal(10,2)), try_cast('a' as integer), cast('1' as double), cast(now() as date), cast(array[1] as array(varchar)), cast(row(1,2) as row(a bigint, b varchar))",
    '_col0:decimal(10,2) | _col1:integer | _col2:double | _col3:date | _col4:array(varchar) | _col5:row(a bigint, b varchar)',
  ],
  [
    'SELECT current_date, current_timestamp, localtimestamp(6), localtime, current_timestamp(0)',
    '_col0:date | _col1:timestamp(3) with time zone | _col2:timestamp(6) | _col3:time(3) | _col4:timestamp(0) with time zone',
  ],
  [
    'SELECT typeof(1), typeof(array[1,2.5]), typeof(cast(row(1,2) as row(a integer, "b c" integer)))',
    '_col0:varchar | _col1:varchar | _col2:varchar',
  ],
  ['SELECT - - 1, -9223372036854775808, - 5', '_col0:integer | _col1:bigint | _col2:integer'],
  ['SELECT a.b FROM (SELECT cast(row(1,2) as row(b integer, c integer)) a) t', 'b:integer'],
  [
    'SELECT t.a.b, a.c FROM (SELECT cast(row(1,2) as row(b integer, c integer)) a) t',
    'b:integer | c:integer',
  ],
  ['SELECT nation.name, x.name FROM nation, nation x', 'name:varchar(25) | name:varchar(25)'],
  [
    "SELECT date_add('day', 1, orderdate), date_diff('day', orderdate, current_date), date(current_timestamp), year(orderdate), format_datetime(now(), 'yyyy') FROM orders LIMIT 1",
    '_col0:date | _col1:bigint | _col2:date | _col3:bigint | _col4:varchar',
  ],
  [
    'SELECT sum(totalprice), avg(shippriority), avg(1.50), sum(1.50), min(orderdate), count(*), approx_distinct(custkey), sum(shippriority) FROM orders',
    '_col0:double | _col1:double | _col2:decimal(3,2) | _col3:decimal(38,2) | _col4:date | _col5:bigint | _col6:bigint | _col7:bigint',
  ],
  [
    'SELECT greatest(1, 2.5), least(1, null), abs(-1.50), round(1.55), round(1.555, 2), floor(1.5), ceil(2), mod(5, 3), power(2, 3), sign(1.5), truncate(1.5), sqrt(4)',
    '_col0:decimal(11,1) | _col1:integer | _col2:decimal(3,2) | _col3:decimal(2,0) | _col4:decimal(5,3) | _col5:decimal(2,0) | _col6:integer | _col7:integer | _col8:double | _col9:decimal(1,0) | _col10:decimal(1,0) | _col11:double',
  ],
  [
    "SELECT map(array[1,2], array['a','b']), map_keys(map(array[1], array['a'])), element_at(array[1], 1), cardinality(array[1]), contains(array[1,2], 1), sequence(1, 5), array_join(array[1,2], ','), slice(array[1,2], 1, 1), array_sort(array[2,1])",
    '_col0:map(integer, varchar(1)) | _col1:array(integer) | _col2:integer | _col3:bigint | _col4:boolean | _col5:array(bigint) | _col6:varchar | _col7:array(integer) | _col8:array(integer)',
  ],
  [
    "SELECT lag(name) over (order by name), lead(name, 2, 'x') over (order by name), ntile(4) over (order by name), first_value(name) over (order by name), percent_rank() over (order by name) FROM nation LIMIT 1",
    '_col0:varchar(25) | _col1:varchar(25) | _col2:bigint | _col3:varchar(25) | _col4:double',
  ],
  [
    "SELECT 1 WHERE 1 = 1 AND (2 > 1 OR NOT 3 < 4) AND 'a' LIKE 'a%' ESCAPE '\\' AND 1 NOT IN (2, 3) AND 2 NOT BETWEEN 3 AND 4 AND 'a' NOT LIKE 'b' AND null IS NULL AND 1 IS NOT DISTINCT FROM 1",
    '_col0:integer',
  ],
  [
    "SELECT timestamp '2024-01-01 00:00:00' = date '2024-01-01', date '2024-01-01' < timestamp '2024-01-01 00:00:00 UTC'",
    '_col0:boolean | _col1:boolean',
  ],
  [
    "SELECT 1 = 1.0, 1 < 1e0, bigint '1' = smallint '1', 1.5 = 1e0",
    '_col0:boolean | _col1:boolean | _col2:boolean | _col3:boolean',
  ],
  [
    "SELECT interval '1' day * 2, 2 * interval '1' day, interval '1' day / 2, interval '1' month * 1.5",
    '_col0:interval day to second | _col1:interval day to second | _col2:interval day to second | _col3:interval year to month',
  ],
  ['SELECT approx_percentile(totalprice, 0.5) FROM orders', '_col0:double'],
  [
    'SELECT "nationkey" AS "My Key", NationKey, n.NATIONKEY FROM nation N',
    'My Key:bigint | NationKey:bigint | NATIONKEY:bigint',
  ],
  [
    'SELECT ((((1)))), (((1,2))), abs((((-1)))), 1 IN (((SELECT 1)))',
    '_col0:integer | _col1:row(integer, integer) | _col2:integer | _col3:boolean',
  ],
  ['SELECT name FROM nation ORDER BY sum(nationkey) OVER ()', 'name:varchar(25)'],
  ['SELECT max(nationkey) + 1 x FROM nation ORDER BY x', 'x:bigint'],
  ['SELECT max(nationkey) x FROM nation ORDER BY max(nationkey)', 'x:bigint'],
  [
    'SELECT regionkey, max(nationkey) x FROM nation GROUP BY regionkey ORDER BY x, regionkey, min(nationkey)',
    'regionkey:bigint | x:bigint',
  ],
  ['SELECT regionkey + 1, count(*) FROM nation GROUP BY regionkey + 1', '_col0:bigint | _col1:bigint'],
  ['SELECT regionkey + 1 + 2 FROM nation GROUP BY regionkey + 1', '_col0:bigint'],
  ['SELECT nation.regionkey FROM nation GROUP BY regionkey', 'regionkey:bigint'],
  ['SELECT regionkey FROM nation GROUP BY nation.regionkey HAVING nation.regionkey > 1', 'regionkey:bigint'],
  [
    'SELECT * FROM region GROUP BY regionkey, name, comment',
    'regionkey:bigint | name:varchar(25) | comment:varchar(152)',
  ],
  ['SELECT transform(array_agg(nationkey), x -> x + 1) FROM nation', '_col0:array(bigint)'],
  ['SELECT transform(array[regionkey], x -> x + 1) FROM nation GROUP BY regionkey', '_col0:array(bigint)'],
  [
    'SELECT CASE WHEN regionkey > 1 THEN sum(nationkey) ELSE 0 END FROM nation GROUP BY regionkey',
    '_col0:bigint',
  ],
  ["SELECT sum(nationkey) FILTER (WHERE name LIKE 'A%') FROM nation GROUP BY regionkey", '_col0:bigint'],
  [
    "SELECT n.name, r.name FROM nation n LEFT JOIN region r ON n.regionkey = r.regionkey AND r.name = 'ASIA' WHERE r.name IS NULL",
    'name:varchar(25) | name:varchar(25)',
  ],
  ['SELECT n.name FROM nation n RIGHT JOIN region r ON n.regionkey = r.regionkey', 'name:varchar(25)'],
  ['SELECT n.name FROM nation n FULL OUTER JOIN region r USING (regionkey)', 'name:varchar(25)'],
  [
    'SELECT regionkey, n.name, r.name FROM nation n FULL JOIN region r USING (regionkey)',
    'regionkey:bigint | name:varchar(25) | name:varchar(25)',
  ],
  [
    'SELECT * FROM nation n, region r, orders o WHERE n.regionkey = r.regionkey LIMIT 1',
    'nationkey:bigint | name:varchar(25) | regionkey:bigint | comment:varchar(152) | regionkey:bigint | name:varchar(25) | comment:varchar(152) | orderkey:bigint | custkey:bigint | orderstatus:varchar(1) | totalprice:double | orderdate:date | orderpriority:varchar(15) | clerk:varchar(15) | shippriority:integer | comment:varchar(79)',
  ],
  [
    'SELECT * FROM (nation CROSS JOIN region) LIMIT 1',
    'nationkey:bigint | name:varchar(25) | regionkey:bigint | comment:varchar(152) | regionkey:bigint | name:varchar(25) | comment:varchar(152)',
  ],
  ['SELECT * FROM (SELECT 1 a, 2 b) AS t(x, y)', 'x:integer | y:integer'],
  ['SELECT t.x FROM (SELECT 1 a, 2 b) AS t(x, y)', 'x:integer'],
  ['SELECT 1 FROM nation WHERE name = ANY (SELECT name FROM region)', '_col0:integer'],
  ['SELECT 1 FROM nation WHERE nationkey > ALL (SELECT regionkey FROM region)', '_col0:integer'],
  ['SELECT (SELECT 1 WHERE false), (SELECT name FROM nation LIMIT 1)', '_col0:integer | _col1:varchar(25)'],
  ['WITH a AS (SELECT 1 x), b AS (SELECT x + 1 y FROM a) SELECT * FROM b, a', 'y:integer | x:integer'],
  [
    'WITH a AS (SELECT 1 x) SELECT * FROM (WITH a AS (SELECT 2 y) SELECT * FROM a), a',
    'y:integer | x:integer',
  ],
  ['WITH nation AS (SELECT 1 x) SELECT * FROM nation', 'x:integer'],
  [
    'SELECT count(*) OVER (PARTITION BY regionkey), sum(count(*)) OVER (ORDER BY regionkey) FROM nation GROUP BY regionkey',
    '_col0:bigint | _col1:bigint',
  ],
  ['SELECT rank() OVER (ORDER BY sum(nationkey) DESC) FROM nation GROUP BY regionkey', '_col0:bigint'],
  [
    'SELECT sum(nationkey) OVER (ORDER BY nationkey RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM nation',
    '_col0:bigint',
  ],
  ['SELECT name FROM nation LIMIT ALL', 'name:varchar(25)'],
  ['SELECT name FROM nation OFFSET 3 LIMIT 2', 'name:varchar(25)'],
  ['SELECT name FROM nation ORDER BY name FETCH FIRST 2 ROWS WITH TIES', 'name:varchar(25)'],
  ['SELECT name FROM nation ORDER BY name NULLS FIRST, nationkey DESC NULLS LAST', 'name:varchar(25)'],
  ['SELECT DISTINCT name, regionkey FROM nation ORDER BY 2, name', 'name:varchar(25) | regionkey:bigint'],
  ['SELECT DISTINCT regionkey + 1 FROM nation ORDER BY regionkey + 1', '_col0:bigint'],
  ["SELECT 1 GROUP BY json_parse('1')", '_col0:integer'],
  ['SELECT count(*) GROUP BY ()', '_col0:bigint'],
  [
    'SELECT regionkey, name FROM nation GROUP BY CUBE (regionkey, name)',
    'regionkey:bigint | name:varchar(25)',
  ],
  [
    'SELECT regionkey FROM nation GROUP BY DISTINCT ROLLUP (regionkey), ROLLUP (regionkey)',
    'regionkey:bigint',
  ],
  [
    'SELECT grouping(regionkey) + 1 FROM nation GROUP BY ROLLUP (regionkey) HAVING grouping(regionkey) = 0 ORDER BY grouping(regionkey)',
    '_col0:integer',
  ],
  ["SELECT 'a' IN (SELECT name FROM nation), 1 IN (SELECT 1.5)", '_col0:boolean | _col1:boolean'],
  [
    'SELECT abs(null), length(null), coalesce(null, null), array[null], array[null, 1], map(array[], array[])',
    '_col0:tinyint | _col1:bigint | _col2:unknown | _col3:array(unknown) | _col4:array(integer) | _col5:map(unknown, unknown)',
  ],
  [
    "SELECT 1 + 1.5e0, 1.5 + 1e0, real '1' + 1.5, real '1' + 1, smallint '1' + tinyint '1', bigint '1' / 2",
    '_col0:double | _col1:double | _col2:real | _col3:real | _col4:smallint | _col5:bigint',
  ],
  [
    "SELECT 'abc' || cast('x' as char(3)), cast('x' as char(3)) || 'y', cast('a' as char(2)) = 'a', 'a' = cast('a' as varchar)",
    '_col0:char(6) | _col1:char(4) | _col2:boolean | _col3:boolean',
  ],
  [
    "SELECT cast(1 as varchar(3)), cast(true as integer), cast('x' as varbinary), cast(date '2024-01-01' as timestamp), cast(time '10:00' as timestamp)",
    '_col0:varchar(3) | _col1:integer | _col2:varbinary | _col3:timestamp(3) | _col4:timestamp(3)',
  ],
  [
    'SELECT cast(now() as time), cast(now() as timestamp), cast(now() as timestamp(6) with time zone), cast(current_date as timestamp with time zone)',
    '_col0:time(3) | _col1:timestamp(3) | _col2:timestamp(6) with time zone | _col3:timestamp(3) with time zone',
  ],
  [
    "SELECT date '2024-01-01' + interval '1' month, interval '1' day + date '2024-01-01', time '10:00' + interval '1' hour, timestamp '2024-01-01 00:00:00' - timestamp '2023-01-01 00:00:00', now() - now(), now() + interval '1' day, time '10:00' - time '09:00'",
    '_col0:date | _col1:date | _col2:time(3) | _col3:interval day to second | _col4:interval day to second | _col5:timestamp(3) with time zone | _col6:interval day to second',
  ],
  [
    "SELECT date '2024-01-01' - timestamp '2023-01-01 00:00:00', interval '1' day - interval '1' hour, interval '1' year + interval '1' month, - interval '1' day",
    '_col0:interval day to second | _col1:interval day to second | _col2:interval year to month | _col3:interval day to second',
  ],
  [
    "SELECT timestamp '2024-01-01 00:00:00.123456' = timestamp '2024-01-01 00:00:00', greatest(timestamp '2024-01-01 00:00:00', now())",
    '_col0:boolean | _col1:timestamp(3) with time zone',
  ],
  [
    "SELECT U&'d\\0061t\\+000061', U&'d!0061' UESCAPE '!', 'it''s', '', X'ab cd', 1.5E3, .5e-1, 1e400",
    '_col0:varchar(4) | _col1:varchar(2) | _col2:varchar(4) | _col3:varchar(0) | _col4:varbinary | _col5:double | _col6:double | _col7:double',
  ],
  [
    'SELECT true, FALSE, NULL, \'a\' AS "x y", 1 AS select_',
    '_col0:boolean | _col1:boolean | _col2:unknown | x y:varchar(1) | select_:integer',
  ],
  [
    "SELECT any_match(array[1], x -> x > 1), zip_with(array[1], array['a'], (a, b) -> (a, b)), transform_values(map(array[1], array[2]), (k, v) -> k + v), map_filter(map(array[1], array[2]), (k, v) -> v > 1)",
    '_col0:boolean | _col1:array(row(integer, varchar(1))) | _col2:map(integer, integer) | _col3:map(integer, integer)',
  ],
  ["SELECT reduce(array['a'], '', (s, x) -> s || x, s -> length(s))", '_col0:bigint'],
  [
    'SELECT transform(array[array[1]], a -> transform(a, b -> b + cardinality(a)))',
    '_col0:array(array(bigint))',
  ],
  ["SELECT x FROM nation CROSS JOIN UNNEST(array[name]) AS t(x) WHERE x LIKE 'A%'", 'x:varchar(25)'],
  ["SELECT * FROM UNNEST(map(array['a'], array[1])) AS t(k, v)", 'k:varchar(1) | v:integer'],
  ["SELECT * FROM UNNEST(array[cast(row(1,'a') as row(p integer, q varchar))])", 'p:integer | q:varchar'],
  [
    'SELECT o.orderkey, o2.orderkey FROM orders o JOIN orders o2 ON o.orderkey = o2.custkey AND o.totalprice > (SELECT avg(totalprice) FROM orders)',
    'orderkey:bigint | orderkey:bigint',
  ],
  [
    'SELECT (SELECT count(*) FROM nation m WHERE m.regionkey = n.regionkey), n.regionkey FROM nation n GROUP BY n.regionkey HAVING (SELECT count(*) FROM region) > 1',
    '_col0:bigint | regionkey:bigint',
  ],
  [
    'SELECT name, nationkey FROM nation UNION ALL SELECT name, 1.5 FROM region ORDER BY 2 DESC, name LIMIT 3',
    'name:varchar(25) | nationkey:decimal(20,1)',
  ],
  [
    '(SELECT name FROM nation ORDER BY nationkey LIMIT 1) UNION ALL (SELECT name FROM region LIMIT 1)',
    'name:varchar(25)',
  ],
  ['SELECT 1 x UNION SELECT 2 y', 'x:integer'],
  ['SELECT 1 INTERSECT SELECT 1 UNION SELECT 2 EXCEPT SELECT 3', '_col0:integer'],
  ["SELECT date '2024-01-01' UNION SELECT timestamp '2024-01-01 00:00:00.12'", '_col0:timestamp(2)'],
  ["SELECT 'a' UNION SELECT cast('b' as varchar(5)) UNION SELECT cast('b' as varchar)", '_col0:varchar'],
  ['SELECT array[1] UNION SELECT array[1.5]', '_col0:array(decimal(11,1))'],
  [
    'SELECT n.nationkey, N.NAME, "n".name FROM nation N WHERE n.Name = \'x\'',
    'nationkey:bigint | NAME:varchar(25) | name:varchar(25)',
  ],
  [
    'SELECT 1 + null, null / 2, null * 2, null - 1.5, 1e0 / null, null % null',
    '_col0:integer | _col1:integer | _col2:integer | _col3:decimal(3,1) | _col4:double | _col5:tinyint',
  ],
  [
    "SELECT DATE '2024-01-01' - null, null - DATE '2024-01-01', null + DATE '2024-01-01', INTERVAL '1' DAY - null, null * INTERVAL '1' DAY, INTERVAL '1' DAY / null",
    '_col0:date | _col1:interval day to second | _col2:date | _col3:interval day to second | _col4:interval day to second | _col5:interval day to second',
  ],
  [
    "SELECT cardinality(null), date_format(null, '%Y'), format_datetime(null, 'y'), map_keys(null), array_join(null, ','), year(null)",
    '_col0:bigint | _col1:varchar | _col2:varchar | _col3:array(unknown) | _col4:varchar | _col5:bigint',
  ],
  [
    "SELECT +2, +2.5e0, + BIGINT '2', transform(array[1], x -> null)",
    '_col0:integer | _col1:double | _col2:bigint | _col3:array(unknown)',
  ],
];
