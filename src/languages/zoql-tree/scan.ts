import type { CatalogueField, CatalogueObject } from '../../ports/catalogue.ts';
import { HIDDEN_FIELDS } from '../../sql/hidden-fields.ts';
import { parseType } from '../../sql/parse-type.ts';
import type { Column, Expression, TableScan } from '../../sql/tree.ts';
import type { SqlType } from '../../sql/types.ts';
import { findField } from '../../tenant/catalogue/catalogue.ts';
import type { Session } from './session.ts';

/** Rows of one object, with the columns that somebody asked for. */
export class Scan {
  readonly object: CatalogueObject;
  readonly #session: Session;
  readonly #columns = new Map<string, Column & { readonly field: string }>();

  constructor(object: CatalogueObject, session: Session) {
    this.object = object;
    this.#session = session;
  }

  field(field: CatalogueField): Expression {
    return this.#expression(field.name, fieldType(field, this.#session.zone));
  }

  /** A field that the object has, such as a key of the catalogue's. */
  named(name: string): Expression {
    const field = findField(this.object, name);
    if (!field) throw new Error(`the catalogue names ${this.object.name}.${name}, which it lacks`);
    return this.field(field);
  }

  isDeleted(): Expression {
    return this.#expression(HIDDEN_FIELDS.deleted, { kind: 'boolean' });
  }

  deletedAt(): Expression {
    const { zone } = this.#session;
    return this.#expression(HIDDEN_FIELDS.deletedAt, {
      kind: 'timestamp with time zone',
      precision: 3,
      zone,
    });
  }

  relation(deleted: TableScan['deleted']): TableScan {
    const { tenant, entities, orgs } = this.#session.request.scope;
    return {
      op: 'table',
      object: this.object.name,
      scope: { tenant, entities, orgs },
      deleted,
      columns: [...this.#columns.values()],
    };
  }

  #expression(field: string, type: SqlType): Expression {
    const known = this.#columns.get(field);
    const column = known ?? { ...this.#session.column(type), field };
    if (!known) this.#columns.set(field, column);
    return { op: 'column', id: column.id, type: column.type };
  }
}

/** The type of a stored column; time stamps are shown in the tenant's zone. */
export function fieldType(field: CatalogueField, zone: string): SqlType {
  const type = parseType(field.sqlType);
  if (type === undefined) throw new Error(`the catalogue has an unknown type: ${field.sqlType}`);
  return type.kind === 'timestamp with time zone' ? { ...type, zone } : type;
}
