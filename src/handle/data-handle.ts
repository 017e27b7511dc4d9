import { didYouMean } from '../config/suggestion.ts';
import type { Time } from '../ports/clock.ts';
import type { TenantRecord, UserRecord } from '../ports/principals.ts';
import type { ChangeCounts, TenantData } from '../ports/tenant-data.ts';
import type { Catalogue } from '../tenant/catalogue/catalogue.ts';

/** A value of a field: dates and times as texts. */
export type FieldValue = string | number | boolean | null;
/** By field name, in any case. */
export type Row = Readonly<Record<string, FieldValue>>;

/** Rows of one object, changed as the product itself would change them (operating.md §4 `POST /data/{Object}`). */
export interface DataHandle {
  /**
   * Makes rows, or changes those whose `Id` exists: fields not named keep their values, `null` empties. One
   * transaction.
   * @throws Error that names the row, the field and what is allowed; then nothing was changed
   */
  upsert(rows: readonly Row[]): Promise<ChangeCounts>;
  /** Deletes rows by their ids, as the product does: they are still there for who asks for deleted ones. */
  delete(ids: readonly string[]): Promise<ChangeCounts>;
}

export interface DataHandleParts {
  readonly data: Pick<TenantData, 'change'>;
  readonly catalogue: (tenant: string) => Catalogue;
  /** Who changes them: the first tenant's administrator. */
  readonly as: () => { readonly tenant: TenantRecord; readonly user: UserRecord } | undefined;
  readonly time: Pick<Time, 'now'>;
}

/** @throws Error for an object that is not there */
export function dataHandle(parts: DataHandleParts, name: string): DataHandle {
  const owner = parts.as();
  if (owner === undefined) throw new Error('There is no tenant yet whose rows could be changed');
  const { tenant, user } = owner;
  const found = (): ReturnType<Catalogue['object']> => {
    const catalogue = parts.catalogue(tenant.name);
    return catalogue.object(name) ?? catalogue.table(name);
  };
  if (found() === undefined) {
    const known = parts.catalogue(tenant.name).objects.map((object) => object.name);
    throw new Error(`There is no object ${name}${didYouMean(name, known)}`);
  }
  const change = async (upsert: readonly Row[], deleted: readonly string[]): Promise<ChangeCounts> => {
    // As it is now: a restore may have taken it away.
    const object = found();
    const [entity] = tenant.entities;
    const [org] = user.orgs;
    if (object === undefined || entity === undefined || org === undefined)
      throw new Error(`There is no object ${name} for ${user.name} any more`);
    return parts.data.change(tenant.name, {
      object,
      upsert,
      delete: deleted,
      entity,
      org,
      visible: { entities: tenant.entities, orgs: user.orgs },
      now: parts.time.now(),
      userId: user.id,
    });
  };
  return { upsert: (rows) => change(rows, []), delete: (ids) => change([], ids) };
}
