import { isComparable, isOrderable } from '../../../sql/coercion.ts';
import { formatType } from '../../../sql/format-type.ts';
import type { AggregateCall, Expression, SortKey } from '../../../sql/tree.ts';
import type { CallNode, OrderBy } from '../syntax/ast.ts';
import { refuse } from '../syntax/syntax-error.ts';
import { findNodes, isAggregation, isWindow, listNodes } from './find-nodes.ts';
import { booleanOperand } from './operand.ts';
import { resolveCall } from './resolve-call.ts';
import { sameExpression } from './same-expression.ts';
import type { ExpressionContext } from './session.ts';

/** An aggregate: handed to the query around; what stands for it is its result column. */
export function aggregateCall(node: CallNode, name: string, context: ExpressionContext): Expression {
  const { collector, session } = context;
  refuseNested(node, name, context);
  const inner: ExpressionContext = { ...context, collector: undefined };
  const resolved = resolveCall(name, node.args, node.at, inner);
  const orderBy = sortKeys(node.orderBy, inner);
  if (node.distinct) checkDistinct(node, resolved.args, orderBy);
  const filter = node.filter && booleanOperand(node.filter, inner, 'Filter expression');
  if (!collector) throw refuse(node.at, `Cannot use aggregation '${name}' here`);
  const wanted: Omit<AggregateCall, 'column'> = {
    name,
    args: resolved.args,
    distinct: node.distinct,
    ...(filter ? { filter } : {}),
    orderBy,
  };
  const known = collector.aggregates.find(({ call }) => sameAggregate(call, wanted));
  const column = known?.call.column ?? session.column(resolved.type);
  if (!known) collector.aggregates.push({ call: { column, ...wanted }, node });
  const expression: Expression = { op: 'column', id: column.id, type: column.type };
  session.origins.set(expression, node);
  return expression;
}

function sameAggregate(a: AggregateCall, b: Omit<AggregateCall, 'column'>): boolean {
  const whole = (call: Omit<AggregateCall, 'column'>): Expression => ({
    op: 'call',
    name: `${call.name} ${call.distinct} ${call.args.length} ${call.filter !== undefined} ${JSON.stringify(call.orderBy.map(({ descending, nullsFirst }) => [descending, nullsFirst]))}`,
    args: [...call.args, ...(call.filter ? [call.filter] : []), ...call.orderBy.map(({ value }) => value)],
    type: { kind: 'unknown' },
  });
  return sameExpression(whole(a), whole(b));
}

function refuseNested(node: CallNode, name: string, { session }: ExpressionContext): void {
  const parts = [
    ...node.args,
    ...(node.filter ? [node.filter] : []),
    ...(node.orderBy?.items ?? []).map((item) => item.value),
  ];
  const aggregates = parts.flatMap((part) =>
    findNodes(part, (each) => isAggregation(each, session.functions)),
  );
  if (aggregates.length > 0) {
    throw refuse(node.at, `Cannot nest aggregations inside aggregation '${name}': ${listNodes(aggregates)}`);
  }
  const windows = parts.flatMap((part) => findNodes(part, isWindow));
  if (windows.length > 0) {
    throw refuse(
      node.at,
      `Cannot nest window functions or row pattern measures inside aggregation '${name}': ${listNodes(windows)}`,
    );
  }
}

function checkDistinct(node: CallNode, args: readonly Expression[], orderBy: readonly SortKey[]): void {
  for (const arg of args) {
    if (!isComparable(arg.type)) {
      throw refuse(
        node.at,
        `DISTINCT can only be applied to comparable types (actual: ${formatType(arg.type)})`,
      );
    }
  }
  for (const [i, key] of orderBy.entries()) {
    if (!args.some((arg) => sameExpression(arg, key.value))) {
      throw refuse(
        node.orderBy?.items[i]?.at ?? node.at,
        'For aggregate function with DISTINCT, ORDER BY expressions must appear in arguments',
      );
    }
  }
}

/** The keys of an ORDER BY inside an aggregate or a window. */
export function sortKeys(orderBy: OrderBy | undefined, context: ExpressionContext): readonly SortKey[] {
  return (orderBy?.items ?? []).map((item) => {
    const value = context.session.expression(item.value, context);
    if (!isOrderable(value.type)) {
      throw refuse(
        item.value.at,
        `ORDER BY can only be applied to orderable types (actual: ${formatType(value.type)})`,
      );
    }
    return { value, descending: item.descending, nullsFirst: item.nulls === 'first' };
  });
}
