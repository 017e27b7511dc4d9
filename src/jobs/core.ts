import type { Clock } from '../ports/clock.ts';
import type { Compiler } from '../ports/compiler.ts';
import type { Engine } from '../ports/engine.ts';
import type { Gates } from '../ports/gates.ts';
import type { ResultStore } from '../ports/results.ts';
import type { JobStore, Message } from '../ports/store.ts';
import type { LocalAttempts } from './attempt.ts';
import type { JobEvents } from './events.ts';

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
  /** Delivers messages of the outbox; without it they stay there. */
  readonly deliver?: Deliver;
}

/** The part of a logger that the core uses; pino's fits. */
export interface JobsLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/**
 * Delivers one message; throws when it did not arrive. May be called again with the same one. `signal`: the server
 * closes, and the message is delivered by the next one.
 */
export type Deliver = (message: Message, signal: AbortSignal) => Promise<void>;

/** A message that no further try would bring there. */
export class Undeliverable extends Error {
  override readonly name = 'Undeliverable';
}

/** What the files of the core share. */
export interface Core extends JobsParts {
  readonly logger: JobsLogger;
  readonly attempts: LocalAttempts;
  readonly events: JobEvents;
}
