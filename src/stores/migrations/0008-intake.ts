import type { Kysely, Migration } from 'kysely';

/** Jobs that wait for a file, which they get after they were taken in. */
export const intake: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('jobs').addColumn('intake_json', 'text').execute();
  },
};
