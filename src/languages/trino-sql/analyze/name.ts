import type { Expression } from '../../../sql/tree.ts';
import type { ExpressionNode, Identifier, NodeOf } from '../syntax/ast.ts';
import { refuse } from '../syntax/syntax-error.ts';
import { formatExpression } from './format-expression.ts';
import { integerLiteral } from './literal.ts';
import { call } from './operand.ts';
import { lookUp } from './scope.ts';
import type { ExpressionContext } from './session.ts';

type IdentifierNode = NodeOf<'identifier'>;
type DereferenceNode = NodeOf<'dereference'>;

export function analyzeIdentifier(node: IdentifierNode, context: ExpressionContext): Expression {
  return resolve(node, [node.name], context) ?? unresolved(node, [node.name]);
}

/** `relation.column`, or the field of a column that holds a row. */
export function analyzeDereference(node: DereferenceNode, context: ExpressionContext): Expression {
  const parts = qualifiedName(node);
  if (parts) {
    const column = resolve(node, parts, context);
    if (column) return column;
    if (!startsWithColumn(parts, context)) return unresolved(node, parts);
  }
  const base = context.session.expression(node.base, context);
  if (base.type.kind !== 'row') {
    throw refuse(node.base.at, `Expression ${formatExpression(node.base)} is not of type ROW`);
  }
  const name = node.field.text.toLowerCase();
  const matches = base.type.fields.filter((field) => field.name?.toLowerCase() === name);
  const index = base.type.fields.findIndex((field) => field.name?.toLowerCase() === name);
  const field = base.type.fields[index];
  if (matches.length > 1) throw refuse(node.at, `Ambiguous row field reference: ${name}`);
  if (!field) throw refuse(node.at, `Column reference '${name}' is invalid`);
  return call('dereference', [base, integerLiteral(BigInt(index))], field.type);
}

/** The parts of `a.b.c`; undefined when it starts with something other than a name. */
export function qualifiedName(node: ExpressionNode): readonly Identifier[] | undefined {
  if (node.kind === 'identifier') return [node.name];
  if (node.kind !== 'dereference') return undefined;
  const base = qualifiedName(node.base);
  return base && [...base, node.field];
}

function resolve(
  node: ExpressionNode,
  parts: readonly Identifier[],
  context: ExpressionContext,
): Expression | undefined {
  const result = lookUp(context.scope, parts);
  if (result.found === 'ambiguous') throw refuse(node.at, `Column '${nameText(parts)}' is ambiguous`);
  if (result.found === 'nothing') return undefined;
  const { id, type } = result.field.column;
  const expression: Expression = result.lambda
    ? { op: 'lambda-argument', id, type }
    : { op: 'column', id, type };
  context.session.origins.set(expression, node);
  return expression;
}

function startsWithColumn(parts: readonly Identifier[], context: ExpressionContext): boolean {
  return parts.some((_, i) => i > 0 && lookUp(context.scope, parts.slice(0, i)).found !== 'nothing');
}

function unresolved(node: ExpressionNode, parts: readonly Identifier[]): never {
  throw refuse(node.at, `Column '${nameText(parts)}' cannot be resolved`);
}

function nameText(parts: readonly Identifier[]): string {
  return parts.map((part) => part.text.toLowerCase()).join('.');
}
