import type { Transaction } from 'kysely';
import type { KeptReply } from '../../ports/kept-replies.ts';
import type { Schema } from '../schema.ts';

/** Keeps what may be kept of them; the others' keys are taken. */
export async function keepReplies(
  db: Transaction<Schema>,
  { replies }: { readonly replies: readonly KeptReply[] },
): Promise<void> {
  for (const reply of replies) await keepReply(db, reply);
}

/** `false`: the key holds the reply of another request, which still lives. */
export async function keepReply(db: Transaction<Schema>, reply: KeptReply): Promise<boolean> {
  const row = {
    scope: reply.scope,
    key: reply.key,
    request_id: reply.requestId,
    method: reply.method,
    path: reply.path,
    sent_sha256: reply.sentSha256,
    kept_at: reply.at,
    expires_at: reply.expiresAt,
    status: reply.status,
    headers_json: JSON.stringify(reply.headers),
    body: reply.body,
    job_id: reply.job ?? null,
  };
  // One statement: where the store has several writers, the unique key lets only one of two through.
  const kept = await db
    .insertInto('kept_replies')
    .values(row)
    .onConflict((c) =>
      c
        .columns(['scope', 'key'])
        .doUpdateSet(row)
        .where((e) =>
          e.or([
            e('kept_replies.expires_at', '<=', reply.at),
            e('kept_replies.request_id', '=', reply.requestId),
          ]),
        ),
    )
    .returning('seq')
    .executeTakeFirst();
  return kept !== undefined;
}

/** Removes replies past their life; answers how many. */
export async function purgeReplies(
  db: Transaction<Schema>,
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('kept_replies')
    .where('seq', 'in', (e) =>
      e
        .selectFrom('kept_replies')
        .select('seq')
        .where('expires_at', '<=', now)
        .orderBy('expires_at')
        .limit(limit),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}
