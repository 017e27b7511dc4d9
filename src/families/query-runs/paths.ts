/** The same operations below both: some clients write the version large. */
export const PREFIXES = ['/v2', '/V2'] as const;
