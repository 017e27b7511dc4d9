import type {
  EngineErrorKind,
  EngineHandle,
  EngineLimit,
  OutputSpec,
  Progress,
  RowReportTargets,
  RunLimits,
} from '../../../ports/engine.ts';
import type { RowWork } from '../rows/row-place.ts';

/**
 * What parent and host say to each other over the IPC channel (structured clone). The parent begins: `init` once,
 * then requests, each answered once by `done` or `failed` under its id. `stop` has no answer of its own: the
 * requests of that session then fail as `stopped`.
 */
export type ToHost =
  | { readonly type: 'init'; readonly id: number; readonly settings: HostSettings }
  | {
      readonly type: 'open';
      readonly id: number;
      readonly session: string;
      /** As in `Attempt`. */
      readonly asOf?: number | undefined;
    }
  | {
      readonly type: 'run';
      readonly id: number;
      readonly session: string;
      readonly tree: Uint8Array;
      readonly output: OutputSpec;
      readonly limits: RunLimits;
    }
  | {
      readonly type: 'load-rows';
      readonly id: number;
      readonly session: string;
      readonly work: RowWork;
    }
  | {
      readonly type: 'report-rows';
      readonly id: number;
      readonly session: string;
      readonly work: RowWork;
      readonly targets: RowReportTargets;
    }
  /** The load of this session, which has told of its next chunk, writes it. */
  | { readonly type: 'go-on'; readonly id: number; readonly session: string }
  | { readonly type: 'close'; readonly id: number; readonly session: string }
  /** Beside the data operations: it waits for none of them. */
  | { readonly type: 'seal-rows'; readonly id: number; readonly handle: EngineHandle }
  | { readonly type: 'data'; readonly id: number; readonly operation: string; readonly args: unknown }
  | { readonly type: 'stop'; readonly session: string }
  /** Interrupts what runs, closes the file and exits with code 0. */
  | { readonly type: 'shutdown' };

/** A request before it has its id. */
export type HostRequest = ToHost extends infer M ? (M extends { id: number } ? Omit<M, 'id'> : never) : never;

export type FromHost =
  | { readonly type: 'done'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly error: HostFailure }
  | { readonly type: 'progress'; readonly id: number; readonly progress: Progress | unknown };

/** The answer to `open`: as in `EngineSession`. */
export interface OpenedSession {
  readonly snapshot: string;
  readonly pendingSince: number | undefined;
}

export interface HostSettings {
  readonly tenant: string;
  readonly database: string;
  /** Emptied at start. */
  readonly exchangeDirectory: string;
  /** Emptied at start; the engine writes there what does not fit into memory. */
  readonly spillDirectory: string;
  /** Bytes. */
  readonly memoryLimit: number;
}

/** `data`: a DataError. */
export interface HostFailure {
  readonly kind: EngineErrorKind | 'data';
  readonly message: string;
  readonly limit?: EngineLimit;
  /** For the operator's log only: the engine's own words. */
  readonly detail?: string;
}
