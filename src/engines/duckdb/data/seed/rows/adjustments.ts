import { cents, eightDigits, pick, text, when } from '../expressions.ts';
import type { SeedRows } from '../seed-rows.ts';
import { DAY } from '../spines.ts';
import { CODE } from './finance.ts';
import type { Maker } from './maker.ts';

const REASONS = ['Customer Satisfaction', 'Correcting invoice error', 'Write-off'];

/** What reduced an invoice without a payment, from one to two days after it. */
export function adjustmentRows({ id, spines }: Maker): SeedRows[] {
  const owned = { created: 'changed', updated: 'changed', owned: true, deletable: true };
  const after = (days: number, condition: string) =>
    `(SELECT *, made + ${days} * ${DAY} AS changed, invoice_day + ${days} AS changed_day
      FROM ${spines.invoice} WHERE ${condition})`;
  const common = {
    AdjustmentDate: 'changed_day',
    ReasonCode: pick(REASONS, 'hi'),
    ReferenceId: when('hi % 3 = 0', `'REF-' || i`),
    Status: text('Processed'),
    TransferredToAccounting: text('No'),
  };
  return [
    {
      ...owned,
      object: 'InvoiceItemAdjustment',
      from: after(2, 'item_adjusted > 0'),
      number: 'i',
      columns: {
        ...common,
        AccountId: id('Account', 'a'),
        AccountingCode: text('Invoice Adjustment'),
        AdjustmentNumber: `'IIA-' || ${eightDigits('i + 1')}`,
        Amount: cents('item_adjusted'),
        Comment: when('hi % 2 = 0', text('Agreed with the customer, "once only"')),
        InvoiceId: id('Invoice', 'i'),
        InvoiceItemName: text('Monthly Fee'),
        InvoiceNumber: `'INV' || ${eightDigits('i + 1')}`,
        ServiceEndDate: 'invoice_day + 29',
        ServiceStartDate: 'invoice_day',
        SourceId: id('InvoiceItem', 'i * 4'),
        SourceType: text('InvoiceDetail'),
        Type: text('Credit'),
      },
    },
    {
      ...owned,
      object: 'InvoiceAdjustment',
      from: after(2, 'adjusted > 0'),
      number: 'i',
      columns: {
        ...common,
        AccountingCode: text('Invoice Adjustment'),
        AdjustmentNumber: `'IA-' || ${eightDigits('i + 1')}`,
        Amount: cents('adjusted'),
        Comments: when('hi % 2 = 0', text('Goodwill, approved')),
        ImpactAmount: cents('-adjusted'),
        InvoiceNumber: `'INV' || ${eightDigits('i + 1')}`,
        Type: text('Credit'),
        AccountId: id('Account', 'a'),
        InvoiceId: id('Invoice', 'i'),
        AccountReceivableAccountingCodeId: id('AccountingCode', CODE.receivable),
        InvoiceAdjustmentAccountingCodeId: id('AccountingCode', CODE.adjustment),
      },
    },
    {
      ...owned,
      object: 'CreditBalanceAdjustment',
      // Credit is granted, then half of it is applied to the invoice.
      from: `(SELECT *, unnest([0, 1]) AS step FROM ${after(1, 'credited > 0')})`,
      number: 'i * 2 + step',
      columns: {
        ...common,
        AccountingCode: text('Cash on Account'),
        Amount: cents('CASE WHEN step = 0 THEN granted ELSE credited END'),
        Comment: when('step = 0', text('Goodwill, "thank you"')),
        Number: `'CBA-' || ${eightDigits('i * 2 + step + 1')}`,
        SourceTransactionId: when('step = 1', id('Invoice', 'i')),
        SourceTransactionNumber: when('step = 1', `'INV' || ${eightDigits('i + 1')}`),
        SourceTransactionType: `CASE WHEN step = 1 THEN 'Invoice' ELSE 'Adjustment' END`,
        Type: `CASE WHEN step = 0 THEN 'Increase' ELSE 'Decrease' END`,
        AccountId: id('Account', 'a'),
        AccountReceivableAccountingCodeId: id('AccountingCode', CODE.receivable),
        CashAccountingCodeId: id('AccountingCode', CODE.cash),
        CashOnAccountAccountingCodeId: id('AccountingCode', CODE.cashOnAccount),
      },
    },
  ];
}
