/**
 * A constant pattern of LIKE, in the form whose time is bounded. DuckDB finds the parts between `%` one after the other,
 * but where there is a `_` too it tries each place for each `%`: seven of them in one pattern took 8 minutes over 1,000
 * short texts. A regular expression is matched in one pass there.
 */
export type BoundedPattern =
  | { readonly kind: 'like'; readonly pattern: string }
  | { readonly kind: 'regexp'; readonly pattern: string };

/** So many `%` beside a `_` are left to the engine: it tries each pair of places at most. */
const FEW_RUNS = 2;
/** The engine refuses to compile some longer regular expressions (200,000 `.` are too many, 50,000 are not). */
const LONGEST = 20_000;

/** The same texts match. Patterns longer than `LONGEST` are left to the engine, whose time is not bounded then. */
export function boundedPattern(pattern: string): BoundedPattern {
  const pieces = pattern.match(/[%_]+|[^%_]+/g) ?? [];
  const likes = pieces.map((piece) => (isWild(piece) ? shortened(piece) : piece));
  const runs = likes.filter((piece) => isWild(piece) && piece.endsWith('%')).length;
  if (runs <= FEW_RUNS || !pattern.includes('_') || pattern.length > LONGEST)
    return { kind: 'like', pattern: likes.join('') };
  return {
    kind: 'regexp',
    pattern: likes.map((piece) => (isWild(piece) ? dots(piece) : escaped(piece))).join(''),
  };
}

function isWild(piece: string): boolean {
  return piece.startsWith('%') || piece.startsWith('_');
}

/** In whatever order they stand, they are so many characters, and any more where there is a `%`. */
function shortened(piece: string): string {
  return piece.replaceAll('%', '') + (piece.includes('%') ? '%' : '');
}

function dots(piece: string): string {
  return piece.replace('%', '.*').replaceAll('_', '.');
}

function escaped(text: string): string {
  return text.replace(
    /[^\p{L}\p{N}]/gu,
    (character) => `\\x{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
