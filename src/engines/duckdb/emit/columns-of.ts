import type { Column, ColumnId, Relation } from '../../../sql/tree.ts';

/** The columns that a relation gives. */
export function columnsOf(relation: Relation): readonly Column[] {
  switch (relation.op) {
    case 'table':
    case 'values':
    case 'set':
    case 'with-scan':
      return relation.columns;
    case 'project':
      return [
        ...chosen(relation.keep, columnsOf(relation.input)),
        ...relation.add.map(({ column }) => column),
      ];
    case 'filter':
    case 'distinct':
    case 'sort':
    case 'limit':
      return columnsOf(relation.input);
    case 'join':
      return [...columnsOf(relation.left), ...columnsOf(relation.right)];
    case 'aggregate':
      return [...relation.groups, ...relation.aggregates, ...relation.grouping].map(({ column }) => column);
    case 'window':
      return [...columnsOf(relation.input), ...relation.calls.map(({ column }) => column)];
    case 'unnest': {
      const columns = relation.collections.flatMap((collection) => collection.columns);
      return [...columns, ...(relation.ordinality ? [relation.ordinality] : [])];
    }
    case 'with':
      return columnsOf(relation.body);
  }
}

function chosen(ids: readonly ColumnId[], columns: readonly Column[]): readonly Column[] {
  const byId = new Map(columns.map((column) => [column.id, column]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
