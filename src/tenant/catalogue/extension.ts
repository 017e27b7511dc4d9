import type { CatalogueObject } from '../../ports/catalogue.ts';
import { inSchemaOrder } from './base-catalogue.ts';
import { fieldLabel, objectLabel } from './labels.ts';

/**
 * Objects together with those a load made or widened: a known object gains the fields it lacks, an unknown one is
 * added. Nothing is taken away, so an object that a later version defines itself keeps its own definition.
 */
export function extendObjects(
  objects: readonly CatalogueObject[],
  loaded: readonly CatalogueObject[],
): readonly CatalogueObject[] {
  if (loaded.length === 0) return objects;
  const all = new Map(objects.map((object) => [object.name.toLowerCase(), object]));
  for (const object of loaded) {
    const key = object.name.toLowerCase();
    const before = all.get(key);
    all.set(key, before === undefined ? labelled(object) : widened(before, object));
  }
  return [...all.values()].sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
}

/** Who loads data knows no labels. */
function labelled(object: CatalogueObject): CatalogueObject {
  const fields = object.fields.map((field) => ({ ...field, label: fieldLabel(object.name, field.name) }));
  const name = object.name.replace(/__c$/i, '');
  return { ...object, label: objectLabel(name), fields: inSchemaOrder(fields) };
}

function widened(object: CatalogueObject, by: CatalogueObject): CatalogueObject {
  const has = new Set(object.fields.map((field) => field.name.toLowerCase()));
  const added = labelled(by).fields.filter((field) => !has.has(field.name.toLowerCase()));
  return added.length === 0 ? object : { ...object, fields: inSchemaOrder([...object.fields, ...added]) };
}
