import fc from 'fast-check';
import type { CatalogueField, CatalogueObject } from '../../../src/ports/catalogue.ts';
import { type Cell, cellText, numberOf } from './cell.ts';
import { OBJECTS } from './objects.ts';

/** One row as it is kept, deleted ones and those of other entities too. */
export interface StoredRow {
  readonly cells: Readonly<Record<string, Cell>>;
  /** Of the entity that asks. */
  readonly visible: boolean;
  readonly deletedAt: number | undefined;
}

export type Rows = Readonly<Record<string, readonly StoredRow[]>>;

export const ENTITY = 'e1';
export const ORG = 'north';

/** Odd ones; 🙂 and \ufffd stand in another order in UTF-16 than in UTF-8. */
export const TEXTS = [
  ...[
    '',
    ' ',
    'a',
    'A',
    'ab',
    'aB',
    'a%b',
    'a_b',
    '%',
    '_',
    '\\',
    "O'Neil",
    "''",
    'say "x"',
    'x,y',
    '"',
    'null',
  ],
  ...[
    'true',
    '10',
    '10.0',
    '2026-03-08',
    'today',
    ' a ',
    'é',
    'e\u0301',
    'Ünï',
    '日本',
    '🙂',
    '\ufffd',
    'two\nlines',
    'a🙂b',
  ],
];

/** Each side of midnight in Los Angeles and of both changes of its clocks; some with parts of a second. */
export const INSTANTS = [
  ...['2025-12-31T23:59:59Z', '2026-01-01T00:00:00Z', '2026-01-01T07:59:59Z', '2026-01-01T08:00:00Z'],
  ...['2026-03-08T07:59:59Z', '2026-03-08T08:00:00Z', '2026-03-08T09:59:59Z', '2026-03-08T10:00:00Z'],
  ...['2026-03-09T06:59:59Z', '2026-03-09T06:59:59.999Z', '2026-03-09T07:00:00Z', '2026-03-09T07:59:59Z'],
  ...['2026-11-01T06:59:59Z', '2026-11-01T07:00:00Z', '2026-11-01T08:30:00Z', '2026-11-01T09:30:00Z'],
  ...['2026-11-02T07:00:00Z', '2026-11-02T07:59:59.999Z', '2026-11-02T08:00:00Z', '2026-11-02T08:00:00.001Z'],
  ...['2024-02-29T20:00:00Z', '2025-02-28T20:00:00Z', '2026-07-04T12:34:56.789Z', '1999-06-15T12:00:00Z'],
].map((text) => Date.parse(text));

export const DAYS = [
  ...[
    '2023-01-01',
    '2024-02-29',
    '2024-12-29',
    '2024-12-30',
    '2024-12-31',
    '2025-02-28',
    '2025-12-27',
    '2025-12-28',
  ],
  ...[
    '2025-12-31',
    '2026-01-01',
    '2026-01-03',
    '2026-01-04',
    '2026-03-07',
    '2026-03-08',
    '2026-03-09',
    '2026-11-01',
    '2026-11-02',
  ],
];

const NUMBERS = ['-2', '-0.5', '0', '0.01', '0.5', '1', '10', '10.5', '31', '1000.25', '0.000001'];
const INTEGERS = ['-2', '0', '1', '2', '10', '31'];
const PICKLIST = ['Active', 'Draft', 'active', 'RemoveProduct', 'NewProduct', ''];

/** A few ids for each object, so that keys meet, and some that no row has. */
export const IDS = ['k1', 'k2', 'k3', 'K4', 'k5', 'k6', 'k7', 'k8', 'k9'];
const KEYS = [...IDS, 'lost', ''];

function cellsOf({ name, type }: CatalogueField): fc.Arbitrary<Cell> {
  if (name.endsWith('Id') && name !== 'CrmId') return orNull(fc.constantFrom<Cell[]>(...KEYS), 6);
  switch (type) {
    case 'text':
      return orNull(fc.constantFrom<Cell[]>(...TEXTS), 5);
    case 'picklist':
      return orNull(fc.constantFrom<Cell[]>(...PICKLIST), 5);
    case 'boolean':
      return orNull(fc.boolean(), 3);
    case 'integer':
      return orNull(fc.constantFrom(...INTEGERS.map(numberOf)), 5);
    case 'decimal':
      return orNull(fc.constantFrom(...NUMBERS.map(numberOf)), 5);
    case 'date':
      return orNull(fc.constantFrom(...DAYS.map((day) => ({ day }))), 5);
    case 'datetime':
      return orNull(fc.constantFrom(...INSTANTS.map((ms) => ({ ms }))), 8);
  }
}

function orNull(cells: fc.Arbitrary<Cell>, freq: number): fc.Arbitrary<Cell> {
  return fc.option(cells, { nil: null, freq });
}

function storedRow(object: CatalogueObject, id: string): fc.Arbitrary<StoredRow> {
  const instant = fc.constantFrom(...INSTANTS);
  return fc
    .record({
      cells: fc.record(Object.fromEntries(object.fields.map((field) => [field.name, cellsOf(field)]))),
      stamps: fc.tuple(instant, instant),
      visible: fc.nat({ max: 9 }).map((n) => n > 0),
      deleted: fc.nat({ max: 5 }).map((n) => n === 0),
    })
    .map(({ cells, stamps, visible, deleted }) => {
      const [first, last] = [Math.min(...stamps), Math.max(...stamps)];
      return {
        // A deletion is an update (aqua.md §4.5).
        cells: { ...cells, Id: id, CreatedDate: { ms: first }, UpdatedDate: { ms: last } },
        visible,
        deletedAt: deleted ? last : undefined,
      };
    });
}

/** Up to nine rows of every object. */
export const rows: fc.Arbitrary<Rows> = fc.record(
  Object.fromEntries(
    OBJECTS.map((object) => [
      object.name,
      fc.subarray(IDS, { minLength: 4 }).chain((ids) => fc.tuple(...ids.map((id) => storedRow(object, id)))),
    ]),
  ),
);

/** Statements that make the tables of src/ports/tenant-data.ts with these rows in the schema `data`. */
export function tables(stored: Rows): readonly string[] {
  return OBJECTS.flatMap((object) => {
    const table = `data."${object.table}"`;
    const columns = object.fields.map(({ name, sqlType }) => {
      const type = sqlType.startsWith('timestamp') ? 'TIMESTAMPTZ' : sqlType;
      return `"${name.toLowerCase()}" ${type}`;
    });
    const hidden =
      'sluice_entity VARCHAR, sluice_org VARCHAR, sluice_deleted BOOLEAN, sluice_deleted_at TIMESTAMPTZ';
    const values = (stored[object.name] ?? []).map(({ cells, visible, deletedAt }) =>
      [
        ...object.fields.map(({ name }) => sqlText(cells[name] ?? null)),
        sqlText(visible ? ENTITY : 'another'),
        sqlText(ORG),
        deletedAt !== undefined,
        sqlText(deletedAt === undefined ? null : { ms: deletedAt }),
      ].join(', '),
    );
    return [
      `CREATE TABLE ${table} (${[...columns, hidden].join(', ')})`,
      `INSERT INTO ${table} VALUES ${values.map((each) => `(${each})`).join(', ')}`,
    ];
  });
}

function sqlText(cell: Cell): string {
  if (cell === null) return 'NULL';
  if (typeof cell === 'object' && 'ms' in cell) return `'${new Date(cell.ms).toISOString()}'`;
  return `'${cellText(cell, '', 'Z').replaceAll("'", "''")}'`;
}
