import { pick, pickNumber } from './expressions.ts';
import type { Salt } from './salt.ts';
import { PRODUCT_GROUP, type SeedSize } from './sizes.ts';

/**
 * Relations that the rows of several objects are made from: one row an account, a contact, an invoice … with the
 * numbers that decide everything else. They repeat in groups of eight accounts, told apart by `r`:
 *
 * | r | subscriptions | rate plans | charges | invoices |
 * |---|---|---|---|---|
 * | 0 | a draft | 1 | 1 | 0 |
 * | 1, 2 | 1 | 1 | 1 | 2, 3 |
 * | 3 | 1 in two versions (renewed) | 2 | 2 | 4 |
 * | 4 | 1 | 1 with a usage charge | 2 | 4 |
 * | 5 | 2 | 2 | 2 | 5 |
 * | 6 | 1 in two versions (a product added) | 3 | 3 | 6 |
 * | 7 | 2 | 2, each with a usage charge | 4 | 8 |
 *
 * An account's n-th invoice has 1 to 4 items: 32 invoices and 80 items a group. Numbers of children are made from
 * their parent's (`a * 8 + k`), so no join is needed to know an id.
 */
export interface Spines {
  /** Creates the temporary tables that the relations read: what several objects are made from is computed once. */
  readonly create: readonly string[];
  readonly drop: readonly string[];
  readonly account: string;
  readonly contact: string;
  readonly subscription: string;
  readonly ratePlan: string;
  readonly charge: string;
  readonly tier: string;
  readonly invoice: string;
  readonly item: string;
  /** Totals of an account: `a`, `balance`, `credit`, `last_day`. */
  readonly invoiceTotals: string;
  /** Totals of an account: `a`, `mrr4`. */
  readonly chargeTotals: string;
}

const INVOICES = [0, 2, 3, 4, 4, 5, 6, 8];
const INVOICES_BEFORE = [0, 0, 2, 5, 9, 13, 18, 24];
const SUBSCRIPTIONS = [1, 1, 1, 2, 1, 2, 2, 2];
const RATE_PLANS = [1, 1, 1, 2, 1, 2, 3, 2];
const CHARGES = [1, 1, 1, 2, 2, 2, 3, 4];

/** ms of a day, as SQL: a plain literal is 32 bits wide and would overflow. */
export const DAY = 'CAST(86400000 AS BIGINT)';
export const MINUTE = 60_000;
/** 2022-01-03, when the first account is made. The last of them follow 1000 days later, their children within 300. */
export const FIRST_DAY_MS = Date.UTC(2022, 0, 3);
const SPAN_DAYS = 1000;
/** Accounts are made from 18:00 to 22:00 UTC: the same date in the default zone, Los Angeles. */
const OPENS_MS = 18 * 3_600_000;
const OPEN_MS = 4 * 3_600_000;
/** One account of fifty is deleted with all that is its own: 2 % of each object, since each place of a group has its turn. */
export function isDeleted(account: string): string {
  return `((${account}) // 8 * 13 + (${account}) * 3) % 50 = 17`;
}
const CURRENCIES = ['USD', 'EUR', 'USD', 'GBP', 'USD', 'CAD', 'EUR', 'AUD'];
/** The second version of a subscription begins so many days after the account; invoices from the fifth on are its. */
export const SECOND_VERSION_DAY = 100;

