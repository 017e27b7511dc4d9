import { describe, expect, it } from 'vitest';
import type { CatalogueField, CatalogueObject } from '../../../src/ports/catalogue.ts';
import { baseCatalogue } from '../../../src/tenant/catalogue/base-catalogue.ts';
import { findField, findRelationship, makeCatalogue } from '../../../src/tenant/catalogue/catalogue.ts';
import contract from './contract-objects.json' with { type: 'json' };

const catalogue = makeCatalogue(baseCatalogue(), 1);

function object(name: string): CatalogueObject {
  const found = catalogue.object(name);
  if (found === undefined) throw new Error(`no object ${name}`);
  return found;
}

function field(name: string, of: string): CatalogueField {
  const found = findField(object(of), name);
  if (found === undefined) throw new Error(`no field ${of}.${name}`);
  return found;
}

describe('objects of the contract', () => {
  it.each(Object.entries(contract as Record<string, { fields: string; options?: Record<string, string[]> }>))(
    '%s has every field with its type, contexts and picklist values',
    (name, { fields, options = {} }) => {
      for (const [fieldName = '', type] of fields.split(' ').map((text) => text.split(':'))) {
        const { name: spelled, type: found, contexts, options: values } = field(fieldName, name);
        const key = type === '[k]' || type === '[k+]';
        expect(spelled).toBe(fieldName);
        expect([fieldName, found]).toEqual([fieldName, key ? 'text' : type]);
        expect([fieldName, contexts]).toEqual([fieldName, type === '[k]' ? ['soap'] : ['soap', 'export']]);
        const wanted = options[fieldName];
        // Where the contract's list is open it is completed, its own values first.
        if (wanted !== undefined) expect(values.slice(0, wanted.length)).toEqual(wanted);
      }
    },
  );

  it('are all there, with their counts', () => {
    const counts = Object.entries(contract).map(([name, { fields }]) => [name, fields.split(' ').length]);
    expect(Object.fromEntries(counts)).toMatchObject({
      Account: 44,
      Contact: 21,
      Invoice: 32,
      InvoiceItem: 26,
      PaymentMethod: 69,
      RatePlanCharge: 54,
    });
    expect(counts).toHaveLength(26);
  });

  it.each(baseCatalogue().map(({ name }) => name))(
    '%s has the common fields, in schema order, none twice',
    (name) => {
      const names = object(name).fields.map((f) => f.name.toLowerCase());
      expect(names).toEqual(
        expect.arrayContaining(['id', 'createdbyid', 'createddate', 'updatedbyid', 'updateddate']),
      );
      expect(names).toEqual([...new Set(names)].sort());
    },
  );
});

describe('what clients query beyond that', () => {
  it.each([
    ['Account', ['IdentityId__c', 'sfContactId__c', 'ProcessingAdvice__c'], 'text'],
    ['Contact', ['Title__c', 'Company_Name__c', 'SpecialDeliveryInstructions__c'], 'text'],
    ['Product', ['ProductType__c'], 'text'],
    ['ProductRatePlan', ['FrontendId__c'], 'text'],
    ['ProductRatePlanCharge', ['ProductType__c'], 'text'],
    ['RatePlanCharge', ['HolidayStart__c', 'HolidayEnd__c'], 'date'],
    ['RatePlanCharge', ['ForceSync__c'], 'text'],
    [
      'Subscription',
      [
        'ReaderType__c',
        'RedemptionCode__c',
        'GifteeIdentityId__c',
        'CanadaHandDelivery__c',
        'DeliveryAgent__c',
        'CancellationReason__c',
        'InitialPromotionCode__c',
        'PromotionCode__c',
        'IPCountry__c',
        'IPAddress__c',
        'AcquisitionCase__c',
        'AcquisitionSource__c',
        'CASSubscriberID__c',
        'CreatedByCSR__c',
        'CreatedRequestId__c',
        'Gift_Subscription__c',
        'legacy_cat__c',
      ],
      'text',
    ],
    [
      'Subscription',
      [
        'ActivationDate__c',
        'GiftRedemptionDate__c',
        'GiftNotificationEmailDate__c',
        'LastPriceChangeDate__c',
        'LegacyContractStartDate__c',
      ],
      'date',
    ],
  ])('%s has the custom fields %j', (name, fields, type) => {
    for (const custom of fields)
      expect(field(custom, name)).toMatchObject({
        name: custom,
        type,
        custom: true,
        contexts: ['soap', 'export'],
      });
  });

  it.each([
    ['rateplan', 'RatePlan'],
    ['rateplancharge', 'RatePlanCharge'],
    ['ACCOUNT', 'Account'],
  ])('the object %s', (asked, name) => expect(object(asked).name).toBe(name));

  it.each([
    ['quantity', 'RatePlanCharge', 'Quantity'],
    ['PaypalBAID', 'PaymentMethod', 'PaypalBaid'],
    ['TransferredtoAccounting', 'Invoice', 'TransferredToAccounting'],
    ['NumberofPeriods', 'RatePlanCharge', 'NumberOfPeriods'],
    ['ID', 'Account', 'Id'],
    ['autoRenew', 'Subscription', 'AutoRenew'],
    ['workPhone', 'Contact', 'WorkPhone'],
  ])('the spelling %s', (asked, of, name) => expect(field(asked, of).name).toBe(name));

  it.each(['billtocontact', 'billToContactSnapShot', 'BillToContactSnapShot', 'account', 'ratePlanCharge'])(
    'the relationship %s of an invoice item',
    (asked) => expect(findRelationship(object('InvoiceItem'), asked)).toBeDefined(),
  );
});

