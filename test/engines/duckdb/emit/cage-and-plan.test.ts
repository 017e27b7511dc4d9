import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emitQuery } from '../../../../src/engines/duckdb/emit/emit-query.ts';
import { offsetMicros } from '../../../../src/engines/duckdb/emit/zone-offset.ts';
import type { Query, TableScan } from '../../../../src/sql/tree.ts';
import { compiled, NOW, TrinoSqlInProcess } from './compile-and-run.ts';

const SCAN: TableScan = {
  op: 'table',
  object: 'Account',
  scope: { tenant: 'dev', entities: ["e'1"], orgs: ['o1'] },
  deleted: 'live',
  columns: [
    { id: 1, field: 'Id', type: { kind: 'varchar' } },
    { id: 2, field: 'Balance', type: { kind: 'decimal', precision: 18, scale: 6 } },
  ],
};

describe('what a statement becomes', () => {
  let trino: TrinoSqlInProcess;
  beforeAll(async () => {
    trino = await TrinoSqlInProcess.start([
      `CREATE TABLE data.account (id VARCHAR, balance DECIMAL(18,6), sluice_entity VARCHAR, sluice_org VARCHAR,
        sluice_deleted BOOLEAN, sluice_deleted_at TIMESTAMPTZ)`,
      `INSERT INTO data.account SELECT i, i, 'e''1', 'o1', false, NULL FROM range(10) r(i)`,
    ]);
  });
  afterAll(() => trino.engine.close());

  it.each([
    [`'; DROP TABLE data.account; --`],
    [`\\' OR 1=1`],
    [`\0'; SELECT 1; --`],
    [`a"b''c`],
    [`\u2019\uFF07`],
  ])('keeps %j inside its quotes', async (text) => {
    const quoted = `'${text.replaceAll("'", "''")}'`;
    const file = await trino.file(`SELECT ${quoted} AS x`, 'jsonl');
    expect(JSON.parse(file)).toEqual({ x: text });
  });

  it('scans a table once, with its filters in the scan', async () => {
    const query: Query = {
      root: {
        op: 'sort',
        keys: [
          { value: { op: 'column', id: 1, type: { kind: 'varchar' } }, descending: true, nullsFirst: false },
        ],
        input: {
          op: 'filter',
          input: SCAN,
          where: {
            op: 'call',
            name: '=',
            type: { kind: 'boolean' },
            args: [
              { op: 'column', id: 1, type: { kind: 'varchar' } },
              { op: 'literal', type: { kind: 'varchar' }, value: '5' },
            ],
          },
        },
      },
      output: SCAN.columns.map(({ id, type, field }) => ({ id, type, label: field })),
      now: NOW,
    };
    const { sql } = emitQuery(query, { format: 'csv' });
    const plan = (await trino.engine.connection.runAndReadAll(`EXPLAIN ${sql}`)).getRowsJson().join('\n');
    expect(plan.match(/SEQ_SCAN/g)).toHaveLength(1);
    expect(plan).toMatch(/Filters:[\s\S]*id='5'/);
    expect(await trino.engine.file(query, 'csv')).toBe('Id,Balance\n5,5.000000\n');
  });

  it.each([
    'America/Los_Angeles',
    'Europe/London',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
    'America/Sao_Paulo',
  ])('knows the offsets of %s as the engine does', async (zone) => {
    const instants = `SELECT timestamptz '1985-01-01 00:00:00+00' + to_hours(CAST(i AS INTEGER) * 7) AS t FROM range(65000) r(i)`;
    const different = `SELECT count(*) FROM (${instants}) WHERE (${offsetMicros('t', zone, NOW)}) <> epoch_us(timezone('${zone}', t)) - epoch_us(t)`;
    expect(await trino.engine.lines(different)).toEqual(['0']);
  });

  it('gives up on a statement that would grow without bounds', () => {
    const deep = Array.from({ length: 24 }).reduce<string>((inner) => `(1e0 / ${inner})`, '1e0');
    expect(() => emitQuery(compiled(`SELECT ${deep}`), { format: 'csv' })).toThrow(/too complex/);
  });
});
