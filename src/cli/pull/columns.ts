import type { DescribedObject } from './described-object.ts';
import { DELETED_COLUMN, type SourceRow } from './source.ts';
import type { PulledRow, TargetObject, TargetRow } from './target.ts';

/** What tells when a row was last changed, best first (aqua.md §4.2 rule 6). */
const CHANGE_FIELDS = ['UpdatedDate', 'UpdatedOn', 'TransactionDate', 'CreatedDate'];

/** How rows of an object come across. */
export interface Columns {
  /** As in `select …`. */
  readonly selected: readonly string[];
  /** Which field tells when a row was last changed; absent: none does. */
  readonly changed?: string;
  /** Fields that the source has and this server does not. */
  readonly missing: readonly string[];
  /** @throws Error for a row without an id */
  row(source: SourceRow): PulledRow;
}

/**
 * The fields that both sides have; a foreign key that Export ZOQL does not show as the id of what it leads to
 * (aqua.md §7.1).
 */
export function columnsOf(source: DescribedObject, target: TargetObject): Columns {
  const known = new Map(target.fields.map(({ name }) => [name.toLowerCase(), name]));
  const fields = source.fields.filter((field) => known.has(field.toLowerCase()));
  const own = new Set(fields.map((field) => field.toLowerCase()));
  const related = new Set(source.relationships.map((name) => name.toLowerCase()));
  const keys = target.relationships.flatMap(({ name, path }) => {
    const [step, further] = path;
    if (step === undefined || further !== undefined || own.has(step.key.toLowerCase())) return [];
    return related.has(name.toLowerCase()) ? [{ relationship: name, key: step.key }] : [];
  });
  const joined = new Map(keys.map(({ key, relationship }) => [key, relationship]));

  const changed = CHANGE_FIELDS.find((field) => source.fields.includes(field));
  return {
    selected: [...fields, ...[...joined.values()].map((name) => `${name}.Id`)],
    ...(changed !== undefined && { changed }),
    missing: source.fields.filter((field) => !known.has(field.toLowerCase())),
    row(given) {
      const id = given.get(`${source.name}.Id`);
      if (!id) throw new Error(`${source.name}: a row came without its Id`);
      const deleted = given.get(`${source.name}.${DELETED_COLUMN}`) === 'true';
      const row: Record<string, string | null> = {};
      for (const field of fields)
        row[known.get(field.toLowerCase()) ?? field] = given.get(`${source.name}.${field}`) ?? null;
      // What a deleted row led to is not told: the keys that are known here stay.
      if (!deleted) for (const [key, name] of joined) row[key] = given.get(`${name}.Id`) ?? null;
      return { id, row: row satisfies TargetRow, deleted };
    },
  };
}
