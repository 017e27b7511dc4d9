import { type Kysely, type Migration, sql } from 'kysely';

interface Units {
  jobs: { seq: number; units_json: string };
}

interface OldUnit {
  readonly file?: unknown;
  readonly output: { readonly encryptionKey?: string };
}

/**
 * Jobs that take turns, files that go before their job, and units with several files: a unit's one `file` becomes the
 * first of its `files`, and a key to encrypt with says of which kind it is. Jobs that wait for their session are kept
 * apart in the index of waiting jobs, so that those which may run are found at once.
 */
export const sessionsAndParts: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('jobs').addColumn('session_key', 'text').execute();
    await db.schema
      .alterTable('jobs')
      .addColumn('advances', 'integer', (c) => c.notNull().defaultTo(0))
      .execute();
    await db.schema.alterTable('jobs').addColumn('resume_at', 'integer').execute();
    await db.schema
      .alterTable('jobs')
      .addColumn('session_waits', 'integer', (c) => c.notNull().defaultTo(0))
      .execute();
    await sql`
      create index jobs_by_session on jobs (tenant, family, session_key, seq)
      where session_key is not null`.execute(db);
    await sql`
      create index jobs_unended_by_session on jobs (tenant, family, session_key, seq)
      where session_key is not null and ended_at is null`.execute(db);
    for (const column of ['file_life_ms', 'submit_life_ms', 'files_expire_at'])
      await db.schema.alterTable('jobs').addColumn(column, 'bigint').execute();
    await db.schema
      .alterTable('jobs')
      .addColumn('files_removed', 'integer', (c) => c.notNull().defaultTo(0))
      .execute();
    await sql`
      create index jobs_by_file_expiry on jobs (files_expire_at)
      where files_expire_at is not null and files_removed = 0`.execute(db);
    await sql`create index jobs_open on jobs (tenant, family, lane) where state = 'open'`.execute(db);
    await db.schema.dropIndex('jobs_waiting').execute();
    await sql`
      create index jobs_waiting on jobs (tenant, family, lane, session_waits, seq)
      where state = 'queued' and owner is null`.execute(db);
    await db.schema
      .alterTable('files')
      .addColumn('part', 'integer', (c) => c.notNull().defaultTo(1))
      .execute();
    const jobs = db as Kysely<Units>;
    const old = await jobs
      .selectFrom('jobs')
      .select(['seq', 'units_json'])
      .where((e) =>
        e.or([e('units_json', 'like', '%"file":%'), e('units_json', 'like', '%"encryptionKey":%')]),
      )
      .execute();
    for (const { seq, units_json } of old) {
      const units = JSON.parse(units_json) as readonly OldUnit[];
      const changed = units.map(({ file, output: { encryptionKey: key, ...output }, ...unit }) => ({
        ...unit,
        output: key === undefined ? output : { ...output, encryption: { kind: 'rsa-blocks', key } },
        ...(file === undefined ? {} : { files: [file] }),
      }));
      await jobs
        .updateTable('jobs')
        .set({ units_json: JSON.stringify(changed) })
        .where('seq', '=', seq)
        .execute();
    }
  },
};
