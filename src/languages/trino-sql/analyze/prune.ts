import { HIDDEN_FIELDS } from '../../../sql/hidden-fields.ts';
import type { ColumnId, Expression, Query, Relation } from '../../../sql/tree.ts';

/**
 * Nesting of a tree, counted in nodes. What reads trees goes into them on an ordinary stack, and DuckDB takes
 * expressions of 1,000 levels.
 */
export const MAX_TREE_DEPTH = 800;

/**
 * Leaves in each table scan only the columns that something uses, and makes those scans whose `deleted` flag is used
 * give both kinds of rows (data-query contract §4.6).
 */
export function pruneColumns(query: Query): Query {
  const used = new Set<ColumnId>(query.output.map(({ id }) => id));
  visit(query.root, used, 0);
  return { ...query, root: prune(query.root, used) as Relation };
}

/** Collects every column number that is read; `keep` only passes columns on. */
function visit(value: unknown, used: Set<ColumnId>, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) visit(item, used, depth);
    return;
  }
  if (depth > MAX_TREE_DEPTH) throw new RangeError('the tree is too deep');
  const node = value as { readonly op?: string } & Record<string, unknown>;
  switch (node.op) {
    case 'literal':
    case 'table':
    case 'with-scan':
      return;
    case 'column':
      used.add((value as Expression & { op: 'column' }).id);
      return;
    case 'aggregate':
      for (const { input } of (value as Relation & { op: 'aggregate' }).groups) used.add(input);
      break;
    case 'distinct':
      useAll((value as Relation & { op: 'distinct' }).input, used);
      break;
    case 'set':
      for (const { columns } of (value as Relation & { op: 'set' }).inputs)
        for (const id of columns) used.add(id);
      break;
    case 'with':
      for (const { columns, recursive } of (value as Relation & { op: 'with' }).bindings) {
        for (const id of [...columns, ...(recursive?.columns ?? [])]) used.add(id);
      }
      break;
    case 'subquery':
      if ('column' in node) used.add(node['column'] as ColumnId);
      break;
  }
  for (const [key, inner] of Object.entries(node)) if (key !== 'type') visit(inner, used, depth + 1);
}

/** What makes rows distinct is used, whether or not anything reads it. */
function useAll(relation: Relation, used: Set<ColumnId>): void {
  switch (relation.op) {
    case 'table':
      for (const { id, field } of relation.columns) if (field !== HIDDEN_FIELDS.deleted) used.add(id);
      return;
    case 'project':
      for (const id of relation.keep) used.add(id);
      return;
    case 'join':
      useAll(relation.left, used);
      useAll(relation.right, used);
      return;
    case 'filter':
    case 'sort':
    case 'limit':
    case 'window':
      useAll(relation.input, used);
      return;
    case 'with':
      useAll(relation.body, used);
  }
}

function prune(value: unknown, used: ReadonlySet<ColumnId>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    let changed = false;
    const items = value.map((item) => {
      const next = prune(item, used);
      changed ||= next !== item;
      return next;
    });
    return changed ? items : value;
  }
  const node = value as { readonly op?: string };
  if (node.op === 'literal' || node.op === 'column') return value;
  if (node.op === 'table') return pruneScan(value as Relation & { op: 'table' }, used);
  const copy: Record<string, unknown> = {};
  let changed = false;
  for (const [key, inner] of Object.entries(value)) {
    const next = key === 'type' ? inner : prune(inner, used);
    copy[key] = next;
    changed ||= next !== inner;
  }
  if (node.op === 'project') {
    const { keep } = value as Relation & { op: 'project' };
    const kept = keep.filter((id) => used.has(id));
    if (kept.length < keep.length) return { ...copy, keep: kept };
  }
  return changed ? copy : value;
}

function pruneScan(scan: Relation & { op: 'table' }, used: ReadonlySet<ColumnId>): Relation {
  const columns = scan.columns.filter(({ id }) => used.has(id));
  const flagged = columns.some(({ field }) => field === HIDDEN_FIELDS.deleted);
  return { ...scan, columns, deleted: flagged ? 'both' : scan.deleted };
}
