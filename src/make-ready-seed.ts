/** Run by the build: the rows that most servers start with, in `dev` mode without options about data, made once. */
import { optionsFromCode } from './config/read-options.ts';
import { makeReadySeed } from './engines/duckdb/ready-seed/make-ready-seed.ts';
import { baseCatalogue } from './tenant/catalogue/base-catalogue.ts';
import { devPrincipals } from './tenant/principals/dev-principals.ts';

const { zone, seedNumber: number } = optionsFromCode({});
const [tenant] = devPrincipals(zone).tenants;
const [entity] = tenant?.entities ?? [];
if (tenant === undefined || entity === undefined) throw new Error('there is no tenant to make a seed for');
const { orgs } = tenant;
await makeReadySeed(new URL('seeds/', import.meta.url), {
  size: 'small',
  number,
  entity,
  orgs,
  objects: baseCatalogue(),
});
