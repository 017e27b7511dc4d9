import { didYouMean } from '../../config/suggestion.ts';
import type { CatalogueField, CatalogueObject } from '../../ports/catalogue.ts';
import { findField } from '../../tenant/catalogue/catalogue.ts';
import { type Position, refuse } from '../zoql-syntax/refuse.ts';
import type { Session } from './session.ts';

/** Objects that no query of these languages may name (aqua.md §6). */
const NEVER_AVAILABLE: ReadonlySet<string> = new Set([
  'chargemetrics',
  'chargemetricsdiscountallocationdetail',
]);

/** The object of a name in any case. @throws LanguageError when there is none, or none for this caller. */
export function findSource(name: string, at: Position, session: Session): CatalogueObject {
  const key = name.toLowerCase();
  const object = NEVER_AVAILABLE.has(key) ? undefined : session.catalogue.get(key);
  if (!object)
    throw unknownSource(
      name,
      at,
      [...session.catalogue.values()].map((known) => known.name),
    );
  checkPermission(object, at, session);
  return object;
}

export function checkPermission(object: CatalogueObject, at: Position, { request }: Session): void {
  if (!object.adminOnly || request.scope.admin) return;
  throw refuse(at, `There is no permission for ${object.name}`, 'no-permission');
}

/** In the product's words (aqua.md §3.2). */
export function unknownSource(name: string, at: Position, known: readonly string[]) {
  const available = known.filter((each) => !NEVER_AVAILABLE.has(each.toLowerCase()));
  return refuse(at, `The requested data source could not be found: ${name}${didYouMean(name, available)}`);
}

/** A field of a name in any case. @throws LanguageError when the object has none that this language may name. */
export function findSourceField(
  object: CatalogueObject,
  name: string,
  at: Position,
  { context }: Session,
): CatalogueField {
  const field = findField(object, name);
  if (field?.contexts.includes(context)) return field;
  throw refuse(at, `There is no field named ${name}${suggestion(object, name, context)}`);
}

function suggestion(object: CatalogueObject, name: string, context: Session['context']): string {
  // A foreign key is named by what it leads to.
  const led = object.relationships.find(
    ({ path: [step, ...more] }) => more.length === 0 && step?.key.toLowerCase() === name.toLowerCase(),
  );
  if (led && context === 'export') return ` (did you mean "${led.name}.Id"?)`;
  const known = object.fields.filter(({ contexts }) => contexts.includes(context));
  return didYouMean(
    name,
    known.map((field) => field.name),
  );
}
