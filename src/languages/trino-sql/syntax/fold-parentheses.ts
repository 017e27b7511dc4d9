import type { Token } from 'antlr4ng';

/**
 * Takes redundant parentheses out of the tokens: of `((((x))))` the outermost and the innermost pair stay, which may
 * belong to a call or make a row. The parser reads ahead to the closing one at each opening one, so that a hundred
 * of them would take seconds.
 */
export function foldParentheses(tokens: readonly Token[]): Token[] {
  const closing = matchingTokens(tokens);
  const dropped = new Set<number>();
  for (let i = 1; i + 1 < tokens.length; i += 1) {
    const end = closing.get(i);
    if (end !== undefined && closing.get(i - 1) === end + 1 && closing.get(i + 1) === end - 1) {
      dropped.add(i).add(end);
    }
  }
  return tokens.filter((_, i) => !dropped.has(i));
}

/** Index of the closing parenthesis by that of the opening one. */
function matchingTokens(tokens: readonly Token[]): ReadonlyMap<number, number> {
  const open: number[] = [];
  const closing = new Map<number, number>();
  for (const [i, token] of tokens.entries()) {
    if (token.text === '(') open.push(i);
    else if (token.text === ')') {
      const start = open.pop();
      if (start !== undefined) closing.set(start, i);
    }
  }
  return closing;
}
