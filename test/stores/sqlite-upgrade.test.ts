import { join } from 'node:path';
import { Kysely, type Migration, Migrator, SqliteDialect } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { jobsAndPrincipals } from '../../src/stores/migrations/0001-jobs-and-principals.ts';
import { keptReplies } from '../../src/stores/migrations/0002-kept-replies.ts';
import { addedPrincipals } from '../../src/stores/migrations/0003-added-principals.ts';
import { jobCounts } from '../../src/stores/migrations/0004-job-counts.ts';
import { tokenEntity } from '../../src/stores/migrations/0005-token-entity.ts';
import { sessionsAndParts } from '../../src/stores/migrations/0006-sessions-and-parts.ts';
import { acceptedRequests } from '../../src/stores/migrations/0007-accepted-requests.ts';
import { connect, DATABASE_FILE } from '../../src/stores/sqlite/connection.ts';
import { cachedStatements } from '../../src/stores/sqlite/statement-cache.ts';
import { newJob } from './job-values.ts';
import { openIn, temporaryDirectory } from './open-sqlite.ts';

const KEY = 'MIGfMA0';
const FILE = { name: 'a.csv.zip', epoch: 1, bytes: 12, sha256: 'ab' };

const REQUEST = {
  id: '0d9bd2f0-6f0c-4e12-8f6a-3a0f2a8f3f10',
  family: 'query-runs',
  tenant: 'dev',
  userId: 'u',
  scope: { tenant: 'dev', entities: [], orgs: [], admin: false },
  method: 'POST',
  url: '/v2/query_runs',
  body: '{}',
  at: 4_000,
};

let directory: ReturnType<typeof temporaryDirectory>;
beforeEach(() => {
  directory = temporaryDirectory();
});
afterEach(() => directory.remove());

const BEFORE_PARTS = {
  '0001-jobs-and-principals': jobsAndPrincipals,
  '0002-kept-replies': keptReplies,
  '0003-added-principals': addedPrincipals,
  '0004-job-counts': jobCounts,
  '0005-token-entity': tokenEntity,
};
const BEFORE_REQUESTS = { ...BEFORE_PARTS, '0006-sessions-and-parts': sessionsAndParts };
const BEFORE_INTAKE = { ...BEFORE_REQUESTS, '0007-accepted-requests': acceptedRequests };

/** A store as an earlier version left it, with what `fill` puts there. */
async function oldStore(
  migrations: Readonly<Record<string, Migration>>,
  fill: (kysely: Kysely<Record<string, Record<string, unknown>>>) => Promise<void>,
): Promise<void> {
  const db = connect(join(directory.path, DATABASE_FILE));
  const kysely = new Kysely<Record<string, Record<string, unknown>>>({
    dialect: new SqliteDialect({ database: cachedStatements(db) }),
  });
  const provider = { getMigrations: () => Promise.resolve({ ...migrations }) };
  const { error } = await new Migrator({ db: kysely, provider }).migrateToLatest();
  if (error !== undefined) throw error;
  await fill(kysely);
  db.close();
}

/** A completed job that had its one file encrypted. */
async function encrypted(kysely: Kysely<Record<string, Record<string, unknown>>>): Promise<void> {
  const job = {
    id: '7b1f0c52-0d0e-4c5e-9a77-2f6f4f6f0a11',
    tenant: 'dev',
    family: 'data-query',
    lane: 'LIVE',
    user_id: 'u',
    state: 'completed',
    epoch: 1,
    attempts: 1,
    retries: 3,
    retries_left: 3,
    displaced: 0,
    runnable_at: 1,
    submitted_at: 1,
    started_at: 2,
    ended_at: 3,
    updated_at: 3,
    units_json: JSON.stringify([{ state: 'completed', rows: 1, file: FILE }]),
  };
  await kysely.insertInto('jobs').values(job).execute();
  const unit = {
    name: 'data-query',
    query: { language: 'trino-sql', text: 'SELECT \'"file": 1\'', deleted: 'live' },
    output: { format: 'csv', compression: 'zip', encryptionKey: KEY, fileName: '{job}.csv.zip' },
  };
  const request = { principal: { userId: 'u', name: 'n' }, request: {}, limits: {}, units: [unit] };
  await kysely
    .insertInto('requests')
    .values({ job_seq: 1, body_json: JSON.stringify(request) })
    .execute();
  await kysely
    .insertInto('files')
    .values({ ...FILE, job_seq: 1, unit: 1 })
    .execute();
}

