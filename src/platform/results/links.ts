/** Signed addresses of result files, which need no credentials (data-query-and-query-runs.md §2.6). */
export interface Links {
  /** Whole address of a file, signed now; it works for `lifeMs` of business time. */
  sign(fileName: string, lifeMs: number): string;
  /** @param query of the request, without `?` */
  verify(fileName: string, query: string): 'valid' | 'expired' | 'tampered';
}

/** Where result files are served, below the public address. */
export const RESULTS_PATH = '/results';
