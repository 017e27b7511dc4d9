import type { CatalogueField } from '../../../ports/catalogue.ts';

/** Schema of the tenant's file that holds the objects (src/ports/tenant-data.ts). */
export const DATA_SCHEMA = 'data';

/** Columns every table has besides its object's fields. */
export const HIDDEN_COLUMNS = {
  sluice_entity: 'VARCHAR',
  sluice_org: 'VARCHAR',
  sluice_deleted: 'BOOLEAN',
  sluice_deleted_at: 'TIMESTAMPTZ',
} as const;

/** The table of an object, quoted: lower case; custom objects are `default__vehicle`. */
export function tableOf(object: string): string {
  return `${DATA_SCHEMA}.${quoteName(tableName(object))}`;
}

export function tableName(object: string): string {
  const name = object.toLowerCase();
  return name.endsWith('__c') ? `default__${name.slice(0, -'__c'.length)}` : name;
}

/** The column's type on DuckDB; Trino's names are its own, but for time stamps. */
export function columnType({ sqlType }: Pick<CatalogueField, 'sqlType'>): string {
  return sqlType === 'timestamp with time zone' ? 'TIMESTAMPTZ' : sqlType.toUpperCase();
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteText(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
