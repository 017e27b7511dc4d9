import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LoadSource } from '../../../../src/ports/tenant-data.ts';
import { baseCatalogue } from '../../../../src/tenant/catalogue/base-catalogue.ts';
import { folderWith, loadSource, TenantFile } from './tenant-file.ts';

let file: TenantFile;
beforeEach(async () => {
  file = await TenantFile.open();
  await file.data.ensure('dev', baseCatalogue());
});
afterEach(async () => {
  expect(file.left()).toEqual([]);
  await file[Symbol.asyncDispose]();
});

const load = (files: Readonly<Record<string, string | Buffer>>, source: Partial<LoadSource> = {}) =>
  file.data.load('dev', loadSource(folderWith(file, files), source));

describe('loading CSV', () => {
  it('adds rows, stamps what is missing and says how many it read', async () => {
    const { rows, objects } = await load({ 'Account.csv': 'Id,Name,Balance\nacc1,"Acme, ""Inc.""",12.5\n' });
    expect(rows).toEqual({ Account: 1 });
    expect(objects).toEqual([]);
    expect(
      await file.rows(`SELECT id, name, balance, createdbyid, epoch_ms(createddate), createddate = updateddate,
        sluice_entity, sluice_org, sluice_deleted, sluice_deleted_at FROM data.account`),
    ).toEqual([
      [
        'acc1',
        'Acme, "Inc."',
        '12.500000',
        'u'.repeat(32),
        String(Date.UTC(2026, 2, 1, 12) + 1),
        true,
        '5c1ce000-0000-4000-8000-00000000e001',
        'north',
        false,
        null,
      ],
    ]);
  });

  it('tells null from empty text, and takes headers in any case and order', async () => {
    await load({ 'account.csv': 'NOTES,name,ID\n"",A,1\n,B,2\n' });
    expect(await file.rows('SELECT id, notes FROM data.account ORDER BY id')).toEqual([
      ['1', ''],
      ['2', null],
    ]);
  });

  it('reads line breaks inside quotes, CRLF ends, a byte order mark and no last line end', async () => {
    await load({ 'Account.csv': '\uFEFFId,Name,Notes\r\n1,"a\nb",x\r\n2,c,y' });
    expect(await file.rows('SELECT id, name, notes FROM data.account ORDER BY id')).toEqual([
      ['1', 'a\nb', 'x'],
      ['2', 'c', 'y'],
    ]);
  });

  it('takes the headers of an export: names with prefix, labels, keys of relationships', async () => {
    await load({
      'Invoice.csv': 'Invoice.Id,Account.Id,Invoice: Invoice Number\ni1,a1,INV1\n',
    });
    expect(await file.rows('SELECT id, accountid, invoicenumber FROM data.invoice')).toEqual([
      ['i1', 'a1', 'INV1'],
    ]);
  });

  it('reads every type of field', async () => {
    await load({
      'Account.csv':
        'Id,AutoPay,BillCycleDay,Balance,LastInvoiceDate,CreatedDate,Status\n' +
        '1,true,31,-1234.5678905,2024-02-29,2024-02-29T18:30:00.123+0100,Weird\n' +
        '2,FALSE,-1,1e3,,2024-02-29 18:30,Active\n',
    });
    expect(
      await file.rows(
        'SELECT autopay, billcycleday, balance, lastinvoicedate, epoch_ms(createddate), status FROM data.account ORDER BY id',
      ),
    ).toEqual([
      [true, '31', '-1234.567891', '2024-02-29', String(Date.UTC(2024, 1, 29, 17, 30, 0, 123)), 'Weird'],
      [false, '-1', '1000.000000', null, String(Date.UTC(2024, 1, 29, 18, 30)), 'Active'],
    ]);
  });

  it('reads gzipped files and files behind links', async () => {
    const folder = folderWith(file, { 'Account.csv.gz': gzipSync('Id,Name\n1,zipped\n'), '.hidden': 'x' });
    const elsewhere = folderWith(file, { contact: 'Id,FirstName\n2,linked\n' });
    symlinkSync(join(elsewhere, 'contact'), join(folder, 'Contact.csv'));
    await file.data.load('dev', loadSource(folder));
    expect(await file.value('SELECT name FROM data.account')).toBe('zipped');
    expect(await file.value('SELECT firstname FROM data.contact')).toBe('linked');
    expect(readFileSync(join(elsewhere, 'contact'), 'utf8')).toBe('Id,FirstName\n2,linked\n');
  });

  it('makes an object without rows of a file that holds only a header', async () => {
    const { rows, objects } = await load({ 'Vehicle__c.csv': 'Id,Plate__c\n' });
    expect(rows).toEqual({ Vehicle__c: 0 });
    expect(objects[0]?.table).toBe('default__vehicle');
    expect(await file.value('SELECT count(*) FROM data.default__vehicle')).toBe('0');
  });
});

