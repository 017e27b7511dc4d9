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
  /** The n-th unit of the job, from 1. */
  readonly unit?: number;
  readonly trackId?: string;
  /** Share of the work done, 0 to 1, at `running`. */
  readonly fraction?: number;
}

export interface Gates {
  /**
   * Resolves when the caller may go on. Rejects to make it fail there. A stop never waits for a hold: when `signal`
   * aborts, it resolves at once.
   */
  pass(point: GatePoint, context: GateContext, signal?: AbortSignal): Promise<void>;
}

/** Gates that are always open. */
export const openGates: Gates = { pass: () => Promise.resolve() };
