import { formatType } from '../../sql/format-type.ts';
import type { Expression } from '../../sql/tree.ts';
import type { ConditionNode, OperandNode } from '../zoql-syntax/ast.ts';
import { refuse } from '../zoql-syntax/refuse.ts';
import { type CompareDate, compare, isLiteral, nullTest, type Operand } from './compare.ts';
import { allOf, call, literal, not } from './expressions.ts';

/** How the operands of a condition get their values. */
export interface ConditionContext {
  readonly operand: (node: OperandNode) => Operand;
  readonly compareDate: CompareDate;
}

/** A condition as an expression; `undefined`: nothing is left of it, every row passes. */
export function condition(node: ConditionNode, context: ConditionContext): Expression | undefined {
  switch (node.kind) {
    case 'and':
    case 'or':
      return allOf(
        node.conditions.flatMap((each) => condition(each, context) ?? []),
        node.kind,
      );
    case 'not': {
      const inner = condition(node.condition, context);
      return inner && not(inner);
    }
    case 'comparison': {
      const [left, right] = [context.operand(node.left), context.operand(node.right)];
      return compare(node.operator, left, right, node.at, context.compareDate);
    }
    case 'null-test':
      return nullTest(node.negated ? '<>' : '=', textOrValue(node.value, context), node.at);
    case 'like':
      return like(node, context);
  }
}

function like(node: ConditionNode & { kind: 'like' }, context: ConditionContext): Expression {
  const value = textOrValue(node.value, context);
  if (value.type.kind !== 'varchar') {
    throw refuse(node.at, `LIKE takes a text, and no ${formatType(value.type)}`);
  }
  const matches = call('like', [value, literal({ kind: 'varchar' }, node.pattern)]);
  return node.negated ? not(matches) : matches;
}

/** A literal outside a comparison is a text. */
function textOrValue(node: OperandNode, context: ConditionContext): Expression {
  const operand = context.operand(node);
  if (!isLiteral(operand)) return operand;
  return literal({ kind: 'varchar' }, operand.form === 'null' ? null : operand.text);
}
