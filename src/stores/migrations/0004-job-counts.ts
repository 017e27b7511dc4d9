import { type Kysely, type Migration, sql } from 'kysely';

/**
 * How many jobs are where, kept by the database itself: counting them takes 200 ms of a hundred thousand, this a few
 * rows. All writes of an embedded store come from one thread, so a row that each of them changes holds nobody up.
 */
export const jobCounts: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('job_counts')
      .addColumn('family', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('jobs', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('job_counts_key', ['family', 'state'])
      .execute();
    await sql`
      insert into job_counts (family, state, jobs)
      select family, state, count(*) from jobs group by family, state`.execute(db);
    const add = sql.raw(`
      insert into job_counts (family, state, jobs) values (new.family, new.state, 1)
      on conflict (family, state) do update set jobs = jobs + 1;`);
    const take = sql.raw(`
      update job_counts set jobs = jobs - 1 where family = old.family and state = old.state;`);
    await sql`create trigger job_counted after insert on jobs begin ${add} end`.execute(db);
    await sql`create trigger job_uncounted after delete on jobs begin ${take} end`.execute(db);
    await sql`
      create trigger job_recounted after update of state on jobs when old.state <> new.state
      begin ${take} ${add} end`.execute(db);
  },
};
