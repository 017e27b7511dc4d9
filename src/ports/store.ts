import type { RequestEnd } from './accepted-requests.ts';
import type {
  ChangeWindow,
  Intake,
  Job,
  JobError,
  JobFilter,
  JobState,
  Receipt,
  StopCause,
  StoredFile,
  SubmitJob,
  TimelineEntry,
  Unit,
  UnitFile,
} from './job.ts';
import type { KeptReplies, KeptReply } from './kept-replies.ts';
import type { RowColumns, RowCounts } from './row-load.ts';

/**
 * The store port (DESIGN §2, §4): durable jobs, changed only by compare-and-set.
 *
 * Every write resolves after its commit is durable and is all or nothing. Reads are synchronous and see every write
 * that has resolved. Jobs whose life has ended are the caller's to hide (`Job.expiresAt`).
 *
 * Writes throw `StoreError`, and then nothing of them is kept.
 */
export interface JobStore {
  /** Whether no other process can be working on this store: what carries an owner at start has lost it. */
  readonly exclusive: boolean;

  /**
   * @throws StoreRefusal `queue-full`; `key-taken` when the key of its reply holds another request's; `request-ended` when
   *   what it carries out has been carried out.
   */
  submit(job: NewJob): Promise<void>;
  /** Carries out the first move whose `from` fits the job, when the guard holds too; else changes nothing. */
  change(change: JobChange): Promise<ChangeResult>;
  /** Extends the lease of jobs this owner still holds at these epochs; answers the ids of those. */
  renew(
    lease: Lease,
    jobs: readonly { readonly id: string; readonly epoch: number }[],
  ): Promise<readonly string[]>;
  /** Replaces the receipt of a job, without any change of state. */
  saveReceipt(job: string, receipt: Receipt): Promise<void>;
  /**
   * Says of units of an ended job what was found out after its end: files made since, rows counted since. Changes
   * nothing when the job has not ended, or its life or that of its files is over; answers whether it did.
   */
  amend(amendment: Amendment): Promise<boolean>;
  /** The files of these jobs have been removed: nobody finds them by name any more. What their units say stays. */
  forgetFiles(jobs: readonly string[]): Promise<void>;
  /** Removes ended jobs, and those that wait for their file, with all that belongs to them. Ids of other jobs are ignored. */
  remove(jobs: readonly string[]): Promise<void>;

  get(id: string): Job | undefined;
  /** Newest submission first; without those whose life ended at or before `now` (business). */
  list(filter: JobFilter, now: number): readonly Job[];
  timeline(id: string): readonly TimelineEntry[];
  receipt(id: string): Receipt | undefined;
  fileByName(name: string): StoredFile | undefined;

  /**
   * The first job that could be claimed at `now` (business) in each tenant, family and lane that has one; one that
   * waits for an earlier job of its session could not.
   */
  queueHeads(now: number): readonly QueueHead[];
  /** Jobs of the same tenant, family and lane that could be claimed at `now` (business) before this one. */
  ahead(job: string, now: number, limit: number): WaitingAhead;
  /** When the next job that waits for its retry becomes runnable, after `now`. */
  nextRunnableAt(now: number): number | undefined;
  /** Jobs with an owner, claimed, running or stopping: all, or those whose lease ended before `leaseBefore` (machine). */
  owned(leaseBefore?: number): readonly Job[];
  /** Jobs in the store by family and state, those past their life included until they are removed. Cheap however many there are. */
  counts(): readonly JobCount[];
  /** Ids of jobs whose life ended at or before `now` (business), those that still wait for their file too, oldest end first. */
  expired(now: number, limit: number): readonly string[];
  /** Ids of jobs whose files' life ended at or before `now` (business) and that have not been forgotten, oldest first. */
  filesExpired(now: number, limit: number): readonly string[];

  /** Calls `listener` after each durable change of a job's state, before the write resolves. Answers how to end it. */
  watch(listener: (change: StateChange) => void): () => void;

  /** The job of this session that completed last, of those that advance it or of all; those past their life too. */
  lastOfSession(session: SessionKey, which: 'advancing' | 'any'): Job | undefined;

  /** The first job of this one's session, submitted before it, that has not ended: what it waits for. */
  sessionBefore(job: string): Job | undefined;

  readonly outbox: Outbox;

  readonly replies: KeptReplies;

  /** @throws StoreError when the store cannot be written now: for readiness. */
  check(): Promise<void>;
}

/** A job as it enters the store. */
export interface NewJob {
  readonly id: string;
  readonly job: SubmitJob;
  readonly state: 'open' | 'queued';
  /** Business time. */
  readonly at: number;
  readonly timeline: readonly TimelineEntry[];
  readonly outbox?: readonly NewMessage[];
  /** Kept in the same transaction: a crash leaves both or neither. */
  readonly reply?: KeptReply;
  /** End of the accepted request that it carries out, in the same transaction: no crash lets that make a second job. */
  readonly ends?: RequestEnd;
}

export interface Lease {
  readonly owner: string;
  /** Machine time, ms since 1970. */
  readonly until: number;
}

export interface JobChange {
  readonly job: string;
  /** Business time: becomes `updatedAt` when the state changes. */
  readonly at: number;
  /** One for each state the change may start from; the first that fits is taken. */
  readonly moves: readonly Move[];
  readonly guard?: ChangeGuard;
  /** For moves that take an owner. */
  readonly lease?: Lease;
  readonly error?: JobError;
  /** When a job that is queued again may be claimed; now when absent. */
  readonly runnableAt?: number;
  readonly units?: readonly UnitChange[];
  /** A new attempt sees this data version: completed units of another (or an unknown) one start again. */
  readonly snapshot?: string | null;
  /** As `Job.resumeAt`. */
  readonly resumeAt?: number;
  readonly outbox?: readonly NewMessage[];
  /** As `Job.intake`, whole. A source that it names can be found by its name from then on, one that it replaces no more. */
  readonly intake?: Intake;
}

