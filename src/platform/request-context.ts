import type { Context } from '@opentelemetry/api';
import type { FastifyRequest } from 'fastify';
import type { Refusal } from './errors/refusal.ts';
import type { Family } from './family.ts';
import type { Keyed } from './idempotency/idempotency.ts';
import type { Caller } from './sign-in/caller.ts';

/** What a route's answers are in the audit log; a route without one leaves no line. */
export type AuditedAction =
  | 'submitted'
  | 'uploaded'
  | 'read'
  | 'downloaded'
  | 'stopped'
  | 'changed-data'
  | 'changed-principals'
  | 'moved-clock'
  | 'changed-lab'
  | 'replaced-state'
  | 'signed-in';

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly audit?: AuditedAction;
    /** `false`: this POST or PATCH takes no `Idempotency-Key` (platform.md §6). */
    readonly keyed?: false;
    /** `true`: it replaces the server's state, and is carried out while nothing else is (`state-door.ts`). */
    readonly replacesState?: true;
    /** Its answer goes on until the client leaves: it takes no place among the requests at once (platform.md §7). */
    readonly streams?: true;
    /** `false`: it says nothing of how the caller uses jobs (`usage/usage.ts`). */
    readonly usage?: false;
  }
  interface FastifyRequest {
    /** Set once the caller is signed in; read it with `callerOf`. */
    caller: Caller | null;
    /** Whether the operator calls, who is no user: then there is no caller. */
    operator: boolean;
    family: Family | null;
    /** Well-formed track id to echo and to keep with jobs. */
    trackId: string | null;
    /** Of this request's span; `null` where nobody wants spans. */
    traceContext: Context | null;
    /** Set by a route whose answers are audited: which job, and what else may be told (never rows, texts, secrets). */
    audited: Audited | null;
    /** When its last header had arrived, ms of the machine's monotonic time. */
    beganAt: number;
    /** Gives back what it holds while it is answered. */
    letGo: (() => void) | null;
    /** Bytes of memory reserved for its body. */
    bodyBytes: number;
    /** The first request under its idempotency key, until it is answered. */
    keyed: Keyed | null;
    /** Why it was not carried out, before any family worded it. */
    refusal: Refusal | null;
  }
}

export interface Audited {
  readonly job?: string;
  /** Of a job, as it was shown: polls that show the same leave one line. */
  readonly state?: string;
  /** Where the caller does not say: of a signed link, of a sign-in. */
  readonly tenant?: string;
  readonly user?: string;
  readonly client?: string;
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
  /** The answer itself has the job's rows: nobody need fetch its file. Not told. */
  readonly inline?: true;
}

/** The signed-in caller of a route behind authentication. */
export function signedIn(request: FastifyRequest): Caller {
  if (request.caller === null) throw new Error('a route without authentication asked for its caller');
  return request.caller;
}
