/** Nests one loop in another, each over `steps` elements: `steps`^`depth` additions in a single row. */
function nestedReduce(depth: number, steps: number): string {
  const inner = depth === 1 ? '1' : nestedReduce(depth - 1, steps);
  return `reduce(sequence(1, ${steps}), BIGINT '0', (s, x) -> s + ${inner}, s -> s)`;
}

/** One row that would take years: the work that an engine is slowest to interrupt. Needs no table. */
export const NEVER_ENDING = `SELECT ${nestedReduce(3, 10_000)} + y FROM UNNEST(sequence(1, 2)) t(y)`;

/** Vectorised work that would run for hours: notices an interrupt at once. Needs no table. */
export const LONG_JOIN = `SELECT count(*) FROM ${join(3)} WHERE x1 < x2 AND x2 < x3`;

/** A second or two of vectorised work that answers one row: time for something to happen in its middle. */
export const SECONDS_OF_WORK = `SELECT count(*) FROM ${join(2, 6_000)} WHERE CAST(x1 AS varchar) || 'x' < CAST(x2 AS varchar)`;

function join(tables: number, rows = 10_000): string {
  return Array.from({ length: tables }, (_, i) => `UNNEST(sequence(1, ${rows})) t${i + 1}(x${i + 1})`).join(
    ' CROSS JOIN ',
  );
}
