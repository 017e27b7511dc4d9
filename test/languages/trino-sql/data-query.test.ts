import { describe, expect, it } from 'vitest';
import type { CompileRequest } from '../../../src/ports/compiler.ts';
import { columnsOf, compile, refusalOf, relationsOf, request } from './compile-text.ts';

const plain = request('').scope;
const asUser: Partial<CompileRequest> = { scope: { ...plain, admin: false } };

describe('names (contract §4.2)', () => {
  it.each([
    ['SELECT accountNUMBER FROM Account', "line 1:8: Column 'accountnumber' cannot be resolved"],
    ['SELECT id FROM acccount', "line 1:16: Table 'owl.data.acccount' does not exist"],
    ['SELECT id FROM owl.data.acccount', "line 1:16: Table 'owl.data.acccount' does not exist"],
    ['SELECT id FROM tpch.account', "line 1:16: Schema 'tpch' does not exist"],
    ['SELECT id FROM x.data.account', "line 1:16: Catalog 'x' not found"],
    ['SELECT id FROM a.x.data.account', "line 1:24: mismatched input '.'"],
  ])('%s is refused', (sql, message) => {
    expect(refusalOf(() => compile(sql))).toContain(message);
  });

  it.each(['account', 'Account', '"ACCOUNT"', 'data.account', 'OWL.Data.account'])(
    '%s names a table',
    (name) => {
      expect(columnsOf(compile(`SELECT Id FROM ${name}`))).toBe('Id:varchar');
    },
  );

  it('labels a column as written, an alias as written, and * as in the catalogue', () => {
    expect(columnsOf(compile('SELECT a.BALANCE, Name AS "The Name", a.* , 1, Id iD FROM Account a'))).toBe(
      'BALANCE:decimal(18,6) | The Name:varchar | id:varchar | name:varchar | balance:decimal(18,6) | ' +
        'active:boolean | billcycleday:integer | updateddate:timestamp(3) with time zone | _col8:integer | iD:varchar',
    );
  });

  it('keeps what a subquery was labelled', () => {
    expect(columnsOf(compile('SELECT * FROM (SELECT Name, Id AS iD, 1 FROM account)'))).toBe(
      'Name:varchar | iD:varchar | _col2:integer',
    );
  });

  it('takes the words that users write without quotes', () => {
    const sql =
      'SELECT u.UserName AS Timestamp, u.id AS year, u.id AS "to", u.id value, u.id AS first FROM User u';
    expect(columnsOf(compile(sql))).toBe(
      'Timestamp:varchar | year:varchar | to:varchar | value:varchar | first:varchar',
    );
  });

  it('shows the user table to administrators only (§4.8)', () => {
    expect(columnsOf(compile('SELECT id FROM user'))).toBe('id:varchar');
    const message = "line 1:16: Table 'owl.data.user' does not exist";
    expect(refusalOf(() => compile('SELECT id FROM user', asUser))).toBe(message);
    expect(refusalOf(() => compile('DESCRIBE user', asUser))).toBe(
      "line 1:1: Table 'owl.data.user' does not exist",
    );
  });
});

describe('table scans', () => {
  it('carry the scope of the caller and only the columns that are used', () => {
    const [scan, ...more] = relationsOf(
      compile('SELECT Name FROM account WHERE balance > 0 ORDER BY id'),
      'table',
    );
    expect(more).toEqual([]);
    expect(scan?.scope).toEqual({ tenant: 'dev', entities: ['main'], orgs: ['one'] });
    expect(scan?.object).toBe('Account');
    expect(scan?.columns.map(({ field }) => field)).toEqual(['Id', 'Name', 'Balance']);
  });

  it('need no columns to be counted', () => {
    expect(relationsOf(compile('SELECT count(*) FROM account'), 'table')[0]?.columns).toEqual([]);
  });

  it('leave out what only a subquery in FROM asks for', () => {
    const query = compile('SELECT n FROM (SELECT name n, balance, id FROM account)');
    expect(relationsOf(query, 'table')[0]?.columns.map(({ field }) => field)).toEqual(['Name']);
  });

  it('show stored time stamps in the zone of the tenant', () => {
    expect(compile('SELECT updateddate FROM account').output[0]?.type).toEqual({
      kind: 'timestamp with time zone',
      precision: 3,
      zone: 'Europe/Rome',
    });
  });
});

