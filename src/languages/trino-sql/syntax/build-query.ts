import * as parser from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import type {
  FrameBoundNode,
  FrameNode,
  GroupBy,
  GroupingElement,
  LimitNode,
  QueryBody,
  QueryNode,
  RelationNode,
  RowCount,
  SelectItem,
  SelectNode,
  WindowNode,
  WithNode,
} from './ast.ts';
import { buildRelation } from './build-relation.ts';
import {
  type Builder,
  buildIdentifier,
  buildName,
  buildOrderBy,
  columnRefExpression,
  positionOf,
  present,
  startOf,
} from './builder.ts';
import { refuse } from './syntax-error.ts';
import { parseInteger } from './token-text.ts';

export function buildQuery(builder: Builder, context: parser.QueryContext): QueryNode {
  const statement = context as parser.QueryStatementContext;
  const withClause = statement.with();
  const body = buildQueryNoWith(builder, statement.queryNoWith());
  return { ...body, at: startOf(context), with: withClause ? buildWith(builder, withClause) : undefined };
}

function buildWith(builder: Builder, context: parser.WithContext): WithNode {
  return {
    recursive: context.KW_RECURSIVE() !== null,
    queries: context.namedQuery().map((named) => ({
      at: startOf(named),
      name: buildIdentifier(named.identifier()),
      columns: named.columnAliases()?.identifier().map(buildIdentifier),
      query: builder.query(named.query()),
    })),
  };
}

function buildQueryNoWith(builder: Builder, context: parser.QueryNoWithContext): QueryNode {
  return {
    at: startOf(context),
    with: undefined,
    body: buildTerm(builder, context.queryTerm()),
    orderBy: buildOrderBy(builder, context.sortItem()),
    offset: context._offset && buildRowCount(context._offset, positionOf(context.KW_OFFSET()?.symbol)),
    limit: buildLimit(context),
  };
}

function buildRowCount(context: parser.RowCountContext, at: RowCount['at']): RowCount {
  const digits = context.INTEGER_VALUE();
  if (!digits) throw refuse({ line: 1, column: 1 }, 'Incorrect number of parameters: expected 1 but found 0');
  return { at, count: parseInteger(digits.getText()) };
}

function buildLimit(context: parser.QueryNoWithContext): LimitNode | undefined {
  if (context._limit) {
    const at = positionOf(context.KW_LIMIT()?.symbol);
    const count = context._limit.rowCount();
    return { kind: 'limit', at, count: count ? buildRowCount(count, at).count : 'all' };
  }
  const fetch = context.KW_FETCH();
  if (!fetch) return undefined;
  const at = positionOf(fetch.symbol);
  const count = context._fetchFirst ? buildRowCount(context._fetchFirst, at).count : 1n;
  return { kind: 'fetch', at, count, withTies: context.KW_TIES() !== null };
}

/** A chain of set operations leans to the left: it is walked without recursion. */
function buildTerm(builder: Builder, context: parser.QueryTermContext): QueryBody {
  const links: parser.SetOperationContext[] = [];
  let current = context;
  while (current instanceof parser.SetOperationContext) {
    links.push(current);
    current = present(current._left);
  }
  let body = buildPrimaryQuery(builder, (current as parser.QueryTermDefaultContext).queryPrimary());
  for (const link of links.reverse()) {
    body = {
      kind: 'set',
      at: positionOf(link._operator),
      operator: link._operator?.text?.toLowerCase() as 'union',
      all: link.setQuantifier()?.KW_ALL() != null,
      left: body,
      right: buildTerm(builder, present(link._right)),
    };
  }
  return body;
}

function buildPrimaryQuery(builder: Builder, context: parser.QueryPrimaryContext): QueryBody {
  const at = startOf(context);
  if (context instanceof parser.QueryPrimaryDefaultContext) {
    return buildSelect(builder, context.querySpecification());
  }
  if (context instanceof parser.TableContext) {
    return { kind: 'table', at, name: buildName(context.tableRef()) };
  }
  if (context instanceof parser.InlineTableContext) {
    return { kind: 'values', at, rows: builder.list(context.expression()) };
  }
  const nested = (context as parser.SubqueryContext).queryNoWith();
  return { kind: 'subquery', at, query: buildQueryNoWith(builder, nested) };
}

