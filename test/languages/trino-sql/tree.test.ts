import { describe, expect, it } from 'vitest';
import { MAX_NESTING } from '../../../src/languages/trino-sql/syntax/size-limit.ts';
import { formatType } from '../../../src/sql/format-type.ts';
import type { Expression } from '../../../src/sql/tree.ts';
import { compile, refusalOf, relationsOf } from './compile-text.ts';
import { faultsOf } from './well-formed.ts';

/** A tree's relations from the outside in, as long as there is one input. */
function spine(sql: string): string {
  const names: string[] = [];
  let at: unknown = compile(sql).root;
  while (typeof at === 'object' && at !== null && 'op' in at) {
    names.push(String(at.op));
    at = 'input' in at ? at.input : undefined;
  }
  return names.join(' ');
}

describe('the order of operators', () => {
  it.each([
    ['SELECT id FROM account WHERE balance > 0 ORDER BY name LIMIT 3', 'limit sort project filter table'],
    ['SELECT DISTINCT id FROM account ORDER BY id', 'sort distinct project table'],
    ['SELECT count(*) FROM account HAVING count(*) > 1', 'project filter aggregate table'],
    ['SELECT sum(balance) FROM account GROUP BY upper(name)', 'project aggregate project table'],
    ['SELECT row_number() OVER (ORDER BY id) FROM account', 'project window table'],
    [
      'SELECT sum(count(*)) OVER () FROM account GROUP BY name ORDER BY 1',
      'sort project window aggregate table',
    ],
    ['VALUES 1, 2', 'values'],
    ['SELECT 1', 'project values'],
    ['SELECT id FROM account OFFSET 5', 'limit project table'],
    ['SELECT id FROM account LIMIT ALL', 'project table'],
  ])('%s', (sql, operators) => expect(spine(sql)).toBe(operators));
});

describe('order', () => {
  it('inside a subquery is dropped unless rows depend on it', () => {
    expect(relationsOf(compile('SELECT * FROM (SELECT id FROM account ORDER BY id)'), 'sort')).toEqual([]);
    expect(
      relationsOf(compile('SELECT * FROM (SELECT id FROM account ORDER BY id LIMIT 1)'), 'sort'),
    ).toHaveLength(1);
  });

  it('keeps the columns it needs beside the output', () => {
    const query = compile('SELECT name FROM account ORDER BY balance DESC NULLS FIRST');
    expect(relationsOf(query, 'project')[0]?.keep).toHaveLength(2);
    expect(query.output).toHaveLength(1);
    expect(relationsOf(query, 'sort')[0]?.keys[0]).toMatchObject({ descending: true, nullsFirst: true });
  });

  it('has nulls last in both directions', () => {
    const keys = relationsOf(compile('SELECT name FROM account ORDER BY 1, name DESC'), 'sort')[0]?.keys;
    expect(keys?.map(({ nullsFirst }) => nullsFirst)).toEqual([false, false]);
  });
});

describe('grouping', () => {
  it('computes an aggregate once however often it is written', () => {
    const query = compile('SELECT sum(balance), SUM(Balance) + 1 FROM account HAVING sum(balance) > 0');
    expect(relationsOf(query, 'aggregate')[0]?.aggregates).toHaveLength(1);
  });

  it('knows an expression of GROUP BY wherever it stands', () => {
    const query = compile(
      'SELECT transform(array[name], x -> upper(x)), max(id) FROM account GROUP BY transform(array[name], y -> upper(y))',
    );
    expect(relationsOf(query, 'aggregate')[0]?.groups).toHaveLength(1);
    expect(faultsOf(query)).toEqual([]);
  });

  it.each([
    'SELECT billcycleday + 1, count(*) FROM account GROUP BY billcycleday + 1 ORDER BY 1',
    'SELECT upper(name) AS u, count(*) FROM account GROUP BY upper(name) ORDER BY u',
    "SELECT CASE WHEN active THEN 'a' ELSE 'b' END AS size, count(*) FROM account GROUP BY 1 ORDER BY 1 DESC",
    'SELECT upper(name) AS u, count(*) FROM account GROUP BY 1 ORDER BY concat(u, u), 2, length(upper(name))',
    'SELECT DISTINCT upper(name) AS u FROM account GROUP BY 1 ORDER BY u',
    'SELECT sum(balance) AS s, row_number() OVER () AS n FROM account GROUP BY name ORDER BY s + n',
  ])('is ordered by what it gives: %s', (sql) => {
    expect(faultsOf(compile(sql))).toEqual([]);
  });

  it.each([
    ['ROLLUP (name, active)', ['0,1', '0', '']],
    ['CUBE (name, active)', ['0,1', '0', '1', '']],
    ['GROUPING SETS ((name), (active), ())', ['0', '1', '']],
    ['name, ROLLUP (active)', ['0,1', '0']],
    ['()', ['']],
  ])('GROUP BY %s has its sets', (groupBy, sets) => {
    const aggregate = relationsOf(
      compile(`SELECT count(*) FROM account GROUP BY ${groupBy}`),
      'aggregate',
    )[0];
    const inputs = aggregate?.groups.map(({ input }) => input) ?? [];
    expect(aggregate?.sets.map((set) => set.map((id) => inputs.indexOf(id)).join())).toEqual(sets);
  });
});

