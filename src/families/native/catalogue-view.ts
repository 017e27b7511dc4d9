import { didYouMean } from '../../config/suggestion.ts';
import type { CatalogueObject } from '../../ports/catalogue.ts';
import { baseCatalogue } from '../../tenant/catalogue/base-catalogue.ts';
import type { Catalogue } from '../../tenant/catalogue/catalogue.ts';
import { nativeRefusal } from './errors.ts';

/** An object in a list. */
export interface ObjectSummary {
  readonly name: string;
  readonly label: string;
  /** Its table in Data Query. */
  readonly table: string;
  readonly custom: boolean;
  readonly fields: number;
  readonly relationships: number;
}

/** One object with what is in it; names are the product's own. */
export interface ObjectView extends Omit<ObjectSummary, 'fields' | 'relationships'> {
  /** Deleted rows stay for a while, marked. */
  readonly softDelete: boolean;
  readonly fields: readonly object[];
  readonly relationships: readonly object[];
}

/** What an administrator, or another user, may query; alphabetical by name. */
export function listObjects(catalogue: Catalogue, admin: boolean): readonly ObjectSummary[] {
  return visible(catalogue, admin).map((object) => ({
    ...headOf(object),
    fields: object.fields.length,
    relationships: object.relationships.length,
  }));
}

/**
 * By the product's name or the table's, whatever the case.
 * @throws Refusal 404, with the name that may have been meant
 */
export function showObject(catalogue: Catalogue, admin: boolean, name: string): ObjectView {
  const object = visibleObject(catalogue, admin, name);
  return {
    ...headOf(object),
    softDelete: object.softDelete,
    fields: object.fields.map(
      ({ name: field, label, type, sqlType, required, custom, options, contexts }) => ({
        name: field,
        label,
        column: field.toLowerCase(),
        type,
        sqlType,
        nullable: !required,
        custom,
        contexts,
        ...(options.length > 0 && { picklist: options }),
      }),
    ),
    relationships: object.relationships.map(({ name: relationship, label, target, path }) => ({
      name: relationship,
      label,
      target,
      path: path.map(({ object: at, key }) => ({ object: at, key })),
    })),
  };
}

/** @throws Refusal 404 for an object that is not there, or that only administrators see */
export function visibleObject(catalogue: Catalogue, admin: boolean, name: string): CatalogueObject {
  const object = catalogue.object(name) ?? catalogue.table(name);
  if (object !== undefined && mayUse(object, admin)) return object;
  const short = name.slice(0, 100);
  const known = visible(catalogue, admin).flatMap(({ name: one, table }) => [one, table]);
  throw nativeRefusal.unknownObject(short, didYouMean(short, known));
}

function visible({ objects }: Catalogue, admin: boolean): readonly CatalogueObject[] {
  return objects.filter((object) => mayUse(object, admin));
}

function mayUse(object: CatalogueObject, admin: boolean): boolean {
  return !object.adminOnly || admin;
}

function headOf({ name, label, table }: CatalogueObject) {
  standard ??= new Set(baseCatalogue().map((object) => object.name));
  return { name, label, table, custom: !standard.has(name) };
}

/** Names of the objects that every tenant has. */
let standard: ReadonlySet<string> | undefined;
