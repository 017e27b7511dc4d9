import type { Column } from '../../../sql/tree.ts';
import type { Identifier } from '../syntax/ast.ts';

/** A named column that an expression may use. */
export interface Field {
  /** As the result shows it; absent for an unnamed expression. */
  readonly name: string | undefined;
  /** Lower-case names of the relation it comes from, outermost first: `[owl, data, account]` or `[alias]`. */
  readonly relation: readonly string[];
  readonly column: Column;
  /** Not part of `*`. */
  readonly hidden: boolean;
}

/** The names visible at one place; what is not here is looked for outside. */
export interface Scope {
  readonly fields: readonly Field[];
  readonly outer: Scope | undefined;
  /** Parameters of a lambda: referred to as such and not as columns. */
  readonly lambda: boolean;
}

export type Lookup =
  | { readonly found: 'field'; readonly field: Field; readonly lambda: boolean; readonly depth: number }
  | { readonly found: 'ambiguous' }
  | { readonly found: 'nothing' };

/**
 * Looks a name up from the inside out. A name of several parts is first taken as `relation.column`; the caller tries
 * the shorter forms (a column that holds a row) itself.
 */
export function lookUp(scope: Scope, parts: readonly Identifier[]): Lookup {
  const names = parts.map((part) => part.text.toLowerCase());
  let depth = 0;
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    const matches = at.fields.filter((field) => matchesName(field, names));
    const [field] = matches;
    if (matches.length > 1) return { found: 'ambiguous' };
    if (field) return { found: 'field', field, lambda: at.lambda, depth };
    // A shorter reading that fits here hides longer ones further out.
    if (names.length > 1 && hasPrefix(at, names)) return { found: 'nothing' };
    if (!at.lambda) depth += 1;
  }
  return { found: 'nothing' };
}

function hasPrefix(scope: Scope, names: readonly string[]): boolean {
  return names.some((_, i) => {
    const prefix = names.slice(0, i + 1);
    return prefix.length < names.length && scope.fields.some((field) => matchesName(field, prefix));
  });
}

function matchesName(field: Field, names: readonly string[]): boolean {
  const name = names.at(-1);
  const prefix = names.slice(0, -1);
  return field.name !== undefined && field.name.toLowerCase() === name && endsWith(field.relation, prefix);
}

/** Whether a relation may be called by these names: by its last ones. */
export function endsWith(relation: readonly string[], names: readonly string[]): boolean {
  if (names.length > relation.length) return false;
  const offset = relation.length - names.length;
  return names.every((name, i) => relation[offset + i] === name);
}
