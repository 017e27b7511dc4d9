/** Errors of analysis, as a Trino 476 words and places them. */
export const REFUSED: readonly (readonly [sql: string, expected: string])[] = [
  [
    'SELECT name, count(*) FROM nation GROUP BY regionkey',
    "line 1:8: 'name' must be an aggregate expression or appear in GROUP BY clause",
  ],
  [
    'SELECT nationkey + regionkey FROM nation GROUP BY regionkey',
    "line 1:18: '(nationkey + regionkey)' must be an aggregate expression or appear in GROUP BY clause",
  ],
  ['SELECT Nam FROM nation', "line 1:8: Column 'nam' cannot be resolved"],
  [
    "SELECT abs('abc')",
    'line 1:8: Unexpected parameters (varchar(3)) for function abs. Expected: abs(bigint), abs(decimal(p,s)), abs(double), abs(integer), abs(real), abs(smallint), abs(tinyint)',
  ],
  ['SELECT nvl(1,2)', "line 1:8: Function 'nvl' not registered"],
  ["SELECT 'a' = 1", 'line 1:12: Cannot apply operator: varchar(1) = integer'],
  ["SELECT 1 + 'a'", 'line 1:10: Cannot apply operator: integer + varchar(1)'],
  ['SELECT 1 FROM nation WHERE 1', 'line 1:28: WHERE clause must evaluate to a boolean: actual type integer'],
  ['SELECT 9223372036854775808', 'line 1:8: Invalid numeric literal: 9223372036854775808'],
  [
    "SELECT 'a' || 'b', 'a' || 1",
    'line 1:24: Unexpected parameters (varchar(1), integer) for function concat. Expected: concat(E, array(E)) E, concat(array(E)) E, concat(array(E), E) E, concat(char(x), char(y)), concat(varbinary), concat(varchar)',
  ],
  [
    "SELECT case when 1=1 then 1 else 'a' end",
    'line 1:34: All CASE results must be the same type or coercible to a common type. Cannot find common type between integer and varchar(1), all types (without duplicates): [integer, varchar(1)]',
  ],
  [
    "SELECT coalesce(1, 'a')",
    'line 1:20: All COALESCE operands must be the same type or coercible to a common type. Cannot find common type between integer and varchar(1), all types (without duplicates): [integer, varchar(1)]',
  ],
  ["SELECT nullif(1, 'a')", 'line 1:8: Types are not comparable with NULLIF: integer vs varchar(1)'],
  [
    "SELECT 1 IN (1, 'a')",
    'line 1:17: IN value and list items must be the same type or coercible to a common type. Cannot find common type between integer and varchar(1), all types (without duplicates): [integer, varchar(1)]',
  ],
  ["SELECT 1 BETWEEN 1 AND 'a'", 'line 1:10: Cannot check if integer is BETWEEN integer and varchar(1)'],
  [
    "SELECT 1 LIKE 'a'",
    'line 1:8: Left side of LIKE expression must evaluate to a varchar (actual: integer)',
  ],
  ['SELECT not 1', 'line 1:12: Value of logical NOT expression must evaluate to a boolean (actual: integer)'],
  ['SELECT 1 and true', 'line 1:8: Logical expression term must evaluate to a boolean (actual: integer)'],
  ['SELECT if(1, 2, 3)', 'line 1:11: IF condition must evaluate to a boolean (actual: integer)'],
  ["SELECT -'a', +'a'", 'line 1:8: Cannot negate varchar(1)'],
  [
    "SELECT array[1,'a']",
    'line 1:16: All ARRAY elements must be the same type or coercible to a common type. Cannot find common type between integer and varchar(1), all types (without duplicates): [integer, varchar(1)]',
  ],
  ['SELECT cast(1 as date)', 'line 1:8: Cannot cast integer to date'],
  ['SELECT cast(1 as foo)', 'line 1:8: Unknown type: foo'],
  ["SELECT date '2024-13-05'", "line 1:8: '2024-13-05' is not a valid DATE literal"],
  [
    "SELECT interval '1' day + interval '1' month",
    'line 1:25: Cannot apply operator: interval day to second + interval year to month',
  ],
  [
    'SELECT 1 IN (select 1,2)',
    'line 1:10: Value expression and result of subquery must be of the same type: row(integer) vs row(integer, integer)',
  ],
  [
    'SELECT * FROM nation n JOIN region r ON 1',
    'line 1:41: JOIN ON clause must evaluate to a boolean: actual type integer',
  ],
  ['SELECT name FROM nation n JOIN region r USING (regionkey)', "line 1:8: Column 'name' is ambiguous"],
  [
    'SELECT n.regionkey FROM nation n JOIN region r USING (regionkey)',
    "line 1:8: Column 'n.regionkey' cannot be resolved",
  ],
  ['SELECT * FROM nation NATURAL JOIN region', 'line 1:15: Natural join not supported'],
  ['SELECT * FROM foo.nation', "line 1:15: Schema 'foo' does not exist"],
  ['SELECT * FROM a.b.c', "line 1:15: Catalog 'a' not found"],
  ['SELECT * FROM natio', "line 1:15: Table 'owl.data.natio' does not exist"],
  ['SELECT x.* FROM nation', 'line 1:8: Unable to resolve reference x'],
  ['SELECT * ', 'line 1:8: SELECT * not allowed in queries without FROM clause'],
  [
    'SELECT name FROM nation WHERE count(*) > 1',
    'line 1:40: WHERE clause cannot contain aggregations, window functions or grouping operations: [count(*)]',
  ],
  [
    'SELECT sum(count(*)) FROM nation',
    "line 1:8: Cannot nest aggregations inside aggregation 'sum': [count(*)]",
  ],
  [
    'SELECT name, rank() FROM nation',
    'line 1:14: Window function system.builtin.rank requires an OVER clause',
  ],
  ['SELECT 1 GROUP BY 2', 'line 1:19: GROUP BY position 2 is not in select list'],
  ['SELECT 1 ORDER BY 2', 'line 1:19: ORDER BY position 2 is not in select list'],
  [
    'SELECT DISTINCT name FROM nation ORDER BY regionkey',
    'line 1:1: For SELECT DISTINCT, ORDER BY expressions must appear in select list',
  ],
  ['SELECT 1 UNION SELECT 1, 2', 'line 1:10: UNION query has different number of fields: 1, 2'],
  [
    "SELECT 1 UNION SELECT 'a'",
    'line 1:10: column 1 in UNION query has incompatible types: integer, varchar(1)',
  ],
  ['SELECT a.b.c.d FROM nation a', "line 1:8: Column 'a.b.c.d' cannot be resolved"],
  [
    'SELECT (nationkey + 1) * 2 FROM nation GROUP BY regionkey',
    "line 1:24: '((nationkey + 1) * 2)' must be an aggregate expression or appear in GROUP BY clause",
  ],
  [
    'SELECT Name FROM nation n GROUP BY regionkey',
    "line 1:8: 'Name' must be an aggregate expression or appear in GROUP BY clause",
  ],
  [
    'SELECT n.Name FROM nation n GROUP BY regionkey',
    "line 1:8: 'n.Name' must be an aggregate expression or appear in GROUP BY clause",
  ],
  [
    'SELECT upper(name) FROM nation n GROUP BY regionkey',
    "line 1:8: 'upper(name)' must be an aggregate expression or appear in GROUP BY clause",
  ],
  [
    "SELECT case when name = 'a' then 1 else 2 end FROM nation n GROUP BY regionkey",
    "line 1:8: '(CASE WHEN (name = 'a') THEN 1 ELSE 2 END)' must be an aggregate expression or appear in GROUP BY clause",
  ],
  [
    "SELECT case name when 'a' then 1 end FROM nation n GROUP BY regionkey",
    "line 1:8: '(CASE name WHEN 'a' THEN 1 END)' must be an aggregate expression or appear in GROUP BY clause",
  ],
  [
    "SELECT name IN ('a','b') FROM nation n GROUP BY regionkey",
    "line 1:13: '(name IN ('a', 'b'))' must be an aggregate expression or appear in GROUP BY clause",
  ],
  [
    "SELECT name LIKE 'x%' AND NOT name IS NULL OR name IS NOT NULL FROM nation n GROUP BY regionkey",
    "line 1:8: '(((name LIKE 'x%') AND (NOT (name IS NULL))) OR (name IS NOT NULL))' must be an aggregate expression or appear in GROUP BY clause",
  ],
  [
    'SELECT cast(name AS varchar(3)), 1 FROM nation n GROUP BY regionkey',
    "line 1:8: 'CAST(name AS varchar(3))' must be an aggregate expression or appear in GROUP BY clause",
  ],
  [
    'SELECT -nationkey FROM nation n GROUP BY regionkey',
    "line 1:8: '-(nationkey)' must be an aggregate expression or appear in GROUP BY clause",
  ],
  [
    "SELECT name || 'x' FROM nation n GROUP BY regionkey",
    "line 1:13: 'concat(name, 'x')' must be an aggregate expression or appear in GROUP BY clause",
  ],
  [
    'SELECT nationkey BETWEEN 1 AND 2 FROM nation n GROUP BY regionkey',
    "line 1:18: '(nationkey BETWEEN 1 AND 2)' must be an aggregate expression or appear in GROUP BY clause",
  ],
  [
    'SELECT array[name], row(name) FROM nation n GROUP BY regionkey',
    "line 1:8: 'ARRAY[name]' must be an aggregate expression or appear in GROUP BY clause",
  ],
  [
    'SELECT array[name][1] FROM nation n GROUP BY regionkey',
    "line 1:8: 'ARRAY[name][1]' must be an aggregate expression or appear in GROUP BY clause",
  ],
  [
    "SELECT if(name='a', 1.50, 2e0) FROM nation n GROUP BY regionkey",
    "line 1:8: 'IF((name = 'a'), DECIMAL '1.50', 2E0)' must be an aggregate expression or appear in GROUP BY clause",
  ],
  [
    "SELECT coalesce(name, 'it''s') FROM nation n GROUP BY regionkey",
    "line 1:8: 'COALESCE(name, 'it''s')' must be an aggregate expression or appear in GROUP BY clause",
  ],
  [
    "SELECT nullif(name, 'x') FROM nation n GROUP BY regionkey",
    "line 1:8: 'NULLIF(name, 'x')' must be an aggregate expression or appear in GROUP BY clause",
  ],
  [
    'SELECT extract(year from cast(name as date)) FROM nation n GROUP BY regionkey',
    "line 1:8: 'EXTRACT(YEAR FROM CAST(name AS date))' must be an aggregate expression or appear in GROUP BY clause",
  ],
  [
    "SELECT trim(name), substring(name from 1 for 2), position('a' in name) FROM nation n GROUP BY regionkey",
    "line 1:8: 'trim(BOTH FROM name)' must be an aggregate expression or appear in GROUP BY clause",
  ],
  [
    "SELECT name AT TIME ZONE 'UTC' FROM nation n GROUP BY regionkey",
    'line 1:8: Type of value must be a time or timestamp with or without time zone (actual varchar(25))',
  ],
  [
    "SELECT count(*) FROM nation HAVING name = 'a'",
    "line 1:41: '(name = 'a')' must be an aggregate expression or appear in GROUP BY clause",
  ],
  [
    'SELECT count(*) FROM nation ORDER BY name',
    "line 1:38: 'name' must be an aggregate expression or appear in GROUP BY clause",
  ],
  [
    'SELECT regionkey FROM nation GROUP BY regionkey ORDER BY name',
    "line 1:58: 'name' must be an aggregate expression or appear in GROUP BY clause",
  ],
  [
    'SELECT "Name" FROM nation GROUP BY regionkey',
    'line 1:8: \'"Name"\' must be an aggregate expression or appear in GROUP BY clause',
  ],
  [
    'SELECT row_number() over (order by name) FROM nation GROUP BY regionkey',
    "line 1:36: ORDER BY expression 'name' must be an aggregate expression or appear in GROUP BY clause",
  ],
  [
    'SELECT count(*) over () + rank() FROM nation',
    'line 1:27: Window function system.builtin.rank requires an OVER clause',
  ],
  [
    'SELECT name, (SELECT n.name) FROM nation n GROUP BY regionkey',
    "line 1:8: 'name' must be an aggregate expression or appear in GROUP BY clause",
  ],
  [
    'SELECT regionkey, (SELECT n.name) FROM nation n GROUP BY regionkey',
    "line 1:27: Subquery uses 'n.name' which must appear in GROUP BY clause",
  ],
  [
    'SELECT max(name) FILTER (WHERE 1) FROM nation',
    'line 1:32: Filter expression must evaluate to a boolean (actual: integer)',
  ],
  [
    'SELECT upper(distinct name) FROM nation',
    'line 1:8: DISTINCT is not supported for non-aggregation functions',
  ],
  ['SELECT upper(name) over () FROM nation', 'line 1:1: Not a window function: upper'],
  [
    'SELECT grouping(name) FROM nation GROUP BY regionkey',
    'line 1:8: The arguments to GROUPING() must be expressions referenced by the GROUP BY at the associated query level. Mismatch due to name.',
  ],
  [
    'SELECT lag(name) over (rows between 1 preceding and current row) FROM nation',
    'line 1:24: lag function requires an ORDER BY window clause',
  ],
  [
    'SELECT sum(nationkey) over (order by name range between 1 preceding and current row) FROM nation',
    'line 1:38: Window frame of type RANGE PRECEDING or FOLLOWING requires that sort item type be numeric, datetime or interval (actual: varchar(25))',
  ],
  ['SELECT sum(nationkey) over w FROM nation', 'line 1:28: Cannot resolve WINDOW name w'],
  [
    "SELECT * FROM (VALUES 1, 'a') t",
    'line 1:16: Values rows have mismatched types: row(integer) vs row(varchar(1))',
  ],
  ['SELECT * FROM (VALUES (1, 2), (1)) t', 'line 1:16: Values rows have mismatched sizes: 2 vs 1'],
  [
    'SELECT * FROM (VALUES (1, 2)) t(a)',
    "line 1:15: Column alias list has 1 entries but 't' has 2 columns available",
  ],
  [
    'WITH x(a) AS (SELECT 1, 2) SELECT * FROM x',
    'line 1:8: Column alias list has 1 entries but relation has 2 columns',
  ],
  [
    'WITH x AS (SELECT 1), x AS (SELECT 2) SELECT 1',
    "line 1:23: WITH query name 'x' specified more than once",
  ],
  ['SELECT * FROM UNNEST(1)', 'Cannot unnest type: integer'],
  ['SELECT nationkey n FROM nation WHERE n > 1', "line 1:38: Column 'n' cannot be resolved"],
  ['SELECT 1 FETCH FIRST 1 ROWS WITH TIES', 'line 1:10: FETCH FIRST WITH TIES clause requires ORDER BY'],
  [
    'SELECT 1 ORDER BY 1 OFFSET 1 ROWS FETCH FIRST 0 ROWS ONLY',
    'line 1:35: FETCH FIRST row count must be positive (actual value: 0)',
  ],
  [
    "SELECT EXISTS (SELECT 1), 1 = ANY (SELECT 1), 1 > ALL (VALUES 'a')",
    'line 1:49: Value expression and result of subquery must be of the same type: row(integer) vs row(varchar(1))',
  ],
  ['SELECT ?', 'line 1:1: Incorrect number of parameters: expected 1 but found 0'],
  ['SELECT x -> 1', 'line 1:8: Lambda expression should always be used inside a function'],
  ['SELECT transform(array[1], x -> y)', "line 1:33: Column 'y' cannot be resolved"],
  [
    'SELECT transform(array[1], (x, y) -> 1)',
    'line 1:28: Expected a lambda that takes 1 argument(s) but got 2',
  ],
  [
    "SELECT json_parse('a') = json_parse('b'), json_parse('a') < json_parse('b')",
    'line 1:59: Cannot apply operator: json < json',
  ],
  [
    'SELECT map(array[1], array[1]) < map(array[1], array[1])',
    'line 1:32: Cannot apply operator: map(integer, integer) < map(integer, integer)',
  ],
  ["SELECT array['a']['x']", 'line 1:8: Cannot use varchar(1) for subscript of array(varchar(1))'],
  ['SELECT 1[1]', 'line 1:8: Cannot use integer for subscript of integer'],
  ["SELECT U&'\\zz'", 'line 1:8: Invalid hexadecimal digit: z'],
  ["SELECT X'ABC'", 'line 1:8: Binary literal must contain an even number of digits'],
  ["SELECT 'a' <> 1", 'line 1:12: Cannot apply operator: varchar(1) = integer'],
  ["SELECT 'a' > 1", 'line 1:12: Cannot apply operator: varchar(1) < integer'],
  ["SELECT 'a' >= 1", 'line 1:12: Cannot apply operator: varchar(1) <= integer'],
  ["SELECT 'a' IS DISTINCT FROM 1", 'line 1:12: Cannot check if varchar(1) is identical to integer'],
  ["SELECT if(true, 1, 'a')", 'line 1:8: Result types for IF must be the same: integer vs varchar(1)'],
  [
    'SELECT case when 1 then 2 end',
    'line 1:18: CASE WHEN clause must evaluate to a boolean (actual: integer)',
  ],
  [
    "SELECT case 1 when 'a' then 2 end",
    'line 1:20: CASE operand type does not match WHEN clause operand type: integer vs varchar(1)',
  ],
  ["SELECT case when true then 1 end + 'a'", 'line 1:34: Cannot apply operator: integer + varchar(1)'],
  ["SELECT try('a' + 1), 1", 'line 1:16: Cannot apply operator: varchar(1) + integer'],
  ['SELECT try(1,2)', "line 1:8: The 'try' function must have exactly one argument"],
  ['SELECT if(true)', "line 1:8: Invalid number of arguments for 'if' function"],
  ['SELECT nullif(1)', "line 1:8: Invalid number of arguments for 'nullif' function"],
  ['SELECT coalesce(1)', "line 1:8: The 'coalesce' function must have at least two arguments"],
  [
    "SELECT 1 LIKE 'a', 'a' LIKE 1",
    'line 1:8: Left side of LIKE expression must evaluate to a varchar (actual: integer)',
  ],
  [
    "SELECT 'a' LIKE 1",
    'line 1:17: Pattern for LIKE expression must evaluate to a varchar (actual: integer)',
  ],
  [
    "SELECT 'a' LIKE 'a' ESCAPE 1",
    'line 1:28: Escape for LIKE expression must evaluate to a varchar (actual: integer)',
  ],
  [
    "SELECT (1,2) = (1,2), row(1,'a') = row(1,2)",
    'line 1:34: Cannot apply operator: row(integer, varchar(1)) = row(integer, integer)',
  ],
  ["SELECT timestamp ' 2024-01-01 '", "line 1:8: ' 2024-01-01 ' is not a valid TIMESTAMP literal"],
  [
    "SELECT timestamp '2024-01-01T00:00:00'",
    "line 1:8: '2024-01-01T00:00:00' is not a valid TIMESTAMP literal",
  ],
  ["SELECT date ' 2024-1-5 ', date '20240105'", "line 1:27: '20240105' is not a valid DATE literal"],
  [
    "SELECT timestamp '2024-01-01 25:00:00'",
    "line 1:8: '2024-01-01 25:00:00' is not a valid TIMESTAMP literal",
  ],
  ["SELECT interval 'x' day", 'line 1:8: Invalid INTERVAL DAY value: x'],
  ["SELECT interval '1' year to day", 'line 1:8: Invalid interval qualifier: YEAR TO DAY'],
  ["SELECT bigint 'x'", "line 1:8: 'x' is not a valid BIGINT literal"],
  ["SELECT decimal '1.50', decimal 'x'", "line 1:24: 'x' is not a valid DECIMAL literal"],
  ["SELECT json 'x{'", "line 1:8: 'x{' is not a valid JSON literal"],
  [
    "SELECT extract(foo from date '2024-01-01')",
    'line 1:8: Invalid EXTRACT field foo, valid fields are: YEAR, QUARTER, MONTH, WEEK, DAY, DAY_OF_MONTH, DAY_OF_WEEK, DOW, DAY_OF_YEAR, DOY, YEAR_OF_WEEK, YOW, HOUR, MINUTE, SECOND, TIMEZONE_MINUTE, TIMEZONE_HOUR',
  ],
  ["SELECT extract(hour from date '2024-01-01')", 'line 1:26: Cannot extract HOUR from date'],
  ["SELECT extract(year from 'a')", 'line 1:26: Cannot extract YEAR from varchar(1)'],
  ["SELECT now() AT TIME ZONE 'Foo/Bar'", "'Foo/Bar' is not a valid time zone"],
  [
    "SELECT transform(array[1,2], x -> x || 'a')",
    'line 1:37: Unexpected parameters (integer, varchar(1)) for function concat. Expected: concat(E, array(E)) E, concat(array(E)) E, concat(array(E), E) E, concat(char(x), char(y)), concat(varbinary), concat(varchar)',
  ],
  [
    'SELECT transform(1, x -> x)',
    'line 1:8: Unexpected parameters (integer, <function>) for function transform. Expected: transform(array(T), function(T,U)) T, U',
  ],
  [
    'SELECT abs(*)',
    'line 1:8: Unexpected parameters () for function abs. Expected: abs(bigint), abs(decimal(p,s)), abs(double), abs(integer), abs(real), abs(smallint), abs(tinyint)',
  ],
  [
    'SELECT count(*) FILTER (WHERE true) OVER ()',
    'line 1:1: FILTER is not yet supported for window functions',
  ],
  [
    "SELECT sum('a')",
    'line 1:8: Unexpected parameters (varchar(1)) for function sum. Expected: sum(bigint), sum(decimal(p,s)), sum(double), sum(interval day to second), sum(interval year to month), sum(real)',
  ],
  [
    'SELECT array_agg(distinct regionkey order by nationkey) from nation',
    'line 1:46: For aggregate function with DISTINCT, ORDER BY expressions must appear in arguments',
  ],
  ['SELECT row(1).x', "line 1:8: Column reference 'x' is invalid"],
  ['SELECT cast(row(1) as row(x integer)).y', "line 1:8: Column reference 'y' is invalid"],
  ['SELECT (1).x', 'line 1:9: Expression 1 is not of type ROW'],
  ['SELECT name.x FROM nation', 'line 1:8: Expression name is not of type ROW'],
  [
    'SELECT sum(rank() over ()) over () FROM nation',
    'line 1:12: Cannot nest window functions or row pattern measures inside window function arguments',
  ],
  [
    'SELECT sum(rank() over (order by 1)) FROM nation',
    "line 1:8: Cannot nest window functions or row pattern measures inside aggregation 'sum': [rank() OVER (ORDER BY 1 ASC)]",
  ],
  [
    'SELECT 1 FROM nation WHERE rank() over (order by 1) = 1',
    'line 1:53: WHERE clause cannot contain aggregations, window functions or grouping operations: [rank() OVER (ORDER BY 1 ASC)]',
  ],
  [
    'SELECT 1 FROM nation GROUP BY count(*)',
    'line 1:31: GROUP BY clause cannot contain aggregations, window functions or grouping operations: [count(*)]',
  ],
  [
    'SELECT 1 FROM nation a JOIN nation b ON count(*) > 1',
    'line 1:50: JOIN clause cannot contain aggregations, window functions or grouping operations: [count(*)]',
  ],
  [
    'SELECT transform(array[1], x -> count(*))',
    'line 1:33: Lambda expression cannot contain aggregations, window functions or grouping operations: [count(*)]',
  ],
  ['SELECT transform(array[1], x -> (select x))', 'line 1:33: Lambda expression cannot contain subqueries'],
  [
    'SELECT 1 FROM nation HAVING 1',
    'line 1:29: HAVING clause must evaluate to a boolean: actual type integer',
  ],
  [
    'SELECT nationkey, nationkey FROM nation ORDER BY nationkey LIMIT 1',
    "line 1:50: Column 'nationkey' is ambiguous",
  ],
  ['SELECT nationkey x, regionkey x FROM nation ORDER BY x', "line 1:54: Column 'x' is ambiguous"],
  ['SELECT * FROM nation n, n', "line 1:25: Table 'owl.data.n' does not exist"],
  [
    'SELECT * FROM nation a JOIN nation b USING (foo)',
    "line 1:45: Column 'foo' is missing from left side of join",
  ],
  [
    'SELECT a.nationkey, count(*) c FROM nation a GROUP BY a.nationkey HAVING c > 0',
    "line 1:74: Column 'c' cannot be resolved",
  ],
  [
    'WITH RECURSIVE t AS (SELECT 1 UNION ALL SELECT 1 FROM t) SELECT * FROM t',
    'line 1:16: missing column aliases in recursive WITH query',
  ],
  [
    'SELECT name, x FROM nation LEFT JOIN UNNEST(array[nationkey]) t(x) ON x = 1',
    'line 1:73: LEFT JOIN involving UNNEST is only supported with condition ON TRUE',
  ],
  ['SELECT n.name FROM nation n, (SELECT n.name) x', "line 1:38: Column 'n.name' cannot be resolved"],
  [
    'SELECT nationkey FROM nation UNION SELECT regionkey FROM region ORDER BY regionkey',
    "line 1:74: Column 'regionkey' cannot be resolved",
  ],
  [
    'SELECT a.* FROM (SELECT cast(row(1,2) as row(b integer, c integer)) a) t',
    'line 1:8: Unable to resolve reference a',
  ],
  ["SELECT date '2024-01-01' = '2024-01-01'", 'line 1:26: Cannot apply operator: date = varchar(10)'],
  ["SELECT orderdate > '2024-01-01' FROM orders", 'line 1:18: Cannot apply operator: date < varchar(10)'],
  ["SELECT date '2024-01-01' + 1", 'line 1:26: Cannot apply operator: date + integer'],
  [
    'SELECT count(*) FROM nation WHERE nationkey = (SELECT 1, 2)',
    'line 1:45: Cannot apply operator: bigint = row(integer, integer)',
  ],
  [
    'SELECT nationkey FROM nation ORDER BY count(*)',
    "line 1:8: 'nationkey' must be an aggregate expression or appear in GROUP BY clause",
  ],
  [
    'SELECT regionkey + 2, count(*) FROM nation GROUP BY regionkey + 1',
    "line 1:18: '(regionkey + 2)' must be an aggregate expression or appear in GROUP BY clause",
  ],
  ['SELECT *, count(*) FROM nation GROUP BY nationkey', "Column 'nation.name' not in GROUP BY clause"],
  [
    'SELECT transform(array[1,2], x -> x + nationkey) FROM nation GROUP BY regionkey',
    "line 1:8: 'transform(ARRAY[1,2], (x) -> (x + nationkey))' must be an aggregate expression or appear in GROUP BY clause",
  ],
  ['SELECT t.a FROM (SELECT 1 a, 2 b) AS t(x, y)', "line 1:8: Column 't.a' cannot be resolved"],
  ['SELECT a FROM (SELECT 1 a), (SELECT 2 a)', "line 1:8: Column 'a' is ambiguous"],
  [
    'SELECT 1 FROM nation WHERE nationkey > ALL (SELECT name FROM region)',
    'line 1:38: Value expression and result of subquery must be of the same type: row(bigint) vs row(name varchar(25))',
  ],
  ['SELECT * FROM x', "line 1:15: Table 'owl.data.x' does not exist"],
  [
    'WITH x AS (SELECT * FROM y), y AS (SELECT 1) SELECT * FROM x',
    "line 1:26: Table 'owl.data.y' does not exist",
  ],
  [
    'SELECT rank() OVER (ORDER BY nationkey DESC) FROM nation GROUP BY regionkey',
    "line 1:30: ORDER BY expression 'nationkey' must be an aggregate expression or appear in GROUP BY clause",
  ],
  [
    'SELECT rank() OVER (PARTITION BY name) FROM nation GROUP BY regionkey',
    "line 1:34: PARTITION BY expression 'name' must be an aggregate expression or appear in GROUP BY clause",
  ],
  [
    'SELECT sum(nationkey) OVER (ORDER BY nationkey ROWS BETWEEN 1 FOLLOWING AND 1 PRECEDING) FROM nation',
    'line 1:48: Window frame starting from FOLLOWING cannot end with PRECEDING',
  ],
  [
    'SELECT sum(nationkey) OVER (ORDER BY nationkey ROWS UNBOUNDED FOLLOWING) FROM nation',
    'line 1:48: Window frame start cannot be UNBOUNDED FOLLOWING',
  ],
  [
    "SELECT sum(nationkey) OVER (ORDER BY nationkey ROWS 'a' PRECEDING) FROM nation",
    'line 1:53: Window frame ROWS start value type must be exact numeric type with scale 0 (actual varchar(1))',
  ],
  [
    'SELECT sum(nationkey) OVER (GROUPS 1 PRECEDING) FROM nation',
    'line 1:29: Window frame of type GROUPS PRECEDING or FOLLOWING requires ORDER BY',
  ],
  [
    'SELECT sum(nationkey) OVER (w ORDER BY name) FROM nation WINDOW w AS (ORDER BY name)',
    'line 1:31: Cannot specify ORDER BY if referenced named WINDOW specifies ORDER BY',
  ],
  [
    'SELECT sum(nationkey) OVER (w PARTITION BY name) FROM nation WINDOW w AS (ORDER BY name)',
    'line 1:44: WINDOW specification with named WINDOW reference cannot specify PARTITION BY',
  ],
  ['SELECT foo() OVER () FROM nation', "line 1:8: Function 'foo' not registered"],
  [
    'SELECT DISTINCT regionkey x FROM nation ORDER BY x + 1',
    'line 1:1: For SELECT DISTINCT, ORDER BY expressions must appear in select list',
  ],
  [
    "SELECT DISTINCT json_parse('1') ORDER BY 1",
    'line 1:1: Type json is not orderable, and therefore cannot be used in ORDER BY: :input(0)',
  ],
  [
    "SELECT json_parse('1') ORDER BY 1",
    'line 1:1: Type json is not orderable, and therefore cannot be used in ORDER BY: :input(0)',
  ],
  [
    'SELECT map(array[1], array[2]) m ORDER BY m',
    'line 1:1: Type map(integer, integer) is not orderable, and therefore cannot be used in ORDER BY: m',
  ],
  [
    'SELECT grouping(regionkey) FROM nation',
    'line 1:1: A GROUPING() operation can only be used with a corresponding GROUPING SET/CUBE/ROLLUP/GROUP BY clause',
  ],
  [
    'SELECT 1 IN (SELECT name FROM nation)',
    'line 1:10: Value expression and result of subquery must be of the same type: row(integer) vs row(name varchar(25))',
  ],
  [
    "SELECT cast('a' as varchar(0)), cast(1 as decimal), cast(1 as decimal(50,2))",
    'DECIMAL precision must be in range [1, 38]: 50',
  ],
  [
    "SELECT cast(1 as boolean), cast('true' as boolean), cast(1.5 as timestamp)",
    'line 1:53: Cannot cast decimal(2,1) to timestamp(3)',
  ],
  [
    "SELECT cast(interval '1' day as varchar), cast('1' as interval day to second)",
    'line 1:43: Cannot cast varchar(1) to interval day to second',
  ],
  [
    "SELECT cast(null as integer), cast(array[1] as json), cast(map(array['a'], array[1]) as json), cast(row(1) as json), cast(json '1' as integer), cast(X'00' as varchar)",
    'line 1:145: Cannot cast varbinary to varchar',
  ],
  [
    'SELECT cast(map(array[1], array[2]) as map(varchar, double)), cast(array[1] as varchar)',
    'line 1:63: Cannot cast array(integer) to varchar',
  ],
  ["SELECT date '2024-01-01' + date '2024-01-01'", 'line 1:26: Cannot apply operator: date + date'],
  ["SELECT date '2024-01-01' * 2", 'line 1:26: Cannot apply operator: date * integer'],
  [
    "SELECT interval '1' day = interval '1' month",
    'line 1:25: Cannot apply operator: interval day to second = interval year to month',
  ],
  ["SELECT U&'\\00'", 'line 1:8: Incomplete escape sequence: 00'],
  [
    'SELECT 0x1g',
    'line 1:8: identifiers must not start with a digit; surround the identifier with double quotes',
  ],
  [
    'SELECT 0b102',
    'line 1:8: identifiers must not start with a digit; surround the identifier with double quotes',
  ],
  [
    'SELECT 123456789012345678901234567890123456789.1',
    "line 1:8: '123456789012345678901234567890123456789.1' is not a valid DECIMAL literal",
  ],
  ['SELECT transform(array[1], x -> x.y)', 'line 1:33: Expression x is not of type ROW'],
  [
    'SELECT name FROM nation UNION SELECT name FROM region ORDER BY nationkey',
    "line 1:64: Column 'nationkey' cannot be resolved",
  ],
  ['SELECT nationkey FROM nation WHERE name = 1', 'line 1:41: Cannot apply operator: varchar(25) = integer'],
  [
    "SELECT nationkey FROM nation WHERE name IN ('a', 1)",
    'line 1:50: IN value and list items must be the same type or coercible to a common type. Cannot find common type between varchar(25) and integer, all types (without duplicates): [varchar(25), varchar(1), integer]',
  ],
  [
    "SELECT nationkey FROM nation WHERE nationkey IN ('a')",
    'line 1:50: IN value and list items must be the same type or coercible to a common type. Cannot find common type between bigint and varchar(1), all types (without duplicates): [bigint, varchar(1)]',
  ],
  [
    'SELECT sum(name) FROM nation',
    'line 1:8: Unexpected parameters (varchar(25)) for function sum. Expected: sum(bigint), sum(decimal(p,s)), sum(double), sum(interval day to second), sum(interval year to month), sum(real)',
  ],
  ['SELECT nationkey AS a, a + 1 FROM nation', "line 1:24: Column 'a' cannot be resolved"],
  ['SELECT count(nationkey), n FROM nation', "line 1:26: Column 'n' cannot be resolved"],
  ['SELECT nationkey FROM nation ORDER BY 3', 'line 1:39: ORDER BY position 3 is not in select list'],
  ['SELECT nationkey FROM nation ORDER BY 0', 'line 1:39: ORDER BY position 0 is not in select list'],
  ['SELECT nationkey FROM nation GROUP BY 0', 'line 1:39: GROUP BY position 0 is not in select list'],
  [
    'SELECT nationkey FROM nation n WHERE n.nation.nationkey = 1',
    "line 1:38: Column 'n.nation.nationkey' cannot be resolved",
  ],
  ['SELECT max(nationkey) m FROM nation GROUP BY m', "line 1:46: Column 'm' cannot be resolved"],
  ['SELECT null + null', 'Could not choose a best candidate operator. Explicit type casts must be added.'],
  ['SELECT -null', 'Could not choose a best candidate operator. Explicit type casts must be added.'],
  [
    "SELECT null * BIGINT '2'",
    'Could not choose a best candidate operator. Explicit type casts must be added.',
  ],
  ['SELECT 1e0 * null', 'Could not choose a best candidate operator. Explicit type casts must be added.'],
  ['SELECT null / 1e0', 'Could not choose a best candidate operator. Explicit type casts must be added.'],
  [
    "SELECT INTERVAL '1' DAY + null",
    'Could not choose a best candidate operator. Explicit type casts must be added.',
  ],
  [
    "SELECT null - INTERVAL '1' DAY",
    'Could not choose a best candidate operator. Explicit type casts must be added.',
  ],
  [
    "SELECT TIMESTAMP '2024-01-01 00:00:00' - null",
    'Could not choose a best candidate operator. Explicit type casts must be added.',
  ],
  ["SELECT 'a' + null", 'line 1:12: Cannot apply operator: varchar(1) + unknown'],
  ['SELECT +2.5', "line 1:8: Unary '+' operator cannot by applied to decimal(2,1) type"],
  ['SELECT +null', "line 1:8: Unary '+' operator cannot by applied to unknown type"],
  [
    'SELECT filter(ARRAY[1], x -> null)',
    'line 1:8: Unexpected parameters (array(integer), <function>) for function filter. Expected: filter(array(t), function(t,boolean)) T',
  ],
  [
    'SELECT any_match(ARRAY[1], x -> x)',
    'line 1:8: Unexpected parameters (array(integer), <function>) for function any_match. Expected: any_match(array(t), function(t,boolean)) T',
  ],
  ['SELECT CAST(1 AS decimal(39,0))', 'DECIMAL precision must be in range [1, 38]: 39'],
  ['SELECT CAST(1 AS decimal(5,6))', 'DECIMAL scale must be in range [0, precision (5)]: 6'],
  [
    'SELECT sum(x) OVER (ORDER BY sum(x) OVER ()) FROM (VALUES 1) t(x)',
    'line 1:30: Cannot nest window functions or row pattern measures inside window specification',
  ],
  [
    'SELECT sum(sum(x) OVER ()) OVER () FROM (VALUES 1) t(x)',
    'line 1:12: Cannot nest window functions or row pattern measures inside window function arguments',
  ],
  ['SHOW COLUMNS FROM nosuch', "line 1:1: Table 'owl.data.nosuch' does not exist"],
  ['SHOW COLUMNS FROM a.b.c', "line 1:1: Catalog 'a' not found"],
  [
    'SELECT cardinality(5)',
    'line 1:8: Unexpected parameters (integer) for function cardinality. Expected: cardinality(array(e)) E, cardinality(hyperloglog), cardinality(map(k,v)) K, V, cardinality(setdigest)',
  ],
  [
    'SELECT count(nationkey, name) FROM nation',
    'line 1:8: Unexpected parameters (bigint, varchar(25)) for function count. Expected: count(), count(t) T',
  ],
  [
    'SELECT upper(1)',
    'line 1:8: Unexpected parameters (integer) for function upper. Expected: upper(char(x)), upper(varchar(x))',
  ],
];
