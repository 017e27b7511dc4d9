import type {
  ClientRecord,
  Principals,
  TenantRecord,
  TokenRecord,
  UserRecord,
} from '../../ports/principals.ts';
import type { SqliteReads } from './reads.ts';
import type { WriterClient } from './writer-client.ts';

/** Principals in the embedded store. */
export function sqlitePrincipals(reads: SqliteReads, writer: WriterClient): Principals {
  return {
    put: (batch) => writer.write('putPrincipals', batch),
    tenant: (name) => reads.record<TenantRecord>('select body_json from tenants where name = ?', name),
    tenants: () =>
      reads
        .rows('select body_json from tenants order by name', [])
        .map(([body]) => JSON.parse(String(body)) as TenantRecord),
    user: (id) => reads.record<UserRecord>('select body_json from users where id = ?', id),
    userByName: (name) => reads.record<UserRecord>('select body_json from users where name = ?', name),
    client: (id) => reads.record<ClientRecord>('select body_json from clients where client_id = ?', id),
    putToken: (token) => writer.write('putToken', token),
    token(sha256): TokenRecord | undefined {
      const [row] = reads.rows('select user_id, expires_at from tokens where sha256 = ?', [sha256]);
      return row === undefined ? undefined : { sha256, userId: String(row[0]), expiresAt: Number(row[1]) };
    },
    purgeTokens: (now) => writer.write('purgeTokens', { now }),
  };
}
