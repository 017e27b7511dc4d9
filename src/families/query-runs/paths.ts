/** The same operations below both: some clients write the version large. */
export const PREFIXES = ['/v2', '/V2'] as const;

/** A cancel, with the run's id; slashes may be doubled. */
export const CANCEL_PATH = /\/query_runs\/+([^/]+)\/+cancel\/?$/;
