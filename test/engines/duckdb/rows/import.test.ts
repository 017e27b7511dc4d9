import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NOW } from '../data/tenant-file.ts';
import { LoadedTenant } from './loaded-tenant.ts';

let tenant: LoadedTenant;
beforeAll(async () => {
  tenant = await LoadedTenant.open();
});
beforeEach(() => tenant.empty());
afterAll(() => tenant[Symbol.asyncDispose]());

describe('an import', () => {
  it('makes a record of each row, with an id, dates, entity and org', async () => {
    const { counts, columns, succeeded, failed } = await tenant.load(
      'Name,Balance,AutoPay,LastInvoiceDate,BillCycleDay,Status,Colour\n"Acme, ""Ltd""",12.5,TRUE,2024-01-31,7,Active,red\nBeta ,,,,,,\n',
    );
    expect(counts).toEqual({ rows: 2, succeeded: 2, failed: 0 });
    expect(columns.map(({ field }) => field)).toEqual([
      'Name',
      'Balance',
      'AutoPay',
      'LastInvoiceDate',
      'BillCycleDay',
      'Status',
      undefined,
    ]);
    const rows = await tenant.rows(
      `SELECT id, name, balance, autopay, lastinvoicedate, billcycleday, status, epoch_ms(createddate) > ${NOW}, createdbyid,
         updateddate = createddate, sluice_org, sluice_deleted FROM data.account ORDER BY id`,
    );
    const [one, two] = rows.map(([id]) => String(id));
    expect(one).toMatch(/^[0-9a-f]{32}$/);
    const own = [true, 'u'.repeat(32), true, 'north', false];
    expect(rows).toEqual([
      [one, 'Acme, "Ltd"', '12.500000', true, '2024-01-31', '7', 'Active', ...own],
      [two, 'Beta ', null, null, null, null, null, ...own],
    ]);
    expect(succeeded).toBe(
      `Name,Balance,AutoPay,LastInvoiceDate,BillCycleDay,Status,Colour,Id\n"Acme, ""Ltd""",12.5,TRUE,2024-01-31,7,Active,red,${one}\nBeta ,,,,,,,${two}\n`,
    );
    expect(failed).toBe(
      'Name,Balance,AutoPay,LastInvoiceDate,BillCycleDay,Status,Colour,ErrorCode,ErrorMessage\n',
    );
    expect(tenant.left()).toEqual([]);
  });

  it('names what is wrong with a row, all of it, and loads the others', async () => {
    const { counts, succeeded, failed } = await tenant.load(
      'Name,Balance,Status,BillCycleDay\n,1,Active,1\nB,many,Activ,1.5\nC,1,Draft,1\n',
      { required: [['Name']] },
    );
    expect(counts).toEqual({ rows: 3, succeeded: 1, failed: 2 });
    expect(succeeded.split('\n')[1]).toMatch(/^C,1,Draft,1,[0-9a-f]{32}$/);
    expect(failed.split('\n').slice(1)).toEqual([
      ',1,Active,1,empty!,Account.Name must not be empty',
      'B,many,Activ,1.5,type!,"Account.Balance cannot be ""many""; allowed: a number such as -12.5, at most 12 digits before the point; Account.Status cannot be ""Activ""; allowed: one of Draft, Active, Canceled; Account.BillCycleDay cannot be ""1.5""; allowed: a whole number of 64 bits"',
      '',
    ]);
  });
});
