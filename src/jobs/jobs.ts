import type { RequestEnd } from '../ports/accepted-requests.ts';
import type { Progress, WrittenFile } from '../ports/engine.ts';
import type { KeptReply } from '../ports/kept-replies.ts';
import type { ResultTarget } from '../ports/results.ts';
import type { JobCount, SessionKey } from '../ports/store.ts';
import type {
  Job,
  JobEvent,
  JobFilter,
  JobState,
  Receipt,
  StoredFile,
  SubmitJob,
  TimelineEntry,
} from './job.ts';
import type { Why } from './why.ts';

export type { JobFilter } from './job.ts';

/** What façades may ask of the core. */
export interface Jobs {
  /**
   * Durable when it resolves; answers the job as it was accepted, whatever it has become since.
   * @throws QueueFull when `limits.maxQueued` or `limits.maxOpen` is reached; nothing is kept then.
   * @throws KeyTaken when the key of its reply holds another request's; nothing is kept then.
   * @throws AlreadyCarriedOut when the request that it carries out has ended; nothing is kept then.
   * @throws ShuttingDown once `close` has been called.
   */
  submit(job: SubmitJob, options?: SubmitOptions): Promise<Job>;
  /**
   * Takes in the file that an open job waits for: `write` puts the bytes at the path it is given, all of them or it
   * throws, and answers what they are. A file received before is replaced. Durable when it resolves.
   * @throws NotOpen when the job no longer waits for one, or got another in the meantime; NoSuchJob
   */
  receive(id: string, write: (target: ResultTarget) => Promise<WrittenFile>): Promise<Job>;
  /**
   * Queues an open job: its file is complete. Decided in one step with `limits.maxReady`.
   * @throws NotOpen, QueueFull, NoSuchJob; nothing changes then
   */
  ready(id: string, by: Job['principal']): Promise<Job>;
  /**
   * The job with its result files: those of a load that did not complete are made when first asked for. The same job
   * when it has not ended, has its files, or nothing of it can be made any more.
   * @throws EngineError when they cannot be made now
   */
  report(id: string): Promise<Job>;
  /** Sees everything that was answered before (read your write). Synchronous: a prepared point read. */
  get(id: string): Job | undefined;
  /** The published file of this name, with the job it belongs to; `undefined` when unknown or past its life. */
  fileByName(name: string): StoredFile | undefined;
  /** Newest submission first. */
  list(filter: JobFilter): readonly Job[];
  /**
   * Stops a job and resolves when that is certain or unconfirmed (the receipt says which). Decided by one
   * compare-and-set: when the job had ended first, `won` is false and nothing changed. A stop that comes second to
   * another one waits for that one's end and answers `won: false`.
   * @throws NoSuchJob
   */
  stop(id: string, by: StopRequest): Promise<StopResult>;
  /** Of a running job, from memory; of an ended one, its totals. */
  progress(id: string): Progress;
  /** Why the job is where it is, at this moment; `undefined` when there is no such job. */
  why(id: string): Why | undefined;
  timeline(id: string): readonly TimelineEntry[];
  /** The receipt of the job's stop, when there was one. */
  receipt(id: string): Receipt | undefined;
  /** Calls `listener` for each event of one job, or of all; answers how to end it. */
  watch(job: string | undefined, listener: (event: JobEvent) => void): () => void;
  /** The job of this session that completed last: of all, or of those that advance it. None past its life. */
  lastOfSession(session: SessionKey, which: 'advancing' | 'any'): Job | undefined;
  /** How many jobs of each family are in each state. Cheap however many there are. */
  counts(): readonly JobCount[];
}

export interface SubmitOptions {
  /**
   * Makes the reply to be kept under an idempotency key from the job: both are kept in one transaction, so that no
   * crash between them lets a retry make a second job. Called before it.
   */
  readonly reply?: (job: Job) => KeptReply;
  /** Makes the end of the accepted request that the job carries out, from the job: likewise. */
  readonly ends?: (job: Job) => RequestEnd;
}

export interface StopRequest {
  readonly requestedBy: string;
  /** The way it came in: `data-query`, `native`, … */
  readonly via: string;
  /** Only from these states, decided in the same step; any that the lifecycle allows when absent. */
  readonly from?: readonly JobState[];
  /** Only when an attempt of it has started, or only when none has; decided in the same step. */
  readonly started?: boolean;
}

export type StopResult =
  | { readonly won: true; readonly job: Job; readonly receipt: Receipt }
  | { readonly won: false; readonly job: Job };

export class QueueFull extends Error {
  override readonly name = 'QueueFull';
}

/** The job no longer waits for its file, or has none to be ready with. */
export class NotOpen extends Error {
  override readonly name = 'NotOpen';
  readonly why: 'not open' | 'no file' | 'replaced meanwhile';
  constructor(why: NotOpen['why'], message: string) {
    super(message);
    this.why = why;
  }
}

/** The key of a submit holds the reply of an earlier request: the one to give. */
export class KeyTaken extends Error {
  override readonly name = 'KeyTaken';
  readonly reply: KeptReply;
  constructor(reply: KeptReply) {
    super('the key holds the reply of another request');
    this.reply = reply;
  }
}

/** What a submit was to carry out has been carried out before. */
export class AlreadyCarriedOut extends Error {
  override readonly name = 'AlreadyCarriedOut';
}

/** The core takes no more work; the server is about to end. */
export class ShuttingDown extends Error {
  override readonly name = 'ShuttingDown';
}

export class NoSuchJob extends Error {
  override readonly name = 'NoSuchJob';
}
