import type { Signature } from '../../../sql/functions/signature.ts';
import type { Name } from '../syntax/ast.ts';

/** The functions a statement may call, by name. */
export interface FunctionTable {
  /** Overloads; none when there is no such function. */
  named(name: string): readonly Signature[];
  isAggregate(name: string): boolean;
}

const tables = new WeakMap<readonly Signature[], FunctionTable>();

/** Names that can be written without quotes: operators have rows in the table too, but nobody calls them by name. */
const CALLABLE = /^[a-z_][a-z0-9_]*$/;

export function functionTable(signatures: readonly Signature[]): FunctionTable {
  const known = tables.get(signatures);
  if (known) return known;
  const byName = new Map<string, Signature[]>();
  for (const signature of signatures) {
    if (!CALLABLE.test(signature.name)) continue;
    const list = byName.get(signature.name);
    if (list) list.push(signature);
    else byName.set(signature.name, [signature]);
  }
  const table: FunctionTable = {
    named: (name) => byName.get(name) ?? [],
    isAggregate: (name) => byName.get(name)?.some(({ kind }) => kind === 'aggregate') ?? false,
  };
  tables.set(signatures, table);
  return table;
}

/** `abs` and `system.builtin.abs` name the same function; any other qualified name names none. */
export function functionName(name: Name): string {
  const parts = name.parts.map((part) => part.text.toLowerCase());
  if (parts.length === 3 && parts[0] === 'system' && parts[1] === 'builtin') return parts[2] ?? '';
  return parts.join('.');
}
