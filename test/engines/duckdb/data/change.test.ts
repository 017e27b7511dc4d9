import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DataChange } from '../../../../src/ports/tenant-data.ts';
import { changeOf, ENTITY, NOW, objectNamed, TenantFile } from './tenant-file.ts';

let file: TenantFile;
beforeEach(async () => {
  file = await TenantFile.open();
  await file.data.ensure('dev', ['Account', 'Product', 'AccountingCode'].map(objectNamed));
});
afterEach(() => file[Symbol.asyncDispose]());

const change = (change: Partial<DataChange>, object = 'Account') =>
  file.data.change('dev', changeOf(objectNamed(object), change));

describe('an upsert', () => {
  it('makes a row with an id, stamps and the caller’s entity and org', async () => {
    expect(await change({ upsert: [{ NAME: 'Acme', autopay: true, Balance: 12.5, Notes: null }] })).toEqual({
      inserted: 1,
      updated: 0,
      deleted: 0,
    });
    const [[id, ...rest] = []] =
      await file.rows(`SELECT id, name, autopay, balance, notes, createdbyid, updatedbyid,
      epoch_ms(createddate), epoch_ms(updateddate), sluice_entity, sluice_org, sluice_deleted FROM data.account`);
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    const stamp = String(NOW + 1);
    expect(rest).toEqual([
      'Acme',
      true,
      '12.500000',
      null,
      'u'.repeat(32),
      'u'.repeat(32),
      stamp,
      stamp,
      ENTITY,
      'north',
      false,
    ]);
  });

  it('makes a row under an id that is new', async () => {
    await change({ upsert: [{ Id: 'acc-1', Name: 'a' }] });
    expect(await file.value('SELECT id FROM data.account')).toBe('acc-1');
  });

  it('takes rows that name different fields in one statement each way', async () => {
    const names = ['Name', 'CrmId', 'Notes', 'AutoPay', 'Balance', 'CreatedById', 'AccountNumber', 'Batch'];
    const value: Record<string, unknown> = { AutoPay: true, Balance: 1, Batch: 'Batch1' };
    // Every choice of the eight.
    const rows = Array.from({ length: 256 }, (_, i) => ({
      Id: `r${i}`,
      ...Object.fromEntries(names.filter((_n, k) => (i >> k) & 1).map((name) => [name, value[name] ?? name])),
    }));
    expect(await change({ upsert: rows })).toMatchObject({ inserted: 256 });
    expect(
      await file.rows(`SELECT id, name, crmid, autopay, createdbyid FROM data.account
        WHERE id IN ('r0', 'r33', 'r255') ORDER BY id`),
    ).toEqual([
      ['r0', null, null, null, 'u'.repeat(32)],
      ['r255', 'Name', 'CrmId', true, 'CreatedById'],
      ['r33', 'Name', null, null, 'CreatedById'],
    ]);
    await change({
      upsert: [{ Id: 'r255', Name: null }, { Id: 'r33', CrmId: 'new' }, { Id: 'r0' }],
      userId: 'v',
    });
    expect(
      await file.rows(`SELECT id, name, crmid, notes, updatedbyid FROM data.account
        WHERE id IN ('r0', 'r33', 'r255') ORDER BY id`),
    ).toEqual([
      ['r0', null, null, null, 'v'],
      ['r255', null, 'CrmId', 'Notes', 'v'],
      ['r33', 'Name', 'new', null, 'v'],
    ]);
  }, 10_000);

  it('merges into a row that is there: what is not named stays, null empties', async () => {
    await change({ upsert: [{ Id: '1', Name: 'a', CrmId: 'c', Notes: 'n' }] });
    expect(
      await change({ upsert: [{ id: '1', crmId: 'd', notes: null }], now: NOW + 5000, userId: 'v' }),
    ).toEqual({
      inserted: 0,
      updated: 1,
      deleted: 0,
    });
    expect(
      await file.rows(`SELECT name, crmid, notes, createdbyid, updatedbyid, epoch_ms(createddate),
        epoch_ms(updateddate) FROM data.account`),
    ).toEqual([['a', 'd', null, 'u'.repeat(32), 'v', String(NOW + 1), String(NOW + 5001)]]);
  });

  it('takes rows that name different fields in one call', async () => {
    await change({ upsert: [{ Id: '1', Name: 'a' }, { Id: '2' }] });
    expect(
      await change({
        upsert: [{ Id: '1', CrmId: 'x' }, { Id: '2', Name: 'b' }, { Name: 'new' }, { Id: '3', CrmId: 'y' }],
      }),
    ).toEqual({ inserted: 2, updated: 2, deleted: 0 });
    expect(
      await file.rows(`SELECT name, crmid FROM data.account WHERE id IN ('1','2','3') ORDER BY id`),
    ).toEqual([
      ['a', 'x'],
      ['b', null],
      [null, 'y'],
    ]);
  });

  it('takes the dates it is given', async () => {
    await change({
      upsert: [{ Id: '1', CreatedDate: '2020-01-31T10:00:00+0100', UpdatedDate: '2021-01-31' }],
    });
    expect(await file.rows('SELECT epoch_ms(createddate), epoch_ms(updateddate) FROM data.account')).toEqual([
      [String(Date.UTC(2020, 0, 31, 9)), String(Date.UTC(2021, 0, 31))],
    ]);
  });

  it('starts a deleted id anew', async () => {
    await change({ upsert: [{ Id: '1', Name: 'a', CrmId: 'c' }] });
    await change({ delete: ['1'] });
    expect(await change({ upsert: [{ Id: '1', Name: 'b' }] })).toEqual({
      inserted: 1,
      updated: 0,
      deleted: 0,
    });
    expect(
      await file.rows('SELECT name, crmid, sluice_deleted, sluice_deleted_at FROM data.account'),
    ).toEqual([['b', null, false, null]]);
  });

  it('gives rows of tenant-wide objects no org', async () => {
    await change({ upsert: [{ Id: 'p', Name: 'x' }] }, 'Product');
    expect(await file.value('SELECT sluice_org FROM data.product')).toBeNull();
    expect(
      await change(
        { upsert: [{ Id: 'p', Name: 'y' }], visible: { entities: [ENTITY], orgs: ['south'] } },
        'Product',
      ),
    ).toMatchObject({ updated: 1 });
  });

  it('takes ten thousand rows at once', async () => {
    const upsert = Array.from({ length: 10_000 }, (_, i) => ({
      Id: `a${i}`,
      Name: `Account ${i}`,
      Balance: i,
    }));
    expect(await change({ upsert })).toMatchObject({ inserted: 10_000 });
    expect(await change({ upsert: upsert.map(({ Id }) => ({ Id, Balance: 1 })) })).toMatchObject({
      updated: 10_000,
    });
    expect(await file.rows('SELECT count(*), sum(balance) FROM data.account')).toEqual([
      ['10000', '10000.000000'],
    ]);
  });
});

