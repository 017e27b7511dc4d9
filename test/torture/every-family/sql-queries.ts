import { LONG_JOIN, NEVER_ENDING } from '../../support/slow-queries.ts';
import type { Random } from '../random.ts';
import type { Expected } from './history.ts';

/** A mix of quick answers, exports of some size, and work that only a stop ends. */
export function anySql(random: Random): { readonly sql: string; readonly expected: Expected } {
  const kind = random.between(1, 12);
  if (kind === 1) return { sql: NEVER_ENDING, expected: { rows: undefined } };
  if (kind === 2) return { sql: LONG_JOIN, expected: { rows: undefined } };
  if (kind <= 6) return { sql: `SELECT ${random.between(1, 1000)} AS x`, expected: { rows: [1] } };
  const [times, each] = [random.between(1, 20), random.between(1, 1000)];
  const sql =
    `SELECT x, y, 'row ' || CAST(x * y AS varchar) AS label ` +
    `FROM UNNEST(sequence(1, ${times})) t(x) CROSS JOIN UNNEST(sequence(1, ${each})) u(y)`;
  return { sql, expected: { rows: [times * each] } };
}
