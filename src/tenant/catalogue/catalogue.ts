import type { CatalogueField, CatalogueObject, CatalogueRelationship } from '../../ports/catalogue.ts';

/** The catalogue of one tenant at one moment: the base objects and what its user loaded. Immutable. */
export interface Catalogue {
  /** Changes whenever the objects do; from 1. Names the state for caches and other threads. */
  readonly version: number;
  /** Alphabetical by name. */
  readonly objects: readonly CatalogueObject[];
  /** By the product's name, whatever the case: `rateplancharge`. */
  object(name: string): CatalogueObject | undefined;
  /** By the Data Query table, whatever the case: `orders`, `default__vehicle`. */
  table(name: string): CatalogueObject | undefined;
}

export function makeCatalogue(objects: readonly CatalogueObject[], version: number): Catalogue {
  const byName = new Map(objects.map((object) => [object.name.toLowerCase(), object]));
  const byTable = new Map(objects.map((object) => [object.table.toLowerCase(), object]));
  return {
    version,
    objects,
    object: (name) => byName.get(name.toLowerCase()),
    table: (name) => byTable.get(name.toLowerCase()),
  };
}

/** A field by its name, whatever the case. */
export function findField(object: CatalogueObject, name: string): CatalogueField | undefined {
  const wanted = name.toLowerCase();
  return object.fields.find((field) => field.name.toLowerCase() === wanted);
}

/** A relationship by its name, whatever the case. */
export function findRelationship(object: CatalogueObject, name: string): CatalogueRelationship | undefined {
  const wanted = name.toLowerCase();
  return object.relationships.find((relationship) => relationship.name.toLowerCase() === wanted);
}
