import { describe, expect, it } from 'vitest';
import { compileTrinoSql } from '../../../src/languages/trino-sql/compile.ts';
import { SIGNATURES } from '../../../src/sql/functions/signatures.ts';
import { ACCEPTED } from './accepted-cases.ts';
import { columnsOf, refusalOf, request } from './compile-text.ts';
import { REFUSED } from './refused-cases.ts';
import { SYNTAX } from './syntax-cases.ts';
import { TPCH } from './tpch-catalogue.ts';
import { faultsOf } from './well-formed.ts';

const compile = (sql: string) => compileTrinoSql(request(sql, { zone: 'UTC' }), TPCH, SIGNATURES);

describe('what Trino accepts has its labels and types', () => {
  it.each(ACCEPTED)('%s', (sql, columns) => {
    const query = compile(sql);
    expect(columnsOf(query)).toBe(columns);
    expect(faultsOf(query)).toEqual([]);
  });
});

describe('what Trino refuses is refused with its text and place', () => {
  it.each([...REFUSED, ...SYNTAX])('%s', (sql, message) => {
    expect(refusalOf(() => compile(sql))).toBe(message);
  });
});
