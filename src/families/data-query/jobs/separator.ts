/** Of DSV without one (data-query-and-query-runs.md §5.2, §6 point 16), by the words of `dataQuery.dsvSeparator`. */
export const DEFAULT_SEPARATORS = { pipe: '|', comma: ',', semicolon: ';', tab: '\t' } as const;

/** One character (code point) that a DSV file can be separated by. */
export function isSeparator(text: unknown): text is string {
  // A lone surrogate is no character and cannot be written as UTF-8.
  return (
    typeof text === 'string' &&
    text.length <= 2 &&
    [...text].length === 1 &&
    !/["\r\n\0]|\p{Surrogate}/u.test(text)
  );
}
