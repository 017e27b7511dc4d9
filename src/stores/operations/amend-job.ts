import type { Transaction } from 'kysely';
import type { Amendment } from '../../ports/store.ts';
import type { StoredUnit } from '../job-row.ts';
import type { Schema } from '../schema.ts';
import { addFiles, withUnits } from './unit-changes.ts';

/** Adds to what an ended job says of its units; answers whether it did. */
export async function amendJob(db: Transaction<Schema>, { job, at, units }: Amendment): Promise<boolean> {
  const row = await db
    .selectFrom('jobs')
    .select(['seq', 'units_json'])
    .where('id', '=', job)
    .where('ended_at', 'is not', null)
    .where('files_removed', '=', 0)
    .where((e) => e.or([e('expires_at', 'is', null), e('expires_at', '>', at)]))
    .where((e) => e.or([e('files_expire_at', 'is', null), e('files_expire_at', '>', at)]))
    .executeTakeFirst();
  if (row === undefined) return false;
  const changed = withUnits(JSON.parse(row.units_json) as StoredUnit[], units);
  await db
    .updateTable('jobs')
    .set({ units_json: JSON.stringify(changed) })
    .where('seq', '=', row.seq)
    .execute();
  await addFiles(db, row.seq, units);
  return true;
}
