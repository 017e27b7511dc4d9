import { pick, pickNumber, text, when } from '../expressions.ts';
import type { SeedRows } from '../seed-rows.ts';
import { DAY } from '../spines.ts';

const FIRST_MS = Date.UTC(2021, 0, 1, 18) + 3;
/** Months from January 2022 to December 2025. */
const MONTHS = 48;
const CURRENCIES = ['USD', 'EUR', 'GBP', 'CAD', 'AUD', 'JPY'];
/** One US dollar in each of them, × 10,000. */
const PER_DOLLAR = [10_000, 9_200, 7_900, 13_600, 15_200, 1_480_000];
const CODES: readonly (readonly [name: string, type: string, category: string])[] = [
  ['Accounts Receivable', 'AccountsReceivable', 'Assets'],
  ['Deferred Revenue', 'DeferredRevenue', 'Liabilities'],
  ['Revenue', 'SalesRevenue', 'Revenue'],
  ['Adjustment Liability', 'Other', 'Liabilities'],
  ['Adjustment Revenue', 'Other', 'Revenue'],
  ['Contract Asset', 'ContractAsset', 'Assets'],
  ['Contract Liability', 'ContractLiability', 'Liabilities'],
  ['Recognized Revenue, Contract', 'Other', 'Revenue'],
  ['Sales Tax', 'SalesTaxPayable', 'Liabilities'],
  ['Cash', 'Cash', 'Cash'],
  ['Cash on Account', 'CustomerCashOnAccount', 'Liabilities'],
  ['Invoice Adjustment', 'Other', 'Expenses'],
];
/** Numbers of accounting codes that others refer to. */
export const CODE = { receivable: '0', salesTax: '8', cash: '9', cashOnAccount: '10', adjustment: '11' };

const USERS: readonly (readonly [first: string, last: string])[] = [
  ['Ada', 'Okonkwo'],
  ['Billing', 'Service'],
  ['José', 'García, Jr.'],
  ['美咲', '佐藤'],
  ['Siobhán', "O'Neill"],
];
/** People who made the seeded rows. */
export const USER_COUNT = USERS.length;

/** What belongs to no account: periods, codes, rates and people. */
export function financeRows(): SeedRows[] {
  const month = `(SELECT m, DATE '2022-01-01' + to_months(CAST(m AS INTEGER)) AS starts
    FROM (SELECT range AS m FROM range(${MONTHS})))`;
  const rate = `(SELECT m * 36 + f * 6 + t AS n, m, f, t, starts
    FROM ${month}, (SELECT range AS f FROM range(6)), (SELECT range AS t FROM range(6)) WHERE f <> t AND m % 3 = 0 ORDER BY n)`;
  const column = (index: 0 | 1 | 2) =>
    pick(
      CODES.map((code) => code[index]),
      'n',
    );
  const fixed = { created: `${FIRST_MS}`, updated: `${FIRST_MS}`, owned: false, deletable: false };
  return [
    {
      ...fixed,
      object: 'AccountingPeriod',
      from: month,
      number: 'm',
      created: `${FIRST_MS} + m * ${DAY}`,
      updated: `${FIRST_MS} + m * ${DAY} + 3660000`,
      columns: {
        EndDate: `CAST(starts + INTERVAL 1 MONTH AS DATE) - 1`,
        FiscalQuarter: 'm % 12 // 3 + 1',
        FiscalYear: '2022 + m // 12',
        Name: `strftime(starts, '%b ''%y')`,
        Notes: when('m % 12 = 11', text('Year end, "hard close"')),
        StartDate: 'CAST(starts AS DATE)',
        Status: `CASE WHEN m < 40 THEN 'Closed' WHEN m = 40 THEN 'PendingClose' ELSE 'Open' END`,
      },
    },
    {
      ...fixed,
      object: 'AccountingCode',
      from: `(SELECT range AS n FROM range(${CODES.length}))`,
      number: 'n',
      columns: {
        Category: column(2),
        GLAccountName: column(0),
        GLAccountNumber: `'GL-' || (4000 + n * 10)`,
        Name: column(0),
        Notes: when('n = 8', text('Sales tax, all jurisdictions')),
        Status: text('Active'),
        Type: column(1),
      },
    },
    {
      ...fixed,
      object: 'CurrencyRate',
      from: rate,
      number: 'n',
      columns: {
        Date: 'CAST(starts AS DATE)',
        FromCurrency: pick(CURRENCIES, 'f'),
        ToCurrency: pick(CURRENCIES, 't'),
        // Both ways move together by up to 5 % over the months.
        Rate: `CAST(${pickNumber(PER_DOLLAR, 't')} * (1000 + t * m * 13 % 50)
          / (${pickNumber(PER_DOLLAR, 'f')} * (1000 + f * m * 13 % 50)) AS DECIMAL(22, 9))`,
      },
    },
    {
      ...fixed,
      object: 'User',
      from: `(SELECT range AS n, false AS gone, 0 AS gone_at FROM range(${USERS.length}))`,
      number: 'n',
      deletable: true,
      columns: {
        Email: `'user' || (n + 1) || '@example.test'`,
        FirstName: pick(
          USERS.map(([first]) => first),
          'n',
        ),
        LastName: pick(
          USERS.map(([, last]) => last),
          'n',
        ),
        Status: `CASE WHEN n = 4 THEN 'Inactive' ELSE 'Active' END`,
        Username: `'user' || (n + 1) || '@example.test'`,
      },
    },
  ];
}
