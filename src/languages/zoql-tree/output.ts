import type { Column, ColumnId, Expression, Query, Relation, SortKey } from '../../sql/tree.ts';
import type { SqlType } from '../../sql/types.ts';
import type { Session } from './session.ts';

export interface Output {
  readonly label: string;
  readonly value: Expression;
}

interface Rows {
  readonly relation: Relation;
  readonly columns: readonly ColumnId[];
}

/** The whole statement: the columns of the file over its rows, in their order. */
export function outputQuery(
  rows: Rows,
  outputs: readonly Output[],
  {
    keys,
    limit,
  }: {
    readonly keys: readonly SortKey[];
    readonly limit: { readonly skip: number; readonly count: number } | undefined;
  },
  session: Session,
): Query {
  const add: { readonly column: Column; readonly value: Expression }[] = [];
  const output = outputs.map(({ label, value }) => {
    const type = shownType(value.type, session);
    if (value.op === 'column') return { id: value.id, type, label };
    const column = session.column(value.type);
    add.push({ column, value });
    return { id: column.id, type, label };
  });
  let root: Relation = rows.relation;
  if (add.length > 0) root = { op: 'project', input: root, keep: rows.columns, add };
  if (keys.length > 0) root = { op: 'sort', input: root, keys };
  if (limit) root = { op: 'limit', input: root, offset: limit.skip, count: limit.count, withTies: false };
  return { root, output, now: session.request.now };
}

/** Date-times are shown in the tenant's zone, or in UTC: the zone of a type says how its values are written. */
function shownType(type: SqlType, { extract }: Session): SqlType {
  return type.kind === 'timestamp with time zone' && extract.datetimes === 'utc'
    ? { ...type, zone: 'UTC' }
    : type;
}
