/** By the words of the documentation (bulk-data.md §2.1); the characters themselves are taken too. */
const DELIMITERS: Readonly<Record<string, string>> = {
  comma: ',',
  tab: '\t',
  pipe: '|',
  semicolon: ';',
  colon: ':',
  caret: '^',
  tilde: '~',
  dot: '.',
  period: '.',
};

export const DELIMITER_ALLOWED =
  'comma, tab, pipe, semicolon, colon, caret, tilde, dot (or period), or the character itself';

/** `undefined` for what is neither such a word, in any case, nor such a character. */
export function delimiterOf(text: string): string | undefined {
  const word = text.toLowerCase();
  if (Object.hasOwn(DELIMITERS, word)) return DELIMITERS[word];
  return Object.values(DELIMITERS).includes(text) ? text : undefined;
}
