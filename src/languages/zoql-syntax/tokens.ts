import { type Position, refuse } from './refuse.ts';

export interface Token {
  /** `text`: in single quotes; `quoted`: in double quotes; `moment`: a date or date-time without quotes. */
  readonly kind: 'word' | 'text' | 'quoted' | 'number' | 'moment' | 'sign' | 'end';
  /** Without its quotes and escapes. */
  readonly text: string;
  readonly at: Position;
}

/** How a quote is written inside quotes: twice, or behind a backslash. */
export type Escapes = 'doubled' | 'backslash';

const SPACE = /\s+/y;
const WORD = /[\p{L}_][\p{L}\p{N}_$]*/uy;
const MOMENT = /\d{4}-\d{2}-\d{2}(?:[Tt]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(?:[Zz]|[+-]\d{2}:?\d{2})?/y;
const NUMBER = /[+-]?(?:\d+(?:\.\d+)?|\.\d+)/y;
const SIGN = /<=|>=|<>|!=|[=<>(),.;*]/y;
const WORD_PART = /[\p{L}\p{N}_$]/uy;

const PATTERNS = [
  ['word', WORD],
  ['moment', MOMENT],
  ['number', NUMBER],
  ['sign', SIGN],
] as const;

/** The words and signs of a query, the last of them its end. @throws LanguageError at what can be none. */
export function tokenize(text: string, escapes: Escapes): readonly Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  let line = 1;
  let lineStart = 0;
  const pass = (end: number): void => {
    for (let i = text.indexOf('\n', offset); i >= 0 && i < end; i = text.indexOf('\n', i + 1)) {
      line += 1;
      lineStart = i + 1;
    }
    offset = end;
  };
  while (true) {
    pass(matchEnd(SPACE, text, offset) ?? offset);
    const at = { line, column: offset - lineStart + 1 };
    if (offset >= text.length) return [...tokens, { kind: 'end', text: '', at }];
    const sign = text[offset];
    if (sign === "'" || sign === '"') {
      const quoted = scanQuoted(text, offset, escapes, at);
      tokens.push({ kind: sign === "'" ? 'text' : 'quoted', text: quoted.text, at });
      pass(quoted.end);
      continue;
    }
    const token = plainToken(text, offset, at);
    tokens.push(token);
    pass(offset + token.text.length);
  }
}

function plainToken(text: string, offset: number, at: Position): Token {
  for (const [kind, pattern] of PATTERNS) {
    const end = matchEnd(pattern, text, offset);
    if (end === undefined) continue;
    const found = text.slice(offset, end);
    if ((kind === 'number' || kind === 'moment') && matchEnd(WORD_PART, text, end) !== undefined) {
      throw refuse(
        at,
        `"${found}${String.fromCodePoint(text.codePointAt(end) ?? 0)}…" is neither a number nor a name`,
      );
    }
    return { kind, text: found, at };
  }
  const character = String.fromCodePoint(text.codePointAt(offset) ?? 0);
  throw refuse(at, `The character ${character} has no meaning here`);
}

function matchEnd(pattern: RegExp, text: string, offset: number): number | undefined {
  pattern.lastIndex = offset;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

const ESCAPED: Readonly<Record<string, string>> = {
  "'": "'",
  '"': '"',
  '\\': '\\',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** A loop and no pattern: a pattern with choices is bounded by the stack. */
function scanQuoted(
  text: string,
  start: number,
  escapes: Escapes,
  at: Position,
): { readonly text: string; readonly end: number } {
  const quote = text[start] ?? '';
  const parts: string[] = [];
  let from = start + 1;
  for (let i = from; i < text.length; i += 1) {
    if (escapes === 'backslash' && text[i] === '\\') {
      const meant = ESCAPED[text[i + 1] ?? ''];
      if (meant === undefined)
        throw refuse(
          at,
          `\\${text[i + 1] ?? ''} in a text is no escape: they are \\' \\" \\\\ \\b \\f \\n \\r \\t`,
        );
      parts.push(text.slice(from, i), meant);
      i += 1;
      from = i + 1;
    } else if (text[i] === quote) {
      parts.push(text.slice(from, i));
      if (escapes === 'backslash' || text[i + 1] !== quote) return { text: parts.join(''), end: i + 1 };
      parts.push(quote);
      i += 1;
      from = i + 1;
    }
  }
  throw refuse(at, `The text that begins here has no closing ${quote}`);
}
