import type { Clock } from '../ports/clock.ts';
import type { Compiler } from '../ports/compiler.ts';
import type { Engine } from '../ports/engine.ts';
import type { Gates } from '../ports/gates.ts';
import type { ResultStore } from '../ports/results.ts';
import type { JobStore } from '../ports/store.ts';
import type { Jobs } from './jobs.ts';

/** What the core is made of. */
export interface JobsParts {
  readonly store: JobStore;
  readonly engine: Engine;
  readonly results: ResultStore;
  readonly compiler: Compiler;
  readonly clock: Clock;
  readonly gates: Gates;
  readonly logger?: JobsLogger;
  /** Names this node in claims. */
  readonly nodeId: string;
  /** Job attempts that run at once; 0 runs none: jobs are only taken in. */
  readonly slots: number;
  /** How long an engine may take to settle by itself before the harder way (operating.md §2 `--stop-grace`), ms. */
  readonly graceMs: number;
}

/** The part of a logger that the core uses; pino's fits. */
export interface JobsLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** The core, to be started once and closed once. */
export interface RunningJobs extends Jobs {
  /** Recovers what an earlier process left (DESIGN §2 rule 8), then begins to run jobs. */
  start(): Promise<void>;
  /**
   * Takes no more jobs; lets running ones finish for `drainMs` of machine time; then stops what still runs and queues
   * it again at no cost. Leaves engine, results, compiler and store open: they belong to the caller.
   */
  close(options?: { readonly drainMs?: number }): Promise<void>;
}

export function createJobs(_parts: JobsParts): RunningJobs {
  throw new Error('not built yet');
}
