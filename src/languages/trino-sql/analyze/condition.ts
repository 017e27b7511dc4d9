import { canCoerce } from '../../../sql/coercion.ts';
import { formatType } from '../../../sql/format-type.ts';
import type { Expression } from '../../../sql/tree.ts';
import type { ExpressionNode } from '../syntax/ast.ts';
import { refuse } from '../syntax/syntax-error.ts';
import { coerce } from './coerce.ts';
import { refuseAggregates } from './find-nodes.ts';
import { BOOLEAN } from './operand.ts';
import type { ExpressionContext } from './session.ts';

const TITLES = { WHERE: 'WHERE clause', JOIN: 'JOIN ON clause', HAVING: 'HAVING clause' } as const;

/** The condition of a clause: boolean, and without aggregates but in HAVING. */
export function clauseCondition(
  node: ExpressionNode,
  clause: keyof typeof TITLES,
  context: ExpressionContext,
): Expression {
  if (clause !== 'HAVING') refuseAggregates(node, context.session.functions, `${clause} clause`);
  const value = context.session.expression(node, context);
  if (!canCoerce(value.type, BOOLEAN)) {
    throw refuse(
      node.at,
      `${TITLES[clause]} must evaluate to a boolean: actual type ${formatType(value.type)}`,
    );
  }
  return coerce(value, BOOLEAN);
}
