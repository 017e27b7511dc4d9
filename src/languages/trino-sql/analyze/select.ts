import { isComparable } from '../../../sql/coercion.ts';
import { formatType } from '../../../sql/format-type.ts';
import { mapExpression, mapKeys, referencedColumns } from '../../../sql/map-tree.ts';
import type { ColumnId, Expression, Project, Relation, SortKey } from '../../../sql/tree.ts';
import type { OrderBy, SelectNode } from '../syntax/ast.ts';
import { refuse } from '../syntax/syntax-error.ts';
import { type Aggregation, planAggregation, windowsOverGroups } from './aggregation.ts';
import { type Collector, newCollector } from './collector.ts';
import { clauseCondition } from './condition.ts';
import { findNodes, isWindow, listNodes } from './find-nodes.ts';
import { type Grouping, planGroupBy } from './group-by.ts';
import { orderKeys } from './order-by.ts';
import { sameExpression } from './same-expression.ts';
import type { Field, Scope } from './scope.ts';
import { type OutputItem, selectItems } from './select-items.ts';
import type { ExpressionContext, PlannedQuery, PlannedRelation, QueryContext, Session } from './session.ts';

/** SELECT … FROM … WHERE … GROUP BY … HAVING … with its ORDER BY, which sees more than the output. */
export function planSelect(
  node: SelectNode,
  orderBy: OrderBy | undefined,
  context: QueryContext,
  session: Session,
): PlannedQuery {
  const source = planFrom(node, context, session);
  const scope: Scope = { fields: source.fields, outer: context.outer, lambda: false };
  const plain: ExpressionContext = { session, scope, bindings: context.bindings, collector: undefined };
  const where = node.where && clauseCondition(node.where, 'WHERE', plain);
  const input: Relation = where ? { op: 'filter', input: source.relation, where } : source.relation;

  const collector = newCollector(node.windows);
  const full: ExpressionContext = { ...plain, collector };
  const items = selectItems(node, full);
  const grouping = node.groupBy && planGroupBy(node.groupBy, items, plain);
  const having = node.having && planHaving(node.having, full);
  const keys = planOrder(orderBy, items, full);

  if (!grouping && collector.grouping.length > 0) {
    throw refuse(
      { line: 1, column: 1 },
      'A GROUPING() operation can only be used with a corresponding GROUPING SET/CUBE/ROLLUP/GROUP BY clause',
    );
  }
  const grouped = groupingOf(grouping, having, collector);
  const aggregation = grouped && planAggregation(input, source.fields, grouped, collector, session);
  const over: Aggregation['over'] = aggregation?.over ?? ((value) => value);
  const outputs = items.map((item) => ({
    ...item,
    value:
      aggregation && item.starred !== undefined
        ? aggregation.starredOver(item.value, item.starred)
        : over(item.value, item.node),
  }));
  const filtered = filterGroups(aggregation?.relation ?? input, having && over(having, node.having));
  const order = keys.map((key, i) => ({ ...key, value: over(key.value, orderBy?.items[i]?.value) }));

  const windows = aggregation ? windowsOverGroups(collector, aggregation) : collector.windows;
  const windowed: Relation =
    windows.length > 0 ? { op: 'window', input: filtered, calls: windows.map(({ call }) => call) } : filtered;
  const available = new Set([
    ...(aggregation?.columns ?? source.fields.map(({ column }) => column.id)),
    ...windows.map(({ call }) => call.column.id),
  ]);
  if (node.distinct) return distinctOutput(windowed, outputs, order, available, context);
  return plainOutput(windowed, outputs, order, available, context);
}

function planFrom(node: SelectNode, context: QueryContext, session: Session): PlannedRelation {
  if (!node.from) return { relation: { op: 'values', columns: [], rows: [[]] }, fields: [] };
  return session.relation(node.from, context);
}

function planHaving(node: NonNullable<SelectNode['having']>, context: ExpressionContext): Expression {
  const windows = findNodes(node, isWindow);
  if (windows.length > 0) {
    throw refuse(
      node.at,
      `HAVING clause cannot contain window functions or row pattern measures: ${listNodes(windows)}`,
    );
  }
  return clauseCondition(node, 'HAVING', context);
}

/** ORDER BY sees the output's names first, then the source's. */
function planOrder(
  orderBy: OrderBy | undefined,
  items: readonly OutputItem[],
  context: ExpressionContext,
): readonly SortKey[] {
  if (!orderBy) return [];
  const { collector } = context;
  const before = { aggregates: collector?.aggregates.length ?? 0, windows: collector?.windows.length ?? 0 };
  const fields = items.map(({ name, column }): Field => ({ name, relation: [], column, hidden: false }));
  const scope: Scope = { fields, outer: context.scope, lambda: false };
  const columns = items.map(({ column }) => column);
  const keys = orderKeys(orderBy, columns, { ...context, scope });
  if (collector) inlineOutputs(collector, items, before);
  return keys;
}

