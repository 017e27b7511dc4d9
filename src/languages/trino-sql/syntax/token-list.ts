import {
  type CharStream,
  CommonToken,
  CommonTokenFactory,
  type Token,
  type TokenFactory,
  type TokenSource,
  Token as TokenTypes,
} from 'antlr4ng';

/** Gives a parser tokens that are already there, then the end for ever. */
export class TokenList implements TokenSource {
  readonly inputStream: CharStream | null = null;
  readonly sourceName = 'statement';
  tokenFactory: TokenFactory<Token> = CommonTokenFactory.DEFAULT as TokenFactory<Token>;
  readonly #tokens: readonly Token[];
  readonly #end: Token;
  #next = 0;

  constructor(tokens: readonly Token[], end: Token) {
    this.#tokens = tokens;
    this.#end = end;
  }

  nextToken(): Token {
    const token = this.#tokens[this.#next] ?? this.#end;
    this.#next += 1;
    return token;
  }

  get line(): number {
    return (this.#tokens[this.#next] ?? this.#end).line;
  }

  get _tokenStartColumn(): number {
    return (this.#tokens[this.#next] ?? this.#end).column;
  }
}

/** The token after the last one, placed where the text ends. */
export function endToken(text: string): Token {
  const lines = text.split('\n');
  const end = new CommonToken([null, null], TokenTypes.EOF, 0, text.length, text.length - 1);
  end.text = '<EOF>';
  end.line = lines.length;
  end.column = [...(lines.at(-1) ?? '')].length;
  return end;
}
