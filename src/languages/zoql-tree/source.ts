import type { CatalogueField, CatalogueObject, CatalogueRelationship } from '../../ports/catalogue.ts';
import type { Column, ColumnId, Expression, Relation } from '../../sql/tree.ts';
import { findField, findRelationship } from '../../tenant/catalogue/catalogue.ts';
import type { NameNode } from '../zoql-syntax/ast.ts';
import type { Position } from '../zoql-syntax/refuse.ts';
import { baseRows } from './base-rows.ts';
import { allOf, call, literal, not } from './expressions.ts';
import { checkPermission, findSource, findSourceField, unknownSource } from './find-source.ts';
import { fieldType, Scan } from './scan.ts';
import type { Session } from './session.ts';

/** A field that a query named: whose it is, and its value in a row. */
export interface SourceField {
  readonly owner: Owner;
  readonly field: CatalogueField;
  readonly value: Expression;
}

/** The data source, or what a relationship leads to; names and labels as columns are headed with. */
export interface Owner {
  readonly name: string;
  readonly label: string;
  readonly object: CatalogueObject;
  /** Absent: a relationship that never leads to a row. */
  readonly scan: Scan | undefined;
}

interface Joined {
  readonly scan: Scan;
  readonly from: Scan;
  readonly on: Expression;
}

/** Rows made for a query beside the catalogue's joins, at most one for each row. */
export interface Beside {
  readonly relation: Relation;
  readonly columns: readonly Column[];
  readonly on: Expression;
}

/**
 * The already joined set that a data source is (aqua.md §5.3): its own fields, and those of what its relationships lead
 * to. Only what is named is joined, and what lies on the way to several of them once.
 */
export class Source {
  readonly base: Owner & { readonly scan: Scan };
  readonly #session: Session;
  readonly #joined = new Map<string, Joined>();
  readonly #ways = new Map<Scan, string>();
  readonly #beside: Beside[] = [];
  readonly #nulls = new Map<string, Expression>();

  constructor(name: string, at: Position, session: Session) {
    this.#session = session;
    const object = findSource(name, at, session);
    this.base = { name: object.name, label: object.label, object, scan: new Scan(object, session) };
  }

  /** @throws LanguageError when there is no such field, or no such relationship. */
  field({ prefix, name, at }: NameNode): SourceField {
    const owner = this.owner(prefix, at);
    return this.#of(owner, findSourceField(owner.object, name, at, this.#session));
  }

  /** All the fields of the data source, or of a relationship, that the language may name. */
  fields(prefix: string | undefined, at: Position): readonly SourceField[] {
    const owner = this.owner(prefix, at);
    return owner.object.fields
      .filter(({ contexts }) => contexts.includes(this.#session.context))
      .map((field) => this.#of(owner, field));
  }

  /** What stands before a point; the data source may stand there too. */
  owner(prefix: string | undefined, at: Position): Owner {
    const { object } = this.base;
    if (prefix === undefined || prefix.toLowerCase() === object.name.toLowerCase()) return this.base;
    const relationship = findRelationship(object, prefix);
    const target = relationship && this.#session.catalogue.get(relationship.target.toLowerCase());
    if (!relationship || !target) {
      throw unknownSource(prefix, at, [object.name, ...object.relationships.map(({ name }) => name)]);
    }
    checkPermission(target, at, this.#session);
    const { name, label, path } = relationship;
    return { name, label, object: target, scan: this.#follow(this.base.scan, path, target) };
  }

  /** The currency of the amounts of an owner's rows: its own, or its account's. */
  currencyOf({ object, scan }: Owner): Expression | undefined {
    if (!scan) return undefined;
    if (findField(object, 'Currency')) return scan.named('Currency');
    const relationship = findRelationship(object, 'Account');
    const account = relationship && this.#session.catalogue.get('account');
    return account && this.#follow(scan, relationship.path, account)?.named('Currency');
  }

  joinBeside(beside: Beside): void {
    this.#beside.push(beside);
  }

  /** The rows with everything that was asked for, and the numbers of its columns. `whole`: the window could not be used. */
  relation(): {
    readonly relation: Relation;
    readonly columns: readonly ColumnId[];
    readonly whole: boolean;
  } {
    const { relation, columns, deletedRows, whole } = baseRows(this.base.scan, this.#session);
    let all = relation;
    const ids = columns.map(({ id }) => id);
    for (const { scan, from, on } of this.#joined.values()) {
      // A deleted row keeps its own values only (aqua.md §4.5).
      const own = from === this.base.scan && deletedRows ? [not(from.isDeleted())] : [];
      const right = scan.relation('live');
      const where = allOf([on, ...own]);
      all = { op: 'join', kind: 'left', left: all, right, ...(where && { on: where }), lateral: false };
      ids.push(...right.columns.map((column: Column) => column.id));
    }
    for (const { relation: right, columns: more, on } of this.#beside) {
      all = { op: 'join', kind: 'left', left: all, right, on, lateral: false };
      ids.push(...more.map(({ id }) => id));
    }
    return { relation: all, columns: ids, whole };
  }

  #of(owner: Owner, field: CatalogueField): SourceField {
    return { owner, field, value: owner.scan?.field(field) ?? this.#nothing(owner, field) };
  }

  /** The one value of a field that no row has. */
  #nothing(owner: Owner, field: CatalogueField): Expression {
    const key = `${owner.name}.${field.name}`;
    const value = this.#nulls.get(key) ?? literal(fieldType(field, this.#session.zone), null);
    this.#nulls.set(key, value);
    return value;
  }

  #follow(start: Scan, path: CatalogueRelationship['path'], target: CatalogueObject): Scan | undefined {
    let from = start;
    let way = this.#ways.get(start) ?? '';
    for (const [i, { key }] of path.entries()) {
      const next = path[i + 1]?.object;
      const object = next === undefined ? target : this.#session.catalogue.get(next.toLowerCase());
      if (!object) return undefined;
      way += `/${key}>${object.name}`;
      from = this.#join(way, from, key, object);
    }
    return path.length === 0 ? undefined : from;
  }

  #join(way: string, from: Scan, key: string, object: CatalogueObject): Scan {
    const known = this.#joined.get(way);
    if (known) return known.scan;
    const scan = new Scan(object, this.#session);
    const on = call('=', [from.named(key), scan.named('Id')]);
    this.#ways.set(scan, way);
    this.#joined.set(way, { scan, from, on });
    return scan;
  }
}
