import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AcceptedRequests } from '../../ports/accepted-requests.ts';
import type { PrincipalStore } from '../../ports/principals.ts';
import type { JobStore } from '../../ports/store.ts';
import { sqliteAcceptedRequests } from './accepted-requests.ts';
import { connect, DATABASE_FILE, storeError } from './connection.ts';
import { lockDirectory } from './directory-lock.ts';
import { JobCache } from './job-cache.ts';
import { sqliteKeptReplies } from './kept-replies.ts';
import { sqlitePrincipals } from './principals.ts';
import { SqliteReads } from './reads.ts';
import { StateWatchers } from './state-watchers.ts';
import type { Replacement } from './whole-state.ts';
import { type CommitWatch, type OnWritten, WriterClient } from './writer-client.ts';

export interface SqliteStoreOptions {
  /** Holds `sluice.db` and its lock; made when missing. One server at a time. */
  readonly directory: string;
  /** The built entry of `writer.ts`. */
  readonly writerEntry: URL;
  /** Largest size of the database; no limit but the disk's when absent. */
  readonly maxBytes?: number;
  /** Told of each commit. */
  readonly commits?: CommitWatch;
}

export interface SqliteStore extends JobStore {
  readonly principals: PrincipalStore;
  readonly requests: AcceptedRequests;
  /** Writes a copy of the whole database as one file that is not there yet. Nobody else may write meanwhile. */
  copyTo(path: string): Promise<void>;
  /** Brings the schema of such a copy up to date. @throws StoreError `newer`, `damaged` */
  upgrade(path: string): Promise<void>;
  /**
   * Puts what is state of such a copy in the place of what there is: all or nothing. Principals and tokens stay. Nobody
   * else may write meanwhile.
   */
  replaceBy(replacement: Replacement): Promise<void>;
  /** Writes what was asked, then lets go of the directory. */
  close(): Promise<void>;
}

/**
 * Opens the embedded store and brings its schema up to date.
 * @throws StoreError `in-use`, `damaged`, `newer`, `unavailable`
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const { directory, writerEntry, maxBytes, commits } = options;
  const path = join(directory, DATABASE_FILE);
  try {
    mkdirSync(directory, { recursive: true });
  } catch (error) {
    throw storeError(error, path);
  }
  const lock = lockDirectory(directory);
  const watchers = new StateWatchers();
  const cache = new JobCache();
  let writer: WriterClient | undefined;
  try {
    const onWritten: OnWritten = (name, input, output) => {
      // First, so that whoever is told of a change reads it.
      cache.written(name, input, output);
      watchers.written(name, input, output);
    };
    writer = await WriterClient.start(writerEntry, { path, maxBytes }, onWritten, commits);
    const reads = new SqliteReads(connect(path), path);
    return storeOf(reads, writer, { watchers, cache }, lock.release);
  } catch (error) {
    await writer?.close();
    lock.release();
    throw storeError(error, path);
  }
}

function storeOf(
  reads: SqliteReads,
  writer: WriterClient,
  { watchers, cache }: { readonly watchers: StateWatchers; readonly cache: JobCache },
  release: () => void,
): SqliteStore {
  // A write may fail after it was done, when the writer's thread dies: what is kept may then be old.
  const write: WriterClient['write'] = (name, input) =>
    writer.write(name, input).catch((error: unknown) => {
      cache.clear();
      throw error;
    });
  const principals = sqlitePrincipals(reads, writer);
  return {
    // The directory's lock keeps every other process off.
    exclusive: true,
    submit: (job) => write('submitJob', job),
    change: (change) => write('changeJob', change),
    renew: (lease, jobs) => write('renewJobs', { lease, jobs }),
    saveReceipt: (job, receipt) => writer.write('saveReceipt', { job, receipt }),
    amend: (amendment) => write('amendJob', amendment),
    forgetFiles: (jobs) => writer.write('forgetFiles', { jobs }),
    remove: (jobs) => write('removeJobs', { jobs }),
    get: (id) => cache.get(id, (missing) => reads.get(missing)),
    list: (filter, now) => reads.list(filter, now),
    timeline: (id) => reads.timeline(id),
    receipt: (id) => reads.receipt(id),
    fileByName: (name) => reads.fileByName(name),
    queueHeads: (now) => reads.queueHeads(now),
    ahead: (job, now, limit) => reads.ahead(job, now, limit),
    lastOfSession: (session, which) => reads.lastOfSession(session, which),
    sessionBefore: (job) => reads.sessionBefore(job),
    nextRunnableAt: (now) => reads.nextRunnableAt(now),
    owned: (leaseBefore) => reads.owned(leaseBefore),
    expired: (now, limit) => reads.expired(now, limit),
    filesExpired: (now, limit) => reads.filesExpired(now, limit),
    counts: () => reads.counts(),
    watch: (listener) => watchers.add(listener),
    outbox: {
      take: (options) => writer.write('takeMessages', options),
      settle: (id, owner) => writer.write('settleMessage', { id, owner }),
      postpone: (id, owner, dueAt) => writer.write('postponeMessage', { id, owner, dueAt }),
      nextDueAt: () => reads.nextDueAt(),
    },
    replies: sqliteKeptReplies(reads, writer),
    requests: sqliteAcceptedRequests(reads, writer),
    async check() {
      await writer.write('check', null);
    },
    principals,
    copyTo: (path) => writer.whole({ kind: 'copy', path }),
    upgrade: (path) => writer.whole({ kind: 'upgrade', path }),
    async replaceBy(by) {
      try {
        await writer.whole({ kind: 'replace', by });
      } finally {
        cache.clear();
        principals.changed();
      }
    },
    async close() {
      await writer.close();
      reads.close();
      release();
    },
  };
}
