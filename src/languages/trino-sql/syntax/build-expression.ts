import { type ParserRuleContext, TerminalNode, type Token } from 'antlr4ng';
import { TrinoSqlLexer } from 'dt-sql-parser/dist/lib/trino/TrinoSqlLexer.js';
import * as parser from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import type { ComparisonOperator, ExpressionNode } from './ast.ts';
import { buildInterval, buildPrimary } from './build-primary.ts';
import { type Builder, buildString, positionOf, present, startOf } from './builder.ts';

/** Everything from `expression` down to where a primary expression starts. */
export function buildExpression(builder: Builder, context: ParserRuleContext): ExpressionNode {
  let current = context;
  // Most nodes of the parse tree only pass one child on.
  for (;;) {
    if (current instanceof parser.ExpressionContext) current = current.booleanExpression();
    else if (current instanceof parser.ValueExpressionDefaultContext) current = current.primaryExpression();
    else if (current instanceof parser.ParenthesizedExpressionContext) current = current.expression();
    else if (current instanceof parser.PredicatedContext && current.predicate() === null) {
      current = current.valueExpression();
    } else break;
  }
  if (current instanceof parser.PredicatedContext) return buildPredicate(builder, current);
  if (current instanceof parser.LogicalNotContext) {
    return { kind: 'not', at: startOf(current), value: builder.expression(current.booleanExpression()) };
  }
  if (current instanceof parser.AndContext) return buildLogical(builder, current, 'and');
  if (current instanceof parser.OrContext) return buildLogical(builder, current, 'or');
  if (current instanceof parser.ValueExpressionContext) return buildValue(builder, current);
  return buildPrimary(builder, current as parser.PrimaryExpressionContext);
}

/** `a AND b AND c` is one node with three terms; the chain is walked without recursion. */
function buildLogical(
  builder: Builder,
  context: parser.AndContext | parser.OrContext,
  kind: 'and' | 'or',
): ExpressionNode {
  const terms: ExpressionNode[] = [];
  let current: ParserRuleContext = context;
  const same = kind === 'and' ? parser.AndContext : parser.OrContext;
  while (current instanceof same) {
    const [left, right] = current.booleanExpression();
    terms.push(builder.expression(present(right)));
    current = present(left);
  }
  terms.push(builder.expression(current));
  return { kind, at: startOf(context), terms: terms.reverse() };
}

function buildPredicate(builder: Builder, context: parser.PredicatedContext): ExpressionNode {
  const predicate = present(context.predicate());
  const value = builder.expression(context.valueExpression());
  const at = startOf(predicate);
  const negated = hasNot(predicate);
  const wrap = (node: ExpressionNode): ExpressionNode =>
    negated ? { kind: 'not', at: node.at, value: node } : node;
  if (predicate instanceof parser.ComparisonContext) {
    return {
      kind: 'comparison',
      at,
      operator: comparison(predicate.comparisonOperator()),
      left: value,
      right: builder.expression(predicate.valueExpression()),
    };
  }
  if (predicate instanceof parser.QuantifiedComparisonContext) {
    return {
      kind: 'quantified',
      at,
      operator: comparison(predicate.comparisonOperator()),
      quantifier: predicate.comparisonQuantifier().getText().toLowerCase() === 'all' ? 'all' : 'any',
      value,
      query: builder.query(predicate.query()),
      queryAt: startOf(predicate.query()),
    };
  }
  if (predicate instanceof parser.BetweenContext) {
    const [low, high] = predicate.valueExpression();
    return wrap({
      kind: 'between',
      at,
      value,
      low: builder.expression(present(low)),
      high: builder.expression(present(high)),
    });
  }
  if (predicate instanceof parser.InListContext) {
    return wrap({ kind: 'in list', at, value, list: builder.list(predicate.expression()) });
  }
  if (predicate instanceof parser.InSubqueryContext) {
    return wrap({ kind: 'in subquery', at, value, query: builder.query(predicate.query()) });
  }
  if (predicate instanceof parser.LikeContext) {
    const [pattern, escaped] = predicate.valueExpression();
    return wrap({
      kind: 'like',
      at,
      value,
      pattern: builder.expression(present(pattern)),
      escape: escaped && builder.expression(escaped),
    });
  }
  if (predicate instanceof parser.NullPredicateContext) {
    return { kind: 'is null', at, negated, value };
  }
  if (predicate instanceof parser.DistinctFromContext) {
    return wrap({
      kind: 'distinct from',
      at,
      left: value,
      right: builder.expression(predicate.valueExpression()),
    });
  }
  throw new Error(`unknown predicate ${predicate.constructor.name}`);
}

function buildValue(builder: Builder, context: parser.ValueExpressionContext): ExpressionNode {
  if (context instanceof parser.ArithmeticBinaryContext || context instanceof parser.ConcatenationContext) {
    return buildArithmetic(builder, context);
  }
  if (context instanceof parser.ArithmeticUnaryContext) {
    const value = builder.expression(context.valueExpression());
    const at = startOf(context);
    return context._operator?.text === '-' ? { kind: 'negate', at, value } : { kind: 'plus', at, value };
  }
  if (context instanceof parser.AtTimeZoneContext) {
    const zone = context.timeZoneSpecifier();
    const at = startOf(zone);
    return {
      kind: 'at time zone',
      at: startOf(context),
      value: builder.expression(context.valueExpression()),
      zone:
        zone instanceof parser.TimeZoneIntervalContext
          ? buildInterval(zone.interval())
          : { kind: 'string', at, value: buildString((zone as parser.TimeZoneStringContext).string()) },
    };
  }
  throw new Error(`unknown expression ${context.constructor.name}`);
}

/** `a + b + c …` leans to the left: the chain is walked without recursion. */
function buildArithmetic(
  builder: Builder,
  context: parser.ArithmeticBinaryContext | parser.ConcatenationContext,
): ExpressionNode {
  const links: { operator: Token; right: ParserRuleContext }[] = [];
  let current: ParserRuleContext = context;
  while (
    current instanceof parser.ArithmeticBinaryContext ||
    current instanceof parser.ConcatenationContext
  ) {
    const [left, right] = current.valueExpression();
    const operator =
      current instanceof parser.ArithmeticBinaryContext
        ? present(current._operator)
        : current.CONCAT().symbol;
    links.push({ operator, right: present(right) });
    current = present(left);
  }
  let node = builder.expression(current);
  for (const { operator, right } of links.reverse()) {
    node = {
      kind: 'arithmetic',
      at: positionOf(operator),
      operator: operator.text as '+',
      left: node,
      right: builder.expression(right),
    };
  }
  return node;
}

function comparison(context: parser.ComparisonOperatorContext): ComparisonOperator {
  const text = context.getText();
  return text === '!=' ? '<>' : (text as ComparisonOperator);
}

function hasNot(predicate: parser.PredicateContext): boolean {
  for (const child of [predicate.getChild(0), predicate.getChild(1)]) {
    if (child instanceof TerminalNode && child.symbol.type === TrinoSqlLexer.KW_NOT) return true;
  }
  return false;
}
