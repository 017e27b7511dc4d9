import type { Logger } from 'pino';
import type { Options } from '../../config/options.ts';
import type { TenantRecord, UserRecord } from '../../ports/principals.ts';
import type { PrincipalDirectory } from '../../tenant/principals/principal-directory.ts';
import type { PrepareOutcome } from '../../tenant/tenants.ts';
import type { PreparedTenants } from './prepared-tenants.ts';

export interface FillParts {
  readonly prepared: PreparedTenants;
  readonly directory: PrincipalDirectory;
  readonly options: Pick<Options, 'seed' | 'seedNumber' | 'data'>;
  readonly log: Logger;
}

/**
 * Seeds and loads the first tenant; the others stay empty. Where there is none yet, the first that is made. Answers
 * what had to be done.
 */
export async function fillTenant({ prepared, directory, options, log }: FillParts): Promise<PrepareOutcome> {
  const { seed, seedNumber, data } = options;
  if (seed === 'none' && data === undefined) return {};
  const [tenant] = directory.tenants();
  if (tenant === undefined) {
    log.info('no tenant to fill yet; the first one that is made will be');
    return {};
  }
  const owner = ownerOf(directory)?.user;
  const done = await prepared.prepare(
    {
      tenant,
      ...(seed !== 'none' && { seed: { size: seed, number: seedNumber } }),
      ...(data !== undefined && { load: { directory: data, userId: owner?.id ?? '' } }),
    },
    (progress) => log.debug({ tenant: tenant.name, ...progress }, 'filling'),
  );
  if (done.seeded) log.info({ tenant: tenant.name, rows: done.seeded }, 'seeded');
  if (done.loaded) log.info({ tenant: tenant.name, directory: data, rows: done.loaded }, 'loaded');
  return done;
}

/**
 * Looks how the first tenant was filled; what it answers fills it so again, and says whether there was anything to do.
 * @param seededWith what seed a tenant has by now, however it came there
 */
export function refilling(
  parts: FillParts,
  seededWith: (tenant: string) => { readonly size: Options['seed']; readonly number: number } | undefined,
): () => Promise<boolean> {
  const [tenant] = parts.directory.tenants();
  const seeded = tenant && seededWith(tenant.name);
  const as = seeded && { seed: seeded.size, seedNumber: seeded.number };
  return async () => {
    const done = await fillTenant({ ...parts, options: { ...parts.options, ...as } });
    return done.seeded !== undefined || done.loaded !== undefined;
  };
}

/** The first tenant, with whose name its rows are written: an administrator's where there is one. */
export function ownerOf(
  directory: PrincipalDirectory,
): { readonly tenant: TenantRecord; readonly user: UserRecord } | undefined {
  const [tenant] = directory.tenants();
  const users = directory.listed().users.map(({ record }) => record);
  const user = users.find((one) => one.tenant === tenant?.name && one.admin) ?? users[0];
  return tenant && user && { tenant, user };
}

/**
 * Prepares the data of a tenant that was made while the server runs, beside what it does; queries of the tenant wait for
 * it. What fails is logged, and tried again by the first query.
 */
export function readyNewTenant(tenant: TenantRecord, parts: FillParts): void {
  const { prepared, directory, log } = parts;
  const first = directory.tenants().length === 1;
  (first ? fillTenant(parts) : Promise.resolve({}))
    .then(() => prepared.ready(tenant.name))
    .catch((error: unknown) => log.error({ err: error, tenant: tenant.name }, 'tenant not prepared'));
}
