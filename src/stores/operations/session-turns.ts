import type { Transaction } from 'kysely';
import type { Schema } from '../schema.ts';

interface Family {
  readonly tenant: string;
  readonly family: string;
}

/** Whether a job of this session, submitted before `seq` (any, when absent), has not ended. */
export async function sessionWaits(
  db: Transaction<Schema>,
  { tenant, family }: Family,
  key: string | null,
  seq?: number,
): Promise<boolean> {
  if (key === null) return false;
  const first = await firstUnended(db, { tenant, family }, key);
  return first !== undefined && (seq === undefined || first < seq);
}

/** After the end of one of its jobs: the session's first one that has not ended has its turn. */
export async function nextOfSession(
  db: Transaction<Schema>,
  { tenant, family, session_key }: Family & { readonly session_key: string | null },
): Promise<void> {
  if (session_key === null) return;
  const first = await firstUnended(db, { tenant, family }, session_key);
  if (first !== undefined)
    await db.updateTable('jobs').set({ session_waits: 0 }).where('seq', '=', first).execute();
}

async function firstUnended(
  db: Transaction<Schema>,
  { tenant, family }: Family,
  key: string,
): Promise<number | undefined> {
  const first = await db
    .selectFrom('jobs')
    .select('seq')
    .where('tenant', '=', tenant)
    .where('family', '=', family)
    .where('session_key', '=', key)
    .where('ended_at', 'is', null)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
  return first?.seq;
}
