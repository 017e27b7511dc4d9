import type { EngineHandle, EngineWait, Progress } from '../ports/engine.ts';
import type { GatePoint } from '../ports/gates.ts';
import type { Job } from './job.ts';

/** One run of a job on this node, from claim to the last file put away. */
export interface LocalAttempt {
  readonly job: Job;
  readonly handle: EngineHandle;
  /** Aborted through `abort` by whoever stops the attempt. */
  readonly controller: AbortController;
  /** Resolves, never rejects, when the attempt holds nothing any more. */
  readonly done: Promise<void>;
  progress: Progress;
  /** When the progress last changed; machine time, monotonic. */
  progressAt: number;
  phase: Phase;
  /** Business time since which the unit's limit counts, while it does. */
  unitSince?: number | undefined;
  /** Machine time until which the job is surely this node's. */
  leaseUntil: number;
}

/**
 * What an attempt is at: held at a gate; compiling; waiting for the engine to let it in, to be up, to show it its data;
 * recording its start; running a statement, or loading rows and writing what came of
 * them; putting its files in place; putting away what it holds.
 */
export interface Phase {
  readonly name:
    | 'gate'
    | 'compile'
    | `engine-${EngineWait}`
    | 'record-start'
    | 'statement'
    | 'load'
    | 'report'
    | 'publish'
    | 'put-away';
  /** The n-th unit, from 1. */
  readonly unit: number;
  /** Only at a gate. */
  readonly gate?: GatePoint;
  /** Business time. */
  readonly since: number;
  /** Machine time, monotonic. */
  readonly begun: number;
}

/** Why an attempt was aborted here. `stop`: a stop ladder is on its way and will settle the job. */
type AbortReason = 'stop' | 'give-back';

/** Ends the attempt's work here. The first reason holds. */
export function abort(attempt: LocalAttempt, reason: AbortReason): void {
  attempt.controller.abort(reason);
}

/** Whether a stop ladder has ended the attempt: it cleans up and settles the job. */
export function stoppedByLadder(attempt: LocalAttempt): boolean {
  const reason: AbortReason = 'stop';
  return attempt.controller.signal.reason === reason;
}

/** The engine's name for the work of a job's present attempt: known from its row alone, so durable with it. */
export function handleOf(job: Pick<Job, 'tenant' | 'id' | 'epoch'>): EngineHandle {
  return { tenant: job.tenant, job: job.id, epoch: job.epoch };
}

/** Attempts under way on this node. */
export class LocalAttempts {
  readonly #byJob = new Map<string, LocalAttempt>();

  get size(): number {
    return this.#byJob.size;
  }

  add(attempt: LocalAttempt): void {
    this.#byJob.set(attempt.job.id, attempt);
  }

  remove(attempt: LocalAttempt): void {
    if (this.#byJob.get(attempt.job.id) === attempt) this.#byJob.delete(attempt.job.id);
  }

  of(job: string, epoch?: number): LocalAttempt | undefined {
    const attempt = this.#byJob.get(job);
    return attempt === undefined || (epoch !== undefined && attempt.job.epoch !== epoch)
      ? undefined
      : attempt;
  }

  all(): readonly LocalAttempt[] {
    return [...this.#byJob.values()];
  }
}
