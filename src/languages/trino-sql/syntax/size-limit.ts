import type { Token } from 'antlr4ng';
import { TrinoSqlLexer } from 'dt-sql-parser/dist/lib/trino/TrinoSqlLexer.js';
import type { LanguageError } from '../../../ports/compiler.ts';
import { refuse } from './syntax-error.ts';

/**
 * Bounds on what the parser is given, so that nobody's statement takes much longer than a second of a slow core. Trino
 * has none but its stack; its users' statements nest ten deep. Measured: 100 levels take 0.2–1.5 s of processor time
 * (lambdas longest), 200 levels of CASE more than 10 s.
 */
export const MAX_NESTING = 100;

/** UNION, INTERSECT and EXCEPT of a statement. 1,000 take 0.5 s. */
export const MAX_SET_OPERATIONS = 1_000;

/** JOINs of a statement. 1,000 take 0.6 s. */
export const MAX_JOINS = 1_000;

/** Words and signs, those of long lists of literals aside. As many take 1.5 s. */
export const MAX_TOKENS = 50_000;

const OPENING: ReadonlySet<string> = new Set(['(', '[']);
const CLOSING: ReadonlySet<string> = new Set([')', ']']);
const SET_OPERATORS: ReadonlySet<number> = new Set([
  TrinoSqlLexer.KW_UNION,
  TrinoSqlLexer.KW_INTERSECT,
  TrinoSqlLexer.KW_EXCEPT,
]);

/** @throws LanguageError when a statement is beyond a bound, in time linear to its length. */
export function refuseTooLarge(tokens: readonly Token[]): void {
  if (tokens.length > MAX_TOKENS) throw tooLarge();
  let depth = 0;
  let setOperations = 0;
  let joins = 0;
  for (const { type, text } of tokens) {
    if (type === TrinoSqlLexer.KW_CASE || OPENING.has(text ?? '')) depth += 1;
    else if (type === TrinoSqlLexer.KW_END || CLOSING.has(text ?? '')) depth -= 1;
    else if (type === TrinoSqlLexer.KW_JOIN) joins += 1;
    else if (SET_OPERATORS.has(type)) setOperations += 1;
    if (depth > MAX_NESTING || joins > MAX_JOINS || setOperations > MAX_SET_OPERATIONS) throw tooLarge();
  }
}

/** The text of what is beyond a bound and of what is beyond the stack, as in Trino. */
export function tooLarge(): LanguageError {
  return refuse({ line: 1, column: 1 }, 'statement is too large (stack overflow during parsing)');
}
