import { EngineError } from '../../../ports/engine.ts';

/** One part of a Joda pattern: text, or a letter that many times. */
export type JodaPart = { readonly text: string } | { readonly letter: string; readonly count: number };

/** A pattern of format_datetime or parse_datetime, read. Quotes hold text, `''` is a quote. */
export function jodaParts(pattern: string): readonly JodaPart[] {
  const parts: JodaPart[] = [];
  for (const [all, quoted, letter] of pattern.matchAll(/'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+|'/gs)) {
    if (letter !== undefined) parts.push({ letter, count: all.length });
    else if (quoted !== undefined) parts.push({ text: quoted === '' ? "'" : quoted.replaceAll("''", "'") });
    else parts.push({ text: all });
  }
  return parts;
}

export function unknownLetter(letter: string): EngineError {
  return new EngineError('user', `Illegal pattern component: ${letter}`);
}

/** strftime's form of a part; `undefined` where it has none. */
export function strftimeOf(letter: string, count: number): string | undefined {
  const padded = (one: string, two: string) => (count === 1 ? one : count === 2 ? two : undefined);
  switch (letter) {
    case 'y':
    case 'Y':
      return count === 2 ? '%y' : '%Y';
    case 'x':
      return count === 2 ? undefined : '%G';
    case 'M':
      return count >= 4 ? '%B' : count === 3 ? '%b' : padded('%-m', '%m');
    case 'd':
      return padded('%-d', '%d');
    case 'H':
      return padded('%-H', '%H');
    case 'h':
      return padded('%-I', '%I');
    case 'm':
      return padded('%-M', '%M');
    case 's':
      return padded('%-S', '%S');
    case 'E':
      return count >= 4 ? '%A' : '%a';
    case 'a':
      return '%p';
    case 'D':
      return count === 3 ? '%j' : count === 1 ? '%-j' : undefined;
    case 'w':
      return count === 2 ? '%V' : undefined;
    case 'e':
      return '%u';
    case 'S':
      return count === 3 ? '%g' : count === 6 ? '%f' : undefined;
    default:
      return undefined;
  }
}
