import { describe, expect, it } from 'vitest';
import { baseCatalogue } from '../../../src/tenant/catalogue/base-catalogue.ts';
import { type Asked, exportZoql, headers, refusal } from '../zoql-request.ts';

const refused = (text: string, asked: Asked = {}) => refusal(() => exportZoql(text, asked)).message;

describe('headers (aqua.md §5.5)', () => {
  it.each([
    ['select ID, mrr from account', 'Account.Id | Account.Mrr'],
    ['SELECT Account.AccountNumber FROM Account', 'Account.AccountNumber'],
    [
      'select billtocontact.WorkEmail, SoldToContact.workPhone from Account',
      'BillToContact.WorkEmail | SoldToContact.WorkPhone',
    ],
    ['select account.Status, Name from subscription', 'Account.Status | Subscription.Name'],
    ['select Id as "The ""id""" from Account', 'The "id"'],
    ["select Id as 'it''s', Name n from Account", "it's | n"],
    ['select Id as "account.ID" from Account', 'Account.Id'],
    [
      'select COUNT(id), count(*), Count(distinct Id) from Account',
      'COUNT(Account.Id) | COUNT(*) | COUNT(DISTINCT Account.Id)',
    ],
    ['select sum(amount) from invoice', 'SUM(Invoice.Amount)'],
    [
      'select year(UpdatedDate), weekofyear(Account.updateddate) from Invoice',
      'YEAR(Invoice.UpdatedDate) | WEEKOFYEAR(Account.UpdatedDate)',
    ],
    ['select Date, Rate from CurrencyRate', 'CurrencyRate.Date | CurrencyRate.Rate'],
    ['select Id from Order order by Id', 'Order.Id'],
  ])('%s', (text, expected) => {
    expect(headers(exportZoql(text))).toBe(expected);
  });

  it.each([
    ['select AccountNumber, BillToContact.Id from Account', 'Account: Account Number | Bill To: ID'],
    ['select Id as "account: id", Name as x from Account', 'Account: ID | x'],
    ['select COUNT(Id) from Account', 'COUNT(Account.Id)'],
  ])('%s, with labels', (text, expected) => {
    expect(headers(exportZoql(text, { extract: { labels: 'labels' } }))).toBe(expected);
  });
});

describe('*', () => {
  const account = baseCatalogue().find(({ name }) => name === 'Account');
  const own = account?.fields
    .filter(({ contexts }) => contexts.includes('export'))
    .map(({ name }) => `Account.${name}`);

  it('is every own field of the export context in the order of describe, without foreign keys', () => {
    expect(headers(exportZoql('select * from Account'))).toBe(own?.join(' | '));
    expect(own).not.toContain('Account.BillToId');
  });

  it('may stand beside others, and behind a name', () => {
    const all = headers(exportZoql('select *, BillToContact.*, Id from Account limit 1')).split(' | ');
    expect(all.slice(0, own?.length)).toEqual(own);
    expect(all).toContain('BillToContact.City');
    expect(all.at(-1)).toBe('Account.Id');
  });

  it('of an object without any such field is refused in the product’s words', () => {
    const bare = baseCatalogue().map((object) =>
      object.name === 'Account'
        ? { ...object, fields: object.fields.map((field) => ({ ...field, contexts: ['soap'] as const })) }
        : object,
    );
    expect(refusal(() => exportZoql('select * from Account', { catalogue: bare }))).toMatchObject({
      message: 'java.lang.RuntimeException: You must specify a select.',
      fault: 'no-columns',
    });
  });
});

describe('what is not there', () => {
  it.each([
    [
      'select Id from Acount',
      'The requested data source could not be found: Acount (did you mean "Account"?), at line 1, column 16',
    ],
    [
      'select BilToContact.Id from Account',
      'The requested data source could not be found: BilToContact (did you mean "BillToContact"?), at line 1, column 8',
    ],
    [
      'select\n  Nmae from Account',
      'There is no field named Nmae (did you mean "Name"?), at line 2, column 3',
    ],
    [
      'select AccountId from Subscription',
      'There is no field named AccountId (did you mean "Account.Id"?), at line 1, column 8',
    ],
    [
      'select Id from Account where BillToId = null',
      'There is no field named BillToId (did you mean "BillToContact.Id"?), at line 1, column 30',
    ],
    [
      'select Account.BillToContact.City from Subscription',
      "Account.BillToContact. leads over two steps: only one name may stand before a field's, at line 1, column 8",
    ],
    [
      'select Id from ChargeMetrics',
      'The requested data source could not be found: ChargeMetrics, at line 1, column 16',
    ],
  ])('%s', (text, message) => {
    expect(refused(text)).toBe(message);
  });

  it('is what only administrators see, for others', () => {
    const catalogue = baseCatalogue().map((object) =>
      object.name === 'Contact' ? { ...object, adminOnly: true } : object,
    );
    for (const text of ['select Id from Contact', 'select BillToContact.City from Account']) {
      expect(refusal(() => exportZoql(text, { catalogue, admin: false })).fault).toBe('no-permission');
      expect(headers(exportZoql(text, { catalogue, admin: true }))).not.toBe('');
    }
  });
});
