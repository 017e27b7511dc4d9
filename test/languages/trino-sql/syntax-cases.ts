/** Errors of syntax, as a Trino 476 words and places them. */
export const SYNTAX: readonly (readonly [sql: string, expected: string])[] = [
  [
    'SELECT `a`',
    'line 1:8: backquoted identifiers are not supported; use double quotes to quote identifiers',
  ],
  [
    'SELECT 1a',
    'line 1:8: identifiers must not start with a digit; surround the identifier with double quotes',
  ],
  ['SELECT "a', "line 1:8: mismatched input '\"'. Expecting: '*', 'ALL', 'DISTINCT', <expression>"],
  ["SELECT 'a", "line 1:8: mismatched input '''. Expecting: '*', 'ALL', 'DISTINCT', <expression>"],
  [
    "SELECT a ILIKE 'x' FROM t",
    "line 1:16: mismatched input ''x''. Expecting: ',', 'EXCEPT', 'FETCH', 'FROM', 'GROUP', 'HAVING', 'INTERSECT', 'LIMIT', 'OFFSET', 'ORDER', 'UNION', 'WHERE', 'WINDOW', <EOF>",
  ],
  [
    'SELECT * EXCLUDE (a) FROM t',
    "line 1:10: mismatched input 'EXCLUDE'. Expecting: ',', 'EXCEPT', 'FETCH', 'FROM', 'GROUP', 'HAVING', 'INTERSECT', 'LIMIT', 'OFFSET', 'ORDER', 'UNION', 'WHERE', 'WINDOW', <EOF>",
  ],
  [
    'FROM t',
    "line 1:1: mismatched input 'FROM'. Expecting: 'ALTER', 'ANALYZE', 'CALL', 'COMMENT', 'COMMIT', 'CREATE', 'DEALLOCATE', 'DELETE', 'DENY', 'DESC', 'DESCRIBE', 'DROP', 'EXECUTE', 'EXPLAIN', 'GRANT', 'INSERT', 'MERGE', 'PREPARE', 'REFRESH', 'RESET', 'REVOKE', 'ROLLBACK', 'SET', 'SHOW', 'START', 'TRUNCATE', 'UPDATE', 'USE', 'WITH', <query>",
  ],
  ['SELECT 1 // 2', "line 1:11: mismatched input '/'. Expecting: <expression>"],
  ['SELECT 2 ** 3', "line 1:11: mismatched input '*'. Expecting: <expression>"],
  ['SELECT 1 == 1', "line 1:11: mismatched input '='. Expecting: 'ALL', 'ANY', 'SOME', <expression>"],
  ["SELECT {'a': 1}", "line 1:8: mismatched input '{'. Expecting: '*', 'ALL', 'DISTINCT', <expression>"],
  ['SELECT 1,', "line 1:10: mismatched input '<EOF>'. Expecting: '*', <expression>"],
  ['SELECT DISTINCT ON (a) a FROM t', "line 1:17: mismatched input 'ON'. Expecting: '*', <expression>"],
  [
    'SELECT * FROM t QUALIFY x',
    "line 1:25: mismatched input 'x'. Expecting: '(', ',', 'CROSS', 'EXCEPT', 'FETCH', 'FULL', 'GROUP', 'HAVING', 'INNER', 'INTERSECT', 'JOIN', 'LEFT', 'LIMIT', 'MATCH_RECOGNIZE', 'NATURAL', 'OFFSET', 'ORDER', 'RIGHT', 'TABLESAMPLE', 'UNION', 'WHERE', 'WINDOW', <EOF>",
  ],
  [
    'SELECT INTERVAL 3 DAY',
    "line 1:17: mismatched input '3'. Expecting: '%', '*', '+', ',', '-', '.', '/', 'AND', 'AS', 'AT', 'EXCEPT', 'FETCH', 'FROM', 'GROUP', 'HAVING', 'INTERSECT', 'LIMIT', 'OFFSET', 'OR', 'ORDER', 'UNION', 'WHERE', 'WINDOW', '[', '||', <EOF>, <identifier>, <predicate>",
  ],
  ['SELECT * FROM t LIMIT 5%', "line 1:24: mismatched input '%'. Expecting: <EOF>"],
  [
    'SELECT TOP 5 * FROM t',
    "line 1:12: mismatched input '5'. Expecting: '%', '*', '+', ',', '-', '.', '/', 'AND', 'AS', 'AT', 'EXCEPT', 'FETCH', 'FROM', 'GROUP', 'HAVING', 'INTERSECT', 'LIMIT', 'OFFSET', 'OR', 'ORDER', 'UNION', 'WHERE', 'WINDOW', '[', '||', <EOF>, <identifier>, <predicate>",
  ],
  [
    'SELECT a.* FROM t a SEMI JOIN b ON 1=1',
    "line 1:21: mismatched input 'SEMI'. Expecting: '(', ',', 'CROSS', 'EXCEPT', 'FETCH', 'FULL', 'GROUP', 'HAVING', 'INNER', 'INTERSECT', 'JOIN', 'LEFT', 'LIMIT', 'MATCH_RECOGNIZE', 'NATURAL', 'OFFSET', 'ORDER', 'RIGHT', 'TABLESAMPLE', 'UNION', 'WHERE', 'WINDOW', <EOF>",
  ],
  [
    'SELECT (1',
    "line 1:10: mismatched input '<EOF>'. Expecting: '%', ')', '*', '+', ',', '-', '.', '/', 'AND', 'AT', 'OR', '[', '||', <predicate>",
  ],
  [
    'SELECT 1)',
    "line 1:9: mismatched input ')'. Expecting: '%', '*', '+', ',', '-', '.', '/', 'AND', 'AS', 'AT', 'EXCEPT', 'FETCH', 'FROM', 'GROUP', 'HAVING', 'INTERSECT', 'LIMIT', 'OFFSET', 'OR', 'ORDER', 'UNION', 'WHERE', 'WINDOW', '[', '||', <EOF>, <identifier>, <predicate>",
  ],
  ['SELECT * FROM t WHERE', "line 1:22: mismatched input '<EOF>'. Expecting: <expression>"],
  [
    'SELECT * FROM t WHERE a =',
    "line 1:26: mismatched input '<EOF>'. Expecting: 'ALL', 'ANY', 'SOME', <expression>",
  ],
  ['SELECT a FROM t GROUP', "line 1:22: mismatched input '<EOF>'. Expecting: 'BY'"],
  [
    'SELECT CASE WHEN 1 THEN 2',
    "line 1:26: mismatched input '<EOF>'. Expecting: '%', '*', '+', '-', '.', '/', 'AND', 'AT', 'ELSE', 'END', 'OR', 'WHEN', '[', '||', <predicate>",
  ],
  ['SELECT CAST(1 AS)', "line 1:17: mismatched input ')'. Expecting: <type>"],
  ['WITH x AS SELECT 1', "line 1:11: mismatched input 'SELECT'. Expecting: '('"],
  ['SELECT * FROM t JOIN b', "line 1:23: mismatched input '<EOF>'. Expecting: 'ON', 'USING'"],
  [
    'SELECT * FROM t WHERE a IN ()',
    "line 1:25: mismatched input 'IN'. Expecting: 'AND', 'EXCEPT', 'FETCH', 'GROUP', 'HAVING', 'INTERSECT', 'LIMIT', 'OFFSET', 'OR', 'ORDER', 'UNION', 'WINDOW', <EOF>",
  ],
  ['INSERT', "line 1:7: mismatched input '<EOF>'. Expecting: 'INTO'"],
  ['SHOW COLUMNS', "line 1:13: mismatched input '<EOF>'. Expecting: 'FROM', 'IN'"],
  ['DESCRIBE', "line 1:9: mismatched input '<EOF>'. Expecting: 'INPUT', 'OUTPUT', <identifier>"],
  [
    'SELEC 1',
    "line 1:1: mismatched input 'SELEC'. Expecting: 'ALTER', 'ANALYZE', 'CALL', 'COMMENT', 'COMMIT', 'CREATE', 'DEALLOCATE', 'DELETE', 'DENY', 'DESC', 'DESCRIBE', 'DROP', 'EXECUTE', 'EXPLAIN', 'GRANT', 'INSERT', 'MERGE', 'PREPARE', 'REFRESH', 'RESET', 'REVOKE', 'ROLLBACK', 'SET', 'SHOW', 'START', 'TRUNCATE', 'UPDATE', 'USE', 'WITH', <query>",
  ],
  [
    'SELECT 1 FROM',
    "line 1:14: mismatched input '<EOF>'. Expecting: '(', 'JSON_TABLE', 'LATERAL', 'TABLE', 'UNNEST', <identifier>",
  ],
  ['SELECT * FROM nation LIMIT 5 OFFSET 2', "line 1:30: mismatched input 'OFFSET'. Expecting: <EOF>"],
  [
    'SELECT a::int FROM nation',
    "line 1:9: mismatched input ':'. Expecting: '%', '*', '+', ',', '-', '.', '/', 'AND', 'AS', 'AT', 'EXCEPT', 'FETCH', 'FROM', 'GROUP', 'HAVING', 'INTERSECT', 'LIMIT', 'OFFSET', 'OR', 'ORDER', 'UNION', 'WHERE', 'WINDOW', '[', '||', <EOF>, <identifier>, <predicate>",
  ],
  [
    'SELECT 1 LIMIT -1',
    "line 1:16: mismatched input '-'. Expecting: ',', 'EXCEPT', 'FETCH', 'FROM', 'GROUP', 'HAVING', 'INTERSECT', 'LIMIT', 'OFFSET', 'ORDER', 'UNION', 'WHERE', 'WINDOW', <EOF>",
  ],
  [
    'SELECT 1 2',
    "line 1:10: mismatched input '2'. Expecting: '%', '*', '+', ',', '-', '.', '/', 'AND', 'AS', 'AT', 'EXCEPT', 'FETCH', 'FROM', 'GROUP', 'HAVING', 'INTERSECT', 'LIMIT', 'OFFSET', 'OR', 'ORDER', 'UNION', 'WHERE', 'WINDOW', '[', '||', <EOF>, <identifier>, <predicate>",
  ],
  [
    'SELECT a b c FROM t',
    "line 1:12: mismatched input 'c'. Expecting: ',', 'EXCEPT', 'FETCH', 'FROM', 'GROUP', 'HAVING', 'INTERSECT', 'LIMIT', 'OFFSET', 'ORDER', 'UNION', 'WHERE', 'WINDOW', <EOF>",
  ],
  ['SELECT * FROM t WHERE a LIKE', "line 1:29: mismatched input '<EOF>'. Expecting: <expression>"],
  ['SELECT * FROM t LIMIT 5, 10', "line 1:24: mismatched input ','. Expecting: <EOF>"],
  [
    'SELECT 2 ^ 3',
    "line 1:10: mismatched input '^'. Expecting: '%', '*', '+', ',', '-', '.', '/', 'AND', 'AS', 'AT', 'EXCEPT', 'FETCH', 'FROM', 'GROUP', 'HAVING', 'INTERSECT', 'LIMIT', 'OFFSET', 'OR', 'ORDER', 'UNION', 'WHERE', 'WINDOW', '[', '||', <EOF>, <identifier>, <predicate>",
  ],
  [
    'SELECT 2 & 3',
    "line 1:10: mismatched input '&'. Expecting: '%', '*', '+', ',', '-', '.', '/', 'AND', 'AS', 'AT', 'EXCEPT', 'FETCH', 'FROM', 'GROUP', 'HAVING', 'INTERSECT', 'LIMIT', 'OFFSET', 'OR', 'ORDER', 'UNION', 'WHERE', 'WINDOW', '[', '||', <EOF>, <identifier>, <predicate>",
  ],
  ['SELECT ~2', "line 1:8: mismatched input '~'. Expecting: '*', 'ALL', 'DISTINCT', <expression>"],
  ['SELECT a FROM t ORDER BY', "line 1:25: mismatched input '<EOF>'. Expecting: <expression>"],
  ['SELECT a FROM t WHERE b NOT', "line 1:28: mismatched input '<EOF>'. Expecting: 'BETWEEN', 'IN', 'LIKE'"],
  ['SELECT a FROM t WHERE b IS', "line 1:27: mismatched input '<EOF>'. Expecting: 'DISTINCT', 'NOT', 'NULL'"],
  [
    'SELECT (SELECT 1',
    "line 1:17: mismatched input '<EOF>'. Expecting: '%', ')', '*', '+', ',', '-', '.', '/', 'AND', 'AS', 'AT', 'EXCEPT', 'FETCH', 'FROM', 'GROUP', 'HAVING', 'INTERSECT', 'LIMIT', 'OFFSET', 'OR', 'ORDER', 'UNION', 'WHERE', 'WINDOW', '[', '||', <identifier>, <predicate>",
  ],
  ['SELECT * FROM t WHERE x = 1 AND', "line 1:32: mismatched input '<EOF>'. Expecting: <expression>"],
  ['SELECT EXTRACT(year cast(x as date))', "line 1:21: mismatched input 'cast'. Expecting: 'FROM'"],
  ['SELECT from t', "line 1:8: mismatched input 'from'. Expecting: '*', 'ALL', 'DISTINCT', <expression>"],
];
