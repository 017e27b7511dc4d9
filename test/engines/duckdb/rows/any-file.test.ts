import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LoadedTenant } from './loaded-tenant.ts';

let tenant: LoadedTenant;
beforeAll(async () => {
  tenant = await LoadedTenant.open();
});
beforeEach(() => tenant.empty());
afterAll(() => tenant[Symbol.asyncDispose]());

/** Texts with whatever makes CSV hard, and no U+0000. */
const hardText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '"',
        '""',
        ',',
        ';',
        '\n',
        '\r\n',
        '\r',
        ' ',
        '#',
        '\\',
        '+',
        'é',
        '\u2028',
        '😀',
        'Null',
      ),
      fc.string(),
    ),
    {
      maxLength: 6,
    },
  )
  .map((parts) => parts.join('').replaceAll('\0', ''));
const balance = fc.oneof(
  fc.integer({ min: -999_999, max: 999_999 }).map(String),
  fc.constantFrom('', '1.5', 'x', '1_0', ' 1', '1 ', '0x1', '1e2', '.5'),
);

interface Row {
  readonly name: string;
  readonly balance: string;
  readonly notes: string;
  /** Cells behind the last column; those before it that are left out, when negative. */
  readonly beyond: number;
  readonly quoted: boolean;
}

const rows = fc.array(
  fc.record<Row>({
    name: hardText.filter((text) => text !== ''),
    balance,
    notes: hardText,
    beyond: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.constantFrom(-1, 1, 3)),
    quoted: fc.boolean(),
  }),
  { minLength: 1, maxLength: 30 },
);

const DECIMAL = /^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$/;

describe('any CSV file', () => {
  it('is in the table and the result files as it was', async () => {
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.constantFrom(',', ';', '\t'),
        fc.constantFrom('\n', '\r\n'),
        async (given, delimiter, end) => {
          await tenant.empty();
          const cell = (text: string, quoted: boolean) =>
            quoted || /^\s|["\r\n]/.test(text) || text.includes(delimiter)
              ? `"${text.replaceAll('"', '""')}"`
              : text;
          const lines = given.map((row) => {
            const cells = [row.name, row.balance, row.notes].map((text) => cell(text, row.quoted));
            const excess = Array.from({ length: Math.max(row.beyond, 0) }, () => 'x');
            return (row.beyond < 0 ? cells.slice(0, 2) : [...cells, ...excess]).join(delimiter);
          });
          const { counts, succeeded, failed } = await tenant.load(
            [['Name', 'Balance', 'Notes'].join(delimiter), ...lines, ''].join(end),
            { file: { format: 'csv', delimiter } },
          );
          const fits = (row: Row) => row.beyond <= 0 && (row.balance === '' || DECIMAL.test(row.balance));
          const good = given.filter(fits);
          expect(counts).toEqual({
            rows: given.length,
            succeeded: good.length,
            failed: given.length - good.length,
          });
          const notes = (row: Row) => (row.beyond < 0 || row.notes === '' ? null : row.notes);
          expect(
            await tenant.rows('SELECT name, CAST(balance AS DOUBLE), notes FROM data.account ORDER BY id'),
          ).toEqual(
            good.map((row) => [row.name, row.balance === '' ? null : Number(row.balance), notes(row)]),
          );
          const source = (row: Row) => [row.name, row.balance, notes(row) ?? ''];
          const parse = (text: string) =>
            records(text, delimiter)
              .slice(1)
              .map((cells) => cells.slice(0, 3));
          expect(parse(succeeded)).toEqual(good.map(source));
          expect(parse(failed)).toEqual(given.filter((row) => !fits(row)).map(source));
          expect(
            records(failed, delimiter)
              .slice(1)
              .map((cells) => cells.slice(5)),
          ).toEqual(
            given
              .filter((row) => !fits(row))
              .map(({ beyond }) => Array.from({ length: Math.max(beyond, 0) }, () => 'x')),
          );
        },
      ),
      { numRuns: Number(process.env['SLUICE_TEST_RUNS'] ?? 30) },
    );
  });
});

/** An independent reader of CSV as RFC 4180 has it, lines ending in `\n`. */
function records(text: string, delimiter: string): string[][] {
  const cell = /("((?:[^"]|"")*)"|[^\n]*?)(\n|$|DELIMITER)/.source.replace(
    'DELIMITER',
    delimiter === '\t' ? '\\t' : delimiter,
  );
  const found: string[][] = [];
  let record: string[] = [];
  const pattern = new RegExp(cell, 'gy');
  while (pattern.lastIndex < text.length) {
    const [, whole = '', quoted, end] = pattern.exec(text) ?? [];
    record.push(quoted === undefined ? whole : quoted.replaceAll('""', '"'));
    if (end === '\n') {
      found.push(record);
      record = [];
    }
  }
  return found;
}
