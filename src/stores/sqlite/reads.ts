import { Kysely, SqliteDialect } from 'kysely';
import type Database from 'libsql';
import type { Job, JobFilter, JobState, Receipt, StoredFile, TimelineEntry } from '../../ports/job.ts';
import {
  type JobCount,
  type QueueHead,
  type SessionKey,
  StoreError,
  type WaitingAhead,
} from '../../ports/store.ts';
import { jobOf } from '../job-row.ts';
import { jobById, jobList, jobRow, lastOfSession, ownedJobs, sessionBefore } from '../queries.ts';
import type { Schema } from '../schema.ts';
import { storeError } from './connection.ts';
import { LANE_HEADS } from './lane-heads.ts';
import { type ArrayStatement, arrayStatements } from './statement-cache.ts';

/** Reads of the embedded store, on a connection of their own, synchronous: a point read takes some 20 µs. */
export class SqliteReads {
  readonly #db: Database.Database;
  readonly #path: string;
  readonly #prepare: (sql: string) => ArrayStatement;
  /** Only makes SQL; runs none. */
  readonly #sql: Kysely<Schema>;
  readonly #jobById: ArrayStatement;
  #closed = false;

  constructor(db: Database.Database, path: string) {
    this.#db = db;
    this.#path = path;
    const prepare = arrayStatements(db);
    this.#prepare = (sql) => {
      this.#checkOpen();
      return prepare(sql);
    };
    this.#sql = new Kysely<Schema>({
      dialect: new SqliteDialect({ database: () => Promise.reject(new Error('unused')) }),
    });
    this.#jobById = this.#prepare(jobById(this.#sql, '').compile().sql);
  }

  get(id: string): Job | undefined {
    const row = this.#one(this.#jobById, [id]);
    return row === undefined ? undefined : jobFrom(row);
  }

  list(filter: JobFilter, now: number): readonly Job[] {
    const { sql, parameters } = jobList(this.#sql, filter, now).compile();
    return this.#all(this.#prepare(sql), parameters).map(jobFrom);
  }

  lastOfSession(session: SessionKey, which: 'advancing' | 'any'): Job | undefined {
    const { sql, parameters } = lastOfSession(this.#sql, session, which).compile();
    const row = this.#one(this.#prepare(sql), parameters);
    return row === undefined ? undefined : jobFrom(row);
  }

  sessionBefore(id: string): Job | undefined {
    const { sql, parameters } = sessionBefore(this.#sql, id).compile();
    const row = this.#one(this.#prepare(sql), parameters);
    return row === undefined ? undefined : jobFrom(row);
  }

  owned(leaseBefore: number | undefined): readonly Job[] {
    const { sql, parameters } = ownedJobs(this.#sql, leaseBefore).compile();
    return this.#all(this.#prepare(sql), parameters).map(jobFrom);
  }

  timeline(id: string): readonly TimelineEntry[] {
    const rows = this.#all(
      this.#prepare(
        'select at, event, detail from timeline where job_seq = (select seq from jobs where id = ?) order by position',
      ),
      [id],
    );
    return rows.map(([at, event, detail]) => ({
      at: text(at),
      event: text(event),
      ...(detail === null ? {} : { detail: text(detail) }),
    }));
  }

  receipt(id: string): Receipt | undefined {
    const row = this.#one(
      this.#prepare('select body_json from receipts where job_seq = (select seq from jobs where id = ?)'),
      [id],
    );
    return row === undefined ? undefined : (JSON.parse(text(row[0])) as Receipt);
  }

  fileByName(name: string): StoredFile | undefined {
    const row = this.#one(
      this.#prepare(
        'select jobs.id, unit, part, files.epoch, bytes, sha256 from files join jobs on jobs.seq = job_seq where name = ?',
      ),
      [name],
    );
    if (row === undefined) return undefined;
    const [job, unit, part, epoch, bytes, sha256] = row;
    return {
      job: text(job),
      unit: Number(unit),
      part: Number(part),
      epoch: Number(epoch),
      name,
      bytes: Number(bytes),
      sha256: text(sha256),
    };
  }

  queueHeads(now: number): readonly QueueHead[] {
    const rows = this.#all(this.#prepare(LANE_HEADS), [now]);
    return rows.map(([id, tenant, family, lane, displaced, maxRunning, busy]) => ({
      id: text(id),
      tenant: text(tenant),
      family: text(family),
      lane: text(lane),
      displaced: Number(displaced),
      busy: Number(busy),
      maxRunning: maxRunning === null ? undefined : Number(maxRunning),
    }));
  }

  ahead(job: string, now: number, limit: number): WaitingAhead {
    const waiting = `from jobs as me join jobs as other
      on other.state = 'queued' and other.owner is null
        and other.tenant = me.tenant and other.family = me.family and other.lane = me.lane
        and other.session_waits = 0 and other.seq < me.seq and other.runnable_at <= ?
      where me.id = ?`;
    const first = this.#all(
      this.#prepare(`select other.id, other.user_id ${waiting} order by other.seq limit ?`),
      [now, job, limit],
    );
    return {
      count: this.#number(`select count(*) ${waiting}`, [now, job]) ?? 0,
      first: first.map(([id, userId]) => ({ id: text(id), userId: text(userId) })),
    };
  }

  nextRunnableAt(now: number): number | undefined {
    return this.#number(
      "select min(runnable_at) from jobs where state = 'queued' and owner is null and runnable_at > ?",
      [now],
    );
  }

  expired(now: number, limit: number): readonly string[] {
    const rows = this.#all(
      this.#prepare(
        'select id from jobs where expires_at is not null and expires_at <= ? order by expires_at limit ?',
      ),
      [now, limit],
    );
    return rows.map(([id]) => text(id));
  }

  filesExpired(now: number, limit: number): readonly string[] {
    const rows = this.#all(
      this.#prepare(
        `select id from jobs where files_expire_at is not null and files_removed = 0 and files_expire_at <= ?
         order by files_expire_at limit ?`,
      ),
      [now, limit],
    );
    return rows.map(([id]) => text(id));
  }

  counts(): readonly JobCount[] {
    const rows = this.#all(this.#prepare('select family, state, jobs from job_counts where jobs > 0'), []);
    return rows.map(([family, state, jobs]) => ({
      family: text(family),
      state: text(state) as JobState,
      jobs: Number(jobs),
    }));
  }

  nextDueAt(): number | undefined {
    return this.#number('select min(due_at) from outbox', []);
  }

  /** A JSON record by its key. */
  record<T>(sql: string, key: string): T | undefined {
    const row = this.#one(this.#prepare(sql), [key]);
    return row === undefined ? undefined : (JSON.parse(text(row[0])) as T);
  }

  rows(sql: string, parameters: readonly unknown[]): readonly (readonly unknown[])[] {
    return this.#all(this.#prepare(sql), parameters);
  }

  close(): void {
    this.#closed = true;
    this.#db.close();
  }

  #number(sql: string, parameters: readonly unknown[]): number | undefined {
    const value = this.#one(this.#prepare(sql), parameters)?.[0];
    return typeof value === 'number' ? value : undefined;
  }

  /** The library itself would end the process. */
  #checkOpen(): void {
    if (this.#closed) throw new StoreError('unavailable', 'The store is closed');
  }

  #one(statement: ArrayStatement, parameters: readonly unknown[]): readonly unknown[] | undefined {
    this.#checkOpen();
    try {
      return statement.get([...parameters]);
    } catch (error) {
      throw storeError(error, this.#path);
    }
  }

  #all(statement: ArrayStatement, parameters: readonly unknown[]): readonly (readonly unknown[])[] {
    this.#checkOpen();
    try {
      return statement.all([...parameters]);
    } catch (error) {
      throw storeError(error, this.#path);
    }
  }
}

function jobFrom(values: readonly unknown[]): Job {
  return jobOf(jobRow(values));
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('the store holds something else where a text belongs');
  return value;
}
