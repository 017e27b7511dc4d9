import type { PrincipalStore } from '../../ports/principals.ts';
import type { SqliteReads } from './reads.ts';
import type { WriterClient } from './writer-client.ts';

/** Principals in the embedded store, and how to say that tokens were changed beside them. */
export interface SqlitePrincipals extends PrincipalStore {
  changed(): void;
}

/** Principals in the embedded store. Nobody else writes to it, so its version is this process's own count. */
export function sqlitePrincipals(reads: SqliteReads, writer: WriterClient): SqlitePrincipals {
  let version = 1;
  const records = <T>(table: 'tenants' | 'users' | 'clients', key: string): readonly T[] =>
    reads
      .rows(`select body_json from ${table} order by ${key}`, [])
      .map(([body]) => JSON.parse(String(body)) as T);
  const revoked = (kind: 'user' | 'client'): readonly string[] =>
    reads
      .rows('select id from revoked_principals where kind = ? order by id', [kind])
      .map(([id]) => String(id));
  return {
    kept: () => ({
      tenants: records('tenants', 'name'),
      users: records('users', 'name'),
      clients: records('clients', 'client_id'),
      revoked: { users: revoked('user'), clients: revoked('client') },
    }),
    version: () => version,
    changed() {
      version += 1;
    },
    async change(change) {
      try {
        await writer.write('changePrincipals', change);
      } finally {
        // Also when it failed: a writer that dies may have written before.
        version += 1;
      }
    },
    putToken: (token) => writer.write('putToken', token),
    token(sha256) {
      const [row] = reads.rows('select client_id, user_id, entity, expires_at from tokens where sha256 = ?', [
        sha256,
      ]);
      if (row === undefined) return undefined;
      const [clientId, userId, entity, expiresAt] = row;
      return {
        sha256,
        clientId: String(clientId),
        userId: String(userId),
        ...(entity !== null && { entity: String(entity) }),
        expiresAt: Number(expiresAt),
      };
    },
    purgeTokens: (now) => writer.write('purgeTokens', { now }),
  };
}
