import { sql, type Transaction } from 'kysely';
import type { TimelineEntry } from '../../ports/job.ts';
import type { Schema } from '../schema.ts';

/** Appends to a job's timeline, in the order given. */
export async function addTimeline(
  db: Transaction<Schema>,
  seq: number,
  entries: readonly TimelineEntry[],
): Promise<void> {
  for (const entry of entries) {
    await db
      .insertInto('timeline')
      .values({
        job_seq: seq,
        position: sql<number>`(select coalesce(max(position), 0) + 1 from timeline where job_seq = ${seq})`,
        at: entry.at,
        event: entry.event,
        detail: entry.detail ?? null,
      })
      .execute();
  }
}
