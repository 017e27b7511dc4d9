import { cents, eightDigits, instant, pick, text, when } from '../expressions.ts';
import type { SeedRows } from '../seed-rows.ts';
import { DAY, MINUTE } from '../spines.ts';
import { SNAPSHOTS } from './customers.ts';
import { CODE } from './finance.ts';
import type { Maker } from './maker.ts';

const owned = { owned: true, deletable: true };
/** Payments of these accounts went through a gateway: see `h % 10` of payment methods. */
const ELECTRONIC = 'h % 3 > 0';

/** Payments, the invoices they paid, and what of them was given back three days later. */
export function paymentRows({ id, spines }: Maker): SeedRows[] {
  const refundAt = `paid_at + 3 * ${DAY}`;
  return [
    {
      ...owned,
      object: 'Payment',
      // One in forty was tried in vain first.
      from: `(SELECT * FROM (SELECT *, unnest([0, 1]) AS attempt FROM ${spines.invoice} WHERE paid > 0)
        WHERE attempt = 1 OR (hi >> 32) % 40 = 7)`,
      number: 'i * 2 + attempt',
      created: `paid_at - (1 - attempt) * 60 * ${MINUTE}`,
      updated: `CASE WHEN attempt = 1 AND refunded > 0 THEN ${refundAt}
        ELSE paid_at - (1 - attempt) * 60 * ${MINUTE} + 5 * ${MINUTE} END`,
      columns: {
        AccountingCode: text('Cash'),
        Amount: cents('paid'),
        AppliedAmount: cents('CASE WHEN attempt = 1 THEN paid ELSE 0 END'),
        AppliedCreditBalanceAmount: cents('0'),
        BankIdentificationNumber: when(`${ELECTRONIC} AND h % 10 < 7`, text('424242')),
        Comment: when('hi % 18 = 0', text('Paid by phone, "thanks"')),
        Currency: 'currency',
        EffectiveDate: 'paid_day',
        Gateway: when(ELECTRONIC, text('Test Gateway')),
        GatewayResponse: when(
          ELECTRONIC,
          `CASE WHEN attempt = 1 THEN 'Approved' ELSE 'Declined, insufficient funds' END`,
        ),
        GatewayResponseCode: when(ELECTRONIC, `CASE WHEN attempt = 1 THEN '00' ELSE '51' END`),
        GatewayState: `CASE WHEN NOT (${ELECTRONIC}) THEN 'NotSubmitted' WHEN attempt = 1 THEN 'Settled'
          ELSE 'FailedToSettle' END`,
        PaymentNumber: `'P-' || ${eightDigits('i * 2 + attempt + 1')}`,
        ReferenceId: when(ELECTRONIC, `'gw-' || ${eightDigits('i')}`),
        RefundAmount: cents('CASE WHEN attempt = 1 THEN refunded ELSE 0 END'),
        SettledOn: when(`attempt = 1 AND ${ELECTRONIC}`, instant(`paid_at + 5 * ${MINUTE}`)),
        Source: `CASE WHEN ${ELECTRONIC} THEN 'PaymentRun' ELSE 'Manually' END`,
        SourceName: when(ELECTRONIC, `'PR-' || ${eightDigits("paid_day - DATE '2022-01-01'")}`),
        Status: `CASE WHEN attempt = 1 THEN 'Processed' ELSE 'Error' END`,
        SubmittedOn: when(ELECTRONIC, instant(`paid_at - (1 - attempt) * 60 * ${MINUTE}`)),
        TransferredToAccounting: text('No'),
        Type: `CASE WHEN ${ELECTRONIC} THEN 'Electronic' ELSE 'External' END`,
        UnappliedAmount: cents('0'),
        AccountId: id('Account', 'a'),
        PaymentMethodId: id('PaymentMethod', 'a'),
        PaymentMethodSnapshotId: when(SNAPSHOTS, id('PaymentMethodSnapshot', 'a')),
      },
    },
    {
      ...owned,
      object: 'InvoicePayment',
      from: `(SELECT * FROM ${spines.invoice} WHERE paid > 0)`,
      number: 'i',
      created: 'paid_at',
      updated: `CASE WHEN refunded > 0 THEN ${refundAt} ELSE paid_at END`,
      columns: {
        Amount: cents('paid'),
        RefundAmount: cents('refunded'),
        InvoiceId: id('Invoice', 'i'),
        PaymentId: id('Payment', 'i * 2 + 1'),
        AccountReceivableAccountingCodeId: when('k = 0', id('AccountingCode', CODE.receivable)),
        CashAccountingCodeId: when('k = 0', id('AccountingCode', CODE.cash)),
      },
    },
    {
      ...owned,
      object: 'Refund',
      from: `(SELECT * FROM ${spines.invoice} WHERE refunded > 0)`,
      number: 'i',
      created: refundAt,
      updated: refundAt,
      columns: {
        AccountingCode: text('Cash'),
        Amount: cents('refunded'),
        Comment: when('hi % 2 = 0', text('Returned goods, "damaged"')),
        Gateway: when(ELECTRONIC, text('Test Gateway')),
        GatewayResponse: when(ELECTRONIC, text('Approved')),
        GatewayState: `CASE WHEN ${ELECTRONIC} THEN 'Settled' ELSE 'NotSubmitted' END`,
        MethodType: `CASE h % 10 WHEN 7 THEN 'ACH' WHEN 8 THEN 'PayPal' WHEN 9 THEN 'BankTransfer' ELSE 'CreditCard' END`,
        PaymentMethodId: id('PaymentMethod', 'a'),
        ReasonCode: pick(['Standard Refund', 'Customer Satisfaction'], 'hi'),
        RefundDate: 'paid_day + 3',
        RefundNumber: `'R-' || ${eightDigits('i + 1')}`,
        RefundTransactionTime: instant(refundAt),
        SourceType: text('Payment'),
        Status: text('Processed'),
        TransferredToAccounting: text('No'),
        Type: `CASE WHEN ${ELECTRONIC} THEN 'Electronic' ELSE 'External' END`,
        AccountId: id('Account', 'a'),
        PaymentMethodSnapshotId: when(SNAPSHOTS, id('PaymentMethodSnapshot', 'a')),
      },
    },
    {
      ...owned,
      object: 'RefundInvoicePayment',
      from: `(SELECT * FROM ${spines.invoice} WHERE refunded > 0)`,
      number: 'i',
      created: refundAt,
      updated: refundAt,
      columns: {
        RefundAmount: cents('refunded'),
        InvoicePaymentId: id('InvoicePayment', 'i'),
        RefundId: id('Refund', 'i'),
      },
    },
  ];
}
