import type { JobError } from './job.ts';

/** The five points of a job's or a request's life where a lab may hold, delay or fail it (DESIGN §4, operating.md §5). */
export type GatePoint =
  | 'request'
  | 'before-start'
  | 'running'
  | 'before-publish'
  | 'after-publish'
  | 'before-acknowledge';

export interface GateContext {
  readonly family?: string;
  readonly tenant?: string;
  readonly job?: string;
  /** The attempt: it grows with each. */
  readonly epoch?: number;
  /** The n-th unit of the job, from 1; of a load, its n-th chunk. */
  readonly unit?: number;
  readonly trackId?: string;
  /** Share of the work done, 0 to 1, at `running`. */
  readonly fraction?: number;
}

export interface Gates {
  /**
   * Resolves when the caller may go on. Rejects to make it fail there. A stop never waits for a hold: when `signal`
   * aborts, it resolves at once.
   * @throws GateFailure
   */
  pass(point: GatePoint, context: GateContext, signal?: AbortSignal): Promise<void>;
  /** Rows of a load that are to be refused whatever they hold; absent: none. The same ones for each attempt. */
  refusedRows?(context: GateContext): readonly RefusedRow[];
}

export interface RefusedRow {
  /** The n-th record of the file, from 1. */
  readonly row: number;
  /** Why, for whoever sent the file. */
  readonly message: string;
}

/** Makes what passes a gate fail there. */
export class GateFailure extends Error {
  override readonly name = 'GateFailure';
  readonly kind: JobError['kind'];
  /** Whether it is tried again; as its kind is by itself when absent. */
  readonly retryable: boolean | undefined;
  constructor(kind: JobError['kind'], message: string, retryable?: boolean) {
    super(message);
    this.kind = kind;
    this.retryable = retryable;
  }
}

/** Gates that are always open. */
export const openGates: Gates = { pass: () => Promise.resolve() };
