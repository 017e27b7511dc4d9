import type { Scope } from '../sql/scope.ts';
import type { TraceContext } from '../tracing/trace-context.ts';
import type { SourceQuery } from './compiler.ts';
import type { Compression, EncryptionSpec, OutputFormat, OutputStyle, Progress } from './engine.ts';
import type { RowColumns, RowCounts, RowLoad } from './row-load.ts';

/** The core's states (DESIGN §2). No wire word of any family appears here. */
export type JobState = 'open' | 'queued' | 'running' | 'stopping' | 'completed' | 'failed' | 'stopped';

/** Why a job is being stopped; decides where it ends: `stopped`, `failed` or `queued` again. */
export type StopCause = 'user' | 'limit' | 'shutdown' | 'lost-lease';

/** One durable record a job. Times are ms since 1970: business time unless said otherwise. */
export interface Job {
  /** 36-character lower-case UUID. */
  readonly id: string;
  readonly family: string;
  readonly tenant: string;
  /** What the family counts together for its limits, e.g. `LIVE` and `WAREHOUSE`. */
  readonly lane: string;
  readonly principal: { readonly userId: string; readonly name: string };
  readonly scope: Scope;
  /** The tenant's zone (IANA name). */
  readonly zone: string;
  readonly trackId: string | undefined;
  /** Id of the request that submitted it; `undefined` where none did. */
  readonly requestId: string | undefined;
  /** Where in which trace it was submitted, when that was traced. */
  readonly trace: TraceContext | undefined;
  readonly session: JobSession | undefined;
  /** Of a job that waits, or waited, for its file; `undefined` for one that takes none. */
  readonly intake: Intake | undefined;
  /** Where the next job of the session begins, as of this job's latest attempt: business time. */
  readonly resumeAt: number | undefined;
  readonly state: JobState;
  /** Only while `stopping`, and kept afterwards when that is how it ended. */
  readonly stopCause: StopCause | undefined;
  /** Raised by each claim, and by a stop of a job that does not run. */
  readonly epoch: number;
  /** The node that has claimed it, while it has. */
  readonly owner: string | undefined;
  /** Runs started so far, displaced ones included. */
  readonly attempts: number;
  readonly retriesLeft: number;
  readonly retries: number;
  /** Times this job lost its engine for another job's sake. */
  readonly displaced: number;
  /** Waits for its retry until then. */
  readonly runnableAt: number;
  /** The family's own request, as it wants it back; the core never looks inside. JSON. */
  readonly request: unknown;
  readonly units: readonly Unit[];
  /** As in `SubmitJob`. */
  readonly announces: SubmitJob['announces'];
  readonly limits: JobLimits;
  readonly error: JobError | undefined;
  /** The data version that its completed units saw; `undefined` where unknown. */
  readonly snapshot: string | undefined;
  readonly submittedAt: number;
  /** Of its latest attempt. */
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  /** Of the last state change. */
  readonly updatedAt: number;
  /** From then on the job and its files are gone, for every reader. */
  readonly expiresAt: number | undefined;
  /** From then on its files are gone, for every reader; what its units say of them stays. `undefined`: with the job. */
  readonly filesExpireAt: number | undefined;
}

/** The file a job waits for while it is `open`, and who called it complete. */
export interface Intake {
  /** The last one received. Its key is `job/0/0/part`: it belongs to no attempt and is no unit's result. */
  readonly source?: UnitFile & { readonly part: number };
  /** Business time. */
  readonly readyAt?: number;
  readonly readyBy?: Job['principal'];
}

/** Jobs that take turns and go on where the one before ended (aqua.md §4.2). */
export interface JobSession {
  /** Jobs of one tenant, family and key run one after another, in the order they were submitted. */
  readonly key: string;
  /** Whether its completion is where the next job goes on. */
  readonly advances: boolean;
  /** Every unit takes what changed since then (business time), whatever came before. */
  readonly since?: number;
  /** The upper end of what it takes lies this long before its start, ms. */
  readonly offsetMs: number;
  /** Business time since the submission of the job before after which everything is taken anew, ms; absent: none. */
  readonly lifeMs?: number;
}

/** What changed since the one instant and before the other; business time, whole seconds. */
export interface ChangeWindow {
  readonly since: number;
  readonly until: number;
  /** Rows made since then, to the millisecond, are in no earlier result of the session; absent: since the begin. */
  readonly unseenFrom?: number;
}

/**
 * One statement of a job with its result: a Data Query job has one, an AQuA job one a batch. Or the rows that a bulk job
 * loads: then it is the job's only one, and its files are the rows that worked and those that did not.
 */
export interface Unit {
  /** From 1. */
  readonly unit: number;
  readonly name: string;
  /** Either this or `load` is there. */
  readonly query?: SourceQuery;
  readonly load?: RowLoad;
  readonly output: UnitOutput;
  /** `interrupted`: it was running when its job was stopped. */
  readonly state: 'waiting' | 'running' | 'completed' | 'failed' | 'interrupted';
  /** Rows written, when completed. */
  readonly rows: number | undefined;
  /** Of a load: what its ledger says, once the job has ended; while it waits for its next attempt, what the last had told. */
  readonly loaded?: RowCounts;
  /** Of a load, once its file's header has been read. */
  readonly columns?: RowColumns;
  /** None before it is completed; several in the order of their rows, where its output has segments. */
  readonly files: readonly UnitFile[];
  /** In a session: a unit of the next job with the same identity goes on where this one ended. */
  readonly identity?: string;
  /** What it takes, since its job's latest start; absent: everything. */
  readonly window: ChangeWindow | undefined;
}

