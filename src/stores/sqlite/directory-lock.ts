import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { StoreError } from '../../ports/store.ts';
import { storeError } from './connection.ts';

const LOCK_FILE = 'lock.db';
const HOLDER_FILE = 'lock.pid';

export interface DirectoryLock {
  release(): void;
}

/**
 * Keeps a second server off a data directory. The lock is an open transaction on a database of its own: the operating
 * system lets go of it when the process ends, however it ends, so that none has to be cleaned up by hand.
 * @throws StoreError `in-use`, `unavailable`
 */
export function lockDirectory(directory: string): DirectoryLock {
  const holder = join(directory, HOLDER_FILE);
  let db: Database.Database | undefined;
  try {
    db = new Database(join(directory, LOCK_FILE));
    db.exec('begin exclusive');
    writeFileSync(holder, `${process.pid}\n`);
  } catch (error) {
    db?.close();
    if (error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY') {
      throw new StoreError(
        'in-use',
        `The data directory ${directory} is in use by another server${holderText(holder)}. ` +
          'Stop that one, or choose another directory.',
      );
    }
    throw storeError(error, join(directory, LOCK_FILE));
  }
  const held = db;
  return { release: () => held.close() };
}

function holderText(file: string): string {
  try {
    return ` (process ${readFileSync(file, 'utf8').trim()})`;
  } catch {
    return '';
  }
}