describe('a delete', () => {
  it('marks the row and counts as its update', async () => {
    await change({ upsert: [{ Id: '1' }, { Id: '2' }] });
    expect(await change({ delete: ['1'], now: NOW + 60_000, userId: 'v' })).toMatchObject({ deleted: 1 });
    expect(
      await file.rows(`SELECT id, sluice_deleted, epoch_ms(sluice_deleted_at), epoch_ms(updateddate), updatedbyid
        FROM data.account ORDER BY id`),
    ).toEqual([
      ['1', true, String(NOW + 60_001), String(NOW + 60_001), 'v'],
      ['2', false, null, String(NOW + 1), 'u'.repeat(32)],
    ]);
  });

  it('passes over ids that name no live row, so that it can be repeated', async () => {
    await change({ upsert: [{ Id: '1' }] });
    expect(await change({ delete: ['1', '1', 'nobody'] })).toMatchObject({ deleted: 1 });
    expect(await change({ delete: ['1'] })).toMatchObject({ deleted: 0 });
  });

  it('removes rows of objects that keep no deleted ones', async () => {
    await change({ upsert: [{ Id: '1' }] }, 'AccountingCode');
    expect(await change({ delete: ['1'] }, 'AccountingCode')).toMatchObject({ deleted: 1 });
    expect(await file.value('SELECT count(*) FROM data.accountingcode')).toBe('0');
  });
});