export interface UnitOutput {
  readonly format: OutputFormat;
  readonly separator?: string;
  readonly style?: OutputStyle;
  readonly compression: Compression;
  readonly encryption?: EncryptionSpec;
  /**
   * The file's name as users see it, unique over all jobs. In a `SubmitJob` the text `{job}` stands for the id that
   * the job will get; `{file}` stands for 32 hex digits of each file's own. A zip's entry has this name without `.zip`.
   */
  readonly fileName: string;
  /** Of the zip's entry, where it is not the file's. */
  readonly entryName?: string;
  /** Rows a file holds at most; the others are in files of the same form after it. Absent: one file. */
  readonly segmentRows?: number;
}

export interface UnitFile {
  /** As users see it: last segment of the link. Unique over all jobs. */
  readonly name: string;
  readonly epoch: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** `kind` tells the family how to word it: whose fault it was. */
export interface JobError {
  readonly kind:
    | 'user'
    | 'time-limit'
    | 'input-rows'
    | 'output-rows'
    | 'memory'
    | 'temporary'
    | 'unavailable'
    | 'storage'
    | 'internal';
  readonly message: string;
  readonly unit: number;
}

/** What a family hands in. The core makes ids, states and times. */
export interface SubmitJob {
  readonly family: string;
  readonly tenant: string;
  readonly lane: string;
  readonly principal: Job['principal'];
  readonly scope: Scope;
  readonly zone: string;
  readonly trackId?: string;
  readonly requestId?: string;
  readonly trace?: TraceContext;
  readonly retries: number;
  readonly session?: JobSession;
  readonly request: unknown;
  readonly units: readonly Pick<Unit, 'name' | 'query' | 'load' | 'output' | 'identity'>[];
  /** Ends of the job that are announced outside: a message of the outbox, in the transaction of that end. */
  readonly announces?: readonly ('completed' | 'failed')[];
  readonly limits: JobLimits;
}

/** What holds for this job, decided at submit by its family. `undefined` is none. */
export interface JobLimits {
  /**
   * Jobs of this tenant, family and lane that may wait beyond those that `maxRunning` lets run (data-query contract
   * §4.7); one more is refused.
   */
  readonly maxQueued?: number;
  /** Jobs of this tenant, family and lane that may be there without having ended or being stopped; one more is refused. */
  readonly maxOpen?: number;
  /** Jobs of this tenant, family and lane that may run at once. */
  readonly maxRunning?: number;
  /**
   * Jobs of this tenant, family and lane that may be there with their file, without having ended; the readiness of one
   * more is refused (bulk-data.md §2.4).
   */
  readonly maxReady?: number;
  /** Business time after its submission until a job that still waits for its file is removed, ms. */
  readonly openLifeMs?: number;
  /** Business time one attempt may take, ms. */
  readonly attemptMs?: number;
  /** Business time one unit may take, ms. */
  readonly unitMs?: number;
  readonly inputRowsPerTable?: number;
  readonly outputRows?: number;
  readonly memoryBytes?: number;
  /** Business time after its end until the job and its files are removed, ms. */
  readonly lifeMs?: number;
  /** Business time after its submission until the job is removed once it has ended, ms; instead of `lifeMs`. */
  readonly lifeFromSubmitMs?: number;
  /** Business time after its end until its files are removed, the job being kept, ms. */
  readonly fileLifeMs?: number;
}

/** A rung of the stop ladder, in the order it happened; machine time. */
export interface ReceiptStep {
  readonly step:
    | 'recorded'
    | 'dequeued'
    | 'interrupted'
    | 'killed'
    | 'engine-confirmed'
    | 'swept'
    | 'unconfirmed';
  /** ISO 8601. */
  readonly at: string;
  /** Since the stop was requested. */
  readonly ms: number;
  readonly detail?: string;
}

/** Proof of a stop (operating.md §4). */
export interface Receipt {
  readonly jobId: string;
  readonly requestedAt: string;
  readonly requestedBy: string;
  /** The way it came in: `data-query`, `native`, … */
  readonly via: string;
  readonly wasState: JobState;
  readonly steps: readonly ReceiptStep[];
  readonly endedBy: ReceiptStep['step'];
  readonly totalMs: number;
  readonly filesKept: readonly string[];
  readonly filesRemoved: readonly string[];
  readonly rowsWritten?: number;
}

export interface TimelineEntry {
  /** ISO 8601, machine time. */
  readonly at: string;
  readonly event: string;
  readonly detail?: string;
}

/** Sent to whoever watches: after the fact is durable. */
export type JobEvent =
  | {
      readonly type: 'state';
      readonly job: string;
      readonly state: JobState;
      /** Absent when the job was just taken in. */
      readonly from?: JobState;
      readonly at: string;
    }
  | { readonly type: 'progress'; readonly job: string; readonly progress: Progress }
  | { readonly type: 'receipt'; readonly job: string; readonly receipt: Receipt };

/** Which jobs a list shows, newest submission first. */
export interface JobFilter {
  readonly tenant: string;
  readonly userId?: string;
  readonly families?: readonly string[];
  readonly states?: readonly JobState[];
  /** Narrows `stopping` jobs: those whose user asked, or the others. */
  readonly stopCause?: 'user' | 'other';
  /** Narrows `queued` jobs: those that have spent a retry, or the others. */
  readonly retried?: boolean;
  /** Those of which an attempt has started, or the others. */
  readonly started?: boolean;
  readonly limit: number;
  /** Id of the last job of the page before. */
  readonly after?: string;
}

/** A published result file, found by the name its users know. */
export interface StoredFile {
  readonly job: string;
  /** From 1; 0: the file that its job waited for. */
  readonly unit: number;
  /** From 1: which of its unit's files. */
  readonly part: number;
  readonly epoch: number;
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}
