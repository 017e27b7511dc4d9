import type { Kysely, Migration } from 'kysely';

/** Revocations of configured principals, and tokens that name their client. */
export const addedPrincipals: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('revoked_principals')
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('revoked_principals_key', ['kind', 'id'])
      .execute();
    // Tokens of before name no client: their owners ask for new ones, as after any 401.
    await db.schema.dropTable('tokens').execute();
    await db.schema
      .createTable('tokens')
      .addColumn('sha256', 'text', (c) => c.primaryKey())
      .addColumn('client_id', 'text', (c) => c.notNull())
      .addColumn('user_id', 'text', (c) => c.notNull())
      .addColumn('expires_at', 'bigint', (c) => c.notNull())
      .execute();
    await db.schema.createIndex('tokens_by_expiry').on('tokens').column('expires_at').execute();
    await db.schema.createIndex('tokens_by_client').on('tokens').column('client_id').execute();
    await db.schema.createIndex('tokens_by_user').on('tokens').column('user_id').execute();
  },
};