describe('deleted rows (contract §4.6)', () => {
  const deletedOf = (sql: string, deleted: CompileRequest['query']['deleted'] = 'live') =>
    relationsOf(compile(sql, { query: { language: 'trino-sql', text: sql, deleted } }), 'table').map(
      (scan) => `${scan.object} ${scan.deleted}`,
    );

  it('are left out', () => expect(deletedOf('SELECT id FROM account')).toEqual(['Account live']));
  it('are the only ones with readDeleted', () =>
    expect(deletedOf('SELECT id FROM account', 'deleted')).toEqual(['Account deleted']));
  it('come with the live ones where the flag is selected', () => {
    expect(deletedOf('SELECT id, deleted FROM account')).toEqual(['Account both']);
    expect(deletedOf('SELECT id, Deleted FROM account', 'deleted')).toEqual(['Account both']);
  });
  it('come with the live ones where only WHERE names the flag', () =>
    expect(deletedOf('SELECT id FROM account WHERE deleted = true')).toEqual(['Account both']));
  it('are decided for each table by itself', () =>
    expect(deletedOf('SELECT a.id, i.deleted FROM account a JOIN invoice i ON i.accountid = a.id')).toEqual([
      'Account live',
      'Invoice both',
    ]));
  it('have a flag that is neither in * nor in DESCRIBE', () => {
    expect(columnsOf(compile('SELECT * FROM invoice'))).not.toContain('deleted');
    expect(JSON.stringify(compile('DESCRIBE invoice'))).not.toContain('deleted');
  });
  it('have no flag where the object has a field of that name', () => {
    expect(columnsOf(compile('SELECT deleted FROM default__vehicle'))).toBe('deleted:varchar');
    expect(deletedOf('SELECT deleted FROM default__vehicle')).toEqual(['Vehicle live']);
  });
});

describe('time (contract §4.4)', () => {
  const literal = (sql: string) => {
    const [item] = relationsOf(compile(`SELECT ${sql}`), 'project')[0]?.add ?? [];
    if (item?.value.op !== 'literal') return item?.value.op;
    const { type, value } = item.value;
    const zone = 'zone' in type ? ` ${type.zone}` : '';
    return `${value}${zone}${'precision' in type ? ` p${type.precision}` : ''}`;
  };

  it.each([
    ["DATE '2024-01-31'", '2024-01-31'],
    ["TIMESTAMP '2024-01-31'", '2024-01-31 00:00:00 p0'],
    ["timestamp '2019-01-01 -7:00'", '2019-01-01 07:00:00 -07:00 p0'],
    ["TIMESTAMP '2018-06-02 18:17:07 -07:00'", '2018-06-03 01:17:07 -07:00 p0'],
    ["TIMESTAMP '2018-06-02 18:17:07.000 +00:00'", '2018-06-02 18:17:07.000 UTC p3'],
    ["TIMESTAMP '2018-06-02 18:17:07.000000 +01:00'", '2018-06-02 17:17:07.000000 +01:00 p6'],
    ["TIMESTAMP '2018-06-02 18:17:07 UTC'", '2018-06-02 18:17:07 UTC p0'],
    ["TIMESTAMP '2018-06-02 18:17:07 America/Los_Angeles'", '2018-06-03 01:17:07 America/Los_Angeles p0'],
    ["TIMESTAMP '2018-12-02 18:17:07 america/los_angeles'", '2018-12-03 02:17:07 America/Los_Angeles p0'],
    ["TIMESTAMP '2024-01-01 00:00:00 PST'", '2024-01-01 08:00:00 -08:00 p0'],
    ["TIMESTAMP '0001-01-01 00:00:00 UTC'", '0001-01-01 00:00:00 UTC p0'],
    ['current_date', '2024-11-25'],
    ['current_timestamp', '2024-11-25 16:00:00.123 UTC p3'],
    ['now()', '2024-11-25 16:00:00.123 UTC p3'],
    ['current_timestamp(6)', '2024-11-25 16:00:00.123000 UTC p6'],
    ['localtimestamp(0)', '2024-11-25 16:00:00 p0'],
    ['localtime', '16:00:00.123 p3'],
    ["INTERVAL '1' day", '86400000'],
    ["INTERVAL -'1 02:03:04.5' DAY TO SECOND", '-93784500'],
    ["INTERVAL '2-3' YEAR TO MONTH", '27'],
    ["TIME '1:02'", '01:02:00 p0'],
  ])('%s is the literal %s', (sql, value) => expect(literal(sql)).toBe(value));

  it.each([
    "TIMESTAMP '2024-02-30 00:00:00'",
    "TIMESTAMP '2024-01-01T00:00:00'",
    "TIMESTAMP '2024-01-01 00:00:00 Mars/Base'",
    "TIMESTAMP '2024-01-01 00:00:00 +19:00'",
  ])('%s is no literal', (sql) => {
    expect(refusalOf(() => compile(`SELECT ${sql}`))).toMatch(
      /^line 1:8: '.*' is not a valid TIMESTAMP literal$/,
    );
  });

  it('compares a stored time stamp with a literal of another zone as instants', () => {
    const query = compile("SELECT 1 FROM account WHERE updateddate >= TIMESTAMP '2024-01-01 00:00:00 UTC'");
    const where = relationsOf(query, 'filter')[0]?.where;
    expect(where?.op === 'call' && where.args.map(({ op }) => op)).toEqual(['cast', 'cast']);
  });

  it('puts the zone of AT TIME ZONE into the type', () => {
    for (const sql of ["now() AT TIME ZONE 'Asia/Seoul'", "at_timezone(now(), 'asia/seoul')"]) {
      const { type } = compile(`SELECT ${sql}`).output[0] ?? {};
      expect(type).toEqual({ kind: 'timestamp with time zone', precision: 3, zone: 'Asia/Seoul' });
    }
  });
});

