import type { CatalogueObject, FieldType } from '../../../src/ports/catalogue.ts';

/** Some tables of the TPC-H benchmark, as Trino's own connector has them: any case can be asked of a real Trino. */
export const TPCH: readonly CatalogueObject[] = [
  object('Nation', {
    nationkey: 'bigint',
    name: 'varchar(25)',
    regionkey: 'bigint',
    comment: 'varchar(152)',
  }),
  object('Region', { regionkey: 'bigint', name: 'varchar(25)', comment: 'varchar(152)' }),
  object('Orders', {
    orderkey: 'bigint',
    custkey: 'bigint',
    orderstatus: 'varchar(1)',
    totalprice: 'double',
    orderdate: 'date',
    orderpriority: 'varchar(15)',
    clerk: 'varchar(15)',
    shippriority: 'integer',
    comment: 'varchar(79)',
  }),
];

/** An object for tests: field names as the product spells them, with Trino's types. */
export function object(
  name: string,
  fields: Readonly<Record<string, string>>,
  more: Partial<CatalogueObject> = {},
): CatalogueObject {
  return {
    name,
    label: name,
    table: name.toLowerCase(),
    fields: Object.entries(fields).map(([field, sqlType]) => ({
      name: field,
      label: field,
      type: 'text' satisfies FieldType,
      sqlType,
      contexts: ['soap', 'export'],
      options: [],
      custom: false,
      required: false,
    })),
    relationships: [],
    softDelete: true,
    adminOnly: false,
    ...more,
  };
}
