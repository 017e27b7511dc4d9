import { describe, expect, it } from 'vitest';
import { baseCatalogue } from '../../../src/tenant/catalogue/base-catalogue.ts';

const objects = new Map(baseCatalogue().map((object) => [object.name, object]));

/** The contract's table (aqua.md §7.3), as written there. */
const A = 'Account, BillToContact, SoldToContact, DefaultPaymentMethod, ParentAccount';
const CODES =
  'AccountReceivableAccountingCode, DeferredRevenueAccountingCode, RecognizedRevenueAccountingCode';
const CONTRACT: Readonly<Record<string, string>> = {
  Account: 'BillToContact, SoldToContact, DefaultPaymentMethod, ParentAccount, Entity',
  Contact: 'Entity',
  Product: 'Entity',
  AccountingCode: 'Entity',
  PaymentMethod: 'Entity, StoredCredentialProfile',
  Subscription: `${A}, SubscriptionVersionAmendment, InvoiceOwner, ShipToContact, Entity`,
  RatePlan: `${A}, Subscription, Product, ProductRatePlan, Amendment, SubscriptionVersionAmendment, Entity`,
  RatePlanCharge: `${A}, Subscription, RatePlan, Product, ProductRatePlan, ProductRatePlanCharge, Amendment, ${CODES}, Entity`,
  RatePlanChargeTier:
    'Subscription, RatePlan, RatePlanCharge, Product, ProductRatePlan, ProductRatePlanCharge, Amendment, Entity',
  ProductRatePlan: 'Product, Entity',
  ProductRatePlanChargeTier: 'Product, ProductRatePlan, ProductRatePlanCharge, Entity',
  Invoice: `${A}, BillToContactSnapshot, SoldToContactSnapshot, Entity`,
  InvoiceItem: `${A}, Invoice, Subscription, RatePlan, RatePlanCharge, Product, ProductRatePlan, ProductRatePlanCharge, Amendment, AccountingPeriod, JournalEntry, JournalRun, BillToContactSnapshot, SoldToContactSnapshot, ${CODES}, Entity`,
  InvoiceItemAdjustment: `${A}, Invoice, Subscription, RatePlan, RatePlanCharge, Product, ProductRatePlan, ProductRatePlanCharge, Amendment, AccountingPeriod, JournalEntry, JournalRun, ${CODES}, Entity, InvoiceItem, TaxationItem, SalesTaxPayableAccountingCode`,
  InvoiceAdjustment: `${A}, Invoice, AccountingPeriod, JournalEntry, JournalRun, AccountReceivableAccountingCode, InvoiceAdjustmentAccountingCode, Entity`,
  Payment: `${A}, PaymentMethod, PaymentMethodSnapshot, Entity`,
  InvoicePayment: `${A}, Invoice, Payment, PaymentMethod, PaymentMethodSnapshot, AccountingPeriod, JournalEntry, JournalRun, AccountReceivableAccountingCode, CashAccountingCode, Entity`,
  Refund: `${A}, PaymentMethodSnapshot, Entity`,
  RefundInvoicePayment: `${A}, Refund, InvoicePayment, Invoice, Payment, PaymentMethod, PaymentMethodSnapshot, AccountingPeriod, JournalEntry, JournalRun, AccountReceivableAccountingCode, CashAccountingCode, Entity`,
  CreditBalanceAdjustment: `${A}, Invoice, Payment, Refund, PaymentMethod, PaymentMethodSnapshot, AccountingPeriod, JournalEntry, JournalRun, AccountReceivableAccountingCode, CashAccountingCode, CashOnAccountAccountingCode, Entity`,
  TaxationItem: `${A}, Invoice, InvoiceItem, Subscription, RatePlan, RatePlanCharge, Product, ProductRatePlan, ProductRatePlanCharge, Amendment, AccountingPeriod, JournalEntry, JournalRun, AccountReceivableAccountingCode, SalesTaxPayableAccountingCode, Entity`,
  Usage: `${A}, Subscription, RatePlan, RatePlanCharge, Product, ProductRatePlan, ProductRatePlanCharge, Amendment, Entity`,
  AccountingPeriod: '',
  Amendment: 'Subscription, Account',
  Order: A,
};