describe('rows outside the caller’s entity and orgs', () => {
  const outside = { visible: { entities: [ENTITY], orgs: ['south'] }, org: 'south' };

  it('cannot be deleted', async () => {
    await change({ upsert: [{ Id: '1' }] });
    expect(await change({ ...outside, delete: ['1'] })).toMatchObject({ deleted: 0 });
    expect(await change({ delete: ['1'], visible: { entities: ['other'], orgs: ['north'] } })).toMatchObject({
      deleted: 0,
    });
  });

  it('keep their ids', async () => {
    await change({ upsert: [{ Id: '1', Name: 'a' }] });
    await expect(change({ ...outside, upsert: [{ Id: '1', Name: 'b' }] })).rejects.toThrow(
      'the id "1" cannot be used: it is taken outside your entity and orgs',
    );
    expect(await file.value('SELECT name FROM data.account')).toBe('a');
  });
});

describe('stamps', () => {
  it('never end in 0, and two changes never share one', async () => {
    const stamps: number[] = [];
    for (const now of [NOW, NOW, NOW + 2, NOW + 9, NOW + 10, NOW + 9]) {
      await change({ upsert: [{ Id: 'x' }], now });
      stamps.push(Number(await file.value('SELECT epoch_ms(updateddate) FROM data.account')));
    }
    expect(stamps).toEqual([1, 2, 3, 9, 11, 12].map((ms) => NOW + ms));
  });

  it('follow a clock that was moved back on purpose', async () => {
    await change({ upsert: [{ Id: 'x' }], now: NOW });
    await change({ upsert: [{ Id: 'x' }], now: NOW - 3_600_000 });
    expect(await file.value('SELECT epoch_ms(updateddate) FROM data.account')).toBe(
      String(NOW - 3_600_000 + 1),
    );
  });
});

describe('what does not fit', () => {
  it.each<[string, Partial<DataChange>, string | RegExp]>([
    ['an unknown field', { upsert: [{ Nmae: 'x' }] }, 'upsert[0]: Account has no field "Nmae"'],
    ['a field named twice', { upsert: [{ Name: 'x', name: 'y' }] }, 'upsert[0]: Name is named twice'],
    [
      'a word for a number',
      { upsert: [{}, { Balance: 'much' }] },
      'upsert[1]: Account.Balance cannot be "much"; allowed: a number such as -12.5, at most 12 digits before the point',
    ],
    [
      'half a whole number',
      { upsert: [{ BillCycleDay: 1.5 }] },
      'upsert[0]: Account.BillCycleDay cannot be "1.5"; allowed: a whole number of 64 bits',
    ],
    [
      'a number that is too large',
      { upsert: [{ Balance: 1e15 }] },
      /Account\.Balance cannot be "1000000000000000"/,
    ],
    [
      'a date that is none',
      { upsert: [{ LastInvoiceDate: '2023-02-29' }] },
      /LastInvoiceDate cannot be "2023-02-29"; allowed: a date/,
    ],
    ['a date before the year 1', { upsert: [{ LastInvoiceDate: '0000-01-01' }] }, /allowed: a date/],
    [
      'a zone that is none',
      { upsert: [{ CreatedDate: '2024-01-01T00:00:00+99:99' }] },
      /allowed: a time stamp/,
    ],
    ['half a surrogate pair', { upsert: [{ Name: 'a\ud800b' }] }, /half of a surrogate pair/],
    [
      'a picklist value that is none',
      { upsert: [{ Status: 'active' }] },
      'upsert[0]: Account.Status cannot be "active"; allowed: one of Draft, Active, Canceled',
    ],
    ['a nested value', { upsert: [{ Name: { first: 'x' } }] }, /upsert\[0\]: Name: an object is no value/],
    ['an id of other characters', { upsert: [{ Id: 'a b' }] }, /upsert\[0\]: Id "a b" is no id/],
    ['an empty id to delete', { delete: [''] }, /delete\[0\] "" is no id/],
    [
      'an id twice',
      { upsert: [{ Id: '1' }, { Id: '1' }] },
      'the id "1" is named twice; one call changes a row once',
    ],
    ['an id to upsert and delete', { upsert: [{ Id: '1' }], delete: ['1'] }, /the id "1" is named twice/],
  ])('%s', async (_what, asked, message) => {
    await expect(change(asked)).rejects.toMatchObject({
      name: 'DataError',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
    expect(await file.value('SELECT count(*) FROM data.account')).toBe('0');
  });

  it('undoes the whole call', async () => {
    await change({ upsert: [{ Id: '1', Name: 'a' }] });
    await expect(
      change({ upsert: [{ Id: '1', Name: 'b' }, { Balance: 'x' }], delete: [] }),
    ).rejects.toThrow();
    expect(await file.rows('SELECT name FROM data.account')).toEqual([['a']]);
  });
});
