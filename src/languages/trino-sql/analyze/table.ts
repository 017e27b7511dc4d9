import type { CatalogueField, CatalogueObject } from '../../../ports/catalogue.ts';
import { HIDDEN_FIELDS } from '../../../sql/hidden-fields.ts';
import { parseType } from '../../../sql/parse-type.ts';
import { normalizeZone } from '../../../sql/time-zone.ts';
import type { SqlType } from '../../../sql/types.ts';
import type { Name } from '../syntax/ast.ts';
import { refuse } from '../syntax/syntax-error.ts';
import type { Bindings } from './bindings.ts';
import type { Field } from './scope.ts';
import type { PlannedRelation, Session } from './session.ts';
import { scanBinding } from './with.ts';

/** The one catalog and schema of Data Query (contract §4.2). */
export const CATALOG = 'owl';
export const SCHEMA = 'data';

/** Name of the hidden flag of deleted rows (data-query contract §4.6). */
const DELETED = 'deleted';

/** A table by name: a WITH query of that name hides the catalogue's. */
export function planTable(name: Name, bindings: Bindings, session: Session): PlannedRelation {
  const [first] = name.parts;
  const binding = name.parts.length === 1 && first ? bindings.get(first.text.toLowerCase()) : undefined;
  if (binding && first) return scanBinding(binding, first, session);
  return scanObject(findObject(name, session), session);
}

/** @throws LanguageError when there is no such table, or the caller may not know of it (contract §4.8). */
export function findObject(name: Name, session: Session): CatalogueObject {
  const [table = '', schema = SCHEMA, catalog = CATALOG, ...more] = name.parts
    .map((part) => part.text.toLowerCase())
    .reverse();
  if (more.length > 0)
    throw refuse(
      name.at,
      `Too many dots in table name: ${[...more.reverse(), catalog, schema, table].join('.')}`,
    );
  if (catalog !== CATALOG) throw refuse(name.at, `Catalog '${catalog}' not found`);
  if (schema !== SCHEMA) throw refuse(name.at, `Schema '${schema}' does not exist`);
  const object = session.catalogue.get(table);
  if (!object || (object.adminOnly && !session.request.scope.admin)) {
    throw refuse(name.at, `Table '${catalog}.${schema}.${table}' does not exist`);
  }
  return object;
}

function scanObject(object: CatalogueObject, session: Session): PlannedRelation {
  const { scope, query } = session.request;
  const relation = [CATALOG, SCHEMA, object.table];
  const scanned = object.fields.map((field) => ({
    field,
    column: session.column(columnType(field, session.request.zone)),
  }));
  const fields = scanned.map(
    ({ field, column }): Field => ({ name: field.name.toLowerCase(), relation, column, hidden: false }),
  );
  const columns = scanned.map(({ field, column }) => ({ ...column, field: field.name }));
  // An object's own field of that name goes before the hidden flag.
  if (!object.fields.some((field) => field.name.toLowerCase() === DELETED)) {
    const column = session.column({ kind: 'boolean' });
    fields.push({ name: DELETED, relation, column, hidden: true });
    columns.push({ ...column, field: HIDDEN_FIELDS.deleted });
  }
  return {
    relation: {
      op: 'table',
      object: object.name,
      scope: { tenant: scope.tenant, entities: scope.entities, orgs: scope.orgs },
      deleted: query.deleted,
      columns,
    },
    fields,
  };
}

/** The type of a stored column. Stored time stamps are shown in the tenant's zone (contract §4.4). */
export function columnType(field: CatalogueField, zone: string): SqlType {
  const type = parseType(field.sqlType);
  if (type === undefined) throw new Error(`the catalogue has an unknown type: ${field.sqlType}`);
  return type.kind === 'timestamp with time zone' ? { ...type, zone: normalizeZone(zone) ?? 'UTC' } : type;
}
