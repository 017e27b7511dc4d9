import type { Transaction } from 'kysely';
import type { Principals, TokenRecord } from '../../ports/principals.ts';
import type { Schema } from '../schema.ts';

export async function putPrincipals(
  db: Transaction<Schema>,
  { tenants, users, clients }: Parameters<Principals['put']>[0],
): Promise<void> {
  for (const tenant of tenants) {
    const body = JSON.stringify(tenant);
    await db
      .insertInto('tenants')
      .values({ name: tenant.name, body_json: body })
      .onConflict((c) => c.column('name').doUpdateSet({ body_json: body }))
      .execute();
  }
  for (const user of users) {
    const body = JSON.stringify(user);
    await db
      .insertInto('users')
      .values({ id: user.id, name: user.name, body_json: body })
      .onConflict((c) => c.column('id').doUpdateSet({ name: user.name, body_json: body }))
      .execute();
  }
  for (const client of clients) {
    const body = JSON.stringify(client);
    await db
      .insertInto('clients')
      .values({ client_id: client.clientId, body_json: body })
      .onConflict((c) => c.column('client_id').doUpdateSet({ body_json: body }))
      .execute();
  }
}

export async function putToken(db: Transaction<Schema>, token: TokenRecord): Promise<void> {
  const row = { sha256: token.sha256, user_id: token.userId, expires_at: token.expiresAt };
  await db
    .insertInto('tokens')
    .values(row)
    .onConflict((c) => c.column('sha256').doUpdateSet(row))
    .execute();
}

export async function purgeTokens(db: Transaction<Schema>, { now }: { readonly now: number }): Promise<void> {
  await db.deleteFrom('tokens').where('expires_at', '<', now).execute();
}
