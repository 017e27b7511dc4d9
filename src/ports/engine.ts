import type { CompiledQuery } from './compiler.ts';
import type { RefusedRow } from './gates.ts';
import type { ResultTarget } from './results.ts';
import type { RowColumns, RowCounts, RowLoad } from './row-load.ts';

/**
 * The engine port (DESIGN §4): runs typed trees over a tenant's data and stops them for certain.
 * One implementation runs DuckDB in a child process a tenant; another will speak to a Trino cluster.
 */
export interface Engine {
  /**
   * Opens a session for one job attempt: one snapshot of the tenant's data for all its statements.
   * `handle` is known without any call to the engine, so that it can be durable before anything starts.
   * @throws EngineError `unavailable` when the engine cannot be reached or started.
   */
  open(attempt: Attempt): Promise<EngineSession>;
  /**
   * Stops whatever runs under this handle, also from another node or after a crash of whoever opened it, and
   * returns when that is certain: interrupt, repeated until it settles; after `graceMs` the harder way. A handle
   * that nothing runs under is `settled` with no steps.
   */
  stop(handle: EngineHandle, options: { readonly graceMs: number }): Promise<EngineStop>;
  /**
   * Closes the ledger of a load for this attempt and all before it: when it resolves, no row of theirs can be written
   * any more. Answers what was written; `undefined` when no attempt got so far as to begin. Starts the engine if need be.
   * @throws EngineError `unavailable`, and whatever keeps the ledger from being read
   */
  sealRows(handle: EngineHandle): Promise<RowCounts | undefined>;
  /** Removes the ledgers of jobs that are gone. Idempotent. */
  forgetRows(tenant: string, jobs: readonly string[]): Promise<void>;
  /** Handles of statements still alive that carry Sluice's mark, whoever started them: for recovery. */
  running(): Promise<readonly EngineHandle[]>;
  /** Ends what the engine holds (processes, connections). Running statements fail as `displaced`. */
  close(): Promise<void>;
}

/** Identifies the work of one job attempt at the engine; deterministic, JSON. */
export interface EngineHandle {
  readonly tenant: string;
  readonly job: string;
  readonly epoch: number;
}

export interface Attempt {
  readonly handle: EngineHandle;
  /** Run with nothing beside it (a job displaced twice): waits until the engine of this tenant is otherwise idle. */
  readonly alone: boolean;
  /** Business time that lies before the opening: changes that begin after the snapshot are dated no earlier. */
  readonly asOf?: number;
  /** Told, each time it changes, what the opening waits for. */
  readonly onWait?: (wait: EngineWait) => void;
}

/** `place`: until what is there lets it in; `process`: for the engine to be up; `snapshot`: for its view of the data. */
export type EngineWait = 'place' | 'process' | 'snapshot';

export interface EngineSession {
  /** Names the data version this session sees; `undefined` where the engine has no snapshots. */
  readonly snapshot: string | undefined;
  /**
   * Business time of the oldest change that was under way, and so may not be in the snapshot: its rows have dates of
   * change from then on. `undefined`: none was.
   */
  readonly pendingSince?: number | undefined;
  /**
   * Runs one statement and streams its result through the encode stage into `output.target`; resolves when all
   * bytes are written there (not yet published). One statement at a time.
   * @throws EngineError
   */
  run(
    query: CompiledQuery,
    output: OutputSpec,
    limits: RunLimits,
    onProgress: (p: Progress) => void,
  ): Promise<RunOutcome>;
  /**
   * Writes the rows of a file, chunk by chunk, each one transaction with its line in the ledger; goes on after the last
   * chunk of an attempt before. Resolves when every row has succeeded or failed. The session has no snapshot's promise
   * to keep: each chunk sees what was committed before it.
   * @throws EngineError `user` when the file as a whole cannot be loaded (bulk-data.md §3); then no row is written
   */
  loadRows(work: RowLoadWork, onProgress: (p: Progress) => void): Promise<RowLoadOutcome>;
  /**
   * Writes the two result files of a load, from its source and its ledger: whatever the tables hold by now, the same
   * bytes each time. For a load that has ended, in whatever way; targets are those of parts 1 and 2.
   * @throws EngineError
   */
  reportRows(work: RowLoadWork, targets: RowReportTargets): Promise<RowReportOutcome>;
  /** Idempotent. */
  close(): Promise<void>;
}

export interface RowLoadWork {
  readonly load: RowLoad;
  /** Absolute path of the source file; only read. */
  readonly source: string;
  /** Business time now, ms: rows are dated from then on. */
  readonly now: number;
  /** Refused whatever they hold; absent: none. */
  readonly refused?: readonly RefusedRow[];
  /**
   * Asked before each chunk of the rows (from 1), which is written once it resolves; `fraction` of the work is done by then.
   * Absent: the engine waits for nobody.
   */
  readonly beforeChunk?: (chunk: number, fraction: number) => Promise<void>;
}

export interface RowLoadOutcome {
  readonly counts: RowCounts;
  readonly columns: RowColumns;
}

export interface RowReportTargets {
  readonly succeeded: ResultTarget;
  readonly failed: ResultTarget;
}

export interface RowReportOutcome extends RowLoadOutcome {
  readonly succeeded: WrittenFile;
  readonly failed: WrittenFile;
}