/** A job that waits for its turn. */
async function queued(kysely: Kysely<Record<string, Record<string, unknown>>>): Promise<void> {
  const { id, job, at } = newJob();
  const { units, limits, principal, scope, zone, request } = job;
  await kysely
    .insertInto('jobs')
    .values({
      id,
      tenant: job.tenant,
      family: job.family,
      lane: job.lane,
      user_id: principal.userId,
      state: 'queued',
      epoch: 0,
      attempts: 0,
      retries: 3,
      retries_left: 3,
      displaced: 0,
      runnable_at: at,
      submitted_at: at,
      updated_at: at,
      units_json: JSON.stringify([{ state: 'waiting' }]),
    })
    .execute();
  const body = { units, limits, principal, scope, zone, request };
  await kysely
    .insertInto('requests')
    .values({ job_seq: 1, body_json: JSON.stringify(body) })
    .execute();
}

it('jobs of an earlier version keep their files, and the keys these were encrypted with', async () => {
  await oldStore(BEFORE_PARTS, encrypted);
  const store = await openIn(directory.path);
  try {
    const { job: id, ...file } = store.fileByName(FILE.name) ?? { job: '' };
    expect(file).toEqual({ unit: 1, part: 1, ...FILE });
    const [unit] = store.get(id)?.units ?? [];
    expect(unit).toMatchObject({ state: 'completed', rows: 1, files: [FILE] });
    expect(unit?.output).toEqual({
      format: 'csv',
      compression: 'zip',
      fileName: '{job}.csv.zip',
      encryption: { kind: 'rsa-blocks', key: KEY },
    });
  } finally {
    await store.close();
  }
});

it('jobs of a version without files to wait for go on, and new ones may wait', async () => {
  await oldStore(BEFORE_INTAKE, queued);
  const store = await openIn(directory.path);
  try {
    const [old] = store.list({ tenant: 'dev', limit: 10 }, 0);
    expect(old).toMatchObject({ state: 'queued', intake: undefined });
    expect(store.queueHeads(9_000).map(({ id }) => id)).toEqual([old?.id]);
    const waits = { ...newJob(), state: 'open' as const };
    await store.submit(waits);
    expect(store.get(waits.id)).toMatchObject({ state: 'open', intake: {} });
    expect(store.counts()).toEqual([
      { family: 'data-query', state: 'queued', jobs: 1 },
      { family: 'data-query', state: 'open', jobs: 1 },
    ]);
  } finally {
    await store.close();
  }
});

it('a version that answered nothing before it was done has its jobs still, and may accept requests', async () => {
  await oldStore(BEFORE_REQUESTS, queued);
  const store = await openIn(directory.path);
  try {
    expect(store.list({ tenant: 'dev', limit: 10 }, 0)).toMatchObject([{ state: 'queued' }]);
    expect([store.requests.nextDueAt(), store.requests.get(REQUEST.id, 0)]).toEqual([undefined, undefined]);
    await store.requests.accept({ request: REQUEST, mostWaiting: 1 });
    await expect(
      store.requests.accept({ request: { ...REQUEST, id: 'another' }, mostWaiting: 1 }),
    ).rejects.toMatchObject({ kind: 'queue-full' });
    expect(await store.requests.take({ now: 5_000, until: 6_000, limit: 10 })).toMatchObject([REQUEST]);
  } finally {
    await store.close();
  }
});
