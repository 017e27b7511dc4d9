import { LanguageError } from '../../../ports/compiler.ts';
import { commonSuperType } from '../../../sql/coercion.ts';
import { MAX_DECIMAL_PRECISION } from '../../../sql/decimal.ts';
import { formatType } from '../../../sql/format-type.ts';
import { canCast, comparison } from '../../../sql/operators.ts';
import { parseType } from '../../../sql/parse-type.ts';
import { sameType } from '../../../sql/same-type.ts';
import type { Expression } from '../../../sql/tree.ts';
import type { SqlType } from '../../../sql/types.ts';
import type { ExpressionNode, NodeOf } from '../syntax/ast.ts';
import { refuse } from '../syntax/syntax-error.ts';
import { coerce } from './coerce.ts';
import { BOOLEAN, booleanOperand, call, toCommonType } from './operand.ts';
import type { ExpressionContext } from './session.ts';

export function analyzeCase(node: NodeOf<'case'>, context: ExpressionContext): Expression {
  const conditions = node.when.map(({ condition }) =>
    node.operand
      ? matches(node.operand, condition, context)
      : booleanOperand(condition, context, 'CASE WHEN clause'),
  );
  const nodes = node.when.map(({ result }) => result);
  if (node.otherwise) nodes.push(node.otherwise);
  const results = nodes.map((result) => context.session.expression(result, context));
  const common = toCommonType(nodes, results, 'All CASE results');
  const otherwise = node.otherwise ? common.values.at(-1) : undefined;
  return {
    op: 'case',
    when: conditions.map((condition, i) => ({ condition, result: common.values[i] as Expression })),
    ...(otherwise ? { otherwise } : {}),
    type: common.type,
  };
}

/** The simple form: each WHEN is compared with the operand. */
function matches(operand: ExpressionNode, when: ExpressionNode, context: ExpressionContext): Expression {
  const left = context.session.expression(operand, context);
  const right = context.session.expression(when, context);
  const type = comparison('=', left.type, right.type);
  if (type === undefined) {
    throw refuse(
      when.at,
      `CASE operand type does not match WHEN clause operand type: ${formatType(left.type)} vs ${formatType(right.type)}`,
    );
  }
  return call('=', [coerce(left, type), coerce(right, type)], BOOLEAN);
}

export function analyzeCoalesce(node: NodeOf<'coalesce'>, context: ExpressionContext): Expression {
  const values = node.items.map((item) => context.session.expression(item, context));
  const common = toCommonType(node.items, values, 'All COALESCE operands');
  return call('coalesce', common.values, common.type);
}

export function analyzeArray(node: NodeOf<'array'>, context: ExpressionContext): Expression {
  const values = node.items.map((item) => context.session.expression(item, context));
  const common = toCommonType(node.items, values, 'All ARRAY elements');
  return call('array', common.values, { kind: 'array', element: common.type });
}

export function analyzeRow(node: NodeOf<'row'>, context: ExpressionContext): Expression {
  return rowOf(node.items.map((item) => context.session.expression(item, context)));
}

export function rowOf(values: readonly Expression[]): Expression {
  return call('row', values, { kind: 'row', fields: values.map(({ type }) => ({ type })) });
}

export function analyzeCast(node: NodeOf<'cast'>, context: ExpressionContext): Expression {
  const type = parseType(node.type.text);
  if (type === undefined) throw unknownType(node);
  const value = context.session.expression(node.value, context);
  if (!canCast(value.type, type)) {
    throw refuse(node.at, `Cannot cast ${formatType(value.type)} to ${formatType(type)}`);
  }
  return { op: 'cast', value, type: withZone(type, value.type), safe: node.safe, implied: false };
}

function unknownType(node: NodeOf<'cast'>): Error {
  const [, digits = '1', fraction = '0'] = /^dec(?:imal)?\((\d+)(?:,\s*(\d+))?/i.exec(node.type.text) ?? [];
  const [precision, scale] = [Number(digits), Number(fraction)];
  if (precision < 1 || precision > MAX_DECIMAL_PRECISION) {
    return new LanguageError(
      `DECIMAL precision must be in range [1, ${MAX_DECIMAL_PRECISION}]: ${precision}`,
    );
  }
  if (scale > precision) {
    return new LanguageError(`DECIMAL scale must be in range [0, precision (${precision})]: ${scale}`);
  }
  return refuse(node.at, `Unknown type: ${node.type.text}`);
}

/** A cast to a time stamp with zone keeps a known zone, and gives values without one the session's. */
function withZone(type: SqlType, from: SqlType): SqlType {
  if (type.kind !== 'timestamp with time zone') return type;
  if (from.kind === 'timestamp with time zone') {
    return from.zone === undefined ? type : { ...type, zone: from.zone };
  }
  return from.kind === 'date' || from.kind === 'timestamp' || from.kind === 'time' || from.kind === 'unknown'
    ? { ...type, zone: 'UTC' }
    : type;
}

/** IF(condition, then[, else]). */
export function analyzeIf(node: NodeOf<'call'>, context: ExpressionContext): Expression {
  const [condition, then, otherwise] = node.args;
  if (!condition || !then || node.args.length > 3) {
    throw refuse(node.at, "Invalid number of arguments for 'if' function");
  }
  const test = booleanOperand(condition, context, 'IF condition');
  const yes = context.session.expression(then, context);
  if (!otherwise) return call('if', [test, yes], yes.type);
  const no = context.session.expression(otherwise, context);
  const type = commonSuperType(yes.type, no.type);
  if (type === undefined) {
    throw refuse(
      node.at,
      `Result types for IF must be the same: ${formatType(yes.type)} vs ${formatType(no.type)}`,
    );
  }
  return call('if', [test, coerce(yes, type), coerce(no, type)], type);
}

/** NULLIF(a, b): compared in the common type, the value keeps its own. */
export function analyzeNullIf(node: NodeOf<'call'>, context: ExpressionContext): Expression {
  const [first, second] = node.args;
  if (!first || !second || node.args.length > 2) {
    throw refuse(node.at, "Invalid number of arguments for 'nullif' function");
  }
  const left = context.session.expression(first, context);
  const right = context.session.expression(second, context);
  const type = comparison('=', left.type, right.type);
  if (type === undefined) {
    throw refuse(
      node.at,
      `Types are not comparable with NULLIF: ${formatType(left.type)} vs ${formatType(right.type)}`,
    );
  }
  if (sameType(left.type, type)) return call('nullif', [left, coerce(right, type)], left.type);
  const condition = call('=', [coerce(left, type), coerce(right, type)], BOOLEAN);
  const nothing: Expression = { op: 'literal', type: left.type, value: null };
  return call('if', [condition, nothing, left], left.type);
}

export function analyzeTry(node: NodeOf<'call'>, context: ExpressionContext): Expression {
  const [inner] = node.args;
  if (!inner || node.args.length > 1) {
    throw refuse(node.at, "The 'try' function must have exactly one argument");
  }
  const value = context.session.expression(inner, context);
  return call('try', [value], value.type);
}