export function makeSpines(size: SeedSize, orgs: readonly string[], salt: Salt): Spines {
  const { accounts } = size;
  const stepMs = Math.floor((OPEN_MS * SPAN_DAYS) / accounts);
  const bornMs = `${FIRST_DAY_MS + OPENS_MS} + (a * ${SPAN_DAYS} // ${accounts}) * ${DAY}
    + (a * ${SPAN_DAYS} % ${accounts}) * ${OPEN_MS} // ${accounts} + h % ${stepMs}`;

  const accountTable = `CREATE TEMP TABLE seed_account AS
    SELECT a, h, CAST(a % 8 AS INTEGER) AS r, gone, born, born + 300 * ${DAY} + (h % 7919) * 1000 AS gone_at,
      DATE '2022-01-03' + CAST(a * ${SPAN_DAYS} // ${accounts} AS INTEGER) AS day,
      ${orgs.length === 0 ? 'CAST(NULL AS VARCHAR)' : pick(orgs, salt.hash('a // 8', 1))} AS org,
      ${pick(CURRENCIES, 'h >> 40')} AS currency
    FROM (SELECT a, h, ${isDeleted('a')} AS gone, (${bornMs}) // 10 * 10 + 1 + h % 9 AS born
      FROM (SELECT a, ${salt.hash('a', 0)} AS h FROM (SELECT range AS a FROM range(${accounts}))))`;

  const contact = `(SELECT *, a * 2 + k AS n, ${salt.hash('a * 2 + k', 2)} AS hc
    FROM (SELECT *, unnest(range(1 + r % 2)) AS k FROM seed_account))`;
  const subscription = `(SELECT *, a * 2 + k AS n, r IN (3, 6) AS versioned,
      r IN (3, 6) AND k = 0 AS old, ${salt.hash('a * 2 + (CASE WHEN r IN (3, 6) THEN 0 ELSE k END)', 3)} AS hs,
      born + ${DAY} + (CASE WHEN r IN (3, 6) AND k = 1 THEN ${SECOND_VERSION_DAY} * ${DAY} ELSE 0 END) AS made
    FROM (SELECT *, unnest(range(${pickNumber(SUBSCRIPTIONS, 'r')})) AS k FROM seed_account))`;

  // The j-th rate plan: which subscription it is on, and which product rate plan it was made from. Copies in a second
  // version keep their slot.
  const liveProducts = size.products - size.products / PRODUCT_GROUP;
  const liveProduct = (h: string) =>
    `(${h}) // ${PRODUCT_GROUP - 1} * ${PRODUCT_GROUP} + (${h}) % ${PRODUCT_GROUP - 1}`;
  const planned = (list: string) => `(SELECT *, least(j, 1) AS k,
      CASE WHEN r IN (3, 6) THEN CAST(j > 1 AS INTEGER) ELSE j END AS slot,
      CASE WHEN r IN (4, 7) THEN 2 ELSE (h >> 20) % 2 END AS plan
    FROM ${list})`;
  const withProduct = (list: string) => `(SELECT *, a * 2 + k AS sub, a * 4 + j AS n,
      ${liveProduct('pick')} AS product,
      r = 6 AND j = 2 AS added, r IN (3, 6) AND j = 0 AS old,
      r > 0 AND ${salt.hash('a * 2 + (CASE WHEN r IN (3, 6) THEN 0 ELSE k END)', 3)} % 10 = 0 AS cancelled,
      born + ${DAY} + (CASE WHEN r IN (3, 6) AND j > 0 THEN ${SECOND_VERSION_DAY} * ${DAY} ELSE 0 END) AS made
    FROM (SELECT *, (h >> (slot * 8)) % ${liveProducts} AS pick FROM ${planned(list)}))`;
  const ratePlan = withProduct(
    `(SELECT *, unnest(range(${pickNumber(RATE_PLANS, 'r')})) AS j FROM seed_account)`,
  );

  // The q-th charge of an account. `x` is the product rate plan charge it was made from, which fixes the price.
  const priced = (q: string) => ({
    usage: `(r IN (4, 7) AND ${q} % 2 = 1)`,
    j: `(CASE WHEN r IN (4, 7) THEN ${q} // 2 ELSE ${q} END)`,
    c: `(CASE WHEN r IN (4, 7) THEN ${q} % 2 ELSE 0 END)`,
  });
  const first = priced('q');
  const chargeTable = `CREATE TEMP TABLE seed_charge AS SELECT ${CHARGE_COLUMNS}
    FROM (SELECT *, qty * price AS amount4, a * 8 + q AS charge
    FROM (SELECT *, ${priceOf('x', 'usage')} AS price, ${quantityOf('hq', 'plan')} AS qty
      FROM (SELECT *, product * 4 + plan + c AS x,
          ${salt.hash('a * 8 + q - (CASE WHEN r IN (3, 6) AND q = 1 THEN 1 ELSE 0 END)', 4)} AS hq
        FROM ${withProduct(`(SELECT *, ${first.usage} AS usage, ${first.j} AS j, ${first.c} AS c
          FROM (SELECT *, unnest(range(${pickNumber(CHARGES, 'r')})) AS q FROM seed_account))`)})))`;
  const tier = `(SELECT *, unnest(range(CASE WHEN usage THEN 2 ELSE 1 END)) AS t FROM seed_charge)`;

  const invoiceTable = `CREATE TEMP TABLE seed_invoice AS SELECT ${INVOICE_COLUMNS}
    FROM ${invoices(salt, liveProduct, liveProducts)}`;
  const item = `(SELECT *, a * 2 + least(CASE WHEN r IN (4, 7) THEN q // 2 ELSE q END, 1) AS sub
    FROM (SELECT *, i * 4 + e AS n,
      CASE e WHEN 0 THEN amount0 WHEN 1 THEN amount1 WHEN 2 THEN -discount ELSE tax END AS amount,
      CASE WHEN e = 1 THEN q1 ELSE q0 END AS q, CASE WHEN e = 1 THEN x1 ELSE x0 END AS x,
      CASE WHEN e = 1 THEN qty1 ELSE qty0 END AS qty, CASE WHEN e = 1 THEN price1 ELSE price0 END AS price,
      e = 1 AND r IN (4, 7) AS usage
    FROM (SELECT *, unnest(range(items)) AS e FROM seed_invoice)))`;
  return {
    create: [accountTable, chargeTable, invoiceTable],
    drop: ['seed_account', 'seed_charge', 'seed_invoice'].map((table) => `DROP TABLE ${table}`),
    account: 'seed_account',
    contact,
    subscription,
    ratePlan,
    charge: 'seed_charge',
    tier,
    invoice: 'seed_invoice',
    item,
    invoiceTotals: `(SELECT a, CAST(sum(CASE WHEN posted THEN balance ELSE 0 END) AS BIGINT) AS balance,
        CAST(sum(granted - credited) AS BIGINT) AS credit, max(invoice_day) AS last_day FROM seed_invoice GROUP BY a)`,
    chargeTotals: `(SELECT a, CAST(sum(CASE WHEN usage OR old OR cancelled OR r = 0 THEN 0 ELSE amount4 END) AS BIGINT) AS mrr4
      FROM seed_charge GROUP BY a)`,
  };
}

