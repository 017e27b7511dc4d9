import { LanguageError } from '../../../ports/compiler.ts';
import { formatType } from '../../../sql/format-type.ts';
import { arithmetic, concatenation, subscript } from '../../../sql/operators.ts';
import { formatOffset, normalizeZone } from '../../../sql/time-zone.ts';
import type { Expression } from '../../../sql/tree.ts';
import type { SqlType } from '../../../sql/types.ts';
import type { ExpressionNode, NodeOf } from '../syntax/ast.ts';
import { refuse } from '../syntax/syntax-error.ts';
import { coerce } from './coerce.ts';
import { EXPECTED_OVERLOADS } from './expected-overloads.ts';
import { integerLiteral } from './literal.ts';
import { call } from './operand.ts';
import type { ExpressionContext } from './session.ts';

/** A chain `a + b + c …` leans to the left: it is walked without recursion. */
export function analyzeArithmetic(node: NodeOf<'arithmetic'>, context: ExpressionContext): Expression {
  const links: NodeOf<'arithmetic'>[] = [];
  let first: ExpressionNode = node;
  while (first.kind === 'arithmetic') {
    links.push(first);
    first = first.left;
  }
  let left = context.session.expression(first, context);
  for (const link of links.reverse()) {
    left = applied(link, left, context.session.expression(link.right, context));
  }
  return left;
}

/** NULL alone does not say which operator is meant. */
function noBestOperator(): LanguageError {
  return new LanguageError('Could not choose a best candidate operator. Explicit type casts must be added.');
}

function applied(node: NodeOf<'arithmetic'>, left: Expression, right: Expression): Expression {
  const typing =
    node.operator === '||'
      ? concatenation(left.type, right.type)
      : arithmetic(node.operator, left.type, right.type);
  if (typing === 'ambiguous') throw noBestOperator();
  if (typing === undefined) {
    const [a, b] = [formatType(left.type), formatType(right.type)];
    throw refuse(
      node.at,
      node.operator === '||'
        ? `Unexpected parameters (${a}, ${b}) for function concat. Expected: ${EXPECTED_OVERLOADS.get('concat')}`
        : `Cannot apply operator: ${a} ${node.operator} ${b}`,
    );
  }
  const args = [coerce(left, typing.operands[0]), coerce(right, typing.operands[1])];
  return call(node.operator, args, typing.result);
}

const NEGATABLE: ReadonlySet<SqlType['kind']> = new Set([
  'tinyint',
  'smallint',
  'integer',
  'bigint',
  'decimal',
  'real',
  'double',
  'interval day to second',
  'interval year to month',
]);

export function analyzeNegate(node: NodeOf<'negate'>, context: ExpressionContext): Expression {
  const value = context.session.expression(node.value, context);
  if (value.type.kind === 'unknown') throw noBestOperator();
  if (!NEGATABLE.has(value.type.kind)) throw refuse(node.at, `Cannot negate ${formatType(value.type)}`);
  return call('negate', [value], value.type);
}

export function analyzePlus(node: NodeOf<'plus'>, context: ExpressionContext): Expression {
  const value = context.session.expression(node.value, context);
  const { kind } = value.type;
  // Trino's own has no plus for decimals.
  if (!NEGATABLE.has(kind) || kind === 'decimal' || kind.startsWith('interval')) {
    throw refuse(node.at, `Unary '+' operator cannot by applied to ${formatType(value.type)} type`);
  }
  return value;
}

export function analyzeSubscript(node: NodeOf<'subscript'>, context: ExpressionContext): Expression {
  const base = context.session.expression(node.base, context);
  if (base.type.kind === 'row') return rowField(node, base, base.type);
  const index = context.session.expression(node.index, context);
  const typing = subscript(base.type, index.type);
  if (typing === undefined) {
    throw refuse(node.at, `Cannot use ${formatType(index.type)} for subscript of ${formatType(base.type)}`);
  }
  return call('subscript', [base, coerce(index, typing.index)], typing.result);
}

function rowField(
  node: NodeOf<'subscript'>,
  base: Expression,
  type: Extract<SqlType, { kind: 'row' }>,
): Expression {
  const { index } = node;
  if (index.kind !== 'integer') {
    throw refuse(index.at, 'Subscript expression on ROW requires a constant index');
  }
  const position = Number(index.value);
  if (position <= 0) {
    throw refuse(index.at, `Invalid subscript index: ${position}. ROW indices start at 1`);
  }
  const field = type.fields[position - 1];
  if (!field) {
    throw refuse(index.at, `Subscript index out of bounds: ${position}, max value is ${type.fields.length}`);
  }
  return call('dereference', [base, integerLiteral(BigInt(position - 1))], field.type);
}

/** `x AT TIME ZONE z`: the same instant; the zone is in the type where it is written as a literal. */
export function analyzeAtTimeZone(node: NodeOf<'at time zone'>, context: ExpressionContext): Expression {
  const value = context.session.expression(node.value, context);
  const { type } = value;
  if (type.kind !== 'timestamp' && type.kind !== 'timestamp with time zone') {
    throw refuse(
      node.value.at,
      `Type of value must be a time or timestamp with or without time zone (actual ${formatType(type)})`,
    );
  }
  const zone = context.session.expression(node.zone, context);
  return atTimeZone(value, zone);
}

/** @throws LanguageError without a position for a literal that names no zone, as Trino. */
export function atTimeZone(value: Expression, zone: Expression): Expression {
  const precision = 'precision' in value.type ? value.type.precision : 3;
  const kind = 'timestamp with time zone';
  const instant = coerce(value, value.type.kind === kind ? value.type : { kind, precision, zone: 'UTC' });
  const known = zone.op === 'literal' && zone.value !== null ? zoneOf(zone.value) : undefined;
  const text: Expression = known
    ? { op: 'literal', type: { kind: 'varchar', length: known.length }, value: known }
    : zone;
  return call('at time zone', [instant, text], { kind, precision, ...(known ? { zone: known } : {}) });
}

/** A zone's name, or an interval in milliseconds. */
function zoneOf(value: string | number | boolean): string {
  if (typeof value === 'number') return formatOffset(Math.trunc(value / 60_000));
  const zone = normalizeZone(String(value));
  if (zone === undefined) throw new LanguageError(`'${value}' is not a valid time zone`);
  return zone;
}
