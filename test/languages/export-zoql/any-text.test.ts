import fc from 'fast-check';
import { describe, it } from 'vitest';
import { LanguageError } from '../../../src/ports/compiler.ts';
import { exportZoql, zoql } from '../zoql-request.ts';

/** Pieces that the languages know, so that what is made of them gets far into the compilers. */
const PIECES = [
  'select',
  'from',
  'where',
  'group by',
  'having',
  'order by',
  'limit',
  'and',
  'or',
  'not',
  'like',
  'is null',
  'null',
  'true',
  'distinct',
  'as',
  '*',
  '(',
  ')',
  ',',
  '.',
  ';',
  '=',
  '!=',
  '<>',
  '<',
  '>=',
  '1',
  '-2.50',
  '.',
  "'a'",
  "''",
  "'it''s'",
  '"q"',
  'Account',
  'Subscription',
  'Id',
  'Name',
  'Balance',
  'UpdatedDate',
  'AutoPay',
  'BillToContact.City',
  'Entity.Id',
  'Account.Id',
  'COUNT(*)',
  'MAX(',
  'YEAR(',
  '2026-01-01',
  "'2026-01-01T00:00:00Z'",
  "'today - 1 month'",
  "'now (Los Angeles)'",
  "'2026-01-01 00:00:00'",
  '\n',
  '\t',
  '\\',
  "'",
  '"',
  'é',
  '😀',
  '\u0000',
  '99999999999999999999999999',
];

const FIELDS = [
  'Id',
  'Name',
  'Balance',
  'BillCycleDay',
  'UpdatedDate',
  'LastInvoiceDate',
  'AutoPay',
  'BillToContact.City',
  'Entity.Id',
  'COUNT(Id)',
  'MAX(UpdatedDate)',
  'YEAR(UpdatedDate)',
];
const VALUES = [
  '1',
  "'x'",
  'null',
  'true',
  "'2026-02-28'",
  "'today'",
  "'now - 9 months'",
  '2026-01-01T00:00:00Z',
  ...FIELDS,
];

const pieces = fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((words) => words.join(' '));
const operator = fc.constantFrom('=', '!=', '<', '<=', '>', '>=', 'like', 'is', 'not like');
const test = fc
  .tuple(fc.constantFrom(...VALUES), operator, fc.constantFrom(...VALUES))
  .map((words) => words.join(' '));
const wellFormed = fc
  .tuple(
    fc.array(fc.constantFrom(...FIELDS), { minLength: 1, maxLength: 3 }),
    fc.array(test, { maxLength: 3 }),
    fc.array(fc.constantFrom(...FIELDS), { maxLength: 2 }),
    fc.array(test, { maxLength: 1 }),
  )
  .map(([items, tests, groups, having]) => {
    const where = tests.length > 0 ? ` where ${tests.join(' and not ')}` : '';
    const by = groups.length > 0 ? ` group by ${groups.join(', ')}` : '';
    const after = having.length > 0 ? ` having ${having[0]}` : '';
    return `select ${items.join(', ')} from Account${where}${by}${after} order by ${items[0]} limit 1`;
  });

describe('any text', () => {
  it.each([
    ['Export ZOQL', exportZoql],
    ['ZOQL', zoql],
  ])('compiles as %s or is refused with a place', (_, compile) => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), pieces, wellFormed),
        fc.constantFrom('strict', 'zuora'),
        (text, literals) => {
          try {
            compile(text, { extract: { literals, maxLength: 100_000 } });
          } catch (error) {
            if (!(error instanceof LanguageError)) throw error;
            const { line = 0, column = 0 } = error;
            const lines = text.split('\n');
            return (
              line >= 1 && line <= lines.length && column >= 1 && column <= (lines[line - 1]?.length ?? 0) + 1
            );
          }
          return true;
        },
      ),
      { numRuns: 500 },
    );
  });
});
