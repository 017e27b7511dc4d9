import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AquaClient, type AquaJob } from '../../support/aqua-client.ts';
import type { DataQueryClient } from '../../support/data-query-client.ts';
import { type TestServer, testServer } from '../server.ts';

let server: TestServer;
let aqua: AquaClient;
let data: DataQueryClient;
beforeAll(async () => {
  server = await testServer({ seed: 'none', zone: 'Asia/Kolkata' });
  aqua = await AquaClient.signIn(server.url);
  data = server.dev;
  await put('Account', [
    { Id: 'a1', AccountNumber: 'A1', Name: 'One, "the first"', AutoPay: true, Balance: 10.5 },
    { Id: 'a2', AccountNumber: 'A2', Name: 'Two\nlines', AutoPay: false, ParentId: 'a1' },
    { Id: 'a3', AccountNumber: 'A3', Name: 'Gone' },
  ]);
  await put('Invoice', [{ Id: 'i1', AccountId: 'a1', PostedDate: '2026-07-15T20:30:01Z' }]);
  await change('Account', { delete: ['a3'] });
});
afterAll(() => server[Symbol.asyncDispose]());

async function change(object: string, body: object): Promise<void> {
  const { status, body: answer } = await data.call('POST', `/sluice/v1/data/${object}`, body);
  if (status !== 200) throw new Error(JSON.stringify(answer));
}
const put = (object: string, upsert: readonly object[]) => change(object, { upsert });

/** The lines of the first batch's file. */
async function lines(body: object): Promise<readonly string[]> {
  const { batches } = await aqua.run({ ...body });
  return (await aqua.file(batches[0])).trimEnd().split('\n');
}
const one = (query: string, more: object = {}) => ({ queries: [{ query, type: 'zoqlexport', ...more }] });

describe('date-times in the file (aqua.md §5.5)', () => {
  const POSTED = one('select PostedDate from Invoice');
  test.each([
    ['are of the tenant’s zone', {}, '2026-07-16T02:00:01+0530'],
    ['are of it with dateTimeUtc false', { dateTimeUtc: 'false' }, '2026-07-16T02:00:01+0530'],
    ['are in UTC with dateTimeUtc', { dateTimeUtc: true }, '2026-07-15T20:30:01+0000'],
  ])('%s', async (_, more, value) => {
    expect(await lines({ ...POSTED, ...more })).toEqual(['Invoice: Posted Date', value]);
  });
});

describe('a date-time of a file finds its row', () => {
  test.each([
    ['in the zone of the tenant', {}],
    ['in UTC', { dateTimeUtc: true }],
  ])('%s', async (_, more) => {
    const [, shown = ''] = await lines({
      ...one("select UpdatedDate from Account where Id = 'a1'"),
      ...more,
    });
    for (const type of ['zoqlexport', 'zoql'])
      for (const [operator, found] of [
        ['=', true],
        ['<=', true],
        ['>=', true],
        ['!=', false],
        ['<', false],
        ['>', false],
      ] as const) {
        const query = `select Id from Account where Id = 'a1' and UpdatedDate ${operator} '${shown}'`;
        expect(await lines(one(query, { type })), query).toEqual(['Account: ID', ...(found ? ['a1'] : [])]);
      }
  });
});

describe('the header', () => {
  const JOINED = one('select ID, account.name, InvoiceNumber as Number, count(Id) from Invoice group by ID');
  const PLAIN = one('select ID, account.name, BillToContact.workEmail, DueDate as Due from Invoice');
  test.each([
    ['has labels', {}, 'Invoice: ID,Account: Name,Bill To: Work Email,Due'],
    [
      'has names in canonical case',
      { useQueryLabels: 'true' },
      'Invoice.Id,Account.Name,BillToContact.WorkEmail,Due',
    ],
  ])('%s', async (_, more, header) => {
    expect((await lines({ ...PLAIN, ...more }))[0]).toBe(header);
  });

  test('names functions with their field', async () => {
    const counted = one('select AutoPay, count(Id), max(UpdatedDate) from Account group by AutoPay');
    expect((await lines({ ...counted, useQueryLabels: true }))[0]).toBe(
      'Account.AutoPay,COUNT(Account.Id),MAX(Account.UpdatedDate)',
    );
    expect((await aqua.submit(JOINED)).errorCode).toBe('90005');
  });
});

