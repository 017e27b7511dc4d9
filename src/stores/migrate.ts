import { type Kysely, type Migration, Migrator } from 'kysely';
import { StoreError } from '../ports/store.ts';
import { jobsAndPrincipals } from './migrations/0001-jobs-and-principals.ts';
import { keptReplies } from './migrations/0002-kept-replies.ts';
import { addedPrincipals } from './migrations/0003-added-principals.ts';
import { jobCounts } from './migrations/0004-job-counts.ts';
import { tokenEntity } from './migrations/0005-token-entity.ts';
import { sessionsAndParts } from './migrations/0006-sessions-and-parts.ts';
import { acceptedRequests } from './migrations/0007-accepted-requests.ts';
import { intake } from './migrations/0008-intake.ts';
import type { Schema } from './schema.ts';

/** Every change of the schema, in order. Add; never edit one that has been released. */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-jobs-and-principals': jobsAndPrincipals,
  '0002-kept-replies': keptReplies,
  '0003-added-principals': addedPrincipals,
  '0004-job-counts': jobCounts,
  '0005-token-entity': tokenEntity,
  '0006-sessions-and-parts': sessionsAndParts,
  '0007-accepted-requests': acceptedRequests,
  '0008-intake': intake,
};

/**
 * Brings the schema up to date. To be called inside one transaction, so that a crash leaves the old schema or the new.
 * @param done names of the migrations the store has had: rows of `kysely_migration`, none when that table is missing
 * @throws StoreError `newer` when the store was written by a version that knows more migrations.
 */
export async function migrate(db: Kysely<Schema>, done: readonly string[]): Promise<void> {
  const known = Object.keys(MIGRATIONS);
  const unknown = done.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new StoreError(
      'newer',
      `The store was written by a newer version of Sluice (it has the schema change ${unknown.join(', ')}). ` +
        'Use that version, or another data directory.',
    );
  }
  // The usual start: nothing to do, and no need for the migrator's own look at the schema.
  if (done.length === known.length) return;
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}
