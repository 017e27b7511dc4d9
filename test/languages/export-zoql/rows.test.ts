import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExtractRows } from '../extract-rows.ts';
import { type Asked, exportZoql } from '../zoql-request.ts';

let data: ExtractRows;
const LONG_AGO = Date.UTC(2026, 0, 1);

beforeAll(async () => {
  data = await ExtractRows.open();
  await data.put(
    'Account',
    LONG_AGO,
    {
      Id: 'a1',
      Name: 'Acme_1',
      Status: 'Active',
      Balance: 10.5,
      BillCycleDay: 1,
      AutoPay: true,
      CrmId: 'x',
      BillToId: 'c1',
    },
    {
      Id: 'a2',
      Name: 'acme',
      Status: 'Draft',
      Balance: -2,
      BillCycleDay: 31,
      AutoPay: false,
      CrmId: '',
      BillToId: 'gone',
    },
    {
      Id: 'A3',
      Name: "O'Neil",
      Status: 'Active',
      Balance: 0,
      BillCycleDay: null,
      AutoPay: null,
      CrmId: null,
      BillToId: null,
    },
  );
  await data.put(
    'Contact',
    LONG_AGO,
    { Id: 'c1', City: 'Rome', WorkEmail: 'a@x' },
    { Id: 'gone', City: 'Nowhere' },
  );
  await data.remove('Contact', LONG_AGO + 1, 'gone');
  await data.put(
    'Subscription',
    LONG_AGO,
    { Id: 's1', Name: 'S1', AccountId: 'a1', SubscriptionStartDate: '2026-03-08', Version: 1 },
    { Id: 's2', Name: 'S2', AccountId: 'a2', SubscriptionStartDate: '2025-12-31', Version: 2 },
    { Id: 's3', Name: 'S3', AccountId: 'lost', SubscriptionStartDate: null, Version: 2 },
  );
  await data.put(
    'RatePlan',
    LONG_AGO,
    { Id: 'r1', SubscriptionId: 's1', Name: 'R1' },
    { Id: 'r3', SubscriptionId: 's3', Name: 'R3' },
  );
});

afterAll(() => data[Symbol.asyncDispose]());

const rows = (text: string, asked: Asked = {}) => data.of(exportZoql(text, asked));

describe('WHERE', () => {
  it.each([
    // Three-valued logic, tests for null.
    ['CrmId = null', 'A3'],
    ['CrmId != null', 'a1 / a2'],
    ['CrmId IS NULL', 'A3'],
    ['NOT CrmId is not null', 'A3'],
    ["CrmId != ''", 'a1'],
    ["CrmId = ''", 'a2'],
    ["CrmId <> 'x'", 'a2'],
    ["NOT CrmId = 'x'", 'a2'],
    ["NOT (CrmId = 'x' OR Status = 'Draft')", ''],
    ["CrmId = 'x' OR Status = 'Active'", 'A3 / a1'],
    // NOT before AND before OR; no space beside brackets.
    ["Status = 'Draft' OR Status = 'Active' AND NOT CrmId = 'x'", 'a2'],
    ["(Status = 'Draft' OR Status = 'Active')AND(CrmId = 'x')", 'a1'],
    ["((((Status = 'Active'))))AND NOT NOT Id = 'a1'", 'a1'],
    // Literals on both sides, fields on both sides.
    ['1 = 1', 'A3 / a1 / a2'],
    ["'b' < 'a' or 2 > 10", ''],
    ['null = null', 'A3 / a1 / a2'],
    ["'a1' = Id", 'a1'],
    ['5 < Balance', 'a1'],
    ['Balance < BillCycleDay', 'a2'],
    ['Name = Account.Name', 'A3 / a1 / a2'],
    // Numbers and booleans with and without quotes.
    ["Balance = '10.5'", 'a1'],
    ['Balance >= -2.0', 'A3 / a1 / a2'],
    ['Balance > .4999999999', 'a1'],
    ['BillCycleDay = 31', 'a2'],
    ["BillCycleDay != '31'", 'a1'],
    ['BillCycleDay < 1.5', 'a1'],
    ['AutoPay = true', 'a1'],
    ["AutoPay != 'TRUE'", 'a2'],
    // Texts: case counts, and the order is that of their bytes.
    ["Name = 'ACME'", ''],
    ["Id > 'A3'", 'a1 / a2'],
    ["Name = 'O''Neil'", 'A3'],
    ["Name LIKE 'Acme%'", 'a1'],
    ["Name like '%me'", 'a2'],
    ["Name NOT LIKE '%me%'", 'A3'],
    ["Name like 'Acm__1'", 'a1'],
    ["Name like '_%'", 'A3 / a1 / a2'],
    ["Name = 'a\\'", ''],
    // Joined objects.
    ["BillToContact.City = 'Rome'", 'a1'],
    ['BillToContact.Id = null', 'A3 / a2'],
    ['Entity.Id = null', 'A3 / a1 / a2'],
  ])('%s', async (where, ids) => {
    expect(await rows(`select Id from Account where ${where} order by Id`)).toBe(ids);
  });
});