describe('subqueries', () => {
  it('refer to the columns outside by number', () => {
    const query = compile(
      'SELECT (SELECT max(amount) FROM invoice i WHERE i.accountid = a.id) FROM account a',
    );
    const [outer] = relationsOf(query, 'table').filter(({ object }) => object === 'Account');
    const id = outer?.columns.find(({ field }) => field === 'Id')?.id;
    expect(JSON.stringify(relationsOf(query, 'filter')[0]?.where)).toContain(`"id":${id}`);
    expect(faultsOf(query)).toEqual([]);
  });

  it('of a grouped query refer to its groups', () => {
    const query = compile(
      'SELECT a.name, (SELECT count(*) FROM invoice i WHERE i.id = a.name) FROM account a GROUP BY a.name',
    );
    expect(faultsOf(query)).toEqual([]);
  });

  it('of several columns are rows', () => {
    const query = compile('SELECT 1 FROM account WHERE (id, name) IN (SELECT id, accountid FROM invoice)');
    expect(JSON.stringify(query)).toContain('"name":"row"');
    expect(faultsOf(query)).toEqual([]);
  });

  it('may select nothing but a column outside', () => {
    expect(faultsOf(compile('SELECT (SELECT a.name) FROM account a'))).toEqual([]);
    expect(faultsOf(compile('SELECT 1 FROM account a WHERE EXISTS (SELECT a.name, a.name)'))).toEqual([]);
  });
});

describe('WITH', () => {
  it('leaves out what nothing scans', () => {
    const query = compile('WITH a AS (SELECT 1 x), b AS (SELECT 2 y) SELECT * FROM a, a c');
    expect(relationsOf(query, 'with')[0]?.bindings).toHaveLength(1);
    expect(relationsOf(query, 'with-scan')).toHaveLength(2);
  });

  it('still checks what nothing scans', () => {
    expect(refusalOf(() => compile('WITH a AS (SELECT nope) SELECT 1'))).toContain(
      "Column 'nope' cannot be resolved",
    );
  });

  it('RECURSIVE has a step that scans itself', () => {
    const query = compile(
      "WITH RECURSIVE t(n) AS (SELECT bigint '1' UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT sum(n) FROM t",
    );
    expect(relationsOf(query, 'with')[0]?.bindings[0]?.recursive).toBeDefined();
    expect(faultsOf(query)).toEqual([]);
  });
});

describe('coercion', () => {
  const condition = (sql: string): Expression | undefined =>
    relationsOf(compile(`SELECT 1 FROM account WHERE ${sql}`), 'filter')[0]?.where;
  const argsOf = (sql: string) => {
    const where = condition(sql);
    return where?.op === 'call' ? where.args : [];
  };

  it('changes literals in place', () => {
    expect(argsOf('balance > 100')[1]).toEqual({
      op: 'literal',
      type: { kind: 'decimal', precision: 18, scale: 6 },
      value: '100.000000',
    });
    expect(argsOf("name = 'x'")[1]).toEqual({ op: 'literal', type: { kind: 'varchar' }, value: 'x' });
    expect(argsOf('billcycleday = null')[1]).toEqual({
      op: 'literal',
      type: { kind: 'integer' },
      value: null,
    });
  });

  it('casts everything else, and says that it is implied', () => {
    const [left] = argsOf('billcycleday = balance');
    expect(left).toMatchObject({
      op: 'cast',
      implied: true,
      safe: false,
      type: { kind: 'decimal', precision: 18 },
    });
  });

  it('keeps explicit casts apart', () => {
    const [left] = argsOf('try_cast(name AS integer) = 1');
    expect(left).toMatchObject({ op: 'cast', implied: false, safe: true });
  });

  it('takes a chain of AND as one call', () => {
    expect(argsOf('balance > 1 AND active AND NOT active AND id IS NOT NULL')).toHaveLength(4);
  });
});

