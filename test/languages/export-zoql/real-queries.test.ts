import { describe, expect, it } from 'vitest';
import { baseCatalogue } from '../../../src/tenant/catalogue/base-catalogue.ts';
import { exportZoql, headers } from '../zoql-request.ts';

describe('what real clients write (aqua.md §12)', () => {
  it.each([
    ['select RateplanCharge.quantity, ID from rateplancharge', 'RatePlanCharge.Quantity | RatePlanCharge.Id'],
    ['SELECT Id FROM rateplan ', 'RatePlan.Id'],
    [
      'select billtocontact.WorkEmail, billToContactSnapShot.Id, BillToContactSnapShot.Id, SoldToContact.workPhone from Invoice',
      'BillToContact.WorkEmail | BillToContactSnapshot.Id | BillToContactSnapshot.Id | SoldToContact.WorkPhone',
    ],
    ['select PaypalBAID from PaymentMethod', 'PaymentMethod.PaypalBaid'],
    ['select TransferredtoAccounting from Invoice', 'Invoice.TransferredToAccounting'],
    [
      'select NumberofPeriods, chargeModel from RatePlanCharge',
      'RatePlanCharge.NumberOfPeriods | RatePlanCharge.ChargeModel',
    ],
    [
      'select autoRenew, account.Status, termType from subscription',
      'Subscription.AutoRenew | Account.Status | Subscription.TermType',
    ],
    [
      'select chargeAmount, ratePlanCharge.Id from InvoiceItem',
      'InvoiceItem.ChargeAmount | RatePlanCharge.Id',
    ],
    ['select JournalEntry.Id, JournalRun.Id from InvoiceItem', 'JournalEntry.Id | JournalRun.Id'],
    ['select JournalEntry.Id, JournalRun.Id from InvoicePayment', 'JournalEntry.Id | JournalRun.Id'],
  ])('%s', (text, expected) => {
    expect(headers(exportZoql(text)).toLowerCase()).toBe(expected.toLowerCase());
    // Canonical: what is shown is the catalogue's spelling.
    for (const { label } of exportZoql(text).query.output) {
      const name = label.split('.')[1];
      expect(baseCatalogue().some(({ fields }) => fields.some((field) => field.name === name))).toBe(true);
    }
  });

  it.each([
    "select Name, RatePlanCharge.Name from RatePlanCharge where RatePlan.Name IS NULL or (Subscription.Status != 'Cancelled')AND Account.CrmId != '' and Account.CrmId IS NOT NULL",
    "select Id from Contact where WorkEmail LIKE '%@x' or WorkEmail LIKE 'test%' or WorkEmail LIKE '_%'",
    'select Id from Subscription where AutoRenew = true and IsLatestVersion = false and 1 = 1\r\n  ',
    "select Id from Subscription where ((((Status = 'Active') or Name = 'a') and Version > 1) or Notes != 'x')AND TermType = 'TERMED'",
    "select Id from Subscription where TermEndDate >= '2020-04-01' and UpdatedDate > '2020-04-01T00:00:00' and SubscriptionStartDate <= '2020-04-01T00:00:00'",
    "select Account.CrmId from Subscription GROUP BY Account.CrmId HAVING MAX(Status) = 'Active' AND (MIN(Status) = 'Active' OR MAX(SubscriptionEndDate) >= '2026-01-01') ORDER BY Account.CrmId",
    'select Id from RatePlanCharge order by Account.Name, Subscription.Name desc, RatePlan.Name ASC, Id',
    "select Id from Account where Id > '8a28' order by Id limit 250000",
    "select * from Account where UpdatedDate >= '2026-08-01T00:00:00Z' and UpdatedDate < '2026-08-02T00:00:00Z' order by UpdatedDate",
    'select IdentityId__c, sfContactId__c, ProcessingAdvice__c from Account',
    'select HolidayStart__c, HolidayEnd__c, ForceSync__c, Product.ProductType__c, ProductRatePlan.FrontendId__c from RatePlanCharge',
  ])('%s', (text) => {
    expect(headers(exportZoql(text))).not.toBe('');
  });

  it('every object, and every relationship of each, can be selected whole', () => {
    for (const { name, fields, relationships } of baseCatalogue()) {
      if (!fields.some(({ contexts }) => contexts.includes('export'))) continue;
      const all = relationships.map((relationship) => `${relationship.name}.*`);
      const text = `select ${['*', ...all].join(', ')} from ${name}`;
      const catalogue = baseCatalogue();
      // Features that a small server has no object for (§7.3).
      const known = relationships.filter(({ target }) => catalogue.some((object) => object.name === target));
      const query = `select ${['*', ...known.map((relationship) => `${relationship.name}.*`)].join(', ')} from ${name}`;
      expect(headers(exportZoql(query, { extract: { maxLength: 1_000_000 } })), text).not.toBe('');
    }
  });
});