function buildSelect(builder: Builder, context: parser.QuerySpecificationContext): SelectNode {
  const where = context.whereClause();
  const having = context.havingClause();
  const groupBy = context.groupBy();
  const [first, ...others] = context.relation().map((relation) => buildRelation(builder, relation));
  return {
    kind: 'select',
    at: startOf(context),
    distinct: context.setQuantifier()?.KW_DISTINCT() != null,
    items: context
      .selectList()
      .selectItem()
      .map((item) => buildSelectItem(builder, item)),
    from: first && others.reduce(implicitJoin, first),
    where: where ? builder.expression(where.booleanExpression()) : undefined,
    groupBy: groupBy ? buildGroupBy(builder, groupBy) : undefined,
    having: having ? builder.expression(having.booleanExpression()) : undefined,
    windows: context.windowDefinition().map((definition) => ({
      name: buildIdentifier(definition.identifier()),
      window: builder.window(definition.windowSpecification()),
    })),
  };
}

function implicitJoin(left: RelationNode, right: RelationNode): RelationNode {
  return {
    kind: 'join',
    at: left.at,
    join: 'implicit',
    natural: false,
    left,
    right,
    on: undefined,
    using: undefined,
  };
}

function buildSelectItem(builder: Builder, context: parser.SelectItemContext): SelectItem {
  const all = context.tableAllColumns();
  if (all) {
    return {
      kind: 'all',
      at: startOf(context),
      of: builder.expression(all.primaryExpression()),
      aliases: context.columnAliases()?.identifier().map(buildIdentifier) ?? [],
    };
  }
  if (context.selectAllWithoutTable())
    return { kind: 'all', at: startOf(context), of: undefined, aliases: [] };
  const column = context.selectLiteralColumnName();
  const value = column
    ? columnRefExpression(column.columnRef())
    : builder.expression(present(context.selectExpressionColumnName()).expression());
  const alias = context.identifier();
  return { kind: 'expression', value, alias: alias ? buildIdentifier(alias) : undefined };
}

function buildGroupBy(builder: Builder, context: parser.GroupByContext): GroupBy {
  const terms = (set: parser.GroupingSetContext) =>
    set.groupingTerm().map((term) => {
      const column = term.columnRef();
      return column ? columnRefExpression(column) : builder.expression(present(term.expression()));
    });
  const elements = context.groupingElement().map((element): GroupingElement => {
    if (element instanceof parser.SingleGroupingSetContext) {
      return { kind: 'simple', terms: terms(element.groupingSet()) };
    }
    const kind =
      element instanceof parser.RollupContext
        ? 'rollup'
        : element instanceof parser.CubeContext
          ? 'cube'
          : 'sets';
    const sets = (element as parser.RollupContext).groupingSet().map(terms);
    return { kind, at: startOf(element), sets };
  });
  return { at: startOf(context), distinct: context.setQuantifier()?.KW_DISTINCT() != null, elements };
}

export function buildWindow(builder: Builder, context: parser.WindowSpecificationContext): WindowNode {
  const base = context.identifier();
  const frame = context.windowFrame();
  const orderBy = buildOrderBy(builder, context.sortItem());
  return {
    at: startOf(context),
    base: base ? buildIdentifier(base) : undefined,
    partitionBy:
      context
        .partitionBy()
        ?.expression()
        .map((key) => builder.expression(key)) ?? [],
    orderBy: orderBy && { ...orderBy, at: positionOf(context.KW_ORDER()?.symbol) },
    frame: frame ? buildFrame(builder, frame) : undefined,
  };
}

function buildFrame(builder: Builder, context: parser.WindowFrameContext): FrameNode {
  const extent = context.frameExtent();
  if (context.KW_PATTERN() || context.KW_MEASURES()) {
    throw refuse(startOf(context), 'Pattern recognition in a window is not supported');
  }
  return {
    at: startOf(extent),
    unit: extent._frameType?.text?.toLowerCase() as 'range',
    start: buildBound(builder, present(extent._start)),
    end: extent._end && buildBound(builder, extent._end),
  };
}

function buildBound(builder: Builder, context: parser.FrameBoundContext): FrameBoundNode {
  const at = startOf(context);
  if (context instanceof parser.UnboundedFrameContext) {
    const bound = `unbounded ${context._boundType?.text?.toLowerCase()}` as 'unbounded preceding';
    return { at, bound, value: undefined };
  }
  if (context instanceof parser.BoundedFrameContext) {
    const bound = context._boundType?.text?.toLowerCase() as 'preceding';
    return { at, bound, value: builder.expression(context.expression()) };
  }
  return { at, bound: 'current row', value: undefined };
}
