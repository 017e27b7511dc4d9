import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emitQuery } from '../../../../src/engines/duckdb/emit/emit-query.ts';
import type { Expression, Query, Relation, TableScan } from '../../../../src/sql/tree.ts';
import type { SqlType } from '../../../../src/sql/types.ts';
import { EngineInProcess } from './engine-in-process.ts';

const VARCHAR: SqlType = { kind: 'varchar' };
const MONEY: SqlType = { kind: 'decimal', precision: 18, scale: 6 };
const BOOLEAN: SqlType = { kind: 'boolean' };
const ZONED: SqlType = { kind: 'timestamp with time zone', precision: 3, zone: 'America/Los_Angeles' };

const ACCOUNTS = [
  `CREATE TABLE data.account (id VARCHAR, name VARCHAR, balance DECIMAL(18,6), createddate TIMESTAMPTZ,
    sluice_entity VARCHAR, sluice_org VARCHAR, sluice_deleted BOOLEAN, sluice_deleted_at TIMESTAMPTZ)`,
  `INSERT INTO data.account VALUES
    ('a1', 'Ann, Inc.', 395.63, '2018-05-24 20:55:42+00', 'e1', 'o1', false, NULL),
    ('a2', 'say "hi"', 0, '2018-12-24 20:55:42.5+00', 'e1', 'o2', false, NULL),
    ('a3', NULL, NULL, NULL, 'e1', 'o1', true, '2019-01-01 00:00:00+00'),
    ('a4', 'wide', 7, NULL, 'e1', NULL, false, NULL),
    ('a5', 'other entity', 1, NULL, 'e2', 'o1', false, NULL)`,
];

const column = (id: number, type: SqlType): Expression => ({ op: 'column', id, type });
const text = (value: string): Expression => ({ op: 'literal', type: VARCHAR, value });
const call = (name: string, type: SqlType, ...args: Expression[]): Expression => ({
  op: 'call',
  name,
  args,
  type,
});

const scan: TableScan = {
  op: 'table',
  object: 'Account',
  scope: { tenant: 'dev', entities: ['e1'], orgs: ['o1', 'o2'] },
  deleted: 'live',
  columns: [
    { id: 1, field: 'Id', type: VARCHAR },
    { id: 2, field: 'Name', type: VARCHAR },
    { id: 3, field: 'Balance', type: MONEY },
    { id: 4, field: 'CreatedDate', type: ZONED },
  ],
};

const sorted = (input: Relation, descending = false): Relation => ({
  op: 'sort',
  input,
  keys: [{ value: column(1, VARCHAR), descending, nullsFirst: false }],
});

const query = (root: Relation): Query => ({
  root,
  output: [
    { id: 1, type: VARCHAR, label: 'Id' },
    { id: 2, type: VARCHAR, label: 'name' },
    { id: 3, type: MONEY, label: 'Balance' },
    { id: 4, type: ZONED, label: 'created' },
  ],
  now: 0,
});

describe('a query as a file', () => {
  let engine: EngineInProcess;
  beforeAll(async () => {
    engine = await EngineInProcess.start(ACCOUNTS);
  });
  afterAll(() => engine.close());

  it('holds the live rows of the scope, quoted only where needed', async () => {
    expect(await engine.file(query(sorted(scan)), 'csv')).toBe(
      'Id,name,Balance,created\n' +
        'a1,"Ann, Inc.",395.630000,2018-05-24T13:55:42-07:00\n' +
        'a2,"say ""hi""",0.000000,2018-12-24T12:55:42.5-08:00\n' +
        'a4,wide,7.000000,\n',
    );
  });

  it('is one JSON object a line', async () => {
    expect(await engine.file(query(sorted(scan)), 'jsonl')).toBe(
      '{"Id":"a1","name":"Ann, Inc.","Balance":395.63,"created":"2018-05-24T13:55:42-07:00"}\n' +
        '{"Id":"a2","name":"say \\"hi\\"","Balance":0.0,"created":"2018-12-24T12:55:42.5-08:00"}\n' +
        '{"Id":"a4","name":"wide","Balance":7.0,"created":null}\n',
    );
  });

  it.each([
    ['an empty list of entities', { ...scan.scope, entities: [] }],
    ['an empty list of orgs', { ...scan.scope, orgs: [] }],
    ['an entity nobody has', { ...scan.scope, entities: ['e3'] }],
  ])('has no rows for %s', async (_, scope) => {
    expect(await engine.file(query({ ...scan, scope }), 'jsonl')).toBe('');
  });

  it.each([
    ['deleted', '["a3"]'],
    ['both', '["a1","a2","a3","a4"]'],
  ] as const)('reads %s rows when asked', async (deleted, ids) => {
    const lines = (await engine.file(query(sorted({ ...scan, deleted })), 'jsonl')).trimEnd().split('\n');
    expect(JSON.stringify(lines.map((line) => JSON.parse(line).Id))).toBe(ids);
  });

  it('keeps the order and the first rows', async () => {
    const filter: Relation = {
      op: 'filter',
      input: scan,
      where: call('<>', BOOLEAN, column(1, VARCHAR), text("a'1")),
    };
    const root: Relation = { op: 'limit', input: sorted(filter, true), offset: 1, count: 1, withTies: false };
    expect(await engine.file(query(root), 'tsv')).toBe(
      'Id\tname\tBalance\tcreated\na2\t"say ""hi"""\t0.000000\t2018-12-24T12:55:42.5-08:00\n',
    );
  });

  it('counts what each table gives after its own filters', async () => {
    const root: Relation = {
      op: 'filter',
      input: scan,
      where: call('and', BOOLEAN, call('=', BOOLEAN, column(1, VARCHAR), text('a1'))),
    };
    const { inputCounts } = emitQuery(query(root), { format: 'csv' });
    expect(inputCounts).toHaveLength(1);
    expect(await engine.lines(inputCounts[0]?.sql ?? '')).toEqual(['1']);
  });
});
