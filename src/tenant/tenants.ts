import type { Time } from '../ports/clock.ts';
import type { TenantRecord } from '../ports/principals.ts';
import type { DataProgress, RowCounts, SeedPlan, TenantData } from '../ports/tenant-data.ts';
import { baseCatalogue } from './catalogue/base-catalogue.ts';
import { type Catalogue, makeCatalogue } from './catalogue/catalogue.ts';
import { extendObjects } from './catalogue/extension.ts';
import { folderFingerprint } from './folder-fingerprint.ts';
import { layoutFingerprint } from './layout-fingerprint.ts';
import { readTenantState, type TenantState, writeTenantState } from './tenant-state.ts';

export interface TenantsOptions {
  /** State is kept as `tenants/<tenant>/catalogue.json` below it. */
  readonly dataDir: string;
  readonly data: TenantData;
  /** Stamps loaded rows that bring no dates. */
  readonly time: Pick<Time, 'now'>;
}

export interface TenantSetup {
  readonly tenant: Pick<TenantRecord, 'name' | 'entities' | 'orgs'>;
  /** Fills the tenant when it has never been filled; later starts do not look at it. */
  readonly seed?: Pick<SeedPlan, 'size' | 'number'>;
  /** A folder to load into the tenant's first entity and org; once, until its files change. */
  readonly load?: { readonly directory: string; readonly userId: string };
}

export interface PrepareOutcome {
  /** Rows of each object; absent when nothing was seeded now. */
  readonly seeded?: RowCounts;
  /** Rows read of each object; absent when nothing was loaded now. */
  readonly loaded?: RowCounts;
}

/** The tenants' catalogues, and their data made ready before the first request. */
export interface Tenants {
  /** The catalogue as it is now; that of a tenant never prepared is the base. Cheap. */
  catalogue(tenant: string): Catalogue;
  /**
   * Makes tables, seeds and loads whatever is still to do. Does not touch `data` when nothing is: the tables are as
   * this version wants them, the tenant was seeded, the folder was loaded. Calls of one tenant must not overlap.
   * @throws DataError when the folder cannot be loaded: nothing of it is kept.
   */
  prepare(setup: TenantSetup, onProgress?: (p: DataProgress) => void): Promise<PrepareOutcome>;
  /** What the tenant was seeded with; `undefined`: it was not. */
  seededWith(tenant: string): TenantState['seed'];
  /** The files below the data directory were replaced: what is known is read anew. No call may be under way. */
  forget(): void;
}

/** Reads what is known of every tenant on disk when it is first asked for. */
export function openTenants(options: TenantsOptions): Tenants {
  return new FileTenants(options);
}

class FileTenants implements Tenants {
  readonly #options: TenantsOptions;
  readonly #known = new Map<string, { readonly state: TenantState; readonly catalogue: Catalogue }>();
  /** Added to the versions of catalogues: one that was put back is another than all that were seen before. */
  #versionsSeen = 0;

  constructor(options: TenantsOptions) {
    this.#options = options;
  }

  catalogue(tenant: string): Catalogue {
    return this.#tenant(tenant).catalogue;
  }

  async prepare(setup: TenantSetup, onProgress?: (p: DataProgress) => void): Promise<PrepareOutcome> {
    const seeded = setup.seed && (await this.#seed(setup.tenant, setup.seed, onProgress));
    await this.#layOut(setup.tenant.name);
    const loaded = setup.load && (await this.#load(setup.tenant, setup.load, onProgress));
    return { ...(seeded && { seeded }), ...(loaded && { loaded }) };
  }

  seededWith(tenant: string): TenantState['seed'] {
    return this.#tenant(tenant).state.seed;
  }

  forget(): void {
    for (const { catalogue } of this.#known.values())
      this.#versionsSeen = Math.max(this.#versionsSeen, catalogue.version);
    this.#known.clear();
  }

  /** Also after an upgrade that brought new objects or fields. */
  async #layOut(tenant: string): Promise<void> {
    const { state, catalogue } = this.#tenant(tenant);
    const layout = layoutFingerprint(catalogue.objects);
    if (state.layout === layout) return;
    await this.#options.data.ensure(tenant, catalogue.objects);
    await this.#keep(tenant, { ...state, layout });
  }

  async #seed(
    tenant: TenantSetup['tenant'],
    seed: NonNullable<TenantSetup['seed']>,
    onProgress?: (p: DataProgress) => void,
  ): Promise<RowCounts | undefined> {
    const { state, catalogue } = this.#tenant(tenant.name);
    if (state.seed !== undefined || Object.keys(state.folders).length > 0) return undefined;
    const { orgs } = tenant;
    const plan = { ...seed, entity: firstOf(tenant, 'entities'), orgs, objects: catalogue.objects };
    const rows = await this.#options.data.seed(tenant.name, plan, onProgress);
    await this.#keep(tenant.name, { ...state, seed, layout: layoutFingerprint(catalogue.objects) });
    return rows;
  }

  async #load(
    tenant: TenantSetup['tenant'],
    { directory, userId }: NonNullable<TenantSetup['load']>,
    onProgress?: (p: DataProgress) => void,
  ): Promise<RowCounts | undefined> {
    const { state, catalogue } = this.#tenant(tenant.name);
    const fingerprint = await folderFingerprint(directory);
    if (state.folders[directory] === fingerprint) return undefined;
    const { rows, objects } = await this.#options.data.load(
      tenant.name,
      {
        directory,
        entity: firstOf(tenant, 'entities'),
        org: firstOf(tenant, 'orgs'),
        objects: catalogue.objects,
        now: this.#options.time.now(),
        userId,
      },
      onProgress,
    );
    const extension = extendObjects(state.objects, objects);
    const version = state.version + (objects.length > 0 ? 1 : 0);
    await this.#keep(tenant.name, {
      ...state,
      version,
      objects: extension,
      layout: layoutFingerprint(extendObjects(baseCatalogue(), extension)),
      folders: { ...state.folders, [directory]: fingerprint },
    });
    return rows;
  }

  /** Written after the data are committed: a crash between the two repeats the step, which finds its work done. */
  async #keep(tenant: string, state: TenantState): Promise<void> {
    await writeTenantState(this.#options.dataDir, tenant, state);
    this.#known.set(tenant, this.#knownAs(state));
  }

  #tenant(name: string): { readonly state: TenantState; readonly catalogue: Catalogue } {
    const held = this.#known.get(name);
    if (held !== undefined) return held;
    const read = this.#knownAs(readTenantState(this.#options.dataDir, name));
    this.#known.set(name, read);
    return read;
  }

  #knownAs(state: TenantState): { readonly state: TenantState; readonly catalogue: Catalogue } {
    const objects = extendObjects(baseCatalogue(), state.objects);
    return { state, catalogue: makeCatalogue(objects, this.#versionsSeen + state.version) };
  }
}

function firstOf(tenant: TenantSetup['tenant'], what: 'entities' | 'orgs'): string {
  const first = tenant[what][0];
  if (first === undefined) throw new Error(`tenant ${tenant.name} has no ${what}: rows need one`);
  return first;
}