describe('relationships', () => {
  it.each(Object.entries(CONTRACT))('of %s are those of the contract', (name, list) => {
    const names = objects.get(name)?.relationships.map((relationship) => relationship.name);
    expect(names?.sort()).toEqual(list.split(', ').filter(Boolean).sort());
  });

  it('of ProductRatePlanCharge include eight accounting codes', () => {
    const names = objects.get('ProductRatePlanCharge')?.relationships.map(({ name }) => name) ?? [];
    expect(names).toEqual(expect.arrayContaining(['Product', 'ProductRatePlan', 'Entity']));
    expect(names.filter((name) => name.endsWith('AccountingCode'))).toHaveLength(8);
  });

  it.each(
    baseCatalogue().flatMap(({ name, relationships }) =>
      relationships.map((r) => [name, r.name, r] as const),
    ),
  )('%s.%s leads by existing keys to an existing object', (start, _name, { target, path }) => {
    expect(objects.has(target)).toBe(true);
    // Each step's key belongs to the object the step before led to.
    for (const [i, { object, key }] of path.entries()) {
      if (i === 0) expect(object).toBe(start);
      expect(objects.get(object)?.fields.map(({ name }) => name)).toContain(key);
    }
  });

  it.each([
    ['RatePlanCharge', 'Account', 'RatePlanCharge.RatePlanId RatePlan.SubscriptionId Subscription.AccountId'],
    ['InvoiceItem', 'Account', 'InvoiceItem.InvoiceId Invoice.AccountId'],
    ['InvoiceItem', 'BillToContact', 'InvoiceItem.InvoiceId Invoice.AccountId Account.BillToId'],
    [
      'InvoiceItem',
      'Product',
      'InvoiceItem.RatePlanChargeId RatePlanCharge.RatePlanId RatePlan.ProductRatePlanId ProductRatePlan.ProductId',
    ],
    ['InvoiceItem', 'Subscription', 'InvoiceItem.SubscriptionId'],
    ['TaxationItem', 'Invoice', 'TaxationItem.InvoiceItemId InvoiceItem.InvoiceId'],
    ['TaxationItem', 'Account', 'TaxationItem.InvoiceItemId InvoiceItem.InvoiceId Invoice.AccountId'],
    ['Usage', 'RatePlan', 'Usage.ChargeId RatePlanCharge.RatePlanId'],
    ['InvoicePayment', 'PaymentMethod', 'InvoicePayment.PaymentId Payment.PaymentMethodId'],
    ['Subscription', 'InvoiceOwner', 'Subscription.InvoiceOwnerId'],
    [
      'RatePlanChargeTier',
      'Subscription',
      'RatePlanChargeTier.RatePlanChargeId RatePlanCharge.RatePlanId RatePlan.SubscriptionId',
    ],
    ['InvoiceItem', 'JournalRun', ''],
    ['Account', 'Entity', ''],
  ])('%s.%s goes by %s', (object, name, path) => {
    const found = objects.get(object)?.relationships.find((relationship) => relationship.name === name);
    expect(found?.path.map((step) => `${step.object}.${step.key}`).join(' ')).toBe(path);
  });

  it('none has the name of its own object, and none is SubscriptionStatusHistory', () => {
    for (const { name, relationships } of baseCatalogue())
      expect(relationships.map((r) => r.name)).not.toEqual(expect.arrayContaining([name]));
    expect(baseCatalogue().flatMap(({ relationships }) => relationships.map((r) => r.name))).not.toContain(
      'SubscriptionStatusHistory',
    );
  });
});
