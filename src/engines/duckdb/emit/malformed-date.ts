import { quoteText } from './quote.ts';

const MONTH =
  '(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';

/** What a reader of dates takes for each of strptime's specifiers. */
const PIECES: Readonly<Record<string, string>> = {
  Y: '[0-9]{1,4}',
  G: '[0-9]{1,4}',
  y: '[0-9]{2}',
  j: '[0-9]{1,3}',
  f: '[0-9]{1,9}',
  b: MONTH,
  B: MONTH,
  a: '[A-Za-z]+',
  A: '[A-Za-z]+',
  p: '[AaPp][Mm]',
};
const TWO_DIGITS = '[0-9]{1,2}';

/**
 * SQL of the message for a text that a format of strptime does not read: it names the place where reading stopped, as
 * Trino does. A number out of its range, where Trino has texts of its own, names none.
 */
export function malformedDate(text: string, format: string): string {
  const pieces = (format.match(/%-?[A-Za-z%]|./gs) ?? []).map((part) => {
    if (part.length === 1) return part.replace(/[\\^$.|?*+()[\]{}]/, '\\$&');
    const letter = part.at(-1) ?? '';
    return letter === '%' ? '%' : (PIECES[letter] ?? TWO_DIGITS);
  });
  const prefix = pieces.reduceRight((rest, piece) => `(?:${piece}${rest})?`, '');
  return `sluice.malformed(${text}, ${quoteText(`^${prefix}`)}, ${quoteText(`^${pieces.join('')}$`)})`;
}
