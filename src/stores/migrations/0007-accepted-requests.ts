import { type Kysely, type Migration, sql } from 'kysely';

/** Requests that were answered before they were carried out. */
export const acceptedRequests: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('accepted_requests')
      .addColumn('seq', 'integer', (c) => c.primaryKey().autoIncrement())
      .addColumn('id', 'text', (c) => c.notNull().unique())
      .addColumn('tenant', 'text', (c) => c.notNull())
      .addColumn('request_json', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('step', 'text')
      .addColumn('due_at', 'bigint')
      .addColumn('tries', 'integer', (c) => c.notNull())
      .addColumn('outcome_json', 'text')
      .addColumn('ended_at', 'bigint')
      .addColumn('callout', 'text')
      .addColumn('expires_at', 'bigint')
      .execute();
    await sql`
      create index accepted_requests_due on accepted_requests (due_at) where step is not null`.execute(db);
    await sql`
      create index accepted_requests_waiting on accepted_requests (tenant) where state = 'waiting'`.execute(
      db,
    );
    await sql`
      create index accepted_requests_by_expiry on accepted_requests (expires_at)
      where expires_at is not null`.execute(db);
  },
};
