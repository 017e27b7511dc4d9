import type { CatalogueField, CatalogueObject } from '../../../../ports/catalogue.ts';
import { DataError } from '../../../../ports/tenant-data.ts';
import { tableName } from '../layout.ts';
import { NAME_ALLOWED, newField } from './columns.ts';
import type { DataFile } from './data-files.ts';

/**
 * The object a file is named after, by its name or table in any case; else a new one under the file's own name.
 * @throws DataError for a name that cannot be an object's.
 */
export function targetObject(file: DataFile, objects: Iterable<CatalogueObject>): CatalogueObject {
  const wanted = file.object.toLowerCase();
  for (const object of objects)
    if ([object.name.toLowerCase(), object.table, tableName(object.name)].includes(wanted)) return object;
  if (!/^[A-Za-z]\w{0,127}$/.test(file.object))
    throw new DataError(`${file.name}: "${file.object}" is no object name; allowed: ${NAME_ALLOWED}`);
  return {
    name: file.object,
    label: file.object,
    table: tableName(file.object),
    fields: COMMON_FIELDS,
    relationships: [],
    softDelete: true,
    adminOnly: false,
  };
}

/** Every object has them (aqua.md §7.1). */
const COMMON_FIELDS: readonly CatalogueField[] = (
  [
    ['CreatedById', 'text'],
    ['CreatedDate', 'datetime'],
    ['Id', 'text'],
    ['UpdatedById', 'text'],
    ['UpdatedDate', 'datetime'],
  ] as const
).map(([name, type]) => ({ ...newField(name, type), custom: false, required: true }));