describe('statements (contract §4.1)', () => {
  const rowsOf = (sql: string, more: Partial<CompileRequest> = {}) => {
    const query = compile(sql, more);
    const { root } = query;
    if (root.op !== 'values') return [];
    return [
      query.output.map(({ label }) => label),
      ...root.rows.map((row) => row.map((value) => (value.op === 'literal' ? value.value : '?'))),
    ];
  };

  it('SHOW TABLES lists lower-case names in order', () => {
    expect(rowsOf('SHOW TABLES')).toEqual([
      ['Table'],
      ['account'],
      ['default__vehicle'],
      ['invoice'],
      ['user'],
    ]);
    expect(rowsOf('SHOW TABLES', asUser)).not.toContainEqual(['user']);
    expect(rowsOf("show tables like '%v%e%'")).toEqual([['Table'], ['default__vehicle'], ['invoice']]);
    expect(rowsOf("SHOW TABLES FROM data LIKE 'default!_!_%' ESCAPE '!'")).toEqual([
      ['Table'],
      ['default__vehicle'],
    ]);
    expect(refusalOf(() => compile('SHOW TABLES FROM x'))).toBe("line 1:18: Schema 'x' does not exist");
  });

  it.each([
    'DESCRIBE account',
    'DESC account',
    'SHOW COLUMNS FROM account',
    'show columns in owl.data.Account',
    'DESCRIBE account;',
  ])('%s lists columns with types without precision and the API names', (sql) => {
    expect(rowsOf(sql)).toEqual([
      ['Column', 'Type', 'Extra', 'Comment'],
      ['id', 'varchar', '', 'Id'],
      ['name', 'varchar', '', 'Name'],
      ['balance', 'decimal(18,6)', '', 'Balance'],
      ['active', 'boolean', '', 'Active'],
      ['billcycleday', 'integer', '', 'BillCycleDay'],
      ['updateddate', 'timestamp with time zone', '', 'UpdatedDate'],
    ]);
  });

  it('SHOW COLUMNS … LIKE keeps what matches', () => {
    expect(rowsOf("SHOW COLUMNS FROM account LIKE '%date'").map(([name]) => name)).toEqual([
      'Column',
      'updateddate',
    ]);
  });

  it.each(["SHOW FUNCTIONS LIKE 'ab_'", "SHOW FUNCTION LIKE 'ab_'"])('%s lists overloads', (sql) => {
    const [labels, ...rows] = rowsOf(sql);
    expect(labels).toEqual([
      'Function',
      'Return Type',
      'Argument Types',
      'Function Type',
      'Deterministic',
      'Description',
    ]);
    expect(new Set(rows.map(([name]) => name))).toEqual(new Set(['abs']));
    expect(rows.length).toBeGreaterThan(3);
  });

  it.each([
    'INSERT INTO account VALUES (1)',
    'DELETE FROM account',
    'UPDATE account SET name = 1',
    'CREATE TABLE x AS SELECT 1',
    'DROP TABLE account',
    'EXPLAIN SELECT 1',
    'SHOW CATALOGS',
    'SHOW SCHEMAS',
    'SHOW SESSION',
    'SHOW CREATE TABLE account',
    'USE owl.data',
    'SET SESSION x = 1',
    'PREPARE x FROM SELECT 1',
    'EXECUTE x',
    'CALL x()',
    'GRANT SELECT ON account TO x',
    'DESCRIBE OUTPUT x',
  ])('%s is not read-only', (sql) => {
    expect(refusalOf(() => compile(sql))).toBe(
      'line 1:1: Only read-only statements are supported in Data Query',
    );
  });

  it('tolerates one semicolon and comments', () => {
    expect(columnsOf(compile('/* a */ SELECT 1 -- b\n ;'))).toBe('_col0:integer');
    expect(refusalOf(() => compile('SELECT 1;;'))).toContain("line 1:9: mismatched input ';'");
    expect(refusalOf(() => compile('SELECT 1; SELECT 2'))).toContain("line 1:9: mismatched input ';'");
  });
});

describe('what only DuckDB has', () => {
  it.each([
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    'SELECT * FROM account USING SAMPLE 10',
    'PIVOT account ON name',
    'SELECT list_value(1)',
    "SELECT string_agg(name, ',') FROM account",
    'SELECT {a: 1}',
    'SELECT name[1:2] FROM account',
    "SELECT getenv('HOME')",
    'SELECT * FROM duckdb_settings()',
    'SELECT * FROM information_schema.tables',
    'SELECT * FROM pragma_version()',
    "COPY account TO '/tmp/x'",
    "ATTACH '/tmp/x'",
    'PRAGMA version',
    'SELECT "+"(1, 2)',
    'SELECT main.abs(1)',
    'SELECT * FROM range(10)',
    'SELECT * FROM TABLE(sequence(1, 2))',
    "SELECT JSON_VALUE('{}', 'lax $.a')",
  ])('%s is refused', (sql) => {
    expect(refusalOf(() => compile(sql))).not.toBe('accepted');
  });
});
