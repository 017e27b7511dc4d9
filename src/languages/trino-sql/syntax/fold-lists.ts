import type { Token } from 'antlr4ng';
import { TrinoSqlLexer } from 'dt-sql-parser/dist/lib/trino/TrinoSqlLexer.js';

/**
 * A list of literals after IN from this length on is not given to the parser item by item: the first stands for all.
 * A statement of a million characters is nearly always one such list, and the parser needs about 40 µs and 2 kB an item.
 */
const FOLD_FROM = 64;

const LITERALS: ReadonlySet<number> = new Set([
  TrinoSqlLexer.STRING,
  TrinoSqlLexer.INTEGER_VALUE,
  TrinoSqlLexer.DECIMAL_VALUE,
  TrinoSqlLexer.DOUBLE_VALUE,
]);

export interface FoldedTokens {
  readonly tokens: Token[];
  /** The literals left out, by the first literal of their list. */
  readonly rest: ReadonlyMap<Token, readonly Token[]>;
}

/** Takes the tail of long lists of literals out of the tokens: `IN (1, 2, 3 …)` becomes `IN (1)`. */
export function foldLongLists(all: readonly Token[]): FoldedTokens {
  const visible = all.filter((token) => token.channel === 0);
  const tokens: Token[] = [];
  const rest = new Map<Token, readonly Token[]>();
  let i = 0;
  while (i < visible.length) {
    const token = visible[i];
    if (token === undefined) break;
    tokens.push(token);
    i += 1;
    const isListStart =
      token.text === '(' && visible[i - 2]?.type === TrinoSqlLexer.KW_IN && isLiteral(visible[i]);
    if (!isListStart) continue;
    const first = visible[i];
    const tail: Token[] = [];
    let at = i + 1;
    while (visible[at]?.text === ',' && isLiteral(visible[at + 1])) {
      const literal = visible[at + 1];
      if (literal) tail.push(literal);
      at += 2;
    }
    if (first && visible[at]?.text === ')' && tail.length >= FOLD_FROM) {
      tokens.push(first);
      rest.set(first, tail);
      i = at;
    }
  }
  return { tokens, rest };
}

function isLiteral(token: Token | undefined): boolean {
  return token !== undefined && LITERALS.has(token.type);
}
