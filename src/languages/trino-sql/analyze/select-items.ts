import type { Column, ColumnId, Expression } from '../../../sql/tree.ts';
import type { ExpressionNode, SelectItem, SelectNode } from '../syntax/ast.ts';
import { refuse } from '../syntax/syntax-error.ts';
import { formatExpression } from './format-expression.ts';
import { integerLiteral } from './literal.ts';
import { qualifiedName } from './name.ts';
import { call } from './operand.ts';
import { endsWith, type Field, type Scope } from './scope.ts';
import type { ExpressionContext } from './session.ts';

/** One column of a SELECT list. */
export interface OutputItem {
  readonly name: string | undefined;
  readonly value: Expression;
  /** What the user wrote; absent for what `*` stands for. */
  readonly node: ExpressionNode | undefined;
  /** `nation.name`, for what `*` stands for. */
  readonly starred: string | undefined;
  /** The column that holds it: the source's own where the item is just a column. */
  readonly column: Column;
}

export function selectItems(node: SelectNode, context: ExpressionContext): readonly OutputItem[] {
  return node.items.flatMap((item) =>
    item.kind === 'all' ? expandAll(item, node, context) : [expressionItem(item, context)],
  );
}

function expressionItem(item: SelectItem & { kind: 'expression' }, context: ExpressionContext): OutputItem {
  const value = context.session.expression(item.value, context);
  return output(item.alias?.text ?? labelOf(item.value), value, item.value, context);
}

function output(
  name: string | undefined,
  value: Expression,
  node: ExpressionNode | undefined,
  context: ExpressionContext,
): OutputItem {
  const column =
    value.op === 'column' && isOwn(value.id, context)
      ? { id: value.id, type: value.type }
      : context.session.column(value.type);
  return { name, value, node, starred: undefined, column };
}

/** Whether this query's own input has the column; a column of a query around it must be computed as a new one. */
function isOwn(id: ColumnId, { scope, collector }: ExpressionContext): boolean {
  return (
    scope.fields.some((field) => field.column.id === id) ||
    [collector?.aggregates, collector?.windows].some((list) =>
      list?.some(({ call }) => call.column.id === id),
    ) ||
    collector?.grouping.some(({ column }) => column.id === id) === true
  );
}

/** A plain column is labelled as written in the query (data-query contract §4.2). */
function labelOf(node: ExpressionNode): string | undefined {
  return qualifiedName(node)?.at(-1)?.text;
}

type All = SelectItem & { kind: 'all' };

function expandAll(item: All, node: SelectNode, context: ExpressionContext): readonly OutputItem[] {
  const items = item.of ? expandOf(item, item.of, context) : expandEverything(item, node, context);
  if (item.aliases.length === 0) return items;
  if (item.aliases.length !== items.length) {
    throw refuse(
      item.aliases[0]?.at ?? item.at,
      `Column alias list has ${item.aliases.length} entries but relation has ${items.length} columns`,
    );
  }
  return items.map((each, i) => {
    const alias = item.aliases[i];
    return { ...each, name: alias?.quoted ? alias.text : alias?.text.toUpperCase() };
  });
}

function expandEverything(item: All, node: SelectNode, context: ExpressionContext): readonly OutputItem[] {
  if (!node.from) throw refuse(item.at, 'SELECT * not allowed in queries without FROM clause');
  return visible(context.scope.fields, context);
}

function visible(fields: readonly Field[], context: ExpressionContext): readonly OutputItem[] {
  return fields
    .filter((field) => !field.hidden)
    .map(({ name, relation, column }) => ({
      ...output(name, { op: 'column', id: column.id, type: column.type }, undefined, context),
      starred: [...relation.slice(-1), name ?? ''].join('.'),
    }));
}

/** `t.*`, or the fields of a row. */
function expandOf(item: All, of: ExpressionNode, context: ExpressionContext): readonly OutputItem[] {
  const names = qualifiedName(of)?.map((part) => part.text.toLowerCase());
  for (let scope: Scope | undefined = context.scope; names && scope; scope = scope.outer) {
    const fields = scope.fields.filter((field) => endsWith(field.relation, names));
    if (fields.length > 0) return visible(fields, context);
  }
  // A single name is a table's only; a row column needs its table before it.
  if (names && (names.length === 1 || !isColumn(of, context))) {
    throw refuse(item.at, `Unable to resolve reference ${formatExpression(of)}`);
  }
  const row = context.session.expression(of, context);
  const { type } = row;
  if (type.kind !== 'row') {
    throw refuse(item.at, `expected expression of type Row, but got ${type.kind}`);
  }
  return type.fields.map((field, i) =>
    output(field.name, call('dereference', [row, integerLiteral(BigInt(i))], field.type), undefined, context),
  );
}

function isColumn(node: ExpressionNode, context: ExpressionContext): boolean {
  try {
    context.session.expression(node, context);
    return true;
  } catch {
    return false;
  }
}
