import type { Token } from 'antlr4ng';
import { TrinoSqlLexer } from 'dt-sql-parser/dist/lib/trino/TrinoSqlLexer.js';
import type { ExpressionNode } from './ast.ts';
import { positionOf } from './builder.ts';
import { buildLiteral, type LiteralTokens, readLiteral } from './literal-tokens.ts';

/**
 * A list after IN or VALUES that starts with at least this many literals, or rows of literals, is not given to the
 * parser item by item: the first stands for them all. A statement of a million characters is nearly always one such
 * list, and the parser needs about 40 µs and 2 kB an item.
 */
const FOLD_FROM = 64;

/** An item of a list: a literal, or a row of them in parentheses. */
export interface FoldedItem {
  readonly start: Token;
  readonly literals: readonly LiteralTokens[];
}

export interface FoldedTokens {
  readonly tokens: Token[];
  /** The items left out, by the first token of their list; they stood behind its first item. */
  readonly rest: ReadonlyMap<Token, readonly FoldedItem[]>;
}

/** Takes all but the first of the literals at the start of long lists out of the tokens: `IN (1, 2, x)` becomes `IN (1, x)`. */
export function foldLongLists(all: readonly Token[]): FoldedTokens {
  const visible = all.filter((token) => token.channel === 0);
  const tokens: Token[] = [];
  const rest = new Map<Token, readonly FoldedItem[]>();
  let i = 0;
  while (i < visible.length) {
    const token = visible[i];
    if (token === undefined) break;
    tokens.push(token);
    i += 1;
    const isList = token.text === '(' && visible[i - 2]?.type === TrinoSqlLexer.KW_IN;
    if (!isList && token.type !== TrinoSqlLexer.KW_VALUES) continue;
    const items = readItems(visible, i);
    const [first, ...others] = items;
    const last = others.at(-1);
    if (!first || !last || items.length < FOLD_FROM) continue;
    for (const own of visible.slice(i, first.end)) tokens.push(own);
    rest.set(
      first.item.start,
      others.map(({ item }) => item),
    );
    i = last.end;
  }
  return { tokens, rest };
}

/** The expression that the parser would have made of an item. */
export function buildItem({ start, literals }: FoldedItem): ExpressionNode {
  const [only, ...others] = literals;
  if (only && others.length === 0) return buildLiteral(only);
  return { kind: 'row', at: positionOf(start), items: literals.map(buildLiteral) };
}

interface ReadItem {
  readonly item: FoldedItem;
  /** Index of the token behind it. */
  readonly end: number;
}

/** The items from a token on, as long as they are literals and nothing goes on with them. */
function readItems(tokens: readonly Token[], from: number): readonly ReadItem[] {
  const items: ReadItem[] = [];
  for (let next = readItem(tokens, from); next; next = readItem(tokens, next.end + 1)) {
    const after = tokens[next.end]?.text;
    if (after !== undefined && after !== ',' && after !== ')') break;
    items.push(next);
    if (after !== ',') break;
  }
  return items;
}

function readItem(tokens: readonly Token[], from: number): ReadItem | undefined {
  const start = tokens[from];
  if (!start) return undefined;
  const isRow = start.text === '(';
  const literals: LiteralTokens[] = [];
  for (let at = isRow ? from + 1 : from; ; at += 1) {
    const literal = readLiteral(tokens, at);
    if (!literal) return undefined;
    literals.push(literal);
    at += literal.before ? 2 : 1;
    if (!isRow) return { item: { start, literals }, end: at };
    if (tokens[at]?.text === ')') return { item: { start, literals }, end: at + 1 };
    if (tokens[at]?.text !== ',') return undefined;
  }
}