/** Kept as narrow as the values allow: a large seed has two million charges and four million invoices. */
const INT = (names: string) => names.split(' ').map((name) => `CAST(${name} AS INTEGER) AS ${name}`);
const CHARGE_COLUMNS = [
  'h, hq, org, currency, gone, gone_at, born, made, day, usage, old, cancelled, added',
  ...INT('a r q k j c plan product sub n x price qty amount4 charge'),
].join(', ');
const INVOICE_COLUMNS = [
  'h, hi, org, currency, gone, gone_at, made, invoice_day, posted, paid_at, paid_day',
  ...INT('a r k i items q0 q1 x0 x1 qty0 qty1 price0 price1 amount0 amount1 discount tax total tax_total'),
  ...INT('item_adjusted adjusted credited granted paid refunded balance'),
].join(', ');

/**
 * One row an invoice: `i` its number, `items` how many it has, amounts in cents. Items are, in this order: a charge,
 * a second charge, a discount of a tenth on the first, the tax on them all.
 */
function invoices(salt: Salt, liveProduct: (h: string) => string, liveProducts: number): string {
  const numbered = `(SELECT *, a * 8 + k AS i, 1 + (${pickNumber(INVOICES_BEFORE, 'r')} + k) % 4 AS items,
      k = ${pickNumber(INVOICES, 'r')} - 1 AS last, ${salt.hash('a * 8 + k', 5)} AS hi,
      born + (1 + 30 * k) * ${DAY} AS made, day + CAST(1 + 30 * k AS INTEGER) AS invoice_day,
      CAST(r IN (3, 6) AND k >= 4 AS INTEGER) AS version
    FROM (SELECT *, unnest(range(${pickNumber(INVOICES, 'r')})) AS k FROM seed_account))`;
  // Which charges of the account its two charge items bill.
  const billed = `(SELECT *, CASE WHEN r = 7 THEN 2 * (k % 2) ELSE version END AS q0,
      CASE WHEN r = 7 THEN 2 * (k % 2) + 1 WHEN r IN (4, 5) THEN 1 WHEN r = 6 THEN 2 * version ELSE version END AS q1
    FROM ${numbered})`;
  const slots = `(SELECT *, (h >> (8 * ${slotOf('q0')})) % ${liveProducts} AS pick0,
      (h >> (8 * ${slotOf('q1')})) % ${liveProducts} AS pick1,
      CASE WHEN r IN (4, 7) THEN 2 ELSE (h >> 20) % 2 END AS plan,
      CASE WHEN r IN (3, 6) AND q0 = 1 THEN 0 ELSE q0 END AS seen0,
      CASE WHEN r IN (3, 6) AND q1 = 1 THEN 0 ELSE q1 END AS seen1
    FROM ${billed})`;
  const products = `(SELECT *, (${liveProduct('pick0')}) * 4 + plan AS x0,
      (${liveProduct('pick1')}) * 4 + plan + CAST(r IN (4, 7) AS INTEGER) AS x1,
      ${quantityOf(salt.hash('a * 8 + seen0', 4), 'plan')} AS qty0,
      CASE WHEN r IN (4, 7) THEN 10 + hi % 190 ELSE ${quantityOf(salt.hash('a * 8 + seen1', 4), 'plan')} END AS qty1
    FROM ${slots})`;
  const prices = `(SELECT *, ${priceOf('x0', 'false')} AS price0, ${priceOf('x1', 'r IN (4, 7)')} AS price1
    FROM ${products})`;
  const amounts = `(SELECT *, (qty0 * price0 + 50) // 100 AS amount0, (qty1 * price1 + 50) // 100 AS amount1
    FROM ${prices})`;
  const discounts = `(SELECT *, (amount0 + 5) // 10 AS discount FROM ${amounts})`;
  const taxes = `(SELECT *, ((amount0 + amount1 - discount) * 825 + 5000) // 10000 AS tax FROM ${discounts})`;
  const totals = `(SELECT *, amount0 + (CASE WHEN items > 1 THEN amount1 ELSE 0 END)
      - (CASE WHEN items > 2 THEN discount ELSE 0 END) + (CASE WHEN items > 3 THEN tax ELSE 0 END) AS total,
      CASE WHEN items > 3 THEN tax ELSE 0 END AS tax_total,
      NOT (last AND hi % 100 < 10) AS posted, (hi >> 8) % 1000 AS fate
    FROM ${taxes})`;
  // What happened to it: an item or the invoice was adjusted, or credit of the account was applied.
  const fates = `(SELECT *, CASE WHEN posted AND fate < 15 THEN amount0 // 10 ELSE 0 END AS item_adjusted,
      CASE WHEN posted AND fate >= 15 AND fate < 30 THEN total // 20 ELSE 0 END AS adjusted,
      CASE WHEN posted AND fate >= 30 AND fate < 40 THEN total // 10 ELSE 0 END AS credited
    FROM ${totals})`;
  const dues = `(SELECT *, total - item_adjusted - adjusted - credited AS due, credited * 2 AS granted FROM ${fates})`;
  const paid = `(SELECT *, CASE WHEN NOT posted OR (last AND hi % 100 < 40) THEN 0
      WHEN hi % 100 >= 90 THEN due // 2 ELSE due END AS paid FROM ${dues})`;
  const refunded = `(SELECT *, CASE WHEN (hi >> 20) % 50 = 0 THEN paid // 4 ELSE 0 END AS refunded,
      made + (5 + (hi >> 28) % 20) * ${DAY} AS paid_at, invoice_day + CAST(5 + (hi >> 28) % 20 AS INTEGER) AS paid_day
    FROM ${paid})`;
  return `(SELECT *, due - paid + refunded AS balance FROM ${refunded})`;
}

/** The slot (see `planned`) of the plan that an account's q-th charge is on. */
function slotOf(q: string): string {
  return `(CASE WHEN r IN (4, 7) THEN ${q} // 2 WHEN r IN (3, 6) THEN CAST(${q} > 1 AS INTEGER) ELSE ${q} END)`;
}

/** In 1/10,000, fixed by the product rate plan charge `x`: 5.49 to 204.49 a month, or a few cents a unit of usage. */
export function priceOf(x: string, usage: string): string {
  return `(CASE WHEN ${usage} THEN 25 + ${x} * 7919 % 475 ELSE 54900 + ${x} * 7919 % 200 * 10000 END)`;
}

/** Only the plans priced per unit have more than one. */
function quantityOf(hash: string, plan: string): string {
  return `(CASE WHEN ${plan} = 1 THEN 1 + ${hash} % 20 ELSE 1 END)`;
}
