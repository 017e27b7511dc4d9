import { formatType } from '../../sql/format-type.ts';
import { comparison } from '../../sql/operators.ts';
import type { Expression } from '../../sql/tree.ts';
import type { SqlType } from '../../sql/types.ts';
import type { LiteralNode, Operator } from '../zoql-syntax/ast.ts';
import { type Position, refuse } from '../zoql-syntax/refuse.ts';
import { BOOLEAN, call, coerced, DOUBLE, literal, not } from './expressions.ts';
import { numberLiteral } from './number-literal.ts';

export type Operand = Expression | LiteralNode;

/** What a date-like value is compared with: the languages differ there. `undefined`: the condition is dropped. */
export type CompareDate = (
  operator: Operator,
  value: Expression,
  with_: LiteralNode,
) => Expression | undefined;

const TURNED: Readonly<Record<Operator, Operator>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/**
 * A comparison by SQL's three-valued logic, but that `= null` and `!= null` are tests (aqua.md §5.1). `undefined`: it is
 * dropped. @throws LanguageError when the two cannot be compared.
 */
export function compare(
  operator: Operator,
  left: Operand,
  right: Operand,
  at: Position,
  compareDate: CompareDate,
): Expression | undefined {
  if (!isLiteral(left)) {
    if (!isLiteral(right)) return compareValues(operator, left, right, at);
    return compareWithLiteral(operator, left, right, compareDate);
  }
  if (!isLiteral(right)) return compareWithLiteral(TURNED[operator], right, left, compareDate);
  return compareLiterals(operator, left, right);
}

export function isLiteral(operand: Operand): operand is LiteralNode {
  return !('op' in operand);
}

export function nullTest(operator: Operator, value: Expression, at: Position): Expression {
  const isNull = call('is null', [value]);
  if (operator === '=') return isNull;
  if (operator === '<>') return not(isNull);
  throw refuse(at, `null is compared with = and != only, not with ${operator}`);
}

function compareValues(operator: Operator, left: Expression, right: Expression, at: Position): Expression {
  const [a, b] = [beside(left, right), beside(right, left)];
  const type = comparison(operator, a.type, b.type);
  if (!type) throw refuse(at, `A ${formatType(a.type)} cannot be compared with a ${formatType(b.type)}`);
  return call(operator, [coerced(a, type), coerced(b, type)]);
}

/** A date-time beside a date counts as its day (aqua.md §5.2), beside another as its second. */
function beside(value: Expression, other: Expression): Expression {
  if (value.type.kind !== 'timestamp with time zone') return value;
  if (other.type.kind === 'date') return call('date', [value], { kind: 'date' });
  return other.type.kind === value.type.kind ? second(value) : value;
}

/** Seconds since 1970: clocks that are moved back show some of them twice. */
function second(value: Expression): Expression {
  return call('floor', [call('to_unixtime', [value], DOUBLE)], DOUBLE);
}

function compareWithLiteral(
  operator: Operator,
  value: Expression,
  to: LiteralNode,
  compareDate: CompareDate,
): Expression | undefined {
  if (to.form === 'null') return nullTest(operator, value, to.at);
  switch (value.type.kind) {
    case 'varchar':
      return call(operator, [value, literal({ kind: 'varchar' }, to.text)]);
    case 'boolean':
      return call(operator, [value, literal(BOOLEAN, booleanOf(to))]);
    case 'date':
    case 'timestamp with time zone':
      return compareDate(operator, value, to);
    default:
      return compareNumber(operator, value, to);
  }
}

function booleanOf({ text, at }: LiteralNode): boolean {
  const word = text.trim().toLowerCase();
  if (word !== 'true' && word !== 'false') throw refuse(at, `"${text}" is neither true nor false`);
  return word === 'true';
}

function compareNumber(operator: Operator, value: Expression, to: LiteralNode): Expression {
  const number = to.form === 'boolean' ? undefined : numberLiteral(to.text, value.type);
  if (!number) throw refuse(to.at, `"${to.text}" is no number that the field could be compared with`);
  const type = comparison(operator, value.type, number.type) ?? value.type;
  return call(operator, [coerced(value, type), coerced(number, type)]);
}

/** `1 = 1`. Numbers where both are, else texts. */
function compareLiterals(operator: Operator, left: LiteralNode, right: LiteralNode): Expression {
  const nothing = literal({ kind: 'varchar' }, null);
  if (right.form === 'null') return nullTest(operator, left.form === 'null' ? nothing : text(left), right.at);
  if (left.form === 'null') return nullTest(operator, text(right), left.at);
  const [a, b] = [numberLiteral(left.text), numberLiteral(right.text)];
  const type: SqlType | undefined = a && b && comparison(operator, a.type, b.type);
  if (a && b && type) return call(operator, [coerced(a, type), coerced(b, type)]);
  return call(operator, [text(left), text(right)]);
}

function text(of: LiteralNode): Expression {
  const written = of.form === 'boolean' ? of.text.toLowerCase() : of.text;
  return literal({ kind: 'varchar' }, written);
}
