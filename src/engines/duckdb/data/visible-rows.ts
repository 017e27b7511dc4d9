import type { DataChange } from '../../../ports/tenant-data.ts';
import { quoteText } from './layout.ts';

/** SQL: whether the caller sees a row of a tenant's table. */
export function isVisible({ entities, orgs }: DataChange['visible'], table = ''): string {
  const inOrgs = orgs.length === 0 ? 'false' : `${table}sluice_org IN (${list(orgs)})`;
  const inEntities = entities.length === 0 ? 'false' : `${table}sluice_entity IN (${list(entities)})`;
  return `(${inEntities} AND (${table}sluice_org IS NULL OR ${inOrgs}))`;
}

function list(values: readonly string[]): string {
  return values.map(quoteText).join(', ');
}