describe('joined objects (§5.3)', () => {
  it('leave the row where there is none, show no deleted one, and are found over several keys', async () => {
    expect(await rows('select Id, BillToContact.City from Account order by Id')).toBe(
      'A3,- / a1,Rome / a2,-',
    );
    expect(
      await rows('select Name, Account.Id, BillToContact.City, Subscription.Name from RatePlan order by Id'),
    ).toBe('R1,a1,Rome,S1 / R3,-,-,S3');
  });
});

describe('ORDER BY and LIMIT', () => {
  it.each([
    ['order by CrmId', 'A3 / a2 / a1'],
    ['order by CrmId desc', 'a1 / a2 / A3'],
    ['order by Status asc, Balance desc', 'a1 / A3 / a2'],
    ['order by BillToContact.City desc, Id', 'a1 / A3 / a2'],
    ['order by Id limit 2', 'A3 / a1'],
    ['order by Id limit 1,1;', 'a1'],
    ['order by Id limit 0', ''],
  ])('%s', async (clause, ids) => {
    expect(await rows(`select Id from Account ${clause}`)).toBe(ids);
  });
});

describe('groups', () => {
  it.each([
    ['select COUNT(*), COUNT(CrmId), COUNT(distinct Status), SUM(BillCycleDay) from Account', '3,2,2,32'],
    ['select Status, COUNT(Id) from Account group by Status order by Status', 'Active,2 / Draft,1'],
    ['select Status s, MAX(Name) from Account group by Status having COUNT(*) > 1', "Active,O'Neil"],
    ['select Status from Account group by Status order by COUNT(*) desc', 'Active / Draft'],
    [
      "select Account.Status from Subscription group by Account.Status having MAX(Name) = 'S1' and (MIN(Name) = 'S2' or MAX(SubscriptionStartDate) >= '2026-03-08')",
      'Active',
    ],
    [
      'select YEAR(SubscriptionStartDate), COUNT(*) from Subscription group by YEAR(SubscriptionStartDate) order by YEAR(SubscriptionStartDate)',
      '-,1 / 2025,1 / 2026,1',
    ],
    [
      'select QUARTER(SubscriptionStartDate) from Subscription group by SubscriptionStartDate having MONTH(SubscriptionStartDate) = 3',
      '1',
    ],
    ['select Entity.Id, COUNT(*) from Account group by Entity.Id', '-,3'],
    ["select COUNT(*) from Account where Id = 'none'", '0'],
  ])('%s', async (text, lines) => {
    expect(await rows(text)).toBe(lines);
  });

  it('have exact means, of whole numbers too', async () => {
    expect(await rows('select AVG(BillCycleDay) from Account')).toMatch(/^16(\.0+)?$/);
    expect(await rows('select AVG(Version) from Subscription')).toMatch(/^1\.666666667$/);
  });
});
