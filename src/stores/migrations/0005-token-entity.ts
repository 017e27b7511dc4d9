import type { Kysely, Migration } from 'kysely';

/** A token may be of one entity alone. Those made before are of all. */
export const tokenEntity: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('tokens').addColumn('entity', 'text').execute();
  },
};
