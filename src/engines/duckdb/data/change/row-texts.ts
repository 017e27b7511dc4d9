import type { CatalogueField, CatalogueObject } from '../../../../ports/catalogue.ts';
import { DataError } from '../../../../ports/tenant-data.ts';

/** One row to upsert: its id, if it has one, and the text of each field it names. */
export interface RowTexts {
  readonly id: string | undefined;
  readonly fields: readonly CatalogueField[];
  /** In the order of `fields`. */
  readonly texts: readonly (string | null)[];
}

/** An id as a client may choose it: what Zuora makes is 32 hex digits or a UUID. */
const ID_FORM = /^[\w.:-]{1,255}$/;
const ID_ALLOWED = 'letters, digits and _ . : -, at most 255';

/**
 * Reads one row of an upsert: names in any case, values as JSON has them.
 * @throws DataError for an unknown field, one named twice, a nested value or a bad id.
 */
export function rowTexts(
  object: CatalogueObject,
  row: Readonly<Record<string, unknown>>,
  where: string,
): RowTexts {
  const known = new Map(object.fields.map((field) => [field.name.toLowerCase(), field]));
  const texts = new Map<CatalogueField, string | null>();
  for (const [name, value] of Object.entries(row)) {
    const field = known.get(name.toLowerCase());
    if (field === undefined) throw new DataError(`${where}: ${object.name} has no field "${name}"`);
    if (texts.has(field)) throw new DataError(`${where}: ${field.name} is named twice`);
    texts.set(field, textOf(value, `${where}: ${field.name}`));
  }
  const idField = known.get('id');
  const id = (idField && texts.get(idField)) ?? undefined;
  if (id !== undefined) checkId(id, `${where}: Id`);
  if (idField !== undefined) texts.delete(idField);
  return { id, fields: [...texts.keys()], texts: [...texts.values()] };
}

export function checkId(id: string, where: string): void {
  if (!ID_FORM.test(id))
    throw new DataError(`${where} ${JSON.stringify(id)} is no id; allowed: ${ID_ALLOWED}`);
}

function textOf(value: unknown, where: string): string | null {
  if (value === null) return null;
  if (typeof value === 'string') {
    if (value.includes('\0')) throw new DataError(`${where}: a text must not hold the character U+0000`);
    if (/\p{Surrogate}/u.test(value))
      throw new DataError(`${where}: a text must not hold half of a surrogate pair (U+D800 to U+DFFF)`);
    return value;
  }
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)))
    return String(value);
  const what = Array.isArray(value) ? 'an array' : typeof value === 'object' ? 'an object' : String(value);
  throw new DataError(`${where}: ${what} is no value; allowed: text, a number, true, false or null`);
}
