import type { Selectable, Transaction } from 'kysely';
import type { Intake, JobState } from '../../ports/job.ts';
import type { ChangeResult, JobChange, Move, Situation } from '../../ports/store.ts';
import type { StoredUnit } from '../job-row.ts';
import type { JobsTable, Schema } from '../schema.ts';
import { addTimeline } from './add-timeline.ts';
import { addMessages } from './outbox.ts';
import { nextOfSession, sessionWaits } from './session-turns.ts';
import { laneCount } from './submit-job.ts';
import { addFiles, withUnits } from './unit-changes.ts';

type Row = Selectable<JobsTable>;

/** The compare-and-set that every change of a job's state goes through. */
export async function changeJob(db: Transaction<Schema>, change: JobChange): Promise<ChangeResult> {
  for (;;) {
    const row = await db.selectFrom('jobs').selectAll().where('id', '=', change.job).executeTakeFirst();
    if (row === undefined) return { changed: false, found: undefined };
    const from = situationOf(row);
    const move = change.moves.find((candidate) => fits(candidate, row));
    if (move === undefined || !(await guardHolds(db, change, row))) return { changed: false, found: from };
    const to = changedRow(row, move, change);
    const updated = await db
      .updateTable('jobs')
      .set(to)
      .where('seq', '=', row.seq)
      .where('state', '=', row.state)
      .where('stop_cause', 'is', row.stop_cause)
      .where('epoch', '=', row.epoch)
      .where('owner', 'is', row.owner)
      .where('intake_json', 'is', row.intake_json)
      .executeTakeFirst();
    // Another transaction was faster, where the store has several writers: look again.
    if (updated.numUpdatedRows === 0n) continue;
    await keepFiles(db, row, change);
    await addTimeline(db, row.seq, move.timeline);
    if (move.receipt !== undefined) await putReceipt(db, row.seq, JSON.stringify(move.receipt));
    await addMessages(db, row.seq, change.outbox ?? []);
    if (ENDED.includes(move.to.state)) await nextOfSession(db, row);
    return { changed: true, from, to: situationOf({ ...row, ...to }) };
  }
}

/** Adds or replaces the receipt of a job. */
export async function putReceipt(db: Transaction<Schema>, seq: number, body: string): Promise<void> {
  await db
    .insertInto('receipts')
    .values({ job_seq: seq, body_json: body })
    .onConflict((c) => c.column('job_seq').doUpdateSet({ body_json: body }))
    .execute();
}

function situationOf(row: Pick<Row, 'state' | 'stop_cause' | 'epoch' | 'owner'>): Situation {
  return {
    state: row.state,
    stopCause: row.stop_cause ?? undefined,
    epoch: row.epoch,
    owner: row.owner ?? undefined,
  };
}

function fits(move: Move, row: Row): boolean {
  if (move.from.state !== row.state) return false;
  if (move.from.started === true && row.attempts === 0) return false;
  return move.from.stopCause === undefined || move.from.stopCause === row.stop_cause;
}

async function guardHolds(db: Transaction<Schema>, { guard }: JobChange, row: Row): Promise<boolean> {
  if (guard === undefined) return true;
  if (guard.epoch !== undefined && guard.epoch !== row.epoch) return false;
  if (guard.owner !== undefined && guard.owner !== row.owner) return false;
  if (guard.unclaimed === true && row.owner !== null) return false;
  if (guard.runnableBy !== undefined && row.runnable_at > guard.runnableBy) return false;
  if (guard.started !== undefined && guard.started !== row.attempts > 0) return false;
  if (guard.source !== undefined && guard.source.part !== sourcePart(row)) return false;
  if (guard.readyBelow !== undefined && (await readyCount(db, row)) >= guard.readyBelow) return false;
  if (guard.laneBelow !== undefined && (await laneCount(db, row, 'owned')) >= guard.laneBelow) return false;
  return guard.firstOfSession !== true || !(await sessionWaits(db, row, row.session_key, row.seq));
}

function sourcePart({ intake_json }: Row): number | undefined {
  return intake_json === null ? undefined : (JSON.parse(intake_json) as Intake).source?.part;
}

async function readyCount(db: Transaction<Schema>, row: Row): Promise<number> {
  return (await laneCount(db, row, 'waiting')) + (await laneCount(db, row, 'owned'));
}

const ENDED: readonly JobState[] = ['completed', 'failed', 'stopped'];