describe('rows with the same id', () => {
  it('replaces a row whole, but keeps its creation and its org', async () => {
    await load({ 'Account.csv': 'Id,Name,CrmId\n1,old,crm\n' }, { org: 'south', now: 1_700_000_000_000 });
    await load({ 'Account.csv': 'Id,Name\n1,new\n' });
    expect(
      await file.rows(
        'SELECT name, crmid, sluice_org, epoch_ms(createddate), epoch_ms(updateddate) FROM data.account',
      ),
    ).toEqual([['new', null, 'south', '1700000000001', String(Date.UTC(2026, 2, 1, 12) + 1)]]);
  });

  it('takes the last of a file', async () => {
    await load({ 'Account.csv': 'Id,Name\n1,first\n2,other\n1,last\n' });
    expect(await file.rows('SELECT id, name FROM data.account ORDER BY id')).toEqual([
      ['1', 'last'],
      ['2', 'other'],
    ]);
  });

  it('makes ids that are the same when the file is loaded again', async () => {
    const files = { 'Account.csv': 'Id,Name\n,twin\n,twin\n,single\n' };
    await load(files);
    const first = await file.rows('SELECT id FROM data.account ORDER BY id');
    expect(first).toHaveLength(3);
    expect(first.every(([id]) => /^[0-9a-f]{32}$/.test(String(id)))).toBe(true);
    await load(files);
    expect(await file.rows('SELECT id FROM data.account ORDER BY id')).toEqual(first);
  });

  it('brings back a deleted row', async () => {
    await load({ 'Account.csv': 'Id,Name\n1,a\n' });
    const source = loadSource(file.directory);
    const account = source.objects.find(({ name }) => name === 'Account');
    if (account === undefined) throw new Error('no Account');
    await file.data.change('dev', {
      object: account,
      upsert: [],
      delete: ['1'],
      entity: source.entity,
      org: 'north',
      visible: { entities: [source.entity], orgs: ['north'] },
      now: source.now,
      userId: 'u',
    });
    await load({ 'Account.csv': 'Id,Name\n1,b\n' });
    expect(await file.rows('SELECT name, sluice_deleted, sluice_deleted_at FROM data.account')).toEqual([
      ['b', false, null],
    ]);
  });
});

describe('columns and files the catalogue does not know', () => {
  it('become fields of the narrowest type that fits all values', async () => {
    const { objects } = await load({
      'Account.csv':
        'Id,flag__c,number__c,price__c,day__c,moment__c,code__c,mixed__c,empty__c\n' +
        '1,true,5,1.25,2024-01-31,2024-01-31T10:00:00Z,007,5,\n' +
        '2,false,-6,2,,,008,x,\n',
    });
    const [account] = objects;
    const added = account?.fields.filter(({ name }) => /^[a-z]+__c$/.test(name));
    expect(Object.fromEntries(added?.map(({ name, sqlType }) => [name, sqlType]) ?? [])).toMatchObject({
      flag__c: 'boolean',
      number__c: 'bigint',
      price__c: 'decimal(22,9)',
      day__c: 'date',
      moment__c: 'timestamp with time zone',
      code__c: 'varchar',
      mixed__c: 'varchar',
      empty__c: 'varchar',
    });
    expect(await file.rows('SELECT number__c, price__c, code__c FROM data.account ORDER BY id')).toEqual([
      ['5', '1.250000000', '007'],
      ['-6', '2.000000000', '008'],
    ]);
  });

  it('keep rows that were there, with nulls', async () => {
    await load({ 'Account.csv': 'Id,Name\n1,a\n' });
    const first = await load({ 'Account.csv': 'Id,Extra\n2,x\n' });
    expect(await file.rows('SELECT id, extra FROM data.account ORDER BY id')).toEqual([
      ['1', null],
      ['2', 'x'],
    ]);
    expect(first.objects[0]?.fields.find(({ name }) => name === 'Extra')).toMatchObject({
      custom: true,
      type: 'text',
      contexts: ['soap', 'export'],
    });
  });

  it('become objects under the file name', async () => {
    const { objects, rows } = await load({ 'Vehicle.csv': 'Id,Wheels\nv1,4\n' });
    expect(rows).toEqual({ Vehicle: 1 });
    expect(objects).toMatchObject([
      { name: 'Vehicle', table: 'vehicle', softDelete: true, adminOnly: false },
    ]);
    expect(objects[0]?.fields.map(({ name }) => name).sort()).toEqual([
      'CreatedById',
      'CreatedDate',
      'Id',
      'UpdatedById',
      'UpdatedDate',
      'Wheels',
    ]);
    expect(await file.rows('SELECT id, wheels FROM data.vehicle')).toEqual([['v1', '4']]);
  });

  it('reach Order by the name of its Data Query table', async () => {
    await load({ 'orders.csv': 'Id,OrderNumber\no1,O-1\n' });
    expect(await file.value('SELECT ordernumber FROM data."order"')).toBe('O-1');
  });
});