export type OutputFormat = 'csv' | 'tsv' | 'dsv' | 'jsonl';
export type Compression = 'none' | 'gzip' | 'zip';

/** Points of a format that a family may choose; what is absent is as said first. */
export interface OutputStyle {
  /** `\n`, or `\r\n`. */
  readonly lineEnd?: 'crlf';
  /** CSV, TSV and DSV begin with a line of labels; or not. */
  readonly header?: 'none';
  /** An empty text in CSV, TSV and DSV: nothing, as null; or `""`. */
  readonly emptyText?: 'quoted';
  /**
   * Decimals: in JSON without trailing zeros but for one fraction digit, in the others with their whole scale; or with
   * their whole scale everywhere; or in CSV, TSV and DSV without trailing zeros, floating numbers without an exponent
   * too (aqua.md §5.5).
   */
  readonly decimals?: 'full' | 'short';
  /** Date-times: ISO 8601, or in CSV, TSV and DSV `YYYY-MM-DDThh:mm:ss±hhmm`, the fraction cut off (aqua.md §5.5). */
  readonly dateTimes?: 'basic-offset';
  /** What stands for null in CSV, TSV and DSV, quoted where it must be; nothing when absent. */
  readonly nullText?: string;
}

export interface OutputSpec {
  readonly format: OutputFormat;
  /** One character; for `dsv` only. */
  readonly separator?: string;
  readonly style?: OutputStyle;
  readonly compression: Compression;
  /** The zip entry's name. */
  readonly entryName: string;
  /** How the stored bytes are encrypted, after compression; absent: not at all. */
  readonly encryption?: EncryptionSpec;
  /** Rows a file holds at most: the others go to the targets of later parts, each a whole file. Absent: one file. */
  readonly segmentRows?: number;
  readonly target: ResultTarget;
}

/**
 * `rsa-blocks`: base64 of the DER form (SubjectPublicKeyInfo) of an RSA public key that can encrypt; the bytes as
 * `results/encode/rsa-blocks.ts` says. `pgp`: an armored OpenPGP public key that can encrypt; a binary OpenPGP message.
 */
export interface EncryptionSpec {
  readonly kind: 'rsa-blocks' | 'pgp';
  readonly key: string;
}

/** Limits the engine enforces itself; `undefined` is none. Time is the core's business. */
export interface RunLimits {
  readonly inputRowsPerTable?: number;
  readonly outputRows?: number;
  readonly memoryBytes?: number;
}

export interface Progress {
  /** 0 to 1, where the engine can tell. */
  readonly fraction?: number;
  /** Written; of a load, those that succeeded. */
  readonly rows: number;
  /** Of a load: those that did not. */
  readonly failed?: number;
  /** Of a load: records of the file, once known. */
  readonly of?: number;
  /** Bytes of the encoded result, before compression. */
  readonly bytes: number;
}

export interface RunOutcome {
  readonly rows: number;
  /** What the encode stage wrote to the target, and to those of its later parts. */
  readonly written: readonly [WrittenFile, ...WrittenFile[]];
}

export interface WrittenFile {
  /** Bytes stored (after compression). */
  readonly bytes: number;
  /** SHA-256 of the bytes stored, hex. */
  readonly sha256: string;
}

export interface EngineStop {
  readonly outcome: 'settled' | 'killed' | 'unconfirmed';
  /** In order; `ms` since the stop reached the engine. */
  readonly steps: readonly {
    readonly step: 'interrupted' | 'killed' | 'engine-confirmed' | 'unconfirmed';
    readonly ms: number;
    readonly detail?: string;
  }[];
}

/**
 * Why a statement ended without a result.
 * `user`: the statement's own fault (division by zero); text as the language's users know it. `limit`: a limit of
 * RunLimits. `temporary`: may work when tried again. `displaced`: the engine went down for another's sake; costs the
 * job no retry. `crashed`: the engine died while this ran alone. `stopped`: by `Engine.stop`. `unavailable`: cannot be
 * reached or started. `storage`: the result could not be written (full disk). `internal`: a fault of ours, the same on
 * each try; `cause` has what the operator's log should hold, the message is for the statement's author.
 */
export type EngineErrorKind =
  | 'user'
  | 'limit'
  | 'temporary'
  | 'displaced'
  | 'crashed'
  | 'stopped'
  | 'unavailable'
  | 'storage'
  | 'internal';

export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly kind: EngineErrorKind;
  /** Which limit, when `kind` is `limit`. */
  readonly limit: EngineLimit | undefined;
  constructor(
    kind: EngineErrorKind,
    message: string,
    options?: ErrorOptions & { readonly limit?: EngineLimit },
  ) {
    super(message, options);
    this.kind = kind;
    this.limit = options?.limit;
  }
}

export type EngineLimit = 'input-rows' | 'output-rows' | 'memory';

/** Why an engine process ended. `killed`: a statement did not let itself be interrupted; `crashed`: by itself. */
export type HostEnd = 'idle' | 'killed' | 'crashed' | 'shutdown' | 'start-failed';

/** Told of the processes of an engine that has some of its own. */
export interface HostObserver {
  started(): void;
  /** Once for each that was started. */
  ended(how: HostEnd): void;
}
