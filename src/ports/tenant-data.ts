import type { CatalogueObject } from './catalogue.ts';

/**
 * A tenant's rows, beside the queries over them. One writer a tenant: calls queue (DESIGN §5).
 * Physical layout on DuckDB: schema `data`, one table an object, its name in lower case (custom objects: `vehicle__c` is
 * `default__vehicle`; it is `CatalogueObject.table` but for Order, which Data Query calls `orders`), one column a field
 * named in lower case, then the hidden columns `sluice_entity`, `sluice_org` (VARCHAR), `sluice_deleted` (BOOLEAN) and
 * `sluice_deleted_at` (TIMESTAMPTZ, null while live). Rows of `tenantWide` objects (products, accounting periods, …)
 * have a null `sluice_org`: they belong to no org, and whoever sees the entity sees them. So a scope is
 * `sluice_entity IN (…) AND (sluice_org IN (…) OR sluice_org IS NULL)`.
 */
export interface TenantData {
  /** Creates missing tables and columns. Never drops anything. */
  ensure(tenant: string, objects: readonly CatalogueObject[]): Promise<void>;
  /**
   * Makes missing tables and fills an empty tenant with made data; same arguments, same rows. Called again with the
   * plan a tenant was seeded with, it changes nothing.
   * @throws DataError when the tenant has rows of another origin.
   */
  seed(tenant: string, plan: SeedPlan, onProgress?: (p: DataProgress) => void): Promise<RowCounts>;
  /**
   * Adds the rows of files named after their objects; a row whose `Id` exists replaces it. All of the folder or
   * nothing.
   * @throws DataError with file, line and column.
   */
  load(tenant: string, source: LoadSource, onProgress?: (p: DataProgress) => void): Promise<LoadOutcome>;
  /** One call, one transaction. @throws DataError when a row does not fit its object. */
  change(tenant: string, change: DataChange): Promise<ChangeCounts>;
  /** Rows of each of these objects, deleted ones included. Their tables exist. */
  counts(tenant: string, objects: readonly CatalogueObject[]): Promise<RowCounts>;
}

export interface SeedPlan {
  readonly size: 'small' | 'medium' | 'large';
  readonly number: number;
  readonly entity: string;
  readonly orgs: readonly string[];
  readonly objects: readonly CatalogueObject[];
}

export interface LoadSource {
  readonly directory: string;
  readonly entity: string;
  readonly org: string;
  readonly objects: readonly CatalogueObject[];
  /** Stamp for missing CreatedDate and UpdatedDate, business ms. */
  readonly now: number;
  readonly userId: string;
}

export interface LoadOutcome {
  readonly rows: RowCounts;
  /** Objects made or widened by the files, whole, for the catalogue. */
  readonly objects: readonly CatalogueObject[];
}

export interface DataChange {
  readonly object: CatalogueObject;
  /** Keys are field names in any case; a row without `Id` is made. Fields not named keep their values; null empties. */
  readonly upsert: readonly Readonly<Record<string, unknown>>[];
  readonly delete: readonly string[];
  readonly entity: string;
  readonly org: string;
  /** Rows of other entities and orgs are as if they did not exist. */
  readonly visible: { readonly entities: readonly string[]; readonly orgs: readonly string[] };
  readonly now: number;
  readonly userId: string;
}

export interface ChangeCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

export type RowCounts = Readonly<Record<string, number>>;

export interface DataProgress {
  readonly object: string;
  readonly fraction: number;
}

/** Data that does not fit; the message names the file or object, line, column, value and what is allowed. */
export class DataError extends Error {
  override readonly name = 'DataError';
}
