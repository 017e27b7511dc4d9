import type { GatePoint } from '../ports/gates.ts';

/** The gates in the order of a life: of a request, of its job, of its answer (operating.md §5). */
export const GATES: readonly GatePoint[] = [
  'request',
  'before-start',
  'running',
  'before-publish',
  'after-publish',
  'before-acknowledge',
];

/** Those that requests pass; the others are passed by jobs. */
export function isRequestGate(gate: GatePoint): gate is 'request' | 'before-acknowledge' {
  return gate === 'request' || gate === 'before-acknowledge';
}

/** What a request is for, whatever its family; a route says it. */
export const CALLS = ['submit', 'upload', 'read', 'download', 'stop'] as const;
export type Call = (typeof CALLS)[number];

/** What a rule acts on: all that is named has to fit, nothing named is everything. */
export interface RuleMatch {
  /** `aqua`, `data-query`, `query-runs` or `bulk-data`. */
  readonly family?: string;
  readonly tenant?: string;
  /** Id of a job, as any family writes it: at request gates, the one that the request is about. */
  readonly job?: string;
  /** At job gates that of the job's submit, at request gates that of the request itself. */
  readonly trackId?: string;
  /** A piece of the job's query; at request gates, of the request's body. */
  readonly queryContains?: string;
  /** Job gates: the n-th query, or chunk of a bulk job; with `fail`, its n-th row. From 1. */
  readonly unit?: number;
  /** At `running`: when this share of the work is done, 0 to 1. */
  readonly fraction?: number;
  /** Request gates: the path begins with it. */
  readonly path?: string;
  /** Request gates. */
  readonly method?: string;
  /** Request gates: what the request is for. */
  readonly call?: Call;
}

/** What ends a hold, beside a release, the rule's end and a stop of the job. */
export const HOLD_ENDS = ['stop-asked', 'job-ended'] as const;
export type HoldEnd = (typeof HOLD_ENDS)[number];

/** What a rule does, as it is written. One of these keys, and `until` beside `hold`. */
export interface RuleDo {
  readonly hold?: true;
  readonly until?: HoldEnd;
  /** Machine time: `"2s"`, or ms. */
  readonly delay?: string | number;
  readonly fail?: Fault;
  /** The connection is closed: at `request` before the work, at `before-acknowledge` after it. */
  readonly drop?: true;
  /** So many bytes of the body leave, or such a share of it (`"50%"`), then the connection is closed. */
  readonly truncate?: number | string;
  readonly killEngine?: true;
  /** The engine's process is really stopped where it is: only its end undoes that. */
  readonly freezeEngine?: true;
  /** A submit is refused as a full queue refuses it. */
  readonly full?: true;
  /** Moves business time on: `"3h"`, or ms. */
  readonly advance?: string | number;
  /** The request's token, or the very link or file that it asks for, is dead from then on. */
  readonly expire?: 'token' | 'link';
}

/** How a request is refused, or a job fails. */
export interface Fault {
  /** Request gates: of the answer. */
  readonly status?: number;
  /** Of the errors that are documented of the family (docs/errors.md). */
  readonly code?: string;
  /** Shown where the text of the code has room for one; ours when absent. */
  readonly message?: string;
  /** Job gates: whether the job is tried again while it has retries left. */
  readonly retryable?: boolean;
  /** Request gates: `Retry-After`, seconds. 429 and 503 have one anyway: 1. */
  readonly retryAfter?: number;
}

/** A rule as it is written: in the body of a call, a header, or a test (operating.md §5). */
export interface RuleInput {
  readonly match?: RuleMatch;
  readonly at: GatePoint;
  readonly do: RuleDo;
  /** How often it acts; 1 when absent. */
  readonly times?: number | 'always';
  /** Machine time after which it ends, and lets go what it holds: `"5m"` when absent. */
  readonly ttl?: string | number;
}

/** The same, read. */
export type Action =
  | { readonly kind: 'hold'; readonly until?: HoldEnd }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'fail'; readonly fault: Fault }
  | { readonly kind: 'truncate'; readonly bytes: number }
  | { readonly kind: 'truncate'; readonly share: number }
  | { readonly kind: 'advance'; readonly ms: number }
  | { readonly kind: 'expire'; readonly what: 'token' | 'link' }
  | { readonly kind: 'drop' | 'killEngine' | 'freezeEngine' | 'full' };

export interface RuleSpec {
  readonly match: RuleMatch;
  readonly at: GatePoint;
  readonly action: Action;
  readonly times: number;
  readonly ttlMs: number;
  /** The families that it can act on, where its match or its fault says so. */
  readonly families?: readonly string[];
}

/** A rule as it is shown (operating.md §5). */
export interface RuleView {
  readonly id: string;
  readonly match: RuleMatch;
  readonly at: GatePoint;
  readonly do: RuleDo;
  readonly times: number | 'always';
  readonly ttl: string;
  /** How often it has acted. */
  readonly matched: number;
  /** What waits at it now. */
  readonly waiting: readonly WaiterView[];
  /** Of a request that brought it in its header: that request. */
  readonly request?: string;
  /** The scenario that it is part of. */
  readonly scenario?: string;
  /** Acts in these alone, where its scenario or the code of its fault says so. */
  readonly families?: readonly string[];
}

export interface WaiterView {
  readonly jobId?: string;
  readonly requestId?: string;
  /** ISO 8601, machine time. */
  readonly since: string;
}

/** A rule that cannot be taken, or a call about rules that cannot be carried out: what is wrong, where, what is allowed. */
export class RuleError extends Error {
  override readonly name = 'RuleError';
  readonly kind: 'bad' | 'denied' | 'unknown' | 'conflict';
  constructor(kind: RuleError['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}
