import type Database from 'libsql';

/** What a snapshot puts back. Principals and tokens stay; `job_counts` is kept by triggers. */
const STATE_TABLES = [
  'jobs',
  'requests',
  'files',
  'timeline',
  'receipts',
  'outbox',
  'kept_replies',
  'accepted_requests',
] as const;

/** Writes a copy of the database, whole and synced, as one file that is not there yet. */
export function copyTo(db: Database.Database, path: string): void {
  db.prepare('vacuum into ?').run(path);
}

export interface Replacement {
  /** A database with the same schema; absent: there is nothing. */
  readonly path?: string;
  /** Tokens end so much later, business ms: the clock is moved on, and nobody is to be signed out by that. */
  readonly tokensByMs: number;
}

/** Puts the jobs of another database, and what belongs to them, in the place of this one's, in one transaction. */
export function replaceBy(db: Database.Database, { path, tokensByMs }: Replacement): void {
  if (path !== undefined) db.prepare('attach ? as kept').run(path);
  try {
    db.exec('begin immediate');
    for (const table of STATE_TABLES) {
      db.exec(`delete from main.${table}`);
      if (path === undefined) continue;
      const columns = columnsOf(db, table);
      db.exec(`insert into main.${table} (${columns}) select ${columns} from kept.${table}`);
    }
    db.prepare('update tokens set expires_at = expires_at + ?').run(tokensByMs);
    db.exec('commit');
  } catch (error) {
    if (db.inTransaction) db.exec('rollback');
    throw error;
  } finally {
    if (path !== undefined) db.exec('detach kept');
  }
}

function columnsOf(db: Database.Database, table: string): string {
  const columns = db.pragma(`table_info(${table})`) as { readonly name: string }[];
  return columns.map(({ name }) => `"${name}"`).join(', ');
}
