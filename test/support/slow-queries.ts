/** Nests one loop in another, each over `steps` elements: `steps`^`depth` additions in a single row. */
function nestedReduce(depth: number, steps: number): string {
  const inner = depth === 1 ? '1' : nestedReduce(depth - 1, steps);
  return `reduce(sequence(1, ${steps}), BIGINT '0', (s, x) -> s + ${inner}, s -> s)`;
}

/**
 * One row that would take years: the work that an engine is slowest to interrupt. `random()` is not among the functions,
 * so the length of a column keeps the engine from computing it while it plans.
 */
export const NEVER_ENDING = `SELECT ${nestedReduce(3, 10_000)} + length(name) FROM account LIMIT 1`;

/** Vectorised work that would run for minutes: notices an interrupt at once. */
export const LONG_JOIN =
  'SELECT count(*) FROM account a, account b, account c, account d WHERE a.name < b.name AND c.name < d.name';
