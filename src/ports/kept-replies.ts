/**
 * Replies kept under the `Idempotency-Key` of their request (platform.md §6), so that a retry gets the same one. Keys
 * live in business time; those past their life may lie in the store for a while and are as if they were not there.
 */
export interface KeptReplies {
  /** The reply under this key that lives at `now` (business). Synchronous: a prepared point read. */
  get(scope: string, key: string, now: number): KeptReply | undefined;
  /**
   * Keeps replies, all in one transaction. One whose key holds the reply of another request that still lives is passed
   * over: the first one stands. A request that keeps twice replaces its own.
   */
  keep(replies: readonly KeptReply[]): Promise<void>;
  /** Removes at most `limit` whose life ended at or before `now` (business), oldest first; answers how many. */
  purge(now: number, limit: number): Promise<number>;
}

/** What a request under a key was. */
export interface KeyedRequest {
  /** Whose key it is: the same key in another scope is another key. */
  readonly scope: string;
  readonly key: string;
  /** Id of the request that brought the key first. */
  readonly requestId: string;
  readonly method: string;
  /** Without query, as the router reads it. */
  readonly path: string;
  /** Hex, over query and unpacked body. */
  readonly sentSha256: string;
  /** Business time, of its arrival. */
  readonly at: number;
  readonly expiresAt: number;
}

/** With how it was answered. */
export interface KeptReply extends KeyedRequest {
  readonly status: number;
  /** Names in lower case; without those that every reply gets anew. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it was before any compression. */
  readonly body: string;
  /** The job that the request made. */
  readonly job?: string;
}
