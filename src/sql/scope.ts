/** How the caller sees deleted rows (data-query contract §4.6). */
export type DeletedRows = 'live' | 'deleted' | 'both';

/** What a caller may see: rows of these entities and orgs of one tenant. An empty list means none. */
export interface Scope {
  readonly tenant: string;
  readonly entities: readonly string[];
  readonly orgs: readonly string[];
  /** Administrators see objects others do not (data-query contract §4.8). */
  readonly admin: boolean;
}
