import type { Kysely } from 'kysely';
import type { JobFilter } from '../ports/job.ts';
import type { SessionKey } from '../ports/store.ts';
import type { JobRow } from './job-row.ts';
import type { Schema } from './schema.ts';

/** Columns of `JobRow`, in the order that the job queries select them. */
const JOB_COLUMNS = [
  'jobs.seq',
  'jobs.id',
  'jobs.tenant',
  'jobs.family',
  'jobs.lane',
  'jobs.user_id',
  'jobs.state',
  'jobs.stop_cause',
  'jobs.epoch',
  'jobs.owner',
  'jobs.lease_until',
  'jobs.attempts',
  'jobs.retries',
  'jobs.retries_left',
  'jobs.displaced',
  'jobs.runnable_at',
  'jobs.max_running',
  'jobs.life_ms',
  'jobs.snapshot',
  'jobs.submitted_at',
  'jobs.started_at',
  'jobs.ended_at',
  'jobs.updated_at',
  'jobs.expires_at',
  'jobs.error_json',
  'jobs.units_json',
  'jobs.resume_at',
  'jobs.files_expire_at',
  'jobs.intake_json',
  'requests.body_json',
] as const;

/**
 * The row of an array in the order of `JOB_COLUMNS`. Spelt out, because an object built key by key is several times
 * slower, and each status read makes one.
 */
export function jobRow(values: readonly unknown[]): JobRow {
  const row: { readonly [K in keyof JobRow]: unknown } = {
    seq: values[0],
    id: values[1],
    tenant: values[2],
    family: values[3],
    lane: values[4],
    user_id: values[5],
    state: values[6],
    stop_cause: values[7],
    epoch: values[8],
    owner: values[9],
    lease_until: values[10],
    attempts: values[11],
    retries: values[12],
    retries_left: values[13],
    displaced: values[14],
    runnable_at: values[15],
    max_running: values[16],
    life_ms: values[17],
    snapshot: values[18],
    submitted_at: values[19],
    started_at: values[20],
    ended_at: values[21],
    updated_at: values[22],
    expires_at: values[23],
    error_json: values[24],
    units_json: values[25],
    resume_at: values[26],
    files_expire_at: values[27],
    intake_json: values[28],
    body_json: values[29],
  };
  return row as JobRow;
}

const jobs = (db: Kysely<Schema>) =>
  db.selectFrom('jobs').innerJoin('requests', 'requests.job_seq', 'jobs.seq').select(JOB_COLUMNS);

export const jobById = (db: Kysely<Schema>, id: string) => jobs(db).where('jobs.id', '=', id);

/** The job of a session that completed last; by the order of submission, which is the order in which they run. */
export function lastOfSession(
  db: Kysely<Schema>,
  { tenant, family, key }: SessionKey,
  which: 'advancing' | 'any',
) {
  const completed = jobs(db)
    .where('jobs.tenant', '=', tenant)
    .where('jobs.family', '=', family)
    .where('jobs.session_key', '=', key)
    .where('jobs.state', '=', 'completed')
    .orderBy('jobs.seq', 'desc')
    .limit(1);
  return which === 'any' ? completed : completed.where('jobs.advances', '=', 1);
}

/** The first job of the same session, submitted before this one, that has not ended. */
export function sessionBefore(db: Kysely<Schema>, id: string) {
  return jobs(db)
    .innerJoin('jobs as me', (join) =>
      join
        .onRef('me.tenant', '=', 'jobs.tenant')
        .onRef('me.family', '=', 'jobs.family')
        .onRef('me.session_key', '=', 'jobs.session_key')
        .onRef('jobs.seq', '<', 'me.seq'),
    )
    .where('me.id', '=', id)
    .where('jobs.ended_at', 'is', null)
    .orderBy('jobs.seq')
    .limit(1);
}

/** Claimed, running or stopping; with `leaseBefore` only those whose lease has ended. */
export function ownedJobs(db: Kysely<Schema>, leaseBefore: number | undefined) {
  const owned = jobs(db).where('jobs.owner', 'is not', null).orderBy('jobs.seq');
  return leaseBefore === undefined ? owned : owned.where('jobs.lease_until', '<', leaseBefore);
}

export function jobList(db: Kysely<Schema>, filter: JobFilter, now: number) {
  let query = jobs(db)
    .where('jobs.tenant', '=', filter.tenant)
    .where((e) => e.or([e('jobs.expires_at', 'is', null), e('jobs.expires_at', '>', now)]))
    .orderBy('jobs.seq', 'desc')
    .limit(filter.limit);
  if (filter.userId !== undefined) query = query.where('jobs.user_id', '=', filter.userId);
  if (filter.families !== undefined) query = query.where('jobs.family', 'in', [...filter.families]);
  if (filter.states !== undefined) query = query.where('jobs.state', 'in', [...filter.states]);
  if (filter.stopCause !== undefined) {
    const cause = filter.stopCause === 'user' ? '=' : '!=';
    query = query.where((e) =>
      e.or([e('jobs.state', '!=', 'stopping'), e('jobs.stop_cause', cause, 'user')]),
    );
  }
  if (filter.retried !== undefined) {
    const spent = filter.retried ? '<' : '=';
    query = query.where((e) =>
      e.or([e('jobs.state', '!=', 'queued'), e('jobs.retries_left', spent, e.ref('jobs.retries'))]),
    );
  }
  if (filter.started !== undefined) query = query.where('jobs.attempts', filter.started ? '>' : '=', 0);
  if (filter.after !== undefined) {
    const after = filter.after;
    query = query.where((e) =>
      e('jobs.seq', '<', e.selectFrom('jobs as page').select('page.seq').where('page.id', '=', after)),
    );
  }
  return query;
}
