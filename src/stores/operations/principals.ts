import type { Transaction } from 'kysely';
import type { PrincipalChange, PrincipalIds, TokenRecord } from '../../ports/principals.ts';
import type { Schema } from '../schema.ts';

const NONE: PrincipalIds = { users: [], clients: [] };

export async function changePrincipals(
  db: Transaction<Schema>,
  { put = {}, removed = NONE, revoked = NONE, restored = NONE }: PrincipalChange,
): Promise<void> {
  const clients = put.clients ?? [];
  for (const tenant of put.tenants ?? []) {
    const body = JSON.stringify(tenant);
    await db
      .insertInto('tenants')
      .values({ name: tenant.name, body_json: body })
      .onConflict((c) => c.column('name').doUpdateSet({ body_json: body }))
      .execute();
  }
  for (const user of put.users ?? []) {
    const row = { name: user.name.toLowerCase(), body_json: JSON.stringify(user) };
    await db
      .insertInto('users')
      .values({ id: user.id, ...row })
      .onConflict((c) => c.column('id').doUpdateSet(row))
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
  for (const id of removed.users) await db.deleteFrom('users').where('id', '=', id).execute();
  for (const id of removed.clients) await db.deleteFrom('clients').where('client_id', '=', id).execute();
  for (const row of rowsOf(revoked))
    await db
      .insertInto('revoked_principals')
      .values(row)
      .onConflict((c) => c.doNothing())
      .execute();
  for (const { kind, id } of rowsOf(restored))
    await db.deleteFrom('revoked_principals').where('kind', '=', kind).where('id', '=', id).execute();
  for (const id of [...removed.users, ...revoked.users])
    await db.deleteFrom('tokens').where('user_id', '=', id).execute();
  for (const id of [...clients.map(({ clientId }) => clientId), ...removed.clients, ...revoked.clients])
    await db.deleteFrom('tokens').where('client_id', '=', id).execute();
}

function rowsOf({ users, clients }: PrincipalIds): readonly Schema['revoked_principals'][] {
  return [
    ...users.map((id) => ({ kind: 'user' as const, id })),
    ...clients.map((id) => ({ kind: 'client' as const, id })),
  ];
}

export async function putToken(db: Transaction<Schema>, token: TokenRecord): Promise<void> {
  const { sha256, clientId, userId, entity = null, expiresAt } = token;
  const row = { sha256, client_id: clientId, user_id: userId, entity, expires_at: expiresAt };
  await db
    .insertInto('tokens')
    .values(row)
    .onConflict((c) => c.column('sha256').doUpdateSet(row))
    .execute();
}

export async function purgeTokens(db: Transaction<Schema>, { now }: { readonly now: number }): Promise<void> {
  await db.deleteFrom('tokens').where('expires_at', '<', now).execute();
}
