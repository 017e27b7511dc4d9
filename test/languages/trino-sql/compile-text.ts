import { compileTrinoSql } from '../../../src/languages/trino-sql/compile.ts';
import type { CatalogueObject } from '../../../src/ports/catalogue.ts';
import type { CompileRequest } from '../../../src/ports/compiler.ts';
import { formatType } from '../../../src/sql/format-type.ts';
import { SIGNATURES } from '../../../src/sql/functions/signatures.ts';
import type { Query, Relation } from '../../../src/sql/tree.ts';
import { object } from './tpch-catalogue.ts';

/** 2024-11-25T16:00:00.123Z */
export const NOW = Date.UTC(2024, 10, 25, 16, 0, 0, 123);

export const BILLING: readonly CatalogueObject[] = [
  object('Account', {
    Id: 'varchar',
    Name: 'varchar',
    Balance: 'decimal(18,6)',
    Active: 'boolean',
    BillCycleDay: 'integer',
    UpdatedDate: 'timestamp with time zone',
  }),
  object('Invoice', { Id: 'varchar', AccountId: 'varchar', Amount: 'decimal(18,6)', DueDate: 'date' }),
  object('User', { Id: 'varchar', UserName: 'varchar' }, { adminOnly: true }),
  object('Vehicle', { Id: 'varchar', Deleted: 'varchar' }, { table: 'default__vehicle' }),
];

export function request(text: string, more: Partial<CompileRequest> = {}): CompileRequest {
  return {
    query: { language: 'trino-sql', text, deleted: 'live' },
    scope: { tenant: 'dev', entities: ['main'], orgs: ['one'], admin: true },
    now: NOW,
    zone: 'Europe/Rome',
    ...more,
  };
}

export function compile(text: string, more: Partial<CompileRequest> = {}, objects = BILLING): Query {
  return compileTrinoSql(request(text, more), objects, SIGNATURES);
}

/** Labels and types of a result: `id:varchar | n:bigint`. */
export function columnsOf(query: Query): string {
  return query.output.map(({ label, type }) => `${label}:${formatType(type)}`).join(' | ');
}

/** The message a statement is refused with. */
export function refusalOf(compiling: () => unknown): string {
  try {
    compiling();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'accepted';
}

/** Every relation of a tree, outermost first, those of subqueries too. */
export function relationsOf<O extends Relation['op']>(query: Query, op: O): (Relation & { op: O })[] {
  const found: (Relation & { op: O })[] = [];
  JSON.stringify(query, (_, value: unknown) => {
    if (typeof value === 'object' && value !== null && 'op' in value && value.op === op) {
      found.push(value as Relation & { op: O });
    }
    return value;
  });
  return found;
}
