import { type Kysely, type Migration, sql } from 'kysely';

interface Old {
  jobs: { seq: number; units_json: string };
  requests: { job_seq: number; body_json: string };
}

interface OldRequest {
  readonly units: readonly { readonly output: { readonly encryptionKey?: string } }[];
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
    await severalFiles(db as Kysely<Old>);
    await kindsOfKeys(db as Kysely<Old>);
  },
};

/** In what changes of a unit: `file` becomes the first of `files`. */
async function severalFiles(db: Kysely<Old>): Promise<void> {
  const old = await db
    .selectFrom('jobs')
    .select(['seq', 'units_json'])
    .where('units_json', 'like', '%"file":%')
    .execute();
  for (const { seq, units_json } of old) {
    const units = JSON.parse(units_json) as readonly { readonly file?: unknown }[];
    const changed = units.map(({ file, ...unit }) => ({
      ...unit,
      ...(file === undefined ? {} : { files: [file] }),
    }));
    await db
      .updateTable('jobs')
      .set({ units_json: JSON.stringify(changed) })
      .where('seq', '=', seq)
      .execute();
  }
}

/** In what never changes of a unit: a key to encrypt with says of which kind it is. */
async function kindsOfKeys(db: Kysely<Old>): Promise<void> {
  const old = await db
    .selectFrom('requests')
    .select(['job_seq', 'body_json'])
    .where('body_json', 'like', '%"encryptionKey":%')
    .execute();
  for (const { job_seq, body_json } of old) {
    const request = JSON.parse(body_json) as OldRequest;
    const units = request.units.map(({ output: { encryptionKey: key, ...output }, ...unit }) => ({
      ...unit,
      output: key === undefined ? output : { ...output, encryption: { kind: 'rsa-blocks', key } },
    }));
    await db
      .updateTable('requests')
      .set({ body_json: JSON.stringify({ ...request, units }) })
      .where('job_seq', '=', job_seq)
      .execute();
  }
}