test('values: quotes where needed, short numbers, true and false, the text asked for in the place of null', async () => {
  const query = one('select Id, Name, AutoPay, Balance, ParentId from Account order by Id limit 1');
  expect(await lines({ ...query, nullReplacement: 'n/a' })).toEqual([
    'Account: ID,Account: Name,Account: Auto Pay,Account: Account Balance,Account: Parent ID',
    'a1,"One, ""the first""",true,10.5,n/a',
  ]);
  const { batches } = await aqua.run(one("select Name, ParentId from Account where Id = 'a2'"));
  expect(await aqua.file(batches[0])).toBe('Account: Name,Account: Parent ID\n"Two\nlines",a1\n');
  expect(batches[0]?.recordCount).toBe(1);
});

describe('deleted rows of a stateless job (aqua.md §4.5)', () => {
  const QUERY = 'select Id, Name from Account order by Id';
  const deleted = (format: string) => ({ deleted: { column: 'IsDeleted', format, forceExport: true } });
  const file = async (format: string, more: object = {}) => {
    const { batches } = await aqua.run({
      ...one('select Id from Account order by Id', deleted(format)),
      ...more,
    });
    return aqua.file(batches[0]);
  };

  test.each([
    ['Boolean', 'Account.IsDeleted,Account: ID\nfalse,a1\nfalse,a2\ntrue,a3\n'],
    ['boolean', 'Account.IsDeleted,Account: ID\nfalse,a1\nfalse,a2\ntrue,a3\n'],
    ['Numeric', 'Account.IsDeleted,Account: ID\n0,a1\n0,a2\n1,a3\n'],
  ])('come with forceExport, told by a first column: %s', async (format, text) => {
    expect(await file(format)).toBe(text);
  });

  test('have a header of the object and the column whatever the labels', async () => {
    expect(await file('Numeric', { useQueryLabels: 'true' })).toMatch(/^Account\.IsDeleted,Account\.Id\n/);
  });

  test('never come without', async () => {
    expect(await lines(one(QUERY.replace(', Name', '')))).toEqual(['Account: ID', 'a1', 'a2']);
  });
});

test('the files of queries of one name are two, and each job’s batches keep their order', async () => {
  const named = (query: string) => ({ name: 'same', query, type: 'zoqlexport' });
  const job: AquaJob = await aqua.run({
    queries: [
      named('select Id from Account'),
      named('select Id from Invoice'),
      { query: 'select Id from Product' },
    ],
  });
  expect(job.batches.map((batch) => [batch['name'], batch.recordCount])).toEqual([
    ['same', 2],
    ['same', 1],
    [undefined, 0],
  ]);
  expect(new Set(job.batches.map(({ fileId }) => fileId)).size).toBe(3);
  expect(await aqua.file(job.batches[1])).toBe('Invoice: ID\ni1\n');
  const [, , unnamed] = job.batches;
  const reply = await aqua.fetch('GET', `/v1/files/${unnamed?.fileId}`);
  expect(reply.headers.get('content-disposition')).toBe(`attachment; filename=${unnamed?.batchId}.csv`);
});

test('fifty queries are one job, in type zoql too', async () => {
  const queries = Array.from({ length: 50 }, (_, i) => ({
    name: `q${i}`,
    query: `select Id from Account where Id = 'a${i}'`,
    type: 'ZOQL',
  }));
  const job = await aqua.run({ queries, version: 1, someKeyOfTomorrow: { a: 1 }, warehouseSize: 'xsmall' });
  expect(job).toMatchObject({ version: '1.0', status: 'completed' });
  expect(job.batches.map(({ recordCount }) => recordCount)).toEqual(
    Array.from({ length: 50 }, (_, i) => (i === 1 || i === 2 ? 1 : 0)),
  );
  expect(job.batches[0]?.['batchType']).toBe('zoql');
});
