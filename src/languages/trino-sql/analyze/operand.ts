import { canCoerce, commonSuperType } from '../../../sql/coercion.ts';
import { formatType } from '../../../sql/format-type.ts';
import type { Expression } from '../../../sql/tree.ts';
import type { SqlType } from '../../../sql/types.ts';
import type { ExpressionNode } from '../syntax/ast.ts';
import { refuse } from '../syntax/syntax-error.ts';
import { coerce } from './coerce.ts';
import type { ExpressionContext } from './session.ts';

export const BOOLEAN: SqlType = { kind: 'boolean' };

export function call(name: string, args: readonly Expression[], type: SqlType): Expression {
  return { op: 'call', name, args, type };
}

/** An operand that must be of a type, or be coercible to it; `what` names it in the error. */
export function operandOf(
  node: ExpressionNode,
  type: SqlType,
  context: ExpressionContext,
  what: string,
): Expression {
  const value = context.session.expression(node, context);
  if (!canCoerce(value.type, type)) {
    const wanted = formatType(type);
    const article = /^[aeiou]/.test(wanted) ? 'an' : 'a';
    throw refuse(
      node.at,
      `${what} must evaluate to ${article} ${wanted} (actual: ${formatType(value.type)})`,
    );
  }
  return coerce(value, type);
}

export function booleanOperand(node: ExpressionNode, context: ExpressionContext, what: string): Expression {
  return operandOf(node, BOOLEAN, context, what);
}

/** Expressions brought to their common type; `what` names them in the error, which points at the first misfit. */
export function toCommonType(
  nodes: readonly ExpressionNode[],
  values: readonly Expression[],
  what: string,
): { readonly values: readonly Expression[]; readonly type: SqlType } {
  let type: SqlType = { kind: 'unknown' };
  for (const [i, value] of values.entries()) {
    const common = commonSuperType(type, value.type);
    if (common === undefined) {
      const distinct = [...new Set(values.map((each) => formatType(each.type)))].join(', ');
      throw refuse(
        nodes[i]?.at ?? { line: 1, column: 1 },
        `${what} must be the same type or coercible to a common type. Cannot find common type between ` +
          `${formatType(type)} and ${formatType(value.type)}, all types (without duplicates): [${distinct}]`,
      );
    }
    type = common;
  }
  return { values: values.map((value) => coerce(value, type)), type };
}
