import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExtractRows } from '../extract-rows.ts';
import { type Asked, exportZoql, headers, NOW, refusal, zoql } from '../zoql-request.ts';

let data: ExtractRows;

beforeAll(async () => {
  data = await ExtractRows.open();
  await data.put(
    'Account',
    NOW,
    { Id: 'e', Currency: 'EUR', Balance: 10 },
    { Id: 'u', Currency: 'USD', Balance: 7.5 },
    { Id: 'x', Currency: 'XXX', Balance: 1 },
  );
  await data.put('Subscription', NOW, { Id: 's', AccountId: 'e' });
  await data.put('Invoice', NOW, { Id: 'i', AccountId: 'e', Amount: 3, Currency: 'EUR' });
  await data.put('InvoiceItem', NOW, { Id: 'ii', InvoiceId: 'i', ChargeAmount: 2, Quantity: 4 });
  await data.put(
    'CurrencyRate',
    NOW,
    { Id: 'r1', FromCurrency: 'EUR', ToCurrency: 'USD', Date: '2026-01-01', Rate: 9 },
    { Id: 'r2', FromCurrency: 'EUR', ToCurrency: 'USD', Date: '2026-08-01', Rate: 1.1 },
    { Id: 'r3', FromCurrency: 'EUR', ToCurrency: 'USD', Date: '2026-08-02', Rate: 8 },
    { Id: 'r4', FromCurrency: 'EUR', ToCurrency: 'JPY', Date: '2026-07-01', Rate: 160 },
  );
});

afterAll(() => data[Symbol.asyncDispose]());

const inThem = (...currencies: readonly string[]): Asked => ({ extract: { currencies } });

describe('amounts in other currencies (aqua.md §1.4)', () => {
  it('stand behind each amount, by the last rate up to today, its own currency as it is, nothing without a rate', async () => {
    const query = exportZoql(
      'select Id, Balance, BillCycleDay from Account order by Id',
      inThem('USD', 'JPY', 'USD'),
    );
    expect(headers(query)).toBe(
      'Account.Id | Account.Balance | Account.Balance_USD | Account.Balance_JPY | Account.BillCycleDay',
    );
    expect(await data.of(query)).toBe('e,10,11,1600,- / u,7.5,7.5,-,- / x,1,-,-,-');
  });

  it('cost no join where none is asked for', () => {
    const joins = (asked: Asked) =>
      JSON.stringify(exportZoql('select ChargeAmount from InvoiceItem', asked).query.root).split(
        '"op":"join"',
      ).length - 1;
    expect(joins({})).toBe(0);
    expect(joins(inThem('USD'))).toBeGreaterThan(0);
  });

  it('are of the account’s currency where there is no other, and of money only', async () => {
    const query = exportZoql('select ChargeAmount, Quantity, Invoice.Amount from InvoiceItem', inThem('USD'));
    expect(headers(query)).toBe(
      'InvoiceItem.ChargeAmount | InvoiceItem.ChargeAmount_USD | InvoiceItem.Quantity | Invoice.Amount | Invoice.Amount_USD',
    );
    expect(await data.of(query)).toBe('2,2.2,4,3,3.3');
    expect(await data.of(zoql('select Amount from Invoice', inThem('JPY')))).toBe('3,480');
  });

  it('have the header’s own form, and none are made of groups', () => {
    const asked: Asked = { extract: { currencies: ['USD'], labels: 'labels' } };
    expect(headers(exportZoql('select Balance, Mrr as m from Account', asked))).toBe(
      'Account: Account Balance | Account: Account Balance_USD | m | m_USD',
    );
    expect(headers(exportZoql('select SUM(Balance) from Account', asked))).toBe('SUM(Account.Balance)');
  });

  it.each(['usd', 'EURO', '', 'U$D'])('"%s" is no currency', (code) => {
    expect(refusal(() => exportZoql('select Id from Account', inThem('EUR', code))).fault).toBe(
      'no-currency',
    );
    expect(refusal(() => exportZoql('select COUNT(*) from Account', inThem(code))).fault).toBe('no-currency');
    expect(refusal(() => zoql('select Id from Account', inThem(code))).fault).toBe('no-currency');
  });
});
