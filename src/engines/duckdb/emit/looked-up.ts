import type { ColumnId, Expression, Join, Relation, TableScan } from '../../../sql/tree.ts';

/** Every object's own key; a row of it is what a join on it looks up. */
const KEY_FIELD = 'id';

/**
 * Text columns of rows that joins look up by their key, where nothing on the way to the result chooses among the rows:
 * each is shown by many rows as a rule, so that what is computed from it alone is cheaper before the join than after it.
 */
export function lookedUpTexts(relation: Relation): ReadonlySet<ColumnId> {
  switch (relation.op) {
    case 'project': {
      const below = lookedUpTexts(relation.input);
      return new Set(relation.keep.filter((id) => below.has(id)));
    }
    case 'sort':
      return lookedUpTexts(relation.input);
    case 'join':
      return relation.kind === 'left' && !relation.lateral
        ? new Set([...lookedUpTexts(relation.left), ...textsByKey(relation)])
        : new Set();
    default:
      return new Set();
  }
}

function textsByKey({ right, on }: Join): readonly ColumnId[] {
  if (right.op !== 'table' || !on || !comparesKey(on, right)) return [];
  return right.columns.filter(({ type }) => type.kind === 'varchar').map(({ id }) => id);
}

function comparesKey(on: Expression, scan: TableScan): boolean {
  if (on.op !== 'call') return false;
  if (on.name === 'and') return on.args.some((part) => comparesKey(part, scan));
  return on.name === '=' && on.args.some((side) => isKey(side, scan));
}

function isKey(side: Expression, { columns }: TableScan): boolean {
  return (
    side.op === 'column' &&
    columns.some(({ id, field }) => id === side.id && field.toLowerCase() === KEY_FIELD)
  );
}
