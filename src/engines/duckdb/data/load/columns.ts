import type { CatalogueField, CatalogueObject, FieldType } from '../../../../ports/catalogue.ts';
import { DataError } from '../../../../ports/tenant-data.ts';

/** A column of a file and what it fills. */
export interface FileColumn {
  /** As the file has it. */
  readonly header: string;
  /** Its name in the stage: `c0`, `c1` … */
  readonly stage: string;
  /** A field of the object; for a new one its name. */
  readonly target: CatalogueField | string;
}

const NAME_FORM = /^[A-Za-z]\w{0,127}$/;
export const NAME_ALLOWED = 'a letter, then letters, digits and _';

/**
 * Matches a file's columns with the fields of its object: by name in any case, as an export has them
 * (`Account.Name`, in Invoice `Account.Id`; `Account: Account Number`), and else as new fields.
 * @throws DataError for a name that cannot be a field's, and for two columns that fill the same field.
 */
export function fileColumns(
  headers: readonly string[],
  object: CatalogueObject,
  where: string,
): FileColumn[] {
  const filled = new Map<string, string>();
  return headers.map((header, i) => {
    const target = targetOf(header.trim(), object);
    const name = typeof target === 'string' ? target : target.name;
    if (typeof target === 'string' && !NAME_FORM.test(target))
      throw new DataError(
        `${where}, column ${i + 1}: ${JSON.stringify(header)} is no field name; allowed: ${NAME_ALLOWED}`,
      );
    const before = filled.get(name.toLowerCase());
    if (before !== undefined)
      throw new DataError(
        `${where}, column ${i + 1}: ${JSON.stringify(header)} fills ${name}, as ${JSON.stringify(before)} does`,
      );
    filled.set(name.toLowerCase(), header);
    return { header, stage: `c${i}`, target };
  });
}

/** The field that a column of this name fills, else the name of a new one. */
export function targetOf(header: string, object: CatalogueObject): CatalogueField | string {
  const named = (name: string) =>
    object.fields.find((field) => field.name.toLowerCase() === name.toLowerCase());
  const own = named(header);
  if (own !== undefined) return own;
  const [, label, fieldLabel] = /^([^:]+): (.+)$/.exec(header) ?? [];
  if (label === object.label) {
    const labelled = object.fields.find((field) => field.label === fieldLabel);
    if (labelled !== undefined) return labelled;
  }
  const [, prefix = '', rest = ''] = /^(\w+)\.(\w+)$/.exec(header) ?? [];
  if (prefix.toLowerCase() === object.name.toLowerCase()) return named(rest) ?? rest;
  if (rest.toLowerCase() === 'id') {
    const relation = object.relationships.find(({ name }) => name.toLowerCase() === prefix.toLowerCase());
    const [key, further] = relation?.path ?? [];
    if (key !== undefined && further === undefined) return named(key.key) ?? header;
  }
  return header;
}

/** Trino's types of new fields: decimals as of quantities, which hold nine digits after the point. */
const NEW_SQL_TYPES: Readonly<Record<FieldType, string>> = {
  text: 'varchar',
  picklist: 'varchar',
  boolean: 'boolean',
  integer: 'bigint',
  decimal: 'decimal(22,9)',
  date: 'date',
  datetime: 'timestamp with time zone',
};

/** A field that a file brings. Its label is made where the catalogue is kept. */
export function newField(name: string, type: FieldType): CatalogueField {
  return {
    name,
    label: name,
    type,
    sqlType: NEW_SQL_TYPES[type],
    contexts: ['soap', 'export'],
    options: [],
    custom: true,
    required: false,
  };
}
