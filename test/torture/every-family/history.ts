/** The words that every family's states come down to. `waiting`: not running, or not any more before its next attempt. */
export type State = 'waiting' | 'running' | 'stopping' | 'completed' | 'failed' | 'stopped';

export const ENDS: ReadonlySet<State> = new Set(['completed', 'failed', 'stopped']);

export type FamilyName = 'data-query' | 'query-runs' | 'aqua' | 'bulk-data';

/** What a job has to come to when nothing stops it. */
export interface Expected {
  /** Rows of each of its result files, in order; `undefined`: it would run for years. */
  readonly rows: readonly number[] | undefined;
}

/** What one look at a job showed. */
export interface Seen {
  readonly state: State;
  /** By unit, from 1: the result file it had, as it was downloaded. */
  readonly files: ReadonlyMap<number, { readonly sha256: string; readonly rows: number | undefined }>;
  /** Of a load: what its summary counts. */
  readonly counts?: { readonly succeeded: number; readonly failed: number };
  readonly error?: string;
}

export type StopAnswer =
  /** It stopped the job: for certain. */
  | 'won'
  /** The job had ended, in whatever way. */
  | 'lost'
  /** Neither: it was not in a state to be stopped so, or its end is not told yet. */
  | 'open';

export type Fault = 'server killed' | 'engine killed' | 'full disk' | 'failing fsync' | 'clock moved';

/**
 * One thing that happened. `from` and `to` are places in the order of all sends and answers: what ended before another
 * began was before it.
 */
export type Event =
  | {
      readonly kind: 'submit';
      readonly job: string;
      readonly family: FamilyName;
      readonly expected: Expected;
      readonly from: number;
      readonly to: number;
    }
  | {
      readonly kind: 'stop';
      readonly job: string;
      readonly from: number;
      readonly to: number;
      readonly answer: StopAnswer | undefined;
    }
  | {
      readonly kind: 'look';
      readonly job: string;
      readonly from: number;
      readonly to: number;
      readonly seen: Seen | 'not there';
    }
  | { readonly kind: 'fault'; readonly fault: Fault; readonly from: number; readonly to: number };

/** Everything that was sent and answered, in its order. */
export class History {
  readonly events: Event[] = [];
  #order = 0;

  /** The next place in the order. */
  next(): number {
    return ++this.#order;
  }

  add(event: Event): void {
    this.events.push(event);
  }
}
