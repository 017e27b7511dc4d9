import { formatType } from '../../../sql/format-type.ts';
import { comparison } from '../../../sql/operators.ts';
import type { Expression } from '../../../sql/tree.ts';
import type { ExpressionNode, NodeOf } from '../syntax/ast.ts';
import { refuse } from '../syntax/syntax-error.ts';
import {
  analyzeArithmetic,
  analyzeAtTimeZone,
  analyzeNegate,
  analyzePlus,
  analyzeSubscript,
} from './arithmetic.ts';
import { analyzeCall, analyzeGrouping } from './call.ts';
import { coerce } from './coerce.ts';
import { analyzeArray, analyzeCase, analyzeCast, analyzeCoalesce, analyzeRow } from './composite.ts';
import { analyzeCurrent } from './current-time.ts';
import { intervalLiteral } from './interval-literal.ts';
import { decimalLiteral, doubleLiteral, integerLiteral, stringLiteral, typedLiteral } from './literal.ts';
import { analyzeDereference, analyzeIdentifier } from './name.ts';
import { BOOLEAN, booleanOperand, call } from './operand.ts';
import { analyzeBetween, analyzeDistinctFrom, analyzeInList, analyzeLike } from './predicate.ts';
import type { ExpressionContext } from './session.ts';
import { analyzeExists, analyzeInSubquery, analyzeQuantified, analyzeScalarSubquery } from './subquery.ts';
import { analyzeExtract, analyzeTrim } from './text-form.ts';

/**
 * Types an expression by Trino's rules.
 * @throws LanguageError at the place Trino would point to.
 */
export function analyzeExpression(node: ExpressionNode, context: ExpressionContext): Expression {
  switch (node.kind) {
    case 'null':
      return { op: 'literal', type: { kind: 'unknown' }, value: null };
    case 'boolean':
      return { op: 'literal', type: BOOLEAN, value: node.value };
    case 'integer':
      return integerLiteral(node.value);
    case 'decimal':
      return decimalLiteral(node.text, node.at);
    case 'double':
      return doubleLiteral(node.text);
    case 'string':
      return stringLiteral(node.value);
    case 'binary':
      return { op: 'literal', type: { kind: 'varbinary' }, value: node.hex };
    case 'typed literal':
      return typedLiteral(node);
    case 'interval':
      return intervalLiteral(node);
    case 'parameter':
      throw refuse({ line: 1, column: 1 }, 'Incorrect number of parameters: expected 1 but found 0');
    case 'identifier':
      return analyzeIdentifier(node, context);
    case 'dereference':
      return analyzeDereference(node, context);
    case 'negate':
      return analyzeNegate(node, context);
    case 'plus':
      return analyzePlus(node, context);
    case 'arithmetic':
      return analyzeArithmetic(node, context);
    case 'comparison':
      return analyzeComparison(node, context);
    case 'distinct from':
      return analyzeDistinctFrom(node, context);
    case 'between':
      return analyzeBetween(node, context);
    case 'in list':
      return analyzeInList(node, context);
    case 'like':
      return analyzeLike(node, context);
    case 'is null': {
      const isNull = call('is null', [context.session.expression(node.value, context)], BOOLEAN);
      return node.negated ? call('not', [isNull], BOOLEAN) : isNull;
    }
    case 'not':
      return call('not', [booleanOperand(node.value, context, 'Value of logical NOT expression')], BOOLEAN);
    case 'and':
    case 'or': {
      const terms = node.terms.map((term) => booleanOperand(term, context, 'Logical expression term'));
      return call(node.kind, terms, BOOLEAN);
    }
    case 'in subquery':
      return analyzeInSubquery(node, context);
    case 'quantified':
      return analyzeQuantified(node, context);
    case 'exists':
      return analyzeExists(node, context);
    case 'scalar subquery':
      return analyzeScalarSubquery(node, context);
    case 'case':
      return analyzeCase(node, context);
    case 'cast':
      return analyzeCast(node, context);
    case 'coalesce':
      return analyzeCoalesce(node, context);
    case 'row':
      return analyzeRow(node, context);
    case 'array':
      return analyzeArray(node, context);
    case 'subscript':
      return analyzeSubscript(node, context);
    case 'lambda':
      throw refuse(node.at, 'Lambda expression should always be used inside a function');
    case 'at time zone':
      return analyzeAtTimeZone(node, context);
    case 'current':
      return analyzeCurrent(node, context.session.request.now);
    case 'extract':
      return analyzeExtract(node, context);
    case 'trim':
      return analyzeTrim(node, context);
    case 'grouping':
      return analyzeGrouping(node, context);
    case 'call':
      return analyzeCall(node, context);
  }
}

/** How Trino's errors name a comparison: it has `=`, `<` and `<=` only. */
const NAMED_AS: Readonly<Record<string, string>> = { '<>': '=', '>': '<', '>=': '<=' };

function analyzeComparison(node: NodeOf<'comparison'>, context: ExpressionContext): Expression {
  const left = context.session.expression(node.left, context);
  const right = context.session.expression(node.right, context);
  const type = comparison(node.operator, left.type, right.type);
  if (type === undefined) {
    const operator = NAMED_AS[node.operator] ?? node.operator;
    throw refuse(
      node.at,
      `Cannot apply operator: ${formatType(left.type)} ${operator} ${formatType(right.type)}`,
    );
  }
  return call(node.operator, [coerce(left, type), coerce(right, type)], BOOLEAN);
}
