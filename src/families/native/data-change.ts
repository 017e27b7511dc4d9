import type { Caller } from '../../platform/sign-in/caller.ts';
import type { Clock } from '../../ports/clock.ts';
import { type ChangeCounts, type DataChange, DataError, type TenantData } from '../../ports/tenant-data.ts';
import type { Tenants } from '../../tenant/tenants.ts';
import { visibleObject } from './catalogue-view.ts';
import { nativeRefusal } from './errors.ts';

/** Rows and ids of one call; one transaction holds them (operating.md §4). */
const MAX_ROWS = 10_000;

export interface DataParts {
  readonly data: Pick<TenantData, 'change'>;
  readonly tenants: Pick<Tenants, 'catalogue'>;
  readonly clock: Clock;
}

/**
 * `POST /data/{Object}`: changes tenant data as the product itself would.
 * @throws Refusal 400 for a body or row that does not fit, 404 for an unknown object
 */
export async function changeData(
  name: string,
  body: unknown,
  caller: Caller,
  { data, tenants, clock }: DataParts,
): Promise<ChangeCounts> {
  const object = visibleObject(tenants.catalogue(caller.tenant.name), caller.user.admin, name);
  const { upsert, deleted } = readChange(body);
  const { entities, orgs } = caller.scope;
  const [entity] = entities;
  const [org] = orgs;
  if (entity === undefined || org === undefined)
    throw nativeRefusal.badData('You see no entity or org that a row could belong to');
  const change: DataChange = {
    object,
    upsert,
    delete: deleted,
    entity,
    org,
    visible: { entities, orgs },
    now: clock.business.now(),
    userId: caller.user.id,
  };
  try {
    return await data.change(caller.tenant.name, change);
  } catch (error) {
    throw error instanceof DataError ? nativeRefusal.badData(error.message) : error;
  }
}

function readChange(body: unknown): {
  readonly upsert: readonly Readonly<Record<string, unknown>>[];
  readonly deleted: readonly string[];
} {
  const FORM = 'Send {"upsert":[{…}], "delete":["id"]}';
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw nativeRefusal.badData(FORM);
  const { upsert = [], delete: deleted = [], ...others } = body as Readonly<Record<string, unknown>>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw nativeRefusal.badData(`Unknown field "${unknown}". ${FORM}`);
  if (!Array.isArray(upsert) || !upsert.every(isRow))
    throw nativeRefusal.badData(`upsert must be an array of objects. ${FORM}`);
  // Here, not where the rows are read: what is nested without end cannot even be handed on.
  for (const [i, row] of upsert.entries())
    for (const [name, value] of Object.entries(row))
      if (typeof value === 'object' && value !== null)
        throw nativeRefusal.badData(
          `upsert[${i}]: ${name.slice(0, 100)} holds an ${Array.isArray(value) ? 'array' : 'object'}; ` +
            'allowed: text, a number, true, false or null',
        );
  if (!Array.isArray(deleted) || !deleted.every((id) => typeof id === 'string'))
    throw nativeRefusal.badData(`delete must be an array of ids. ${FORM}`);
  if (upsert.length + deleted.length > MAX_ROWS)
    throw nativeRefusal.badData(`One call changes at most ${MAX_ROWS} rows`);
  return { upsert, deleted };
}

function isRow(row: unknown): row is Readonly<Record<string, unknown>> {
  return typeof row === 'object' && row !== null && !Array.isArray(row);
}
