import { SIGNATURES } from '../sql/functions/signatures.ts';
import { compileLanguage } from './compile-language.ts';

/**
 * Statements that touch most of the grammar: the first of a kind builds tables that all later ones use (0.5 s for an
 * ordinary join with grouping, 2 ms from the second on).
 */
const STATEMENTS: readonly string[] = [
  "SELECT a.x AS n, count(*), sum(b.y) AS s FROM a JOIN b ON a.id = b.aid WHERE a.x > 1 AND a.y IN ('p', 'q') OR NOT a.z LIKE '%r' GROUP BY a.x HAVING count(*) > 1 ORDER BY n DESC, 2 LIMIT 10",
  "SELECT * FROM a WHERE t >= TIMESTAMP '2024-01-01 00:00:00 UTC' AND d BETWEEN DATE '2024-01-01' AND current_date - INTERVAL '1' DAY ORDER BY t",
  'WITH w AS (SELECT CAST(x AS varchar), CASE WHEN y IS NULL THEN 0 ELSE y END FROM a LEFT JOIN b USING (id)) SELECT w.*, row_number() OVER (PARTITION BY p ORDER BY q) FROM w UNION ALL SELECT 1, (SELECT max(z) FROM c), 3',
];

/** Each compiles one statement for nothing; it fails, at its tables. The first of them loads the grammar. */
export function warmUpSteps(): (() => Promise<void>)[] {
  return STATEMENTS.map((text) => async () => {
    const scope = { tenant: '', entities: [], orgs: [], admin: false };
    const query = { language: 'trino-sql', text, deleted: 'live' } as const;
    try {
      await compileLanguage({ query, scope, now: 0, zone: 'UTC' }, [], SIGNATURES);
    } catch {
      // There are no tables.
    }
  });
}
