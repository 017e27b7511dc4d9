import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emitQuery } from '../../../../src/engines/duckdb/emit/emit-query.ts';
import { baseCatalogue } from '../../../../src/tenant/catalogue/base-catalogue.ts';
import { compiled, TrinoSqlInProcess } from './compile-and-run.ts';

const HIDDEN =
  'sluice_entity VARCHAR, sluice_org VARCHAR, sluice_deleted BOOLEAN, sluice_deleted_at TIMESTAMPTZ';
const LIVE = "'e1', 'o1', false, NULL";

const FROM = 'FROM subscription s LEFT JOIN account a ON s.accountid = a.id';

/** Whether an account's name is quoted by its scan, before the join. */
function quotedAtScan(text: string): boolean {
  const { sql } = emitQuery(compiled(text, baseCatalogue()), { format: 'csv' });
  return sql.includes('quote_cell', sql.indexOf(' FROM '));
}

describe('texts of rows that a join looks up by their key', () => {
  let trino: TrinoSqlInProcess;
  beforeAll(async () => {
    trino = await TrinoSqlInProcess.start(
      [
        `CREATE TABLE data.subscription (id VARCHAR, name VARCHAR, accountid VARCHAR, ${HIDDEN})`,
        `CREATE TABLE data.account (id VARCHAR, name VARCHAR, accountnumber VARCHAR, ${HIDDEN})`,
        `INSERT INTO data.subscription VALUES ('1', 'one', 'a', ${LIVE}), ('2', 'two', 'a', ${LIVE}),
          ('3', 'three', 'none', ${LIVE}), ('4', 'four', 'b', ${LIVE}), ('5', 'five', 'c', ${LIVE})`,
        `INSERT INTO data.account VALUES ('a', 'Acme, "Inc"', 'A1', ${LIVE}), ('b', '', NULL, ${LIVE}),
          ('c', 'not to be seen', 'C1', 'e2', 'o1', false, NULL)`,
      ],
      baseCatalogue(),
    );
  });
  afterAll(() => trino.engine.close());

  it.each([
    [`SELECT s.name, a.name, a.accountnumber ${FROM} ORDER BY s.id`],
    [`SELECT s.name, a.name, a.accountnumber ${FROM} ORDER BY a.name || 'x' NULLS FIRST, s.id DESC`],
    [`SELECT s.name, a.name, upper(a.name) ${FROM}`],
  ])('%s', async (statement) => {
    // What chooses among rows has the cells made at the end: the same bytes both ways.
    const chosen = statement.replace(FROM, `${FROM} WHERE s.id <> ''`);
    expect([quotedAtScan(statement), quotedAtScan(chosen)]).toEqual([true, false]);
    for (const style of [
      {},
      { nullText: 'no,thing' },
      { emptyText: 'quoted' },
      { lineEnd: 'crlf' },
    ] as const) {
      const [early, late] = [
        await trino.file(statement, 'csv', ',', style),
        await trino.file(chosen, 'csv', ',', style),
      ];
      expect(early.split('\n').sort()).toEqual(late.split('\n').sort());
      expect(early).toContain('"Acme, ""Inc"""');
      expect(early).not.toContain('not to be seen');
    }
  });

  it.each([
    ['a limit', `SELECT a.name ${FROM} LIMIT 1`],
    ['a group', `SELECT max(a.name), a.name ${FROM} GROUP BY a.name`],
    ['a join by another column', `SELECT a.name ${FROM.replace('a.id', 'a.accountnumber')}`],
    ['a join that drops rows', `SELECT a.name ${FROM.replace('LEFT', 'INNER')}`],
    ['a format without quotes', `SELECT a.name ${FROM}`, 'jsonl' as const],
  ])('are not looked through before %s', (_, statement, format: 'csv' | 'jsonl' = 'csv') => {
    const { sql } = emitQuery(compiled(statement, baseCatalogue()), { format });
    expect(sql).not.toContain('AS q');
  });

  it('keep their scope in their own scan', () => {
    const { sql } = emitQuery(compiled(`SELECT a.name ${FROM}`, baseCatalogue()), { format: 'csv' });
    expect(sql.match(/sluice_entity IN \('e1'\)/g)).toHaveLength(2);
  });
});
