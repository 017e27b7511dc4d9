/** Clients use both (clients.md rule 1); doubled slashes and one at the end are the platform's. */
export const PREFIXES = ['/v1/batch-query', '/apps/api/batch-query'] as const;

/** One handler behind five paths (clients.md rule 2). */
export const FILE_PATHS = [
  '/v1/files',
  '/v1/file',
  '/apps/api/file',
  '/v1/batch-query/file',
  '/apps/api/batch-query/file',
] as const;
