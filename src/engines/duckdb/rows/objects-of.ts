import type { CatalogueObject } from '../../../ports/catalogue.ts';

/** The object of a load and those that its fields name, of all that the tenant has. */
export function objectsOf(all: readonly CatalogueObject[], name: string): readonly CatalogueObject[] {
  const object = all.find((candidate) => candidate.name === name);
  if (object === undefined) return [];
  const named = new Set(object.fields.flatMap((field) => targetsOf(object, field.name, all)));
  return all.filter((candidate) => candidate === object || named.has(candidate.name));
}

/**
 * Objects one of which a field's value is an id of, of those given: where a relationship of one step leads, else the
 * one the field is named after. (Contact.AccountId has no relationship.)
 */
export function targetsOf(
  { relationships }: CatalogueObject,
  field: string,
  all: readonly CatalogueObject[],
): readonly string[] {
  const wanted = field.toLowerCase();
  const direct = relationships
    .filter(({ path }) => path.length === 1 && path[0]?.key.toLowerCase() === wanted)
    .map(({ target }) => target);
  const names = direct.length > 0 ? new Set(direct) : undefined;
  return all
    .map(({ name }) => name)
    .filter((name) => names?.has(name) ?? `${name.toLowerCase()}id` === wanted);
}
