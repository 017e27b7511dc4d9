import * as parser from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import type { ExpressionNode, JoinNode, RelationNode } from './ast.ts';
import { type Builder, buildIdentifier, buildName, nameExpression, present, startOf } from './builder.ts';
import { refuse } from './syntax-error.ts';

/** A chain of joins leans to the left: it is walked without recursion. */
export function buildRelation(builder: Builder, context: parser.RelationContext): RelationNode {
  const links: parser.JoinRelationContext[] = [];
  let current: parser.RelationContext = context;
  while (current instanceof parser.JoinRelationContext) {
    links.push(current);
    current = present(current._left);
  }
  let relation = buildSampled(builder, (current as parser.RelationDefaultContext).sampledRelation());
  for (const link of links.reverse()) relation = buildJoin(builder, link, relation);
  return relation;
}

function buildJoin(builder: Builder, context: parser.JoinRelationContext, left: RelationNode): JoinNode {
  const at = startOf(context);
  const right = context._right
    ? buildSampled(builder, context._right)
    : buildRelation(builder, present(context._rightRelation));
  const type = context.joinType();
  const join = context.KW_CROSS()
    ? 'cross'
    : type?.KW_LEFT()
      ? 'left'
      : type?.KW_RIGHT()
        ? 'right'
        : type?.KW_FULL()
          ? 'full'
          : 'inner';
  const criteria = context.joinCriteria();
  return {
    kind: 'join',
    at,
    join,
    natural: context.KW_NATURAL() !== null,
    left,
    right,
    on: criteria ? buildCondition(builder, criteria) : undefined,
    using: criteria?.KW_USING() ? criteria.identifier().map(buildIdentifier) : undefined,
  };
}

function buildCondition(builder: Builder, context: parser.JoinCriteriaContext): ExpressionNode | undefined {
  const condition = context.booleanExpression();
  if (condition) return builder.expression(condition);
  const equality = context.joinColumnEquality();
  if (!equality) return undefined;
  const [left, right] = equality.joinColumnReference().map((side) => {
    return nameExpression(buildName(present(side.columnName()).qualifiedName()));
  });
  const sign = equality.EQ().symbol;
  return {
    kind: 'comparison',
    at: { line: sign.line, column: sign.column + 1 },
    operator: '=',
    left: present(left),
    right: present(right),
  };
}

function buildSampled(builder: Builder, context: parser.SampledRelationContext): RelationNode {
  if (context.sampleType()) throw refuse(startOf(context), 'TABLESAMPLE is not supported');
  const pattern = context.patternRecognition();
  if (pattern.KW_MATCH_RECOGNIZE()) throw refuse(startOf(pattern), 'MATCH_RECOGNIZE is not supported');
  return buildAliased(builder, pattern.aliasedRelation());
}

function buildAliased(builder: Builder, context: parser.AliasedRelationContext): RelationNode {
  const relation = buildPrimaryRelation(builder, context.relationPrimary());
  const alias = context.identifier();
  if (!alias) return relation;
  return {
    kind: 'aliased',
    at: startOf(context),
    relation,
    alias: buildIdentifier(alias),
    columns: context.columnAliases()?.identifier().map(buildIdentifier),
  };
}

function buildPrimaryRelation(builder: Builder, context: parser.RelationPrimaryContext): RelationNode {
  const at = startOf(context);
  if (context instanceof parser.TableNameContext) {
    if (context.queryPeriod()) throw refuse(at, 'This connector does not support versioned tables');
    const name = context.tableOrViewName();
    return { kind: 'table', at, name: buildName(present(name.tableRef() ?? name.viewRef())) };
  }
  if (context instanceof parser.ParenthesizedRelationContext)
    return buildRelation(builder, context.relation());
  const source = (context as parser.ExpressionSourceTableContext).relationSourceTable();
  if (source instanceof parser.SubqueryRelationContext) {
    return { kind: 'subquery', at, query: builder.query(source.query()), lateral: false };
  }
  if (source instanceof parser.LateralContext) {
    return { kind: 'subquery', at, query: builder.query(source.query()), lateral: true };
  }
  if (source instanceof parser.UnnestContext) {
    const values = source.expression().map((value) => builder.expression(value));
    return { kind: 'unnest', at, values, ordinality: source.KW_ORDINALITY() !== null };
  }
  if (source instanceof parser.TableFunctionInvocationContext) {
    const call = source.tableFunctionCall();
    throw refuse(startOf(call), `Table function '${call.functionName().getText()}' not registered`);
  }
  throw refuse(at, "Table function 'json_table' not registered");
}
