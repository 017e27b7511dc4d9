import type { Kysely, Migration } from 'kysely';

/** Replies under idempotency keys. */
export const keptReplies: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('kept_replies')
      .addColumn('seq', 'integer', (c) => c.primaryKey().autoIncrement())
      .addColumn('scope', 'text', (c) => c.notNull())
      .addColumn('key', 'text', (c) => c.notNull())
      .addColumn('request_id', 'text', (c) => c.notNull())
      .addColumn('method', 'text', (c) => c.notNull())
      .addColumn('path', 'text', (c) => c.notNull())
      .addColumn('sent_sha256', 'text', (c) => c.notNull())
      .addColumn('kept_at', 'bigint', (c) => c.notNull())
      .addColumn('expires_at', 'bigint', (c) => c.notNull())
      .addColumn('status', 'integer', (c) => c.notNull())
      .addColumn('headers_json', 'text', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .addColumn('job_id', 'text')
      .addUniqueConstraint('kept_replies_key', ['scope', 'key'])
      .execute();
    await db.schema.createIndex('kept_replies_by_expiry').on('kept_replies').column('expires_at').execute();
  },
};
