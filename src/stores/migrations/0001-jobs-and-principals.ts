import { type Kysely, type Migration, sql } from 'kysely';

/** Jobs with all that belongs to them, the outbox, principals. */
export const jobsAndPrincipals: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('jobs')
      .addColumn('seq', 'integer', (c) => c.primaryKey().autoIncrement())
      .addColumn('id', 'text', (c) => c.notNull().unique())
      .addColumn('tenant', 'text', (c) => c.notNull())
      .addColumn('family', 'text', (c) => c.notNull())
      .addColumn('lane', 'text', (c) => c.notNull())
      .addColumn('user_id', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('stop_cause', 'text')
      .addColumn('epoch', 'integer', (c) => c.notNull())
      .addColumn('owner', 'text')
      .addColumn('lease_until', 'bigint')
      .addColumn('attempts', 'integer', (c) => c.notNull())
      .addColumn('retries', 'integer', (c) => c.notNull())
      .addColumn('retries_left', 'integer', (c) => c.notNull())
      .addColumn('displaced', 'integer', (c) => c.notNull())
      .addColumn('runnable_at', 'bigint', (c) => c.notNull())
      .addColumn('max_running', 'integer')
      .addColumn('life_ms', 'bigint')
      .addColumn('snapshot', 'text')
      .addColumn('submitted_at', 'bigint', (c) => c.notNull())
      .addColumn('started_at', 'bigint')
      .addColumn('ended_at', 'bigint')
      .addColumn('updated_at', 'bigint', (c) => c.notNull())
      .addColumn('expires_at', 'bigint')
      .addColumn('error_json', 'text')
      .addColumn('units_json', 'text', (c) => c.notNull())
      .execute();
    // What a list walks, newest first.
    await db.schema.createIndex('jobs_by_tenant').on('jobs').columns(['tenant', 'seq']).execute();
    // The next three hold only the few jobs that are where their name says: cheap to keep, small to read.
    await db.schema
      .createIndex('jobs_waiting')
      .on('jobs')
      .columns(['tenant', 'family', 'lane', 'seq'])
      .where(sql.ref('state'), '=', sql.lit('queued'))
      .where(sql.ref('owner'), 'is', null)
      .execute();
    await db.schema
      .createIndex('jobs_owned')
      .on('jobs')
      .columns(['tenant', 'family', 'lane'])
      .where(sql.ref('owner'), 'is not', null)
      .execute();
    await db.schema
      .createIndex('jobs_by_expiry')
      .on('jobs')
      .column('expires_at')
      .where(sql.ref('expires_at'), 'is not', null)
      .execute();
    await db.schema
      .createTable('requests')
      .addColumn('job_seq', 'integer', (c) => c.primaryKey())
      .addColumn('body_json', 'text', (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('files')
      .addColumn('name', 'text', (c) => c.primaryKey())
      .addColumn('job_seq', 'integer', (c) => c.notNull())
      .addColumn('unit', 'integer', (c) => c.notNull())
      .addColumn('epoch', 'integer', (c) => c.notNull())
      .addColumn('bytes', 'bigint', (c) => c.notNull())
      .addColumn('sha256', 'text', (c) => c.notNull())
      .execute();
    await db.schema.createIndex('files_by_job').on('files').column('job_seq').execute();
    await db.schema
      .createTable('timeline')
      .addColumn('job_seq', 'integer', (c) => c.notNull())
      .addColumn('position', 'integer', (c) => c.notNull())
      .addColumn('at', 'text', (c) => c.notNull())
      .addColumn('event', 'text', (c) => c.notNull())
      .addColumn('detail', 'text')
      .addPrimaryKeyConstraint('timeline_key', ['job_seq', 'position'])
      .execute();
    await db.schema
      .createTable('receipts')
      .addColumn('job_seq', 'integer', (c) => c.primaryKey())
      .addColumn('body_json', 'text', (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('outbox')
      .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
      .addColumn('job_seq', 'integer', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('body_json', 'text', (c) => c.notNull())
      .addColumn('due_at', 'bigint', (c) => c.notNull())
      .addColumn('tries', 'integer', (c) => c.notNull())
      .addColumn('owner', 'text')
      .addColumn('lease_until', 'bigint')
      .execute();
    await db.schema.createIndex('outbox_by_due').on('outbox').column('due_at').execute();
    await principals(db);
  },
};

async function principals(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('tenants')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('body_json', 'text', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('users')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull().unique())
    .addColumn('body_json', 'text', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('clients')
    .addColumn('client_id', 'text', (c) => c.primaryKey())
    .addColumn('body_json', 'text', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('tokens')
    .addColumn('sha256', 'text', (c) => c.primaryKey())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('tokens_by_expiry').on('tokens').column('expires_at').execute();
}
