import type { ParserRuleContext, Token } from 'antlr4ng';
import * as parser from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import type {
  ExpressionNode,
  Identifier,
  Name,
  OrderBy,
  Position,
  QueryNode,
  SortItem,
  WindowNode,
} from './ast.ts';
import { refuse } from './syntax-error.ts';
import { decodeUnicode, identifier, unquote, unquoteIdentifier } from './token-text.ts';

/** What the parts of the builder need of each other; put together in `build-statement.ts`. */
export interface Builder {
  expression(context: ParserRuleContext): ExpressionNode;
  query(context: parser.QueryContext): QueryNode;
  window(context: parser.WindowSpecificationContext): WindowNode;
  /** The items of a list, those that the parser did not see too. */
  list(items: readonly ParserRuleContext[]): readonly ExpressionNode[];
}

export function positionOf(token: Token | null | undefined): Position {
  return { line: token?.line ?? 1, column: (token?.column ?? 0) + 1 };
}

export function startOf(context: ParserRuleContext): Position {
  return positionOf(context.start);
}

/** For parts that the grammar guarantees but its types call optional. */
export function present<T>(part: T | null | undefined): T {
  if (part === null || part === undefined) throw new Error('the grammar gave an incomplete statement');
  return part;
}

export function buildIdentifier(context: parser.IdentifierContext): Identifier {
  const at = startOf(context);
  const text = context.getText();
  if (context instanceof parser.QuotedIdentifierContext) {
    if (text === '""') throw refuse(at, 'Zero-length delimited identifier not allowed');
    return { text: unquoteIdentifier(text), quoted: true, at };
  }
  if (context instanceof parser.BackQuotedIdentifierContext) {
    throw refuse(at, 'backquoted identifiers are not supported; use double quotes to quote identifiers');
  }
  if (context instanceof parser.DigitIdentifierContext) {
    throw refuse(at, 'identifiers must not start with a digit; surround the identifier with double quotes');
  }
  return identifier(text, at);
}

export function buildName(context: { identifier(): parser.IdentifierContext[] } & ParserRuleContext): Name {
  return { parts: context.identifier().map(buildIdentifier), at: startOf(context) };
}

export function buildString(context: parser.StringContext): string {
  if (context instanceof parser.UnicodeStringLiteralContext) {
    const escaped = context.STRING();
    const character = escaped ? unquote(escaped.getText()) : '\\';
    const at = startOf(context);
    if ([...character].length !== 1) throw refuse(at, 'Empty Unicode escape character');
    return decodeUnicode(unquote(context.UNICODE_STRING().getText().slice(2)), character, at);
  }
  return unquote(context.getText());
}

/** A name used as a value: `a.b.c` is a chain of dereferences, as in Trino. */
export function nameExpression(name: Name): ExpressionNode {
  const [first, ...others] = name.parts;
  if (first === undefined) throw new Error('a name without parts');
  return others.reduce<ExpressionNode>((base, field) => ({ kind: 'dereference', at: name.at, base, field }), {
    kind: 'identifier',
    at: first.at,
    name: first,
  });
}

export function columnRefExpression(context: parser.ColumnRefContext): ExpressionNode {
  return nameExpression(buildName(present(context.qualifiedName())));
}

export function buildOrderBy(
  builder: Builder,
  items: readonly parser.SortItemContext[],
): OrderBy | undefined {
  const [first] = items;
  if (first === undefined) return undefined;
  return { at: startOf(first), items: items.map((item) => buildSortItem(builder, item)) };
}

function buildSortItem(builder: Builder, context: parser.SortItemContext): SortItem {
  const column = context.columnRef();
  const value = column ? columnRefExpression(column) : builder.expression(present(context.expression()));
  const nulls = context._nullOrdering?.text?.toLowerCase();
  return {
    at: startOf(context),
    value,
    descending: context._ordering?.text?.toLowerCase() === 'desc',
    nulls: nulls === 'first' || nulls === 'last' ? nulls : undefined,
  };
}
