/** The cells of one line of a CSV file; quoted ones may hold line breaks. */
export function cellsOfLine(line: string): readonly string[] {
  const cells: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;
  while (true) {
    const found = cell.exec(line);
    if (!found) throw new Error(`not CSV: ${line}`);
    cells.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    if (found[3] === '') return cells;
  }
}
