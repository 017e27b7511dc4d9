import * as parser from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import type { LikePattern, Statement } from './ast.ts';
import { buildExpression } from './build-expression.ts';
import { buildQuery, buildWindow } from './build-query.ts';
import { type Builder, buildName, buildString, present, startOf } from './builder.ts';
import { buildItem, type FoldedTokens } from './fold-lists.ts';
import { refuse } from './syntax-error.ts';

/**
 * The parse tree of a statement as a syntax tree.
 * @throws LanguageError for statements other than queries, SHOW TABLES, COLUMNS, FUNCTIONS and DESCRIBE.
 */
export function buildStatement(
  context: parser.SingleStatementContext,
  folded: FoldedTokens['rest'],
): Statement {
  const builder: Builder = {
    expression: (node) => buildExpression(builder, node),
    query: (node) => buildQuery(builder, node),
    window: (node) => buildWindow(builder, node),
    list: ([first, ...others]) => {
      const rest = first?.start && folded.get(first.start);
      return [
        ...(first ? [builder.expression(first)] : []),
        ...(rest ?? []).map(buildItem),
        ...others.map((item) => builder.expression(item)),
      ];
    },
  };
  const statement = context.statement();
  if (statement instanceof parser.StatementDefaultContext && !statement.rootQuery().withFunction()) {
    return { kind: 'query', query: builder.query(statement.rootQuery().query()) };
  }
  if (statement instanceof parser.ShowTablesContext) {
    const schema = statement.schemaRef();
    return { kind: 'show tables', schema: schema ? buildName(schema) : undefined, like: likeOf(statement) };
  }
  if (statement instanceof parser.ShowColumnsContext) {
    const name = statement.tableOrViewName();
    const table = buildName(present(name.tableRef() ?? name.viewRef()));
    return { kind: 'show columns', table, like: likeOf(statement) };
  }
  if (statement instanceof parser.ShowFunctionsContext) {
    return { kind: 'show functions', like: likeOf(statement) };
  }
  throw refuse(startOf(context), READ_ONLY);
}

/** Text of the data-query contract §3.1 for every statement that is neither a query nor one of the listed SHOWs. */
export const READ_ONLY = 'Only read-only statements are supported in Data Query';

function likeOf(context: {
  _pattern?: parser.StringContext;
  _escape?: parser.StringContext;
}): LikePattern | undefined {
  if (!context._pattern) return undefined;
  return {
    pattern: buildString(context._pattern),
    escape: context._escape && buildString(context._escape),
  };
}
