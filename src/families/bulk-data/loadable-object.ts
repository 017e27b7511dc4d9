import { didYouMean } from '../../config/suggestion.ts';
import type { CatalogueObject } from '../../ports/catalogue.ts';
import { baseCatalogue } from '../../tenant/catalogue/base-catalogue.ts';
import type { Catalogue } from '../../tenant/catalogue/catalogue.ts';
import { bulkRefusal } from './errors.ts';
import type { JobType } from './names.ts';
import { OBJECT_TYPES, OTHER_JOB_TYPES } from './object-types.ts';

/** An object of the catalogue, and what jobs may do to its records. */
export interface LoadableObject {
  readonly object: CatalogueObject;
  readonly jobTypes: readonly JobType[];
}

/** How a create names its object. */
export interface ObjectName {
  readonly objectType: string;
  readonly isCustomObject: boolean;
  readonly namespace: string;
}

/**
 * The object that a create means: one of the reference's words, or an object of the catalogue by its name, in any case.
 * `unknown` says what is wrong.
 * @throws Refusal for an object that there is not here, or that the caller does not see
 */
export function loadableObject(
  name: ObjectName,
  catalogue: Catalogue,
  admin: boolean,
): LoadableObject | { readonly unknown: string } {
  const { objectType, isCustomObject } = name;
  const shown = objectType.slice(0, 64);
  const word = objectType.toLowerCase();
  const known = !isCustomObject && Object.hasOwn(OBJECT_TYPES, word) ? OBJECT_TYPES[word] : undefined;
  if (known !== undefined && known.object === undefined) throw bulkRefusal('notHere', { objectType: shown });
  const object = isCustomObject
    ? customObject(name, catalogue)
    : catalogue.object(known?.object ?? objectType);
  if (object === undefined) return { unknown: unknownText(name, shown, catalogue) };
  if (object.adminOnly && !admin) throw bulkRefusal('deniedObject', { object: object.name });
  return { object, jobTypes: known?.jobTypes ?? OTHER_JOB_TYPES };
}

/** Everything that jobs can be made for, by its words: those of the reference first. */
export function loadableObjects(
  catalogue: Catalogue,
  admin: boolean,
): readonly (LoadableObject & { readonly objectType: string })[] {
  const named = Object.entries(OBJECT_TYPES).flatMap(([objectType, { object, jobTypes }]) => {
    const found = object === undefined ? undefined : catalogue.object(object);
    return found === undefined ? [] : [{ objectType, object: found, jobTypes }];
  });
  const others = catalogue.objects
    .filter(({ name }) => !named.some(({ object }) => object.name === name))
    .map((object) => ({ objectType: object.name, object, jobTypes: OTHER_JOB_TYPES }));
  return [...named, ...others].filter(({ object }) => admin || !object.adminOnly);
}

function customObject(
  { objectType, namespace }: ObjectName,
  catalogue: Catalogue,
): CatalogueObject | undefined {
  const found = catalogue.table(`${namespace}__${objectType}`) ?? catalogue.object(objectType);
  return found !== undefined && isCustom(found) ? found : undefined;
}

/** What a load made: every other object is the product's own. */
function isCustom({ name }: CatalogueObject): boolean {
  base ??= new Set(baseCatalogue().map((object) => object.name));
  return !base.has(name);
}
let base: ReadonlySet<string> | undefined;

function unknownText({ isCustomObject }: ObjectName, shown: string, catalogue: Catalogue): string {
  const known = isCustomObject
    ? catalogue.objects.filter(isCustom).map(({ name }) => name)
    : [...Object.keys(OBJECT_TYPES), ...catalogue.objects.map(({ name }) => name)];
  const what = isCustomObject ? 'custom object' : 'objectType';
  return `There is no ${what} ${shown}${didYouMean(shown, known)}`;
}
