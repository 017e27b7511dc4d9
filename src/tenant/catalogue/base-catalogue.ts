import type { CatalogueField, CatalogueObject, FieldType } from '../../ports/catalogue.ts';
import { COMMON_FIELDS, type FieldDefinition, type ObjectDefinition } from './definition.ts';
import { fieldLabel, objectLabel } from './labels.ts';
import { objectDefinitions } from './objects/index.ts';
import { relationshipsOf } from './resolve-relationships.ts';
import { SQL_TYPES } from './sql-types.ts';

/** The objects every tenant has: those of aqua.md §7 with the custom fields of §12. Made once, on first use. */
export function baseCatalogue(): readonly CatalogueObject[] {
  objects ??= objectDefinitions.map(catalogueObject);
  return objects;
}

let objects: readonly CatalogueObject[] | undefined;

/**
 * The schema order, the same for `SELECT *`, `DESCRIBE` and Describe: alphabetical by name whatever the case, as
 * Zuora's documents show it (data-query contract §4.1).
 */
export function inSchemaOrder(fields: readonly CatalogueField[]): CatalogueField[] {
  return fields
    .map((field) => ({ field, key: field.name.toLowerCase() }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ field }) => field);
}

function catalogueObject(definition: ObjectDefinition): CatalogueObject {
  const { name } = definition;
  const defined = {
    ...COMMON_FIELDS,
    ...definition.fields,
    ...Object.fromEntries((definition.keysBeyondContract ?? []).map((key) => [key, 'key'] as const)),
    ...definition.custom,
  };
  return {
    name,
    label: objectLabel(name),
    table: definition.table ?? name.toLowerCase(),
    fields: inSchemaOrder(
      Object.entries(defined).map(([field, kind]) => catalogueField(definition, field, kind)),
    ),
    relationships: relationshipsOf(name),
    softDelete: definition.softDelete ?? true,
    adminOnly: definition.adminOnly ?? false,
    tenantWide: definition.tenantWide ?? false,
  };
}

function catalogueField(object: ObjectDefinition, name: string, kind: FieldDefinition): CatalogueField {
  return {
    name,
    label: fieldLabel(object.name, name),
    type: fieldType(kind),
    sqlType: kind === 'quantity' ? SQL_TYPES.quantity : SQL_TYPES[fieldType(kind)],
    contexts: object.contexts ?? (kind === 'key' ? ['soap'] : ['soap', 'export']),
    options: typeof kind === 'string' ? [] : kind,
    custom: /__(c|QT)$/.test(name),
    // Only what no row lacks: nothing else is enforced when data are loaded or changed.
    required: name in COMMON_FIELDS,
  };
}

function fieldType(kind: FieldDefinition): FieldType {
  if (typeof kind !== 'string') return 'picklist';
  switch (kind) {
    case 'money':
    case 'quantity':
      return 'decimal';
    case 'key':
    case 'export key':
      return 'text';
    default:
      return kind;
  }
}
