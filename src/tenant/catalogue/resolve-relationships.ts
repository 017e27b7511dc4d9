import type { CatalogueRelationship } from '../../ports/catalogue.ts';
import { KEY_STEPS } from './key-paths.ts';
import { relationshipLabel } from './labels.ts';
import { EMPTY_RELATIONSHIPS, RELATIONSHIP_NAMES, RELATIONSHIP_TARGETS } from './relationships.ts';

/** The relationships of an object with their key paths, in the contract's order. */
export function relationshipsOf(object: string): CatalogueRelationship[] {
  return (RELATIONSHIP_NAMES[object] ?? []).map((name) => ({
    name,
    label: relationshipLabel(name),
    target: targetOf(name),
    path: EMPTY_RELATIONSHIPS.has(name) ? [] : pathOf(object, name),
  }));
}

function targetOf(name: string): string {
  if (name.endsWith('AccountingCode')) return 'AccountingCode';
  return RELATIONSHIP_TARGETS[name] ?? name;
}

function pathOf(object: string, name: string): CatalogueRelationship['path'] {
  const rule = KEY_STEPS[object]?.[name] ?? KEY_STEPS['*']?.[name];
  if (rule === undefined) throw new Error(`no key path for ${object}.${name}`);
  const [first, next] = rule.split('.');
  if (first === undefined) throw new Error(`empty key path for ${object}.${name}`);
  if (next === undefined) return [{ object, key: first }];
  return [...pathOf(object, first), ...pathOf(targetOf(first), next)];
}
