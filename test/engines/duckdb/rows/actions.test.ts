import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { baseCatalogue } from '../../../../src/tenant/catalogue/base-catalogue.ts';
import { changeOf, ENTITY, NOW, objectNamed } from '../data/tenant-file.ts';
import { LoadedTenant } from './loaded-tenant.ts';

let tenant: LoadedTenant;
beforeAll(async () => {
  tenant = await LoadedTenant.open();
});
beforeEach(() => tenant.empty());
afterAll(() => tenant[Symbol.asyncDispose]());

const put = (object: string, upsert: readonly Record<string, unknown>[], change = {}) =>
  tenant.data.change('dev', changeOf(objectNamed(object), { upsert, ...change }));
const JSONL = { file: { format: 'jsonl', delimiter: ',' } } as const;
const codes = (failed: string) =>
  failed
    .split('\n')
    .slice(1, -1)
    .map((line) => /,([a-z-]+)!,/.exec(line)?.[1]);

describe('an update', () => {
  beforeEach(() =>
    put('Account', [
      { Id: '1', Name: 'a', Notes: 'n', Balance: 1, AccountNumber: 'A1' },
      { Id: '2', Name: 'b', Notes: 'n', Balance: 2, AccountNumber: 'A2' },
    ]),
  );
  const accounts = () =>
    tenant.rows('SELECT id, name, notes, balance FROM data.account WHERE NOT sluice_deleted ORDER BY id');

  it('changes what a cell names; an empty one changes nothing, Null empties', async () => {
    const { counts, succeeded, failed } = await tenant.load(
      'Id,Notes,Balance,CreatedDate\n1,Null,7,x\n2,,Null,\n3,x,,\n,y,,\n2,again,,\n',
      { action: 'update' },
    );
    expect(counts).toEqual({ rows: 5, succeeded: 3, failed: 2 });
    expect(await accounts()).toEqual([
      ['1', 'a', null, '7.000000'],
      ['2', 'b', 'again', null],
    ]);
    expect(succeeded).toBe('Id,Notes,Balance,CreatedDate\n1,Null,7,x\n2,,Null,\n2,again,,\n');
    expect(codes(failed)).toEqual(['unknown-id', 'empty']);
    expect(await tenant.value('SELECT count(*) FROM data.account WHERE updateddate > createddate')).toBe('2');
  });

  it('is emptied by null in JSONL, and changed by nothing else that is empty', async () => {
    const lines = '{"Id":"1","Notes":null,"Name":""}\n{"Id":"2","Balance":3}\n';
    const { counts, succeeded } = await tenant.load(lines, { ...JSONL, action: 'update' });
    expect(counts.succeeded).toBe(2);
    expect(await accounts()).toEqual([
      ['1', 'a', null, '1.000000'],
      ['2', 'b', 'n', '3.000000'],
    ]);
    expect(succeeded).toBe(lines);
  });

  it('cannot take a value that another has, or empty what every record has', async () => {
    const { failed } = await tenant.load('Id,AccountNumber,Name\n1,A2,\n2,A2,\n1,,Null\n', {
      action: 'update',
      unique: ['AccountNumber'],
      required: [['Name']],
    });
    expect(codes(failed)).toEqual(['taken', 'empty']);
  });

  it('names its records in the column that it is told', async () => {
    await tenant.load('Key,Id\n1,x\n', { action: 'update', idColumn: 'Key' });
    expect(await accounts()).toHaveLength(2);
    const { counts } = await tenant.load('Key,Label\n2,B\n', {
      action: 'update',
      idColumn: 'Key',
      mappings: [{ column: 'Label', field: 'Name' }],
    });
    expect(counts.succeeded).toBe(1);
    expect((await accounts())[1]).toEqual(['2', 'B', 'n', '2.000000']);
  });

  it('does not see records of other entities, orgs, and deleted ones', async () => {
    await put('Account', [{ Id: '3', Name: 'c' }], {
      org: 'west',
      visible: { entities: [ENTITY], orgs: ['west'] },
    });
    await tenant.data.change('dev', changeOf(objectNamed('Account'), { delete: ['1'] }));
    const { failed } = await tenant.load('Id,Name\n1,x\n2,x\n3,x\n', { action: 'update' });
    expect(codes(failed)).toEqual(['unknown-id', 'unknown-id']);
    expect(await accounts()).toEqual([
      ['2', 'x', 'n', '2.000000'],
      ['3', 'c', null, null],
    ]);
  });
});

