import { sql, type Transaction } from 'kysely';
import type { AcceptedRequest, NewRequest, RequestEnd, TakeRequests } from '../../ports/accepted-requests.ts';
import { StoreRefusal } from '../../ports/store.ts';
import { requestOf } from '../request-row.ts';
import type { Schema } from '../schema.ts';
import { keepReply } from './kept-replies.ts';

/** Keeps a request that waits, and its reply. @throws StoreRefusal `key-taken`, `queue-full` */
export async function acceptRequest(
  db: Transaction<Schema>,
  { request, mostWaiting, reply }: NewRequest,
): Promise<void> {
  if (reply !== undefined && !(await keepReply(db, reply)))
    throw new StoreRefusal('key-taken', `the key ${reply.key} holds the reply of another request`);
  const { n } = await db
    .selectFrom('accepted_requests')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('tenant', '=', request.tenant)
    .where('state', '=', sql.lit('waiting'))
    .executeTakeFirstOrThrow();
  if (mostWaiting !== undefined && Number(n) >= mostWaiting)
    throw new StoreRefusal('queue-full', `${n} accepted requests wait already; ${mostWaiting} may`);
  await db
    .insertInto('accepted_requests')
    .values({
      id: request.id,
      tenant: request.tenant,
      request_json: JSON.stringify(request),
      state: 'waiting',
      step: 'carry-out',
      due_at: request.at,
      tries: 0,
    })
    .execute();
}

/** Gives out those that are due; they are due again at `until`. */
export async function takeRequests(
  db: Transaction<Schema>,
  { now, until, limit }: TakeRequests,
): Promise<readonly AcceptedRequest[]> {
  const due = await db
    .selectFrom('accepted_requests')
    .selectAll()
    .where('step', 'is not', null)
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .orderBy('seq')
    .limit(limit)
    .execute();
  if (due.length === 0) return [];
  await db
    .updateTable('accepted_requests')
    .set((e) => ({ due_at: until, tries: e('tries', '+', 1) }))
    .where(
      'seq',
      'in',
      due.map(({ seq }) => seq),
    )
    .execute();
  return due.map(requestOf);
}

export async function releaseRequests(
  db: Transaction<Schema>,
  { now }: { readonly now: number },
): Promise<void> {
  await db
    .updateTable('accepted_requests')
    .set({ due_at: now })
    .where('step', 'is not', null)
    .where('due_at', '>', now)
    .execute();
}

/** `false`: it had been carried out before, and nothing was changed. */
export async function endRequest(
  db: Transaction<Schema>,
  { id, outcome, at, expiresAt, tell }: RequestEnd,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('accepted_requests')
    .set({
      state: outcome.state,
      outcome_json: JSON.stringify(outcome),
      ended_at: at,
      expires_at: expiresAt,
      step: tell ? 'tell' : null,
      due_at: at,
      tries: 0,
      callout: tell ? 'due' : null,
    })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function postponeRequest(
  db: Transaction<Schema>,
  { id, dueAt }: { readonly id: string; readonly dueAt: number },
): Promise<void> {
  await db.updateTable('accepted_requests').set({ due_at: dueAt }).where('id', '=', id).execute();
}

export async function requestTold(
  db: Transaction<Schema>,
  { id, how }: { readonly id: string; readonly how: 'delivered' | 'given-up' },
): Promise<void> {
  await db
    .updateTable('accepted_requests')
    .set({ step: null, due_at: null, callout: how })
    .where('id', '=', id)
    .where('step', '=', 'tell')
    .execute();
}

/** Removes those past their life; answers how many. */
export async function purgeRequests(
  db: Transaction<Schema>,
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('accepted_requests')
    .where('seq', 'in', (e) =>
      e
        .selectFrom('accepted_requests')
        .select('seq')
        .where('expires_at', 'is not', null)
        .where('expires_at', '<=', now)
        .orderBy('expires_at')
        .limit(limit),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}
