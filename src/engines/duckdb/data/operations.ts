import type { CatalogueObject } from '../../../ports/catalogue.ts';
import type { DataChange, LoadSource, SeedPlan } from '../../../ports/tenant-data.ts';
import type { DataOperations } from '../host/data-operation.ts';
import { forgetLoads } from '../rows/ledger.ts';
import { change } from './change/change.ts';
import { countRows } from './counts.ts';
import { ensure } from './ensure.ts';
import { load } from './load/load.ts';
import { seed } from './seed/seed.ts';

/** Of `ensure` and `counts`. */
interface Objects {
  readonly objects: readonly CatalogueObject[];
}

/** Operations on a tenant's data by name, as `DuckdbTenantData` calls them. Arguments are plain values. */
export const dataOperations: DataOperations = {
  ensure: (connection, args, context) => ensure(connection, (args as Objects).objects, context),
  seed: (connection, args, context) => seed(connection, args as SeedPlan, context),
  load: (connection, args, context) => load(connection, args as LoadSource, context),
  change: (connection, args, context) => change(connection, args as DataChange, context),
  'forget-rows': (connection, args) =>
    forgetLoads(connection, (args as { readonly jobs: readonly string[] }).jobs),
  counts: (connection, args) => countRows(connection, (args as Objects).objects),
};