describe('types', () => {
  it.each([
    ['Account', 'Balance', 'decimal(18,6)'],
    ['Invoice', 'Amount', 'decimal(18,6)'],
    ['RatePlanCharge', 'MRR', 'decimal(18,6)'],
    ['InvoiceItem', 'Quantity', 'decimal(22,9)'],
    ['InvoiceItem', 'UnitPrice', 'decimal(22,9)'],
    ['TaxationItem', 'TaxRate', 'decimal(22,9)'],
    ['Account', 'BillCycleDay', 'bigint'],
    ['Account', 'CreatedDate', 'timestamp with time zone'],
    ['Account', 'LastInvoiceDate', 'date'],
    ['Account', 'Status', 'varchar'],
    ['Account', 'AutoPay', 'boolean'],
  ])('%s.%s is %s', (of, name, type) => expect(field(name, of).sqlType).toBe(type));
});

describe('objects', () => {
  it('that keep no deleted rows', () => {
    expect(
      baseCatalogue()
        .filter(({ softDelete }) => !softDelete)
        .map(({ name }) => name),
    ).toEqual(['AccountingCode', 'AccountingPeriod', 'ContactSnapshot']);
  });

  it('for administrators only, and in no AQuA context', () => {
    expect(
      baseCatalogue()
        .filter(({ adminOnly }) => adminOnly)
        .map(({ name }) => name),
    ).toEqual(['User']);
    expect(object('User').fields.flatMap(({ contexts }) => contexts)).toEqual([]);
  });

  it('have their lower-case name as table, but for Order', () => {
    for (const { name, table } of baseCatalogue())
      expect(table).toBe(name === 'Order' ? 'orders' : name.toLowerCase());
    expect(catalogue.table('ORDERS')?.name).toBe('Order');
    expect(catalogue.table('order')).toBeUndefined();
  });
});

describe('labels', () => {
  it.each([
    ['Account', 'AccountNumber', 'Account Number'],
    ['Account', 'Id', 'ID'],
    ['Account', 'CreatedById', 'Created By ID'],
    ['RatePlanCharge', 'UOM', 'UOM'],
    ['Account', 'Balance', 'Account Balance'],
    ['Account', 'AllowInvoiceEdit', 'Allow Invoice Editing'],
    ['Account', 'Batch', 'Billing Batch'],
    ['Account', 'CrmId', 'CRM Account ID'],
    ['Account', 'CustomerServiceRepName', 'CSR'],
    ['Account', 'SalesRepName', 'Sales Rep'],
    ['Account', 'PurchaseOrderNumber', 'PO Number'],
    ['Account', 'PaymentGateway', 'Payment Gateway Name'],
    ['Account', 'BcdSettingOption', 'Bill Cycle Day Setting Option'],
    ['Account', 'Mrr', 'CMRR'],
    ['Account', 'InvoiceDeliveryPrefsEmail', 'Invoice Delivery Preferences Email'],
    ['RatePlanCharge', 'RevRecCode', 'Revenue Recognition Code'],
    ['Invoice', 'Balance', 'Balance'],
    ['Account', 'VATId', 'VAT ID'],
    ['Subscription', 'Gift_Subscription__c', 'Gift Subscription'],
    ['AccountingPeriod', 'FiscalYear', 'Fiscal Year'],
    ['PaymentMethod', 'IPAddress', 'IP Address'],
  ])('%s.%s is "%s"', (of, name, label) => expect(field(name, of).label).toBe(label));

  it('of objects and relationships', () => {
    expect(object('RatePlanCharge').label).toBe('Rate Plan Charge');
    const labels = object('Account').relationships.map(({ label }) => label);
    expect(labels).toEqual(['Bill To', 'Sold To', 'Default Payment Method', 'Parent Account', 'Entity']);
  });
});
