import type { ExpressionNode } from '../syntax/ast.ts';
import { refuse } from '../syntax/syntax-error.ts';
import { formatExpression } from './format-expression.ts';
import { type FunctionTable, functionName } from './function-table.ts';

/** Nodes of an expression that pass the test, in order, not looked for inside subqueries. */
export function findNodes(
  root: ExpressionNode,
  test: (node: ExpressionNode) => boolean,
): readonly ExpressionNode[] {
  const found: ExpressionNode[] = [];
  const stack: unknown[] = [root];
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
    if (typeof value !== 'object' || value === null || isQuery(value)) continue;
    if (isNode(value) && test(value)) found.push(value);
    const inner = Array.isArray(value) ? value : Object.values(value);
    for (let i = inner.length - 1; i >= 0; i -= 1) if (inner[i] !== undefined) stack.push(inner[i]);
  }
  return found;
}

function isNode(value: object): value is ExpressionNode {
  return 'kind' in value && 'at' in value;
}

function isQuery(value: object): boolean {
  return 'body' in value && 'with' in value;
}

export function isAggregation(node: ExpressionNode, functions: FunctionTable): boolean {
  return node.kind === 'call' && node.over === undefined && functions.isAggregate(functionName(node.name));
}

export function isWindow(node: ExpressionNode): boolean {
  return node.kind === 'call' && node.over !== undefined;
}

export function isSubquery(node: ExpressionNode): boolean {
  return ['scalar subquery', 'exists', 'in subquery', 'quantified'].includes(node.kind);
}

/** @throws LanguageError when the clause holds what only SELECT, HAVING and ORDER BY may. */
export function refuseAggregates(node: ExpressionNode, functions: FunctionTable, clause: string): void {
  const found = findNodes(
    node,
    (each) => each.kind === 'grouping' || isWindow(each) || isAggregation(each, functions),
  );
  if (found.length === 0) return;
  throw refuse(
    node.at,
    `${clause} cannot contain aggregations, window functions or grouping operations: ${listNodes(found)}`,
  );
}

export function listNodes(nodes: readonly ExpressionNode[]): string {
  return `[${nodes.map(formatExpression).join(', ')}]`;
}
