import * as antlr from 'antlr4ng';
import { TrinoSqlLexer } from 'dt-sql-parser/dist/lib/trino/TrinoSqlLexer.js';
import { type SingleStatementContext, TrinoSqlParser } from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import type { LanguageError } from '../../../ports/compiler.ts';
import type { Statement } from './ast.ts';
import { buildStatement } from './build-statement.ts';
import { expectedTokens } from './expected-tokens.ts';
import { foldLongLists } from './fold-lists.ts';
import { foldParentheses } from './fold-parentheses.ts';
import { parseWhole } from './grammar.ts';
import { refuseTooLarge } from './size-limit.ts';
import { refuse } from './syntax-error.ts';
import { endToken, TokenList } from './token-list.ts';

/**
 * Text to syntax tree with Trino's own grammar. One trailing `;` is tolerated (data-query contract §4.1).
 * @throws LanguageError with Trino's text: `line 1:1: mismatched input 'SELEC'. Expecting: …`.
 */
export function parseStatement(text: string): Statement {
  const lexer = new TrinoSqlLexer(antlr.CharStreams.fromString(text));
  lexer.removeErrorListeners();
  const folded = foldLongLists(lexer.getAllTokens());
  const tokens = foldParentheses(folded.tokens);
  refuseTooLarge(tokens);
  acceptShowFunction(tokens);
  acceptOneSemicolon(tokens);
  const source = new TokenList(tokens, endToken(text));
  const stream = new antlr.CommonTokenStream(source);
  stream.fill();
  const parser = new TrinoSqlParser(stream);
  parser.removeErrorListeners();
  parser.addErrorListener(new TrinoErrors());
  return buildStatement(parseTwice(parser), folded.rest);
}

/** `SHOW FUNCTION` stands for `SHOW FUNCTIONS` (data-query contract §4.1). */
function acceptShowFunction(tokens: readonly antlr.Token[]): void {
  const [show, singular] = tokens;
  if (show?.type === TrinoSqlLexer.KW_SHOW && singular?.type === TrinoSqlLexer.KW_FUNCTION) {
    singular.type = TrinoSqlLexer.KW_FUNCTIONS;
  }
}

/** The grammar's package takes a `;` after a statement, Trino does not: only the last is dropped here. */
function acceptOneSemicolon(tokens: antlr.Token[]): void {
  if (tokens.at(-1)?.type === TrinoSqlLexer.SEMICOLON) tokens.pop();
  for (const token of tokens) {
    if (token.type === TrinoSqlLexer.SEMICOLON) token.type = TrinoSqlLexer.UNRECOGNIZED;
  }
}

/** The faster prediction first; where it fails, the exact one decides and words the error. */
function parseTwice(parser: TrinoSqlParser): SingleStatementContext {
  try {
    parser.interpreter.predictionMode = antlr.PredictionMode.SLL;
    parser.errorHandler = new StopAtFirstError();
    return parseWhole(parser);
  } catch (error) {
    if (error instanceof RangeError) throw error;
    parser.tokenStream.seek(0);
    parser.reset();
    parser.interpreter.predictionMode = antlr.PredictionMode.LL;
    parser.errorHandler = new StopAtFirstError();
    return parseWhole(parser);
  }
}

function mismatched(token: antlr.Token, expected: readonly string[]): LanguageError {
  return refuse(
    { line: token.line, column: token.column + 1 },
    `mismatched input '${token.text}'. Expecting: ${expected.join(', ')}`,
  );
}

/**
 * Trino does not repair a statement by adding or dropping a token. A mismatch is reported from the last place where
 * an optional part was passed over, so that the parts that could have stood there are named too.
 */
class StopAtFirstError extends antlr.DefaultErrorStrategy {
  override recoverInline(recognizer: antlr.Parser): antlr.Token {
    throw this.#mismatch(recognizer);
  }

  #mismatch(recognizer: antlr.Parser): antlr.InputMismatchException {
    const error = new antlr.InputMismatchException(recognizer);
    if (this.nextTokensContext) {
      error.ctx = this.nextTokensContext;
      error.offendingState = this.nextTokenState;
    }
    return error;
  }
}

class TrinoErrors extends antlr.BaseErrorListener {
  override syntaxError<S extends antlr.Token, T extends antlr.ATNSimulator>(
    recognizer: antlr.Recognizer<T>,
    offendingSymbol: S | null,
    line: number,
    column: number,
    message: string,
    error: antlr.RecognitionException | null,
  ): void {
    const found =
      recognizer instanceof antlr.Parser ? expectedTokens(recognizer, error, offendingSymbol) : undefined;
    if (found) throw mismatched(found.token, found.expected);
    throw refuse({ line, column: column + 1 }, message);
  }
}
