import { sql, type Transaction } from 'kysely';
import type { JobLimits } from '../../ports/job.ts';
import type { NewJob } from '../../ports/store.ts';
import { StoreRefusal } from '../../ports/store.ts';
import type { StoredRequest, StoredUnit } from '../job-row.ts';
import type { Schema } from '../schema.ts';
import { endRequest } from './accepted-requests.ts';
import { addTimeline } from './add-timeline.ts';
import { keepReply } from './kept-replies.ts';
import { addMessages } from './outbox.ts';
import { sessionWaits } from './session-turns.ts';

/** Adds a job, and with it its reply. @throws StoreRefusal `key-taken`, `request-ended`, `queue-full` */
export async function submitJob(
  db: Transaction<Schema>,
  { id, job, state, at, timeline, outbox, reply, ends }: NewJob,
): Promise<void> {
  // Before the queue's limit: a retry of what was taken in is answered, however full the queue is by now.
  if (reply !== undefined && !(await keepReply(db, reply)))
    throw new StoreRefusal('key-taken', `the key ${reply.key} holds the reply of another request`);
  if (ends !== undefined && !(await endRequest(db, ends)))
    throw new StoreRefusal('request-ended', `the request ${ends.id} has been carried out`);
  await refuseWhenFull(db, job);
  await refuseWhenOpen(db, job);
  const fixed: StoredRequest = {
    principal: job.principal,
    scope: job.scope,
    zone: job.zone,
    ...(job.trackId === undefined ? {} : { trackId: job.trackId }),
    ...(job.requestId === undefined ? {} : { requestId: job.requestId }),
    ...(job.trace === undefined ? {} : { trace: job.trace }),
    ...(job.session === undefined ? {} : { session: job.session }),
    request: job.request,
    ...(job.announces === undefined ? {} : { announces: job.announces }),
    limits: job.limits,
    units: job.units,
  };
  const waits = await sessionWaits(db, job, job.session?.key ?? null);
  const units: readonly StoredUnit[] = job.units.map(() => ({ state: 'waiting' }));
  const { seq } = await db
    .insertInto('jobs')
    .values({
      id,
      tenant: job.tenant,
      family: job.family,
      lane: job.lane,
      user_id: job.principal.userId,
      state,
      epoch: 0,
      attempts: 0,
      retries: job.retries,
      retries_left: job.retries,
      displaced: 0,
      runnable_at: at,
      max_running: job.limits.maxRunning ?? null,
      life_ms: job.limits.lifeMs ?? null,
      submit_life_ms: job.limits.lifeFromSubmitMs ?? null,
      file_life_ms: job.limits.fileLifeMs ?? null,
      submitted_at: at,
      ...opening(state, at, job.limits),
      updated_at: at,
      units_json: JSON.stringify(units),
      session_key: job.session?.key ?? null,
      advances: job.session?.advances === true ? 1 : 0,
      session_waits: waits ? 1 : 0,
      files_removed: 0,
    })
    .returning('seq')
    .executeTakeFirstOrThrow();
  await db
    .insertInto('requests')
    .values({ job_seq: seq, body_json: JSON.stringify(fixed) })
    .execute();
  await addTimeline(db, seq, timeline);
  await addMessages(db, seq, outbox ?? []);
}

/** What a job has while it waits for its file. */
function opening(
  state: NewJob['state'],
  at: number,
  { openLifeMs }: JobLimits,
): { readonly intake_json: string | null; readonly expires_at: number | null } {
  if (state !== 'open') return { intake_json: null, expires_at: null };
  return { intake_json: '{}', expires_at: openLifeMs === undefined ? null : at + openLifeMs };
}

/**
 * The queue's limit counts what waits beyond the running places of the lane, so what has a place to run is never
 * refused for not having been claimed yet (data-query contract §4.7: "queued jobs beyond that").
 */
async function refuseWhenFull(db: Transaction<Schema>, job: NewJob['job']): Promise<void> {
  const { maxQueued, maxRunning } = job.limits;
  if (maxQueued === undefined) return;
  const waiting = await laneCount(db, job, 'waiting');
  if (waiting < maxQueued) return;
  const free = maxRunning === undefined ? 0 : maxRunning - (await laneCount(db, job, 'owned'));
  if (waiting < maxQueued + Math.max(0, free)) return;
  throw new StoreRefusal(
    'queue-full',
    `${waiting} jobs of ${job.family} ${job.lane} wait already; ${maxQueued} may`,
  );
}

async function refuseWhenOpen(db: Transaction<Schema>, job: NewJob['job']): Promise<void> {
  const { maxOpen } = job.limits;
  if (maxOpen === undefined) return;
  const open =
    (await laneCount(db, job, 'open')) +
    (await laneCount(db, job, 'waiting')) +
    (await laneCount(db, job, 'unstopped'));
  if (open < maxOpen) return;
  throw new StoreRefusal(
    'queue-full',
    `${open} jobs of ${job.family} ${job.lane} have not ended; ${maxOpen} may`,
  );
}

/**
 * Jobs of a tenant, family and lane: those that wait to be claimed, those that somebody has claimed, of these those
 * that no user stops, and those that wait for a file. Each is counted in an index that holds no others.
 */
export async function laneCount(
  db: Transaction<Schema>,
  lane: { readonly tenant: string; readonly family: string; readonly lane: string },
  which: 'waiting' | 'owned' | 'unstopped' | 'open',
): Promise<number> {
  const counted = db
    .selectFrom('jobs')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('tenant', '=', lane.tenant)
    .where('family', '=', lane.family)
    .where('lane', '=', lane.lane);
  const owned = counted.where('owner', 'is not', null);
  const { n } = await {
    waiting: counted.where('state', '=', sql.lit('queued')).where('owner', 'is', null),
    owned,
    unstopped: owned.where((e) => e.or([e('state', '!=', 'stopping'), e('stop_cause', '!=', 'user')])),
    open: counted.where('state', '=', sql.lit('open')),
  }[which].executeTakeFirstOrThrow();
  return Number(n);
}
