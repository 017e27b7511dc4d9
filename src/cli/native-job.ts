/** Shapes of the native API (operating.md §4) as the commands read them. The server checks them, not we. */
export interface NativeJob {
  readonly id: string;
  readonly family: string;
  readonly state: JobState;
  readonly wireStatus?: string;
  readonly submittedAt: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly progress?: Progress;
  /** Its queries, in order. */
  readonly units: readonly NativeUnit[];
  readonly receipt?: Receipt;
  readonly error?: { readonly message: string };
}

export interface NativeUnit {
  readonly name: string;
  readonly state: string;
  readonly rows?: number;
  readonly bytes?: number;
}

export type JobState = 'open' | 'queued' | 'running' | 'stopping' | 'completed' | 'failed' | 'stopped';

export interface Progress {
  /** 0 to 1, where the engine can tell. */
  readonly fraction?: number;
  readonly rows: number;
  readonly bytes: number;
  /** Of a load: rows that were rejected. */
  readonly failed?: number;
}

export interface Receipt {
  readonly jobId: string;
  readonly requestedBy: string;
  readonly via: string;
  readonly wasState: string;
  readonly steps: readonly { readonly step: string; readonly ms: number; readonly detail?: string }[];
  readonly endedBy: string;
  readonly totalMs: number;
  readonly filesKept: readonly string[];
  readonly filesRemoved: readonly string[];
}

export type JobEvent =
  | { readonly type: 'state'; readonly job: string; readonly state: JobState; readonly at: string }
  | { readonly type: 'progress'; readonly job: string; readonly progress: Progress }
  | { readonly type: 'receipt'; readonly job: string; readonly receipt: Receipt };

export function hasEnded(state: JobState): boolean {
  return state === 'completed' || state === 'failed' || state === 'stopped';
}
