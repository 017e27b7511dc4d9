import type { DuckDBConnection } from '@duckdb/node-api';
import {
  DataError,
  type DataProgress,
  type RowCounts,
  type SeedPlan,
} from '../../../../ports/tenant-data.ts';
import type { DataOperationContext } from '../../host/data-operation.ts';
import { countRows } from '../counts.ts';
import { missingTables } from '../ensure.ts';
import { readNote, writeNote } from '../notes.ts';
import { seedStatements } from './seed-statements.ts';

/** The note that says what a tenant was seeded with. */
const SEEDED = 'seeded';

/**
 * Fills an empty tenant in one transaction: killed in the middle, it leaves an empty one. Called again with the plan
 * the tenant was seeded with, it changes nothing and answers the rows there are now.
 * @throws DataError when the tenant has rows of another origin.
 */
export async function seed(
  connection: DuckDBConnection,
  plan: SeedPlan,
  context: Pick<DataOperationContext, 'transaction' | 'onProgress'>,
): Promise<RowCounts> {
  const { size, number, entity, orgs } = plan;
  const mark = JSON.stringify({ size, number, entity, orgs });
  if ((await readNote(connection, SEEDED)) === mark) return countRows(connection, plan.objects);
  const before = await missingTables(connection, plan.objects);
  const { before: create, inserts, after } = seedStatements(plan);
  const counts: Record<string, number> = {};
  await context.transaction(async () => {
    for (const statement of before) await connection.run(statement);
    const held = Object.entries(await countRows(connection, plan.objects)).find(([, rows]) => rows > 0);
    if (held !== undefined)
      throw new DataError(`only an empty tenant can be seeded: ${held[0]} already has ${held[1]} rows`);
    for (const statement of create) await connection.run(statement);
    for (const [done, { object, sql }] of inserts.entries()) {
      context.onProgress({ object, fraction: done / inserts.length } satisfies DataProgress);
      counts[object] = (await connection.run(sql)).rowsChanged;
    }
    for (const statement of after) await connection.run(statement);
    await writeNote(connection, SEEDED, mark);
  });
  return { ...Object.fromEntries(plan.objects.map(({ name }) => [name, 0])), ...counts };
}