function changedRow(row: Row, move: Move, change: JobChange): Partial<Row> {
  const to: { -readonly [K in keyof Row]?: Row[K] } = { state: move.to.state };
  if (move.to.state !== move.from.state) to.updated_at = change.at;
  // How a job ended stays known; a job that is queued again starts clean.
  if (move.to.stopCause !== undefined) to.stop_cause = move.to.stopCause;
  else if (!ENDED.includes(move.to.state)) to.stop_cause = null;
  if (move.raisesEpoch) to.epoch = row.epoch + 1;
  if (move.owner === 'drop') {
    to.owner = null;
    to.lease_until = null;
  } else if (move.owner === 'take') {
    if (change.lease === undefined) throw new TypeError('a claim needs a lease');
    to.owner = change.lease.owner;
    to.lease_until = change.lease.until;
  }
  if (move.spendsRetry) to.retries_left = row.retries_left - 1;
  if (move.countsDisplaced) to.displaced = row.displaced + 1;
  if (move.countsAttempt) {
    to.attempts = row.attempts + 1;
    to.started_at = change.at;
  }
  if (move.to.state === 'queued') to.runnable_at = change.runnableAt ?? row.runnable_at;
  if (change.snapshot !== undefined) to.snapshot = change.snapshot;
  if (change.resumeAt !== undefined) to.resume_at = change.resumeAt;
  if (change.intake !== undefined) to.intake_json = JSON.stringify(change.intake);
  // The life of a job that waits for its file is over with that wait.
  if (move.from.state === 'open' && move.to.state !== 'open') to.expires_at = null;
  if (change.error !== undefined) to.error_json = JSON.stringify(change.error);
  if (ENDED.includes(move.to.state)) {
    to.ended_at = change.at;
    if (row.submit_life_ms !== null) to.expires_at = row.submitted_at + row.submit_life_ms;
    else if (row.life_ms !== null) to.expires_at = change.at + row.life_ms;
    if (row.file_life_ms !== null) to.files_expire_at = change.at + row.file_life_ms;
  }
  const units = changedUnits(row, move, change);
  if (units !== row.units_json) to.units_json = units;
  return to;
}

function changedUnits(row: Row, move: Move, change: JobChange): string {
  const staleData = startsOnOtherData(row, change);
  const stays = move.to.state === move.from.state && move.to.stopCause === move.from.stopCause;
  if (stays && !staleData && change.units === undefined) return row.units_json;
  const units = (JSON.parse(row.units_json) as StoredUnit[]).map((unit) =>
    staleData ? waiting(unit) : movedUnit(unit, move.to),
  );
  return JSON.stringify(withUnits(units, change.units ?? []));
}

/** What becomes of a unit when its job comes into another state. */
function movedUnit(unit: StoredUnit, { state, stopCause }: Move['to']): StoredUnit {
  if (unit.state === 'completed' || unit.state === 'failed') return unit;
  if (state === 'queued') return waiting(unit);
  if (unit.state !== 'running') return unit;
  if (state === 'stopping') return stopCause === 'user' ? { ...unit, state: 'interrupted' } : unit;
  if (state === 'failed') return { ...unit, state: 'failed' };
  return state === 'running' ? unit : { ...unit, state: 'waiting' };
}

/** As before its job started; what is known of a load, which goes on, stays. */
function waiting({ loaded, columns }: StoredUnit): StoredUnit {
  return {
    state: 'waiting',
    ...(loaded === undefined ? {} : { loaded }),
    ...(columns === undefined ? {} : { columns }),
  };
}

/** DESIGN §2 rule 7: all files of a job show one instant; those of an earlier attempt stay only if it is the same. */
function startsOnOtherData(row: Row, change: JobChange): boolean {
  if (change.snapshot === undefined) return false;
  return change.snapshot === null || change.snapshot !== row.snapshot;
}

async function keepFiles(db: Transaction<Schema>, row: Row, change: JobChange): Promise<void> {
  if (startsOnOtherData(row, change) && row.units_json.includes('"files"')) {
    await db.deleteFrom('files').where('job_seq', '=', row.seq).where('unit', '>', 0).execute();
  }
  await addFiles(db, row.seq, change.units ?? []);
  const source = change.intake?.source;
  if (source === undefined) return;
  await db.deleteFrom('files').where('job_seq', '=', row.seq).where('unit', '=', 0).execute();
  await db
    .insertInto('files')
    .values({ job_seq: row.seq, unit: 0, ...source })
    .execute();
}
