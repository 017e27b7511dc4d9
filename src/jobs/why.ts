import type { Progress } from '../ports/engine.ts';
import type { Phase } from './attempt.ts';
import type { Job, JobError, JobLimits, JobState, Receipt, StopCause } from './job.ts';
import type { Ladder } from './ladder.ts';
import type { SchedulerView } from './scheduler.ts';

/**
 * Why a job is where it is (operating.md §4), for a family to word. Times are business ms since 1970 unless said
 * otherwise. It is one look: a moment later another answer may be true.
 */
export interface Why {
  readonly job: Job;
  /** Since when it is in its state. */
  readonly since: number;
  readonly reason: WaitingReason | AttemptReason | ElsewhereReason | StoppingReason | EndedReason;
}

/** A job as another's reason names it: shown to those who may see it, counted for the others. */
export interface JobRef {
  readonly id: string;
  readonly tenant: string;
  readonly userId: string;
}

/** Nobody has it yet. */
export interface WaitingReason {
  readonly kind: 'waiting';
  readonly wait: Wait;
  readonly ahead: Ahead;
}

/** What must happen before a job that could be claimed is. */
export type Wait =
  /** Its file has to be uploaded; or, where one was received, called complete. */
  | { readonly for: 'file'; readonly received: boolean }
  /** Its last attempt failed; the next may begin at `until`. */
  | {
      readonly for: 'retry';
      readonly until: number;
      readonly retriesLeft: number;
      readonly error: string | undefined;
    }
  /** Jobs of its session run one after another: an earlier one has not ended. */
  | { readonly for: 'session'; readonly job: JobRef }
  /** As many of its lane as may are claimed or running. */
  | {
      readonly for: 'lane';
      readonly lane: string;
      readonly maxRunning: number;
      readonly running: readonly JobRef[];
    }
  /** A job that lost its engine too often runs with nothing beside it: this one (`own`), or one of the same tenant. */
  | { readonly for: 'alone'; readonly own: boolean; readonly jobs: readonly JobRef[] }
  /** All slots of this node are taken, `unconfirmed` of them by stops that their engine has not confirmed. */
  | {
      readonly for: 'slot';
      readonly slots: number;
      readonly unconfirmed: number;
      readonly running: readonly JobRef[];
    }
  /** Nothing is in its way but those ahead of it: it is taken as soon as they are. */
  | { readonly for: 'turn' }
  /** This node takes no jobs: it has no slots, has not begun, or closes. */
  | { readonly for: 'node'; readonly because: 'no-slots' | 'starting' | 'closing' }
  /** The store failed when jobs were to be claimed; tried again every few seconds. */
  | { readonly for: 'store' };

/** Who comes first once nothing is in the way. */
export interface Ahead {
  /** Of its own lane, submitted before it. */
  readonly count: number;
  /** The first of them. */
  readonly jobs: readonly JobRef[];
  /** Lanes of the same tenant, and of others, that have their turn before its own. */
  readonly lanes: number;
  readonly lanesOfOthers: number;
}

/** An attempt of this node has it: claimed, not started (`state` still `queued`), or running. */
export interface AttemptReason {
  readonly kind: 'attempt';
  /** From 1. */
  readonly attempt: number;
  readonly units: number;
  readonly phase: Phase;
  readonly phaseMs: number;
  /** Of the running attempt or its unit, whichever has less left, where its job has such a limit. */
  readonly time?: {
    readonly limit: 'attemptMs' | 'unitMs';
    readonly limitMs: number;
    readonly leftMs: number;
  };
  readonly progress: Progress;
  /** On average since its statement, or its load, began. */
  readonly perSecond?: { readonly rows: number; readonly bytes: number };
  /** Since its progress last changed. */
  readonly quietMs?: number;
}

/** Another node has it; or nobody works on what should run or stop here, which is noticed within seconds. */
export interface ElsewhereReason {
  readonly kind: 'elsewhere' | 'unattended';
  readonly node: string | undefined;
}

export interface StoppingReason {
  readonly kind: 'stopping';
  readonly cause: StopCause;
  /** Of a user's stop. */
  readonly requestedBy?: { readonly name: string; readonly via: string };
  /** `undefined`: no ladder of this node is on its way; it goes on within seconds, here or elsewhere. */
  readonly ladder: Ladder | undefined;
  readonly graceMs: number;
  /** Where it ends. */
  readonly endsAs: JobState;
}

export type EndedReason =
  | {
      readonly kind: 'completed';
      readonly rows: number;
      readonly bytes: number;
      readonly files: number;
      /** Of a load: rows that were rejected. */
      readonly failed?: number;
    }
  | {
      readonly kind: 'failed';
      readonly error: JobError | undefined;
      /** The limit that it met; the figure is absent where only the engine's own memory held. */
      readonly limit?: { readonly name: keyof JobLimits; readonly figure: number | undefined };
    }
  | { readonly kind: 'stopped'; readonly receipt: Receipt | undefined };

/** Everything the reasoning looks at, as it is at one moment. */
export interface WhyFacts {
  readonly job: Job;
  readonly now: number;
  readonly monotonic: number;
  readonly nodeId: string;
  readonly graceMs: number;
  readonly scheduler: SchedulerView;
  readonly ahead: Pick<Ahead, 'count' | 'jobs'>;
  /** Jobs with an owner, whoever that is. */
  readonly owned: readonly Job[];
  /** Those that this node's attempts hold. */
  readonly held: readonly Job[];
  /** The earlier job of its session that has not ended. */
  readonly sessionBefore: Job | undefined;
  /** Heads of lanes that must run alone. */
  readonly lonely: readonly Job[];
  readonly attempt:
    | {
        readonly phase: Phase;
        readonly progress: Progress;
        readonly progressAt: number;
        readonly unitSince?: number | undefined;
      }
    | undefined;
  readonly ladder: Ladder | undefined;
  readonly receipt: Receipt | undefined;
  /** Detail of the last retry in the timeline. */
  readonly retryError: string | undefined;
}