/** Aggregates and windows of ORDER BY are computed below the output: what they name there is written out. */
function inlineOutputs(
  collector: Collector,
  items: readonly OutputItem[],
  from: { readonly aggregates: number; readonly windows: number },
): void {
  const inline = (value: Expression): Expression =>
    mapExpression(value, (inner) =>
      inner.op === 'column' ? items.find(({ column }) => column.id === inner.id)?.value : undefined,
    );
  for (let i = from.aggregates; i < collector.aggregates.length; i += 1) {
    const entry = collector.aggregates[i];
    if (!entry) continue;
    const { call } = entry;
    collector.aggregates[i] = {
      ...entry,
      call: {
        ...call,
        args: call.args.map(inline),
        ...(call.filter ? { filter: inline(call.filter) } : {}),
        orderBy: mapKeys(call.orderBy, inline),
      },
    };
  }
  for (let i = from.windows; i < collector.windows.length; i += 1) {
    const entry = collector.windows[i];
    if (!entry) continue;
    const { call } = entry;
    collector.windows[i] = {
      ...entry,
      call: {
        ...call,
        args: call.args.map(inline),
        partitionBy: call.partitionBy.map(inline),
        orderBy: mapKeys(call.orderBy, inline),
      },
    };
  }
}

/** Aggregates or HAVING without GROUP BY make one group of all rows. */
function groupingOf(
  grouping: Grouping | undefined,
  having: Expression | undefined,
  collector: Collector,
): Grouping | undefined {
  if (grouping) return grouping;
  const aggregated = collector.aggregates.length > 0 || having !== undefined;
  return aggregated ? { keys: [], sets: [[]] } : undefined;
}

function filterGroups(input: Relation, where: Expression | undefined): Relation {
  return where ? { op: 'filter', input, where } : input;
}

function project(
  input: Relation,
  outputs: readonly OutputItem[],
  more: readonly ColumnId[],
  available: ReadonlySet<ColumnId>,
): { readonly relation: Relation; readonly fields: readonly Field[] } {
  const keep = new Set<ColumnId>(more);
  const add: Project['add'][number][] = [];
  const fields = outputs.map(({ name, value, column }): Field => {
    if (value.op === 'column' && available.has(value.id)) {
      keep.add(value.id);
      return { name, relation: [], column: { id: value.id, type: value.type }, hidden: false };
    }
    add.push({ column, value });
    return { name, relation: [], column, hidden: false };
  });
  return { relation: { op: 'project', input, keep: [...keep], add }, fields };
}

function plainOutput(
  input: Relation,
  outputs: readonly OutputItem[],
  order: readonly SortKey[],
  available: ReadonlySet<ColumnId>,
  context: QueryContext,
): PlannedQuery {
  if (order.length === 0 || !context.ordered) return project(input, outputs, [], available);
  const used = new Set<ColumnId>();
  for (const key of order) referencedColumns(key.value, used);
  const { relation, fields } = project(
    input,
    outputs,
    [...used].filter((id) => available.has(id)),
    available,
  );
  const keys = mapKeys(order, (value) => overFields(value, outputs, fields));
  return { relation: { op: 'sort', input: relation, keys }, fields };
}

/** An order by an item that a column below holds already, such as a grouped expression, is one by that column. */
function overFields(value: Expression, outputs: readonly OutputItem[], fields: readonly Field[]): Expression {
  return mapExpression(value, (inner) => {
    if (inner.op !== 'column') return undefined;
    const column = fields[outputs.findIndex((output) => output.column.id === inner.id)]?.column;
    return column && { op: 'column', id: column.id, type: column.type };
  });
}

function distinctOutput(
  input: Relation,
  outputs: readonly OutputItem[],
  order: readonly SortKey[],
  available: ReadonlySet<ColumnId>,
  context: QueryContext,
): PlannedQuery {
  for (const { value, node } of outputs) {
    if (!isComparable(value.type)) {
      throw refuse(
        node?.at ?? { line: 1, column: 1 },
        `DISTINCT can only be applied to comparable types (actual: ${formatType(value.type)})`,
      );
    }
  }
  const { relation, fields } = project(input, outputs, [], available);
  const keys = order.map((key) => {
    const index = outputs.findIndex(
      ({ value, column }) =>
        sameExpression(value, key.value) || (key.value.op === 'column' && key.value.id === column.id),
    );
    const field = fields[index];
    if (!field) {
      throw refuse(
        { line: 1, column: 1 },
        'For SELECT DISTINCT, ORDER BY expressions must appear in select list',
      );
    }
    const value: Expression = { op: 'column', id: field.column.id, type: field.column.type };
    return { ...key, value };
  });
  const distinct: Relation = { op: 'distinct', input: relation };
  if (keys.length === 0 || !context.ordered) return { relation: distinct, fields };
  return { relation: { op: 'sort', input: distinct, keys }, fields };
}
