import { canCoerce, commonSuperTypeOf, isOrderable } from '../../../sql/coercion.ts';
import { formatType } from '../../../sql/format-type.ts';
import { comparison } from '../../../sql/operators.ts';
import type { Expression } from '../../../sql/tree.ts';
import type { SqlType } from '../../../sql/types.ts';
import type { ExpressionNode, NodeOf } from '../syntax/ast.ts';
import { refuse } from '../syntax/syntax-error.ts';
import { coerce } from './coerce.ts';
import { BOOLEAN, call, toCommonType } from './operand.ts';
import type { ExpressionContext } from './session.ts';

export function analyzeDistinctFrom(node: NodeOf<'distinct from'>, context: ExpressionContext): Expression {
  const left = context.session.expression(node.left, context);
  const right = context.session.expression(node.right, context);
  const type = comparison('=', left.type, right.type);
  if (type === undefined) {
    throw refuse(
      node.at,
      `Cannot check if ${formatType(left.type)} is identical to ${formatType(right.type)}`,
    );
  }
  return call('is distinct from', [coerce(left, type), coerce(right, type)], BOOLEAN);
}

export function analyzeBetween(node: NodeOf<'between'>, context: ExpressionContext): Expression {
  const values = [node.value, node.low, node.high].map((each) => context.session.expression(each, context));
  const type = commonSuperTypeOf(values.map((value) => value.type));
  if (type === undefined || !isOrderable(type)) {
    const [value, low, high] = values.map((each) => formatType(each.type));
    throw refuse(node.at, `Cannot check if ${value} is BETWEEN ${low} and ${high}`);
  }
  return call(
    'between',
    values.map((value) => coerce(value, type)),
    BOOLEAN,
  );
}

export function analyzeInList(node: NodeOf<'in list'>, context: ExpressionContext): Expression {
  const nodes = [node.value, ...node.list];
  const values = nodes.map((each) => context.session.expression(each, context));
  const common = toCommonType(nodes, values, 'IN value and list items');
  return call('in', common.values, BOOLEAN);
}

const VARCHAR: SqlType = { kind: 'varchar' };

export function analyzeLike(node: NodeOf<'like'>, context: ExpressionContext): Expression {
  const text = (each: ExpressionNode, what: string): Expression => {
    const value = context.session.expression(each, context);
    if (value.type.kind === 'varchar' || value.type.kind === 'char') return value;
    if (canCoerce(value.type, VARCHAR)) return coerce(value, VARCHAR);
    throw refuse(
      each.at,
      `${what} for LIKE expression must evaluate to a varchar (actual: ${formatType(value.type)})`.replace(
        'Left side for',
        'Left side of',
      ),
    );
  };
  const args = [text(node.value, 'Left side'), text(node.pattern, 'Pattern')];
  if (node.escape) args.push(text(node.escape, 'Escape'));
  return call('like', args, BOOLEAN);
}
