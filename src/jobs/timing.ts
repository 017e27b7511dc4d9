/** Times of the core, ms. Each says which time it is: business time can be moved by a test, machine time cannot. */

/** Pauses before the 1st, 2nd, 3rd … retry; business time (data-query contract §2.3: "short back-off, 1–5 s"). */
export const RETRY_PAUSES_MS: readonly number[] = [1_000, 2_000, 5_000];

/** How long a claim holds without being renewed; machine time. Long enough for a busy machine, short for a takeover. */
export const LEASE_MS = 30_000;

/** A third of the lease: two renewals may fail before it ends; machine time. */
export const RENEW_EVERY_MS = 10_000;

/** A runner that cannot renew stops its work when less than this is left of the lease; machine time. */
export const LEASE_MARGIN_MS = 12_000;

/** How often jobs that nobody works on are looked for (a stop unconfirmed, a dead node's); machine time. */
export const REAP_EVERY_MS = 5_000;

/** How often ended jobs past their life are removed; business time. Readers stop seeing them at once. */
export const RETENTION_EVERY_MS = 60_000;

/** Jobs removed in one transaction, so that a large backlog holds nobody up. */
export const RETENTION_BATCH = 100;

/** Kept replies removed in one transaction: they are small, and a day may end 100,000 of them. */
export const REPLIES_BATCH = 1000;

/** How long a stop waits for the runner to put its files away once the engine is certain; machine time. */
export const WIND_DOWN_MS = 5_000;

/** Progress of one job is announced at most this often; machine time. */
export const PROGRESS_EVERY_MS = 200;

/** A job displaced this often runs next with nothing beside it (DESIGN §3). */
export const ALONE_AFTER_DISPLACED = 2;

/** Messages delivered at once, and how long one may take before another node may try it; machine time. */
export const OUTBOX_BATCH = 20;
export const OUTBOX_LEASE_MS = 60_000;

/** How soon messages that are due but could not be taken are looked at again; machine time. */
export const OUTBOX_LOOK_AGAIN_MS = 1_000;

/**
 * Pauses after failed deliveries of a message; business time. After the last one it is given up: three tries with
 * growing pauses (aqua.md §4.4).
 */
export const OUTBOX_PAUSES_MS: readonly number[] = [5_000, 60_000];

/**
 * How long closing waits for work to be queued again; the next start does what is left. Machine time: the process has
 * 5 s to exit (operating.md §2), of which the connections may take 1 s and the engine 1.5 s.
 */
export const CLOSE_WITHIN_MS = 2_000;

/** The grace of a shutdown's own stops is never longer than this, so that the harder way is gone within the above. */
export const SHUTDOWN_GRACE_MS = 1_000;

/** Pause before a job over its time limit is stopped again, when the store failed at that moment; business time. */
export const LIMIT_AGAIN_MS = 1_000;

/**
 * Pause before the next attempt of a load that failed while its engine could not say what it has written; business time.
 */
export const COUNT_AGAIN_MS = 5_000;

/**
 * A job that waited in vain for its file is removed so long after readers have stopped seeing it: by then whatever was
 * about to queue it has been decided. Business time.
 */
export const OPEN_KEPT_MS = 60_000;
