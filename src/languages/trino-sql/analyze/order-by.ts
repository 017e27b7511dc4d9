import { isOrderable } from '../../../sql/coercion.ts';
import { formatType } from '../../../sql/format-type.ts';
import type { Column, Expression, SortKey } from '../../../sql/tree.ts';
import type { OrderBy, SortItem } from '../syntax/ast.ts';
import { refuse } from '../syntax/syntax-error.ts';
import { refuseAggregates } from './find-nodes.ts';
import { formatExpression } from './format-expression.ts';
import type { ExpressionContext, PlannedQuery, QueryContext, Session } from './session.ts';

/** ORDER BY's keys: a number names an output column, everything else is an expression. */
export function orderKeys(
  orderBy: OrderBy | undefined,
  outputs: readonly Column[],
  context: ExpressionContext,
): readonly SortKey[] {
  return (orderBy?.items ?? []).map((item) => {
    const value = orderValue(item, outputs, context);
    if (!isOrderable(value.type)) {
      const name =
        item.value.kind === 'integer'
          ? `:input(${Number(item.value.value) - 1})`
          : formatExpression(item.value);
      throw refuse(
        { line: 1, column: 1 },
        `Type ${formatType(value.type)} is not orderable, and therefore cannot be used in ORDER BY: ${name}`,
      );
    }
    return { value, descending: item.descending, nullsFirst: item.nulls === 'first' };
  });
}

function orderValue(item: SortItem, outputs: readonly Column[], context: ExpressionContext): Expression {
  const { value } = item;
  if (value.kind !== 'integer') return context.session.expression(value, context);
  const column = outputs[Number(value.value) - 1];
  if (!column) throw refuse(value.at, `ORDER BY position ${value.value} is not in select list`);
  return { op: 'column', id: column.id, type: column.type };
}

/** Sorts a set operation, VALUES or a query in parentheses, whose output columns are all there is to name. */
export function sortByOutput(
  planned: PlannedQuery,
  orderBy: OrderBy | undefined,
  context: QueryContext,
  session: Session,
): PlannedQuery {
  if (!orderBy) return planned;
  for (const item of orderBy.items) refuseAggregates(item.value, session.functions, 'ORDER BY clause');
  const scope = { fields: planned.fields, outer: context.outer, lambda: false };
  const keys = orderKeys(
    orderBy,
    planned.fields.map(({ column }) => column),
    { session, scope, bindings: context.bindings, collector: undefined },
  );
  if (!context.ordered) return planned;
  return { relation: { op: 'sort', input: planned.relation, keys }, fields: planned.fields };
}