export interface Amendment {
  readonly job: string;
  /** Business time. */
  readonly at: number;
  readonly units: readonly UnitChange[];
}

/** What must hold besides the state. */
export interface ChangeGuard {
  readonly epoch?: number;
  readonly owner?: string;
  readonly unclaimed?: boolean;
  /** Business time by which the job must be runnable. */
  readonly runnableBy?: number;
  /** Jobs of the same tenant, family and lane that have an owner must be fewer than this. */
  readonly laneBelow?: number;
  /** The part of the source that its intake has must be this; `undefined` in it: it has none. */
  readonly source?: { readonly part: number | undefined };
  /** Jobs of the same tenant, family and lane that are queued or have an owner must be fewer than this. */
  readonly readyBelow?: number;
  /** Whether an attempt of it must have started, or must not. */
  readonly started?: boolean;
  /** No earlier job of its session may be there that has not ended; holds for a job without a session. */
  readonly firstOfSession?: true;
}

export interface Move {
  readonly from: {
    readonly state: JobState;
    readonly stopCause?: StopCause;
    /** Fits only when an attempt of it has started. */
    readonly started?: true;
  };
  readonly to: { readonly state: JobState; readonly stopCause?: StopCause };
  readonly raisesEpoch: boolean;
  readonly owner: 'take' | 'keep' | 'drop';
  readonly spendsRetry: boolean;
  readonly countsDisplaced: boolean;
  readonly countsAttempt: boolean;
  readonly timeline: readonly TimelineEntry[];
  readonly receipt?: Receipt;
}

/**
 * Columns that a unit has stay unless changed here, and so do its counts unless it runs; rows and files are those said
 * here. A unit that is `running` when its job is stopped by its user is `interrupted` from then on; it is `failed` when the
 * job fails. Those that have not completed are `waiting` again, without a window, when the job is queued again. Unless
 * changed here.
 */
export interface UnitChange {
  readonly unit: number;
  readonly state: Unit['state'];
  readonly rows?: number;
  readonly files?: readonly UnitFile[];
  readonly window?: ChangeWindow;
  readonly loaded?: RowCounts;
  readonly columns?: RowColumns;
}

export type ChangeResult =
  | { readonly changed: true; readonly from: Situation; readonly to: Situation }
  /** `undefined`: there is no such job. */
  | { readonly changed: false; readonly found: Situation | undefined };

export interface Situation {
  readonly state: JobState;
  readonly stopCause: StopCause | undefined;
  readonly epoch: number;
  readonly owner: string | undefined;
}

export interface StateChange {
  readonly job: string;
  readonly state: JobState;
  /** `undefined`: the job was just taken in. */
  readonly from: JobState | undefined;
}

/** How many jobs of a family the store holds in a state; none of that kind: no record. */
export interface JobCount {
  readonly family: string;
  readonly state: JobState;
  readonly jobs: number;
}

export interface QueueHead {
  readonly id: string;
  readonly tenant: string;
  readonly family: string;
  readonly lane: string;
  readonly displaced: number;
  /** Jobs of this tenant, family and lane that have an owner now. */
  readonly busy: number;
  readonly maxRunning: number | undefined;
}

export interface SessionKey {
  readonly tenant: string;
  readonly family: string;
  /** `JobSession.key`. */
  readonly key: string;
}

export interface WaitingAhead {
  readonly count: number;
  /** The first of them, in their order, at most `limit`. */
  readonly first: readonly { readonly id: string; readonly userId: string }[];
}

/** Messages to the outside, written in the transaction of what they tell; delivered at least once (DESIGN §2). */
export interface Outbox {
  /** Takes messages that are due at `now` (business) and not under a lease that lasts beyond `leaseFrom` (machine). */
  take(options: {
    readonly now: number;
    readonly leaseFrom: number;
    readonly lease: Lease;
    readonly limit: number;
  }): Promise<readonly Message[]>;
  /** Delivered, or given up: the message goes. */
  settle(id: number, owner: string): Promise<void>;
  /** Not delivered: again at `dueAt` (business). */
  postpone(id: number, owner: string, dueAt: number): Promise<void>;
  /** When the next message is due (business). */
  nextDueAt(): number | undefined;
}

export interface NewMessage {
  readonly kind: string;
  /** JSON. */
  readonly body: unknown;
  /** Business time. */
  readonly dueAt: number;
}

export interface Message extends NewMessage {
  readonly id: number;
  readonly job: string;
  /** Deliveries tried before this one. */
  readonly tries: number;
}

/** A write refused for a reason of the job's own. Nothing is kept. */
export class StoreRefusal extends Error {
  override readonly name = 'StoreRefusal';
  readonly kind: StoreRefusalKind;
  constructor(kind: StoreRefusalKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

export type StoreRefusalKind = 'queue-full' | 'key-taken' | 'request-ended';

export type StoreErrorKind = 'full' | 'damaged' | 'in-use' | 'newer' | 'unavailable' | 'failed';

/**
 * The store itself cannot do it. `full`: the disk is; `damaged`: its file cannot be read; `in-use`: another server
 * has the directory; `newer`: written by a newer version. The message is meant for an operator.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly kind: StoreErrorKind;
  constructor(kind: StoreErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
