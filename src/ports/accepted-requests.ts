import type { Scope } from '../sql/scope.ts';
import type { KeptReply } from './kept-replies.ts';

/**
 * Requests that were answered before they were carried out (data-query-and-query-runs.md §3.6): durable by then, carried
 * out once, their outcome told at least once. Times are ms since 1970, business time.
 */
export interface AcceptedRequests {
  /**
   * Keeps a request that waits, and with it the reply under its key.
   * @throws StoreRefusal `queue-full` when `mostWaiting` of its tenant wait; `key-taken` when its key holds another's reply
   */
  accept(request: NewRequest): Promise<void>;
  /** One past its life at `now` is as if it were not there. */
  get(id: string, now: number): AcceptedRequest | undefined;
  /** Takes those whose next step is due at `now`; nobody else is given them before `until`. In order of due times. */
  take(options: TakeRequests): Promise<readonly AcceptedRequest[]>;
  /** What this store's earlier owner had taken is due at `now` again. */
  release(now: number): Promise<void>;
  /** It has been carried out. Nothing changes where it had been before. */
  end(end: RequestEnd): Promise<void>;
  /** Its step did not succeed: again at `dueAt`. */
  postpone(id: string, dueAt: number): Promise<void>;
  /** Its outcome has been told, or no further try is made. */
  told(id: string, how: 'delivered' | 'given-up'): Promise<void>;
  /** When the next step of any is due. */
  nextDueAt(): number | undefined;
  /** Removes at most `limit` whose life ended at or before `now`, oldest first; answers how many. */
  purge(now: number, limit: number): Promise<number>;
}

export interface RequestToCarryOut {
  /** Of the request, as its answer had it. */
  readonly id: string;
  readonly family: string;
  readonly tenant: string;
  readonly userId: string;
  /** By which the user signed in. */
  readonly clientId?: string;
  /** As narrowed by the request's headers. */
  readonly scope: Scope;
  readonly trackId?: string;
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  /** JSON text; empty when there was none. */
  readonly body: string;
  readonly at: number;
}

export interface NewRequest {
  readonly request: RequestToCarryOut;
  readonly mostWaiting: number | undefined;
  readonly reply?: KeptReply;
}

export interface AcceptedRequest extends RequestToCarryOut {
  readonly state: 'waiting' | 'succeeded' | 'failed';
  /** Tries of its step before this one. */
  readonly tries: number;
  /** `undefined` while it waits. */
  readonly outcome: RequestOutcome | undefined;
  readonly endedAt: number | undefined;
  /** Of its outcome; `undefined` where nobody is to be told, or not yet. */
  readonly callout: 'due' | 'delivered' | 'given-up' | undefined;
}

export type RequestOutcome =
  | { readonly state: 'succeeded'; readonly data: { readonly id: string } }
  | { readonly state: 'failed'; readonly reasons: readonly RequestReason[] };

export interface RequestReason {
  readonly code?: string;
  readonly message: string;
}

export interface RequestEnd {
  readonly id: string;
  readonly outcome: RequestOutcome;
  readonly at: number;
  /** From then on it is gone. */
  readonly expiresAt: number;
  /** Whether its outcome is to be called out. */
  readonly tell: boolean;
}

export interface TakeRequests {
  readonly now: number;
  readonly until: number;
  readonly limit: number;
}
