import type { LanguageError } from '../../ports/compiler.ts';
import { refuse } from './refuse.ts';
import type { Token } from './tokens.ts';

/** Brackets within brackets, as in Trino SQL here; real queries nest four deep (aqua.md §12). */
const MAX_NESTING = 100;

/** Walks over the tokens of a query. Key words may have any case, and are names wherever they are not expected. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** The next token, or one behind it; at the end always the end. */
  peek(ahead = 0): Token {
    const token = this.#tokens[Math.min(this.#next + ahead, this.#tokens.length - 1)];
    if (token === undefined) throw new TypeError('there is always the end');
    return token;
  }

  take(): Token {
    const token = this.peek();
    this.#next += 1;
    return token;
  }

  isWord(word: string, ahead = 0): boolean {
    const { kind, text } = this.peek(ahead);
    return kind === 'word' && text.toUpperCase() === word;
  }

  isSign(sign: string, ahead = 0): boolean {
    const { kind, text } = this.peek(ahead);
    return kind === 'sign' && text === sign;
  }

  acceptWord(word: string): boolean {
    const accepted = this.isWord(word);
    if (accepted) this.#next += 1;
    return accepted;
  }

  acceptSign(sign: string): boolean {
    const accepted = this.isSign(sign);
    if (accepted) this.#next += 1;
    return accepted;
  }

  expectWord(word: string): void {
    if (!this.acceptWord(word)) throw this.unexpected(word);
  }

  expectSign(sign: string): void {
    if (!this.acceptSign(sign)) throw this.unexpected(`"${sign}"`);
  }

  /** A name; `what` says which one is expected. */
  name(what: string): Token {
    if (this.peek().kind !== 'word') throw this.unexpected(what);
    return this.take();
  }

  /** What stands here is not what may stand here. */
  unexpected(expected: string, hint = ''): LanguageError {
    const { kind, text, at } = this.peek();
    const found = kind === 'end' ? 'the end of the query' : kind === 'text' ? `'${text}'` : `"${text}"`;
    return refuse(at, `Found ${found}, expected ${expected}${hint && `: ${hint}`}`);
  }

  /** Parses what is inside a bracket or behind a NOT. */
  nested<T>(parse: () => T): T {
    this.#depth += 1;
    if (this.#depth > MAX_NESTING)
      throw refuse(this.peek().at, `The query has more than ${MAX_NESTING} brackets within brackets`);
    const parsed = parse();
    this.#depth -= 1;
    return parsed;
  }
}
