import type { ColumnId, Relation } from '../../../sql/tree.ts';

/** The columns that a relation gives. */
export function columnsOf(relation: Relation): readonly ColumnId[] {
  switch (relation.op) {
    case 'table':
    case 'values':
    case 'set':
    case 'with-scan':
      return relation.columns.map(({ id }) => id);
    case 'project':
      return [...relation.keep, ...relation.add.map(({ column }) => column.id)];
    case 'filter':
    case 'distinct':
    case 'sort':
    case 'limit':
      return columnsOf(relation.input);
    case 'join':
      return [...columnsOf(relation.left), ...columnsOf(relation.right)];
    case 'aggregate':
      return [...relation.groups, ...relation.aggregates, ...relation.grouping].map(
        ({ column }) => column.id,
      );
    case 'window':
      return [...columnsOf(relation.input), ...relation.calls.map(({ column }) => column.id)];
    case 'unnest': {
      const columns = relation.collections.flatMap((collection) => collection.columns);
      return [...columns, ...(relation.ordinality ? [relation.ordinality] : [])].map(({ id }) => id);
    }
    case 'with':
      return columnsOf(relation.body);
  }
}
