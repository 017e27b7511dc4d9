import type { Transaction } from 'kysely';
import type { Receipt } from '../../ports/job.ts';
import type { Lease } from '../../ports/store.ts';
import type { Schema } from '../schema.ts';
import { putReceipt } from './change-job.ts';

export interface RenewJobs {
  readonly lease: Lease;
  readonly jobs: readonly { readonly id: string; readonly epoch: number }[];
}

/** Extends leases; answers the ids of the jobs that this owner still held. */
export async function renewJobs(
  db: Transaction<Schema>,
  { lease, jobs }: RenewJobs,
): Promise<readonly string[]> {
  const held: string[] = [];
  for (const job of jobs) {
    const { numUpdatedRows } = await db
      .updateTable('jobs')
      .set({ lease_until: lease.until })
      .where('id', '=', job.id)
      .where('epoch', '=', job.epoch)
      .where('owner', '=', lease.owner)
      .executeTakeFirst();
    if (numUpdatedRows > 0n) held.push(job.id);
  }
  return held;
}

export async function saveReceipt(
  db: Transaction<Schema>,
  { job, receipt }: { readonly job: string; readonly receipt: Receipt },
): Promise<void> {
  const row = await db.selectFrom('jobs').select('seq').where('id', '=', job).executeTakeFirst();
  if (row !== undefined) await putReceipt(db, row.seq, JSON.stringify(receipt));
}

/** The files of these jobs have been removed: their names are no more. */
export async function forgetFiles(
  db: Transaction<Schema>,
  { jobs }: { readonly jobs: readonly string[] },
): Promise<void> {
  const of = db
    .selectFrom('jobs')
    .select('seq')
    .where('id', 'in', [...jobs]);
  await db.deleteFrom('files').where('job_seq', 'in', of).execute();
  await db
    .updateTable('jobs')
    .set({ files_removed: 1 })
    .where('id', 'in', [...jobs])
    .execute();
}

/** Removes ended jobs, and those that wait for their file, with all that belongs to them. */
export async function removeJobs(
  db: Transaction<Schema>,
  { jobs }: { readonly jobs: readonly string[] },
): Promise<void> {
  const ended = await db
    .selectFrom('jobs')
    .select('seq')
    .where('id', 'in', [...jobs])
    .where('state', 'in', ['open', 'completed', 'failed', 'stopped'])
    .execute();
  const seqs = ended.map((row) => row.seq);
  if (seqs.length === 0) return;
  for (const table of ['requests', 'files', 'timeline', 'receipts', 'outbox'] as const) {
    await db.deleteFrom(table).where('job_seq', 'in', seqs).execute();
  }
  await db.deleteFrom('jobs').where('seq', 'in', seqs).execute();
}