describe('loading JSON lines', () => {
  it('takes keys from all lines, nested values as text, and skips blank lines', async () => {
    await load({
      'Account.jsonl':
        '{"Id":"1","Balance":1.5,"AutoPay":true}\n\n{"Id":"2","name":"é \\"q\\"","extra":{"a":[1]}}\n',
    });
    expect(await file.rows('SELECT id, balance, autopay, name, extra FROM data.account ORDER BY id')).toEqual(
      [
        ['1', '1.500000', true, null, null],
        ['2', null, null, 'é "q"', '{"a":[1]}'],
      ],
    );
  });

  it('reads gzipped files', async () => {
    await load({ 'Account.jsonl.gz': gzipSync('{"Id":"1","Name":"z"}\n') });
    expect(await file.value('SELECT name FROM data.account')).toBe('z');
  });
});

describe('loading Parquet', () => {
  it('keeps the types of new columns and converts those of known ones', async () => {
    const folder = folderWith(file, {});
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    await connection.run(`COPY (SELECT 'p1' AS "Id", 1.5::DOUBLE AS "Balance", 7::INTEGER AS "BillCycleDay",
      TIMESTAMP '2024-01-31 10:00:00.123456' AS "CreatedDate", 2::SMALLINT AS n__c, DATE '2024-01-31' AS d__c,
      [1, 2] AS l__c, '007' AS t__c) TO '${join(folder, 'Account.parquet')}'`);
    connection.closeSync();
    instance.closeSync();
    const { objects } = await file.data.load('dev', loadSource(folder));
    expect(
      await file.rows(
        'SELECT id, balance, billcycleday, epoch_us(createddate), n__c, d__c, l__c, t__c FROM data.account',
      ),
    ).toEqual([
      [
        'p1',
        '1.500000',
        '7',
        String(Date.UTC(2024, 0, 31, 10, 0, 0, 123) * 1000),
        '2',
        '2024-01-31',
        '[1, 2]',
        '007',
      ],
    ]);
    expect(objects[0]?.fields.find(({ name }) => name === 't__c')?.sqlType).toBe('varchar');
    expect(objects[0]?.fields.find(({ name }) => name === 'n__c')?.sqlType).toBe('bigint');
  });
});