describe('a delete', () => {
  it('marks each record once, dated as a change', async () => {
    await put('Account', [
      { Id: '1', Name: 'a' },
      { Id: '2', Name: 'b' },
    ]);
    const { counts, succeeded, failed } = await tenant.load('Id,Balance\n1,x\n1,\n9,\n', {
      action: 'delete',
    });
    expect(counts).toEqual({ rows: 3, succeeded: 1, failed: 2 });
    expect(succeeded).toBe('Id,Balance\n1,x\n');
    expect(codes(failed)).toEqual(['unknown-id', 'unknown-id']);
    expect(
      await tenant.rows(
        'SELECT id, sluice_deleted, sluice_deleted_at = updateddate, epoch_ms(updateddate) > epoch_ms(createddate) FROM data.account ORDER BY id',
      ),
    ).toEqual([
      ['1', true, true, true],
      ['2', false, null, false],
    ]);
  });
});

describe('a cancel', () => {
  it('writes what it is told, whatever else the file says', async () => {
    await put('Account', [
      { Id: '1', Name: 'a', Status: 'Active' },
      { Id: '2', Name: 'b', Status: 'Active' },
    ]);
    const { counts } = await tenant.load('Id,Name\n1,x\n1,x\n', {
      action: 'cancel',
      cancels: { Status: 'Canceled' },
    });
    expect(counts).toEqual({ rows: 2, succeeded: 2, failed: 0 });
    expect(await tenant.rows('SELECT id, name, status FROM data.account ORDER BY id')).toEqual([
      ['1', 'a', 'Canceled'],
      ['2', 'b', 'Active'],
    ]);
  });
});

describe('a row to import', () => {
  it('refers to records that its caller sees', async () => {
    await put('Account', [{ Id: '1', Name: 'a' }]);
    await put('Account', [{ Id: '2', Name: 'b' }], {
      org: 'west',
      visible: { entities: [ENTITY], orgs: ['west'] },
    });
    const { failed, counts } = await tenant.load('AccountId,FirstName\n1,x\n2,y\n3,z\n,w\n', {
      object: 'Contact',
    });
    expect(counts).toEqual({ rows: 4, succeeded: 2, failed: 2 });
    expect(codes(failed)).toEqual(['reference', 'reference']);
    expect(failed).toContain('Contact.AccountId names no Account that there is: ""2""');
  });

  it('has the first claim to a unique value when it is the first in the file and has no other fault', async () => {
    await put('Account', [{ Id: '1', Name: 'a', AccountNumber: 'A1' }]);
    const { failed } = await tenant.load(
      'Name,AccountNumber,Balance\nb,A1,\nc,A2,x\nd,A2,\ne,A2,\nf,,\ng,,\n',
      {
        unique: ['AccountNumber'],
      },
    );
    expect(
      failed
        .split('\n')
        .slice(1, -1)
        .map((line) => line[0]),
    ).toEqual(['b', 'c', 'e']);
    expect(codes(failed)).toEqual(['taken', 'type', 'taken']);
  });

  it('has the defaults of what it leaves empty', async () => {
    await tenant.load('Name,Status\na,\nb,Active\n', {
      defaults: { Status: 'Draft', autopay: 'true' },
      required: [['Status']],
    });
    expect(await tenant.rows('SELECT name, status, autopay FROM data.account ORDER BY id')).toEqual([
      ['a', 'Draft', true],
      ['b', 'Active', true],
    ]);
  });

  it('fills one of several fields', async () => {
    const { failed } = await tenant.load('FirstName,AccountId\nx,\n', {
      object: 'Contact',
      required: [['AccountId', 'AccountNumber']],
    });
    expect(failed).toContain('Contact.AccountId or Contact.AccountNumber must not be empty');
  });

  it('has texts of 65,535 characters at most', async () => {
    const { failed, counts } = await tenant.load(`Name\n${'é'.repeat(65_535)}\n${'é'.repeat(65_536)}\n`);
    expect(counts).toEqual({ rows: 2, succeeded: 1, failed: 1 });
    expect(failed).toContain('length!,Account.Name cannot have 65536 characters; allowed: 65535');
  });

  it('of an object that belongs to no org has none', async () => {
    await tenant.load('Name,SKU\na,s\n', { object: 'Product' });
    expect(await tenant.rows('SELECT name, sluice_org FROM data.product')).toEqual([['a', null]]);
  });

  it.each(baseCatalogue().map(({ name }) => name))('may be of %s', async (object) => {
    const { fields } = objectNamed(object);
    const { counts } = await tenant.load(
      `${fields.map(({ name }) => name).join()}\n,${'x,'.repeat(fields.length - 2)}\n`,
      { object },
    );
    expect(counts.rows).toBe(1);
  });

  it('is dated when it is written', async () => {
    await tenant.load('Name\na\n');
    expect(Number(await tenant.value('SELECT epoch_ms(createddate) FROM data.account'))).toBeGreaterThan(NOW);
  });
});
