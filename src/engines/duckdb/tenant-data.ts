import type { CatalogueObject } from '../../ports/catalogue.ts';
import type {
  ChangeCounts,
  DataChange,
  DataProgress,
  LoadOutcome,
  LoadSource,
  RowCounts,
  SeedPlan,
  TenantData,
} from '../../ports/tenant-data.ts';
import type { HostPool } from './host-pool.ts';
import { placeReadySeed } from './ready-seed/place-ready-seed.ts';
import { tenantFiles } from './tenant-files.ts';

/** Seeds that were made by the build. */
export interface ReadySeeds {
  readonly folder: URL;
  /** Holds the tenants' databases. */
  readonly dataDir: string;
}

/** The tenant's rows in DuckDB: each call is one operation of `data/operations.ts` in the tenant's host. */
export class DuckdbTenantData implements TenantData {
  readonly #hosts: Pick<HostPool, 'call'>;
  readonly #ready: ReadySeeds | undefined;

  constructor(hosts: Pick<HostPool, 'call'>, ready?: ReadySeeds) {
    this.#hosts = hosts;
    this.#ready = ready;
  }

  async ensure(tenant: string, objects: readonly CatalogueObject[]): Promise<void> {
    await this.#hosts.call(tenant, 'ensure', { objects });
  }

  async seed(tenant: string, plan: SeedPlan, onProgress?: (p: DataProgress) => void): Promise<RowCounts> {
    const ready =
      this.#ready &&
      (await placeReadySeed(this.#ready.folder, plan, tenantFiles(this.#ready.dataDir, tenant)));
    if (ready !== undefined) return ready;
    return (await this.#hosts.call(tenant, 'seed', plan, progressTo(onProgress))) as RowCounts;
  }

  async load(
    tenant: string,
    source: LoadSource,
    onProgress?: (p: DataProgress) => void,
  ): Promise<LoadOutcome> {
    return (await this.#hosts.call(tenant, 'load', source, progressTo(onProgress))) as LoadOutcome;
  }

  async change(tenant: string, change: DataChange): Promise<ChangeCounts> {
    return (await this.#hosts.call(tenant, 'change', change)) as ChangeCounts;
  }

  async counts(tenant: string, objects: readonly CatalogueObject[]): Promise<RowCounts> {
    return (await this.#hosts.call(tenant, 'counts', { objects })) as RowCounts;
  }
}

function progressTo(onProgress: ((p: DataProgress) => void) | undefined): (progress: unknown) => void {
  return (progress) => onProgress?.(progress as DataProgress);
}
