/** Words further apart than this, or than a third of their length, are not the same word misspelt. */
const MOST_EDITS = 3;

/** ` (did you mean "port"?)`, or nothing when no known word is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  const nearest = known
    // Each letter that one has more is an edit: a word of twenty thousand letters is not laid beside every name.
    .filter((candidate) => Math.abs(candidate.length - word.length) <= MOST_EDITS)
    .map((candidate) => ({ candidate, edits: editsBetween(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.min(MOST_EDITS, Math.ceil(candidate.length / 3)))
    .sort((a, b) => a.edits - b.edits)[0];
  return nearest === undefined ? '' : ` (did you mean "${nearest.candidate}"?)`;
}

/** Letters to insert, remove, replace or swap with their neighbour to make one word of the other. */
function editsBetween(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const at = (di: number, dj: number): number => (di === 0 ? row : rows[i - di])?.[j - dj] ?? Infinity;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          at(1, 0) + 1,
          at(0, 1) + 1,
          at(1, 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
          swapped ? at(2, 2) + 1 : Infinity,
        ),
      );
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? Infinity;
}
