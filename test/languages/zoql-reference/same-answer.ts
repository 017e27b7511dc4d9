import { type Cell, cellText } from './cell.ts';
import { type AnswerRow, isMean, itemsOf } from './evaluate.ts';
import type { Query } from './query-ast.ts';

/** Written for null: no value of a test is it. */
export const NULL_TEXT = '<null>';

/**
 * What is wrong with the rows of a file, given all rows of the reference's answer in order; `undefined`: nothing. Rows
 * that share all keys of ORDER BY may come in any order, and LIMIT may take any of them.
 */
export function difference(
  file: readonly (readonly string[])[],
  answer: readonly AnswerRow[],
  query: Query,
  zone: string,
  columnsBefore: number,
): string | undefined {
  const means = new Set(itemsOf(query).flatMap((value, at) => (isMean(value) ? [at + columnsBefore] : [])));
  const { skip, count } = query.limit ?? { skip: 0, count: Number.POSITIVE_INFINITY };
  const expectedRows = Math.max(0, Math.min(count, answer.length - skip));
  const found = file.map((row) => rowText(row, means));
  const expected = answer.map(({ cells }) =>
    rowText(
      cells.map((cell) => cellText(cell, NULL_TEXT, zone)),
      means,
    ),
  );
  if (found.length !== expectedRows)
    return said(`${found.length} rows, expected ${expectedRows}`, found, expected);
  for (const { start, end } of ties(answer)) {
    const [from, to] = [Math.max(start - skip, 0), Math.min(Math.max(end - skip, 0), found.length)];
    const left = expected.slice(start, end);
    for (const row of found.slice(from, to)) {
      const at = left.indexOf(row);
      if (at < 0) return said(`row ${row} is not among those expected there`, found, expected);
      left.splice(at, 1);
    }
  }
  return undefined;
}

/** Runs of rows with the same keys. */
function ties(answer: readonly AnswerRow[]): readonly { readonly start: number; readonly end: number }[] {
  const runs: { start: number; end: number }[] = [];
  const keysOf = (row: AnswerRow) =>
    row.keys.map((key: Cell) => cellText(key, NULL_TEXT, 'Z') + msOf(key)).join('\0');
  for (const [at, row] of answer.entries()) {
    const last = runs.at(-1);
    const before = answer[at - 1];
    if (last && before && keysOf(before) === keysOf(row)) last.end = at + 1;
    else runs.push({ start: at, end: at + 1 });
  }
  return runs;
}

/** Parts of a second are not written, but they order. */
function msOf(cell: Cell): string {
  return cell !== null && typeof cell === 'object' && 'ms' in cell ? String(cell.ms) : '';
}

function rowText(cells: readonly string[], means: ReadonlySet<number>): string {
  return JSON.stringify(
    cells.map((cell, at) => (means.has(at) && cell !== NULL_TEXT ? Number(cell).toFixed(4) : cell)),
  );
}

function said(fault: string, found: readonly string[], expected: readonly string[]): string {
  return `${fault}\nfound:\n  ${found.join('\n  ')}\nexpected, before LIMIT:\n  ${expected.join('\n  ')}`;
}