describe('what cannot be loaded', () => {
  it.each<[string, Readonly<Record<string, string | Buffer>>, string | RegExp]>([
    [
      'a value that does not fit',
      { 'Account.csv': 'Id,Name,Balance\n1,"two\nlines",5\n2,b,1.2.3\n' },
      'Account.csv line 4, column "Balance": "1.2.3" does not fit; allowed: a number such as -12.5, at most 12 digits before the point',
    ],
    [
      'a number that is too large',
      { 'Account.csv': 'Id,Balance\n1,1234567890123\n' },
      /line 2, column "Balance"/,
    ],
    [
      'a date that is none',
      { 'Account.csv': 'Id,LastInvoiceDate\n1,2024-02-30\n' },
      /"2024-02-30" does not fit; allowed: a date/,
    ],
    [
      'a row with too many columns',
      { 'Account.csv': 'Id,Name\n1,a\n2,b,c\n' },
      /Account\.csv line 3: 3 columns where the header has 2/,
    ],
    [
      'a row with too few columns',
      { 'Account.csv': 'Id,Name\n1\n' },
      /Account\.csv line 2: 1 columns where the header has 2/,
    ],
    [
      'a quote that never ends',
      { 'Account.csv': 'Id,Name\n1,"a\n2,b\n' },
      /Account\.csv line 2: Value with unterminated quote/,
    ],
    [
      'bytes that are no UTF-8',
      { 'Account.csv': Buffer.from('Id,Name\n1,\xff\n', 'latin1') },
      /Account\.csv line 2: Invalid unicode/,
    ],
    ['an empty file', { 'Account.csv': '' }, 'Account.csv is empty; its first line must name its columns'],
    [
      'two columns of one name',
      { 'Account.csv': 'Id,Name,NAME\n1,a,b\n' },
      'Account.csv, column 3: "NAME" fills Name, as "Name" does',
    ],
    [
      'a column that cannot be a field',
      { 'Account.csv': 'Id;Name\n1;a\n' },
      /Account\.csv, column 1: "Id;Name" is no field name/,
    ],
    [
      'a column without a name',
      { 'Account.csv': 'Id,\n1,a\n' },
      /Account\.csv, column 2: "" is no field name/,
    ],
    [
      'JSON that is none',
      { 'Account.jsonl': '{"Id":"1"}\n\n{"Id": oops}\n' },
      /Account\.jsonl line 3: not JSON/,
    ],
    [
      'a line that is no object',
      { 'Account.jsonl': '{"Id":"1"}\n[1]\n' },
      'Account.jsonl line 2: not a JSON object',
    ],
    [
      'a JSON value that does not fit',
      { 'Account.jsonl': '{"Id":"1"}\n\n{"Id":"2","AutoPay":"perhaps"}\n' },
      /Account\.jsonl line 3, column "AutoPay": "perhaps"/,
    ],
    [
      'a Parquet file that is none',
      { 'Account.parquet': 'nope' },
      /^Account\.parquet is no Parquet file that can be read: /,
    ],
    ['a gzip file that is none', { 'Account.csv.gz': 'nope' }, /^Account\.csv\.gz cannot be read: /],
    [
      'a file of another kind',
      { 'Account.xlsx': '' },
      /^Account\.xlsx cannot be loaded: name files <Object>\.csv/,
    ],
    [
      'a name that cannot be an object',
      { 'my data.csv': 'Id\n1\n' },
      /^my data\.csv: "my data" is no object name/,
    ],
    ['an empty folder', {}, /holds no file to load/],
  ])('%s', async (_what, files, message) => {
    await expect(load(files)).rejects.toMatchObject({
      name: 'DataError',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
    expect(await file.value('SELECT count(*) FROM data.account')).toBe('0');
  });

  it('a folder that is not there', async () => {
    await expect(file.data.load('dev', loadSource('/nowhere/at/all'))).rejects.toThrow(
      /cannot read the folder/,
    );
  });

  it('keeps nothing of the whole folder, tables and columns included', async () => {
    await expect(
      load({ 'Account.csv': 'Id,Extra\n1,x\n', 'Vehicle.csv': 'Id\nv1\n', 'Zone.jsonl': '{"Id":' }),
    ).rejects.toThrow(/Zone\.jsonl line 1/);
    expect(await file.value('SELECT count(*) FROM data.account')).toBe('0');
    expect(
      await file.value(`SELECT count(*) FROM duckdb_columns() WHERE schema_name = 'data'
        AND (column_name = 'extra' OR table_name = 'vehicle')`),
    ).toBe('0');
    // And the next load finds nothing in its way.
    await load({ 'Account.csv': 'Id,Extra\n1,x\n' });
    expect(await file.value('SELECT extra FROM data.account')).toBe('x');
  });
});

it('leaves the user’s files where they are', async () => {
  const folder = folderWith(file, { 'Account.csv': 'Id\n1\n' });
  await file.data.load('dev', loadSource(folder));
  expect(existsSync(join(folder, 'Account.csv'))).toBe(true);
});
