import type { Logger } from 'pino';
import type { Options } from '../config/options.ts';
import type { PrincipalRecords } from '../ports/principals.ts';
import type { PreparedTenants } from './prepared-tenants.ts';

/** Seeds and loads the first tenant; the others stay empty. */
export async function fillTenant(
  prepared: PreparedTenants,
  { tenants, users }: PrincipalRecords,
  { seed, seedNumber, data }: Options,
  log: Logger,
): Promise<void> {
  const [tenant] = tenants;
  if (tenant === undefined || (seed === 'none' && data === undefined)) return;
  const owner = users.find((user) => user.tenant === tenant.name && user.admin) ?? users[0];
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
}
