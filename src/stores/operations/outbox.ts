import type { Transaction } from 'kysely';
import type { Lease, Message, NewMessage } from '../../ports/store.ts';
import type { Schema } from '../schema.ts';

export async function addMessages(
  db: Transaction<Schema>,
  seq: number,
  messages: readonly NewMessage[],
): Promise<void> {
  for (const message of messages) {
    await db
      .insertInto('outbox')
      .values({
        job_seq: seq,
        kind: message.kind,
        body_json: JSON.stringify(message.body),
        due_at: message.dueAt,
        tries: 0,
      })
      .execute();
  }
}

export interface TakeMessages {
  readonly now: number;
  readonly leaseFrom: number;
  readonly lease: Lease;
  readonly limit: number;
}

export async function takeMessages(db: Transaction<Schema>, take: TakeMessages): Promise<readonly Message[]> {
  const due = await db
    .selectFrom('outbox')
    .innerJoin('jobs', 'jobs.seq', 'outbox.job_seq')
    .select(['outbox.id', 'jobs.id as job', 'kind', 'body_json', 'due_at', 'tries'])
    .where('due_at', '<=', take.now)
    .where((e) => e.or([e('outbox.owner', 'is', null), e('outbox.lease_until', '<', take.leaseFrom)]))
    .orderBy('due_at')
    .orderBy('outbox.id')
    .limit(take.limit)
    .execute();
  if (due.length === 0) return [];
  await db
    .updateTable('outbox')
    .set((e) => ({ owner: take.lease.owner, lease_until: take.lease.until, tries: e('tries', '+', 1) }))
    .where(
      'id',
      'in',
      due.map((message) => message.id),
    )
    .execute();
  return due.map((row) => ({
    id: row.id,
    job: row.job,
    kind: row.kind,
    body: JSON.parse(row.body_json) as unknown,
    dueAt: row.due_at,
    tries: row.tries,
  }));
}

export async function settleMessage(
  db: Transaction<Schema>,
  message: { readonly id: number; readonly owner: string },
): Promise<void> {
  await db.deleteFrom('outbox').where('id', '=', message.id).where('owner', '=', message.owner).execute();
}

export async function postponeMessage(
  db: Transaction<Schema>,
  message: { readonly id: number; readonly owner: string; readonly dueAt: number },
): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ due_at: message.dueAt, owner: null, lease_until: null })
    .where('id', '=', message.id)
    .where('owner', '=', message.owner)
    .execute();
}