describe('large statements', () => {
  it('a list of a million characters is read', () => {
    const ids = Array.from({ length: 28_000 }, (_, i) => `'${(i * 7919).toString(16).padStart(32, '0')}'`);
    const query = compile(`SELECT id FROM account WHERE id IN (${ids.join(', ')})`);
    const where = relationsOf(query, 'filter')[0]?.where;
    expect(where?.op === 'call' && where.args.length).toBe(28_001);
  });

  it('the items of a long list are still checked', () => {
    const items = Array.from({ length: 200 }, (_, i) => i).join(', ');
    expect(refusalOf(() => compile(`SELECT 1 FROM account WHERE billcycleday IN (${items}, 'x')`))).toContain(
      'IN value and list items must be the same type',
    );
    expect(refusalOf(() => compile(`SELECT 1 FROM account WHERE billcycleday IN (${items}, )`))).toContain(
      'mismatched input',
    );
  });

  it.each([
    [
      (i: number) => `(${i}, 'a${i}', -1.5, DATE '2024-01-31', null, true)`,
      'integer varchar(5) decimal(2,1) date unknown boolean',
    ],
    [(i: number) => `${i - 5_000}`, 'integer'],
  ])('10,000 rows of VALUES are read', (row, types) => {
    const rows = Array.from({ length: 10_000 }, (_, i) => row(i));
    const short = Array.from({ length: 2 }, (_, i) => row(i));
    const read = (more: readonly string[]) => {
      const [values] = relationsOf(compile(`VALUES ${more.join(', ')} ORDER BY 1`), 'values');
      return values;
    };
    const values = read(rows);
    expect(values?.rows).toHaveLength(10_000);
    expect(values?.rows.slice(0, 2).map((each) => each[0])).toEqual(read(short)?.rows.map((each) => each[0]));
    expect(values?.columns.map(({ type }) => formatType(type)).join(' ')).toBe(types);
  });

  it('the rows of long VALUES are still checked, and may go on as expressions', () => {
    const rows = Array.from({ length: 200 }, (_, i) => `(${i}, 'x')`).join(', ');
    const values = (last: string) => `SELECT * FROM (VALUES ${rows}, ${last}) t(a, b)`;
    expect(refusalOf(() => compile(values("('x', 'y')")))).toContain('Values rows have mismatched types');
    expect(refusalOf(() => compile(values('(1)')))).toContain('Values rows have mismatched sizes');
    expect(refusalOf(() => compile(values('')))).toContain("mismatched input ')'");
    const [planned] = relationsOf(compile(values("(1 + 1, upper('y')), (7, 'z')")), 'values');
    expect(planned?.rows.slice(199).map(([first]) => first?.op)).toEqual(['literal', 'call', 'literal']);
  });

  const nested = (depth: number, open: string, close: string) =>
    `SELECT ${open.repeat(depth)}1${close.repeat(depth)}`;

  it.each([
    ['parentheses', nested(5_000, '(', ')'), 'accepted'],
    ['sums', `SELECT ${Array(20_000).fill('1').join(' + ')}`, 'too large'],
    ['NOTs', `SELECT ${'NOT '.repeat(50_000)}true`, 'too large'],
    ['alternatives', `SELECT 1 FROM account WHERE ${Array(5_000).fill('active').join(' OR ')}`, 'accepted'],
    ['unions', Array(300).fill('SELECT 1').join(' UNION ALL '), 'accepted'],
    ['too many unions', Array(30_000).fill('SELECT 1').join(' UNION ALL '), 'too large'],
    ['too many joins', `SELECT 1 FROM account${' CROSS JOIN account'.repeat(3_000)}`, 'too large'],
    ['sums in parentheses', nested(MAX_NESTING, '(1 + ', ')'), 'accepted'],
    ['one more', nested(MAX_NESTING + 1, '(1 + ', ')'), 'too large'],
    ['CASE', nested(20_000, 'CASE WHEN true THEN ', ' END'), 'too large'],
    ['arrays', nested(20_000, 'ARRAY[', ']'), 'too large'],
    ['casts', nested(20_000, 'CAST(', ' AS bigint)'), 'too large'],
    ['types', `SELECT CAST(null AS ${'array('.repeat(20_000)}integer${')'.repeat(20_000)})`, 'too large'],
  ])('%s nest without a crash', (_, sql, outcome) => {
    expect(refusalOf(() => compile(sql))).toContain(outcome);
  });
});
