import type { Token } from 'antlr4ng';
import { TrinoSqlLexer } from 'dt-sql-parser/dist/lib/trino/TrinoSqlLexer.js';
import type { ExpressionNode } from './ast.ts';
import { integerNode } from './build-number.ts';
import { positionOf } from './builder.ts';
import { unquote } from './token-text.ts';

/** A literal as it stands in a long list: `'x'`, `-1.5`, `NULL`, `DATE '2024-01-31'`. */
export interface LiteralTokens {
  /** A minus, or the type of a date or time stamp. */
  readonly before: Token | undefined;
  readonly token: Token;
}

const NUMBERS: ReadonlySet<number> = new Set([
  TrinoSqlLexer.INTEGER_VALUE,
  TrinoSqlLexer.DECIMAL_VALUE,
  TrinoSqlLexer.DOUBLE_VALUE,
]);
const ALONE: ReadonlySet<number> = new Set([
  ...NUMBERS,
  TrinoSqlLexer.STRING,
  TrinoSqlLexer.KW_NULL,
  TrinoSqlLexer.KW_TRUE,
  TrinoSqlLexer.KW_FALSE,
]);
const TYPES: ReadonlySet<number> = new Set([TrinoSqlLexer.KW_DATE, TrinoSqlLexer.KW_TIMESTAMP]);

/** The literal at a place among the tokens, if there is one. It has one token, or two with what is before it. */
export function readLiteral(tokens: readonly Token[], at: number): LiteralTokens | undefined {
  const [first, second] = [tokens[at], tokens[at + 1]];
  if (first && ALONE.has(first.type)) return { before: undefined, token: first };
  if (!first || !second) return undefined;
  const signed = first.type === TrinoSqlLexer.MINUS && NUMBERS.has(second.type);
  const typed = TYPES.has(first.type) && second.type === TrinoSqlLexer.STRING;
  return signed || typed ? { before: first, token: second } : undefined;
}

export function buildLiteral({ before, token }: LiteralTokens): ExpressionNode {
  const at = positionOf(before ?? token);
  const own = token.text ?? '';
  const text = before?.type === TrinoSqlLexer.MINUS ? `-${own}` : own;
  switch (token.type) {
    case TrinoSqlLexer.STRING:
      if (before) return { kind: 'typed literal', at, type: before.text ?? '', value: unquote(own) };
      return { kind: 'string', at, value: unquote(own) };
    case TrinoSqlLexer.KW_NULL:
      return { kind: 'null', at };
    case TrinoSqlLexer.KW_TRUE:
    case TrinoSqlLexer.KW_FALSE:
      return { kind: 'boolean', at, value: token.type === TrinoSqlLexer.KW_TRUE };
    case TrinoSqlLexer.DECIMAL_VALUE:
      return { kind: 'decimal', at, text };
    case TrinoSqlLexer.DOUBLE_VALUE:
      return { kind: 'double', at, text };
    default:
      return integerNode(text, at);
  }
}
