import type { CatalogueObject } from '../../../../ports/catalogue.ts';
import type { SeedPlan } from '../../../../ports/tenant-data.ts';
import { quoteName, tableOf } from '../layout.ts';
import { instant, pick, text } from './expressions.ts';
import { adjustmentRows } from './rows/adjustments.ts';
import { customerRows } from './rows/customers.ts';
import { financeRows, USER_COUNT } from './rows/finance.ts';
import { invoiceRows } from './rows/invoices.ts';
import type { Maker } from './rows/maker.ts';
import { paymentRows } from './rows/payments.ts';
import { productCatalogueRows } from './rows/product-catalogue.ts';
import { subscriptionRows } from './rows/subscriptions.ts';
import { makeSalt } from './salt.ts';
import type { SeedRows } from './seed-rows.ts';
import { SEED_SIZES } from './sizes.ts';
import { makeSpines } from './spines.ts';

export interface SeedStatements {
  readonly before: readonly string[];
  /** In order, one an object. `from` has one row for each row that `sql` inserts. */
  readonly inserts: readonly { readonly object: string; readonly from: string; readonly sql: string }[];
  readonly after: readonly string[];
}

/** The SQL that fills an empty tenant; the same plan gives the same text, and the same text the same rows. */
export function seedStatements(plan: SeedPlan): SeedStatements {
  const size = SEED_SIZES[plan.size];
  const salt = makeSalt(plan.number, plan.entity);
  const spines = makeSpines(size, plan.orgs, salt);
  const maker: Maker = { size, salt, spines, id: salt.id };
  const rows = [
    ...financeRows(),
    ...productCatalogueRows(maker),
    ...customerRows(maker),
    ...subscriptionRows(maker),
    ...invoiceRows(maker),
    ...adjustmentRows(maker),
    ...paymentRows(maker),
  ];
  const objects = new Map(plan.objects.map((object) => [object.name, object]));
  const inserts = rows.flatMap((row) => {
    const object = objects.get(row.object);
    return object === undefined
      ? []
      : [{ object: row.object, from: row.from, sql: insert(row, object, plan, maker) }];
  });
  return { before: spines.create, inserts, after: spines.drop };
}

function insert(row: SeedRows, object: CatalogueObject, plan: SeedPlan, { id, salt }: Maker): string {
  const users = Array.from({ length: USER_COUNT }, (_, n) => salt.idText('User', n));
  const user = pick(users, row.number);
  const updated = row.deletable ? `CASE WHEN gone THEN gone_at ELSE ${row.updated} END` : row.updated;
  const values: Record<string, string> = {
    ...row.columns,
    Id: id(row.object, row.number),
    CreatedById: user,
    CreatedDate: instant(row.created),
    UpdatedById: user,
    UpdatedDate: instant(updated),
    sluice_entity: text(plan.entity),
    sluice_org: row.owned ? 'org' : 'NULL',
    sluice_deleted: row.deletable ? 'gone' : 'false',
    sluice_deleted_at: row.deletable ? `CASE WHEN gone THEN ${instant('gone_at')} END` : 'NULL',
  };
  const known = new Set(object.fields.map((field) => field.name));
  for (const name of Object.keys(row.columns))
    if (!known.has(name)) throw new Error(`the seed of ${row.object} fills ${name}, which is no field of it`);
  const names = Object.keys(values).map((name) => quoteName(name.toLowerCase()));
  return `INSERT INTO ${tableOf(row.object)} (${names.join(', ')})
    SELECT ${Object.values(values).join(', ')} FROM ${row.from}`;
}
