import Database from 'libsql';
import { StoreError } from '../../ports/store.ts';

/** Name of the database inside the store's directory. */
export const DATABASE_FILE = 'sluice.db';

/** A connection, set up as the store needs it. @throws StoreError */
export function connect(path: string): Database.Database {
  try {
    const db = new Database(path);
    db.exec('pragma journal_mode = wal');
    // FULL: a commit that was answered is on the disk (DESIGN §2 rule 4); NORMAL would lose the last ones in a crash.
    db.exec('pragma synchronous = full');
    // Two connections of one process: neither ever waits long for the other.
    db.exec('pragma busy_timeout = 5000');
    return db;
  } catch (error) {
    throw storeError(error, path);
  }
}

/** What SQLite says, as an operator should read it. */
export function storeError(error: unknown, path: string): Error {
  if (!(error instanceof Error))
    return new StoreError('failed', `The store ${path} failed: ${String(error)}`);
  if (error instanceof StoreError) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const options = { cause: error };
  if (code === 'SQLITE_FULL' || /\bENOSPC\b/.test(error.message)) {
    return new StoreError(
      'full',
      `The store ${path} is full: free space on its disk. Nothing was changed.`,
      options,
    );
  }
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return new StoreError(
      'damaged',
      `The store ${path} is damaged (${error.message}). Put a copy of it back, or move it away to start empty.`,
      options,
    );
  }
  if (
    /Unable to open|^(SQLITE_(CANTOPEN|READONLY|PERM|AUTH)|EACCES|EPERM|EROFS|EEXIST|ENOTDIR)/.test(
      `${code} ${error.message}`,
    )
  ) {
    return new StoreError(
      'unavailable',
      `The store ${path} cannot be opened for writing: check that its directory exists and who may write there.`,
      options,
    );
  }
  return new StoreError(
    'failed',
    `The store ${path} failed: ${error.message}. Nothing was changed.`,
    options,
  );
}
