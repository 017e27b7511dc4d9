-- Strings (trino-dialect §5)
SELECT concat('a', 'b'), concat('a', 'b', 'c', 'd'), concat('a', null), 'a' || 'b', 'a' || null
SELECT concat_ws('-', 'a', null, 'b'), concat_ws('-', ARRAY['a', null, 'b']), concat_ws(null, 'a', 'b'), concat_ws(',', 'x')
SELECT substr('hello', 2), substr('hello', 2, 3), substr('hello', -3), substr('hello', -3, 2), substr('hello', 0), substr('hello', -9), substr('hello', 9), substr('hello', 2, 0)
SELECT substring('hello', 2, 3), substring('hello' FROM 2 FOR 3), substring('hello' FROM 3)
SELECT length('hello'), length(''), length('日本語'), length('😀'), length(null)
SELECT lower('HeLLo ÄÖ'), upper('groß éa'), upper('ǆ'), lower('İ')
SELECT trim('  x  '), ltrim('  x  '), rtrim('  x  '), trim(BOTH 'x' FROM 'xxaxx'), trim(LEADING FROM '  a '), trim(TRAILING 'x' FROM 'axx'), trim('xax', 'x')
SELECT replace('banana', 'an', 'AN'), replace('banana', 'an'), replace('abc', '', 'x'), replace('abc', 'z', 'y')
SELECT split('a,b,,c', ','), split('a,b,c', ',', 2), split('', ','), split('abc', 'x')
SELECT split('a', '')
SELECT split_part('a-b-c', '-', 2), split_part('a-b-c', '-', 9), split_part('abc', '-', 1), split_part('', '-', 1)
SELECT split_part('a-b', '-', 0)
SELECT strpos('banana', 'an'), strpos('banana', 'x'), strpos('banana', ''), strpos('banana', 'an', 2), strpos('banana', 'an', -1)
SELECT position('an' IN 'banana'), position('x' IN 'banana')
SELECT lpad('7', 3, '0'), rpad('7', 3, '0'), lpad('hello', 3, 'x'), rpad('hello', 3, 'x'), lpad('a', 6, 'xyz'), rpad('a', 6, 'xyz'), lpad('a', 0, 'x')
SELECT lpad('a', -1, 'x')
SELECT lpad('a', 3, '')
SELECT rpad('a', 3, '')
SELECT reverse('hello'), reverse('日本'), reverse('')
SELECT 'a' = 'a', 'a' = 'A', 'a' < 'b', 'Z' < 'a', 'a' < 'ab', '' < 'a', 'é' > 'z'
SELECT 'abc' LIKE 'a%', 'abc' LIKE 'a_c', 'abc' LIKE 'A%', 'abc' NOT LIKE 'x%', null LIKE 'a', 'a%c' LIKE 'a$%c' ESCAPE '$', 'a\c' LIKE 'a\c', 'a\%' LIKE 'a\%'
SELECT 'abc' LIKE 'a$bc' ESCAPE '$'
SELECT 'abc' LIKE 'abc$' ESCAPE '$'
SELECT chr(10) LIKE '_', 'a' || chr(10) || 'b' LIKE 'a%b', 'a' LIKE '', '' LIKE '%'
SELECT CAST('abcdef' AS varchar(4)), CAST('ab' AS varchar(4)), CAST('abcdef' AS varchar)
SELECT CAST('ab' AS char(4)), CAST('abcdef' AS char(4)), length(CAST('ab' AS char(4))), CAST('ab' AS char(4)) = 'ab', CAST('ab' AS char(4)) || 'x'
SELECT CAST(123 AS varchar), CAST(true AS varchar), CAST(DATE '2024-01-05' AS varchar), CAST(1.50 AS varchar), CAST(null AS varchar)
SELECT CAST(12345 AS varchar(3))
SELECT CAST('12' AS integer), CAST(' 12 ' AS integer), CAST('+12' AS bigint), CAST('-12' AS smallint)
SELECT CAST('abc' AS integer)
SELECT CAST('6.5' AS integer)
SELECT CAST('' AS bigint)
SELECT CAST('99999999999' AS integer)
SELECT CAST('true' AS boolean), CAST('F' AS boolean), CAST('1' AS boolean), CAST('TRUE' AS boolean), CAST('t' AS boolean)
SELECT CAST('yes' AS boolean)
SELECT typeof('abc' || 'de'), typeof(concat('a', 'b')), typeof(substr('abc', 1)), typeof(upper('abc')), typeof(trim('abc')), typeof(CAST('a' AS varchar(7))), typeof(CAST('a' AS varchar))
SELECT x FROM (VALUES 'b', 'a', null, 'B', 'é', '') t(x) ORDER BY x
SELECT min(x), max(x), count(DISTINCT x) FROM (VALUES 'b', 'a', 'b', null) t(x)
SELECT 'say "hi"', 'two, with comma', 'tab	here', '#hash', ' lead', 'trail '
SELECT '', null, 'null', 'NULL'
SELECT to_uuid36(to_uuid32('7b1f0c52-0d0e-4c5e-9a77-2f6f4f6f0a11'))
SELECT greatest('a', 'b'), least('abc', 'abd', 'ab')
SELECT coalesce(null, 'x'), nullif('a', 'a'), nullif('a', 'b')
SELECT upper(x) || '-' || lower(y) FROM (VALUES ('a', 'B'), (null, 'C')) t(x, y)
SELECT normalize('é'), chr(65), codepoint('A')
SELECT starts_with('abc', 'ab'), translate('abc', 'ab', 'xy')
SELECT 'a' || 1
SELECT concat('a', 1)
SELECT length(5)
SELECT upper(1)
SELECT lower('A', 'B')
