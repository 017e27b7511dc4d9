import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountsCsv, BulkClient, bodyOf } from '../../support/bulk-client.ts';
import { type TestServer, testServer } from '../server.ts';

let server: TestServer;
let bulk: BulkClient;
let others: { readonly reader: BulkClient; readonly other: BulkClient };
beforeAll(async () => {
  server = await testServer();
  bulk = new BulkClient(server.dev);
  others = { reader: new BulkClient(server.reader), other: new BulkClient(server.other) };
});
afterAll(() => server[Symbol.asyncDispose]());

const reason = (code: number, message: string) => ({ success: false, reasons: [{ code, message }] });
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

describe('from a file to records', () => {
  test('create, PUT, submit, summary: Completed', async () => {
    const created = await bulk.create({ description: 'of May', jobType: 'import' });
    expect(created).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      uploadRequest: { uri: `${server.url}/bulk-data-uploads`, fields: expect.any(Object) },
      uploadUrl: expect.stringContaining(`/bulk-data-uploads/${created.id}?X-Amz-Algorithm=`),
      status: 'Created',
      jobType: 'Import',
    });
    await bulk.upload(created, accountsCsv(3));
    expect(bodyOf(await bulk.submit(created.id))).toEqual({
      id: created.id,
      status: 'Submitted',
      jobType: 'Import',
    });
    const summary = await bulk.ended(created.id);
    const moment = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const person = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(summary).toEqual({
      id: created.id,
      name: 'a job',
      description: 'of May',
      createdAt: moment,
      createdBy: person,
      submittedAt: moment,
      submittedBy: person,
      status: 'Completed',
      rowCount: 3,
      rowsSucceeded: 3,
      rowsFailed: 0,
      lastUpdatedAt: moment,
      objectType: 'Account',
      jobType: 'Import',
      isCustomObject: false,
      customObjectNamespace: 'default',
      dataSourceType: 'UserUpload',
      systemType: 'BILLING',
      fileType: 'csv',
    });
  });

  test('the same with the file as a form', async () => {
    const created = await bulk.create();
    expect((await bulk.uploadForm(created, accountsCsv(2))).status).toBe(204);
    bodyOf(await bulk.submit(created.id));
    expect(await bulk.ended(created.id)).toMatchObject({ status: 'Completed', rowsSucceeded: 2 });
  });

  test('20 rows, 5 of them wrong: Completed, 15 and 5, and both files add up to the source', async () => {
    const source = accountsCsv(20, (row) => row % 4 === 3);
    const summary = await bulk.run(source);
    expect(summary).toMatchObject({ status: 'Completed', rowCount: 20, rowsSucceeded: 15, rowsFailed: 5 });
    const files = await bulk.files(summary.id);
    expect(files.source).toBe(source);
    const [header, ...succeeded] = files.succeeded.trimEnd().split('\n');
    const [errorHeader, ...failed] = files.failed.trimEnd().split('\n');
    expect([header, errorHeader]).toEqual([
      'Name,Currency,BillCycleDay,Id',
      'Name,Currency,BillCycleDay,ErrorCode,ErrorMessage',
    ]);
    expect(succeeded.every((line) => /^Customer \d+,USD,\d+,[0-9a-f]{32}$/.test(line))).toBe(true);
    expect(failed.every((line) => /^Customer \d+,USD,often,50000020,.+$/.test(line))).toBe(true);
    const columns = (line: string) => line.split(',').slice(0, 3).join(',');
    expect([...succeeded, ...failed].map(columns).sort()).toEqual(
      source.trimEnd().split('\n').slice(1).sort(),
    );
  });

  test('an error file loads again as it is, once it was corrected', async () => {
    const { id } = await bulk.run(accountsCsv(4, (row) => row === 2));
    const { failed } = await bulk.files(id);
    const again = await bulk.run(failed.replace('often', '5'));
    expect(again).toMatchObject({ status: 'Completed', rowCount: 1, rowsSucceeded: 1, rowsFailed: 0 });
  });

  test('JSON Lines: the object and its id, or what is wrong', async () => {
    const rows = '{"Name":"Acme","Currency":"USD"}\n{"Currency":"USD"}\n';
    const { id, ...summary } = await bulk.run(rows, { fileType: 'jsonl' });
    expect(summary).toMatchObject({
      status: 'Completed',
      rowsSucceeded: 1,
      rowsFailed: 1,
      fileType: 'jsonl',
    });
    const { succeeded, failed } = await bulk.files(id);
    expect(JSON.parse(succeeded)).toEqual({
      Name: 'Acme',
      Currency: 'USD',
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(JSON.parse(failed)).toEqual({
      Currency: 'USD',
      errorCode: '50000022',
      errorMessage: expect.any(String),
    });
  });

  test('update, delete and cancel by id', async () => {
    const { id } = await bulk.run(accountsCsv(1));
    const record = (await bulk.files(id)).succeeded.trimEnd().split(',').at(-1);
    const name = async () => {
      const job = await server.dev.run(`SELECT name FROM account WHERE id = '${record}'`);
      return job.outputRows === 0
        ? undefined
        : (await (await fetch(job.dataFile ?? '')).text()).split('\n')[1];
    };
    const mappings = [
      { source: 'Key', target: 'id' },
      { source: 'New', target: 'name' },
    ];
    const update = { jobType: 'Update', mappings, rowIdHeader: 'Key' };
    expect(await bulk.run(`Key,New\n${record},Renamed\n`, update)).toMatchObject({ rowsSucceeded: 1 });
    expect(await name()).toBe('Renamed');
    expect(await bulk.run(`Id\n${record}\n`, { jobType: 'Delete' })).toMatchObject({ rowsSucceeded: 1 });
    expect(await name()).toBeUndefined();
    const invoice = await server.dev.run("SELECT id FROM invoice WHERE status = 'Posted' LIMIT 1");
    const [, posted] = (await (await fetch(invoice.dataFile ?? '')).text()).split('\n');
    const cancel = await bulk.run(`Id\n${posted}\n`, { objectType: 'invoice', jobType: 'Cancel' });
    expect(cancel).toMatchObject({ status: 'Completed', rowsSucceeded: 1 });
    const status = await server.dev.run(`SELECT status FROM invoice WHERE id = '${posted}'`);
    expect(await (await fetch(status.dataFile ?? '')).text()).toBe('status\nCanceled\n');
  });

  test('a file without a row of headers, with another delimiter', async () => {
    const fields = { headers: ['Name', 'Currency'], delimiter: 'pipe' };
    const { id, ...summary } = await bulk.run('Acme|USD\nOther|EUR\n', fields);
    expect(summary).toMatchObject({ status: 'Completed', rowsSucceeded: 2 });
    expect(await bulk.call('GET', id, 'downloads')).toMatchObject({ body: { delimiter: '|' } });
  });
});

describe('a file that is wrong as a whole', () => {
  test.each([
    ['with a byte order mark', '\ufeffName\nAcme\n'],
    ['with a header that is there twice', 'Name,Currency,Name\nAcme,USD,Other\n'],
    ['with a header that is empty', 'Name,\nAcme,USD\n'],
  ])('%s fails its job, which says why, and writes nothing', async (_, file) => {
    const summary = await bulk.run(file);
    expect(summary).toMatchObject({ status: 'Failed', rowsSucceeded: 0, rowsFailed: 0 });
    expect(summary.failureReason).toEqual(expect.stringMatching(/\S/));
  });
});

describe('submit', () => {
  test('without a file: 400, and the job still waits', async () => {
    const { id } = await bulk.create();
    expect(await bulk.submit(id)).toMatchObject({
      status: 400,
      body: reason(50000030, `Job ${id} has no file: upload one, then submit it`),
    });
    expect((await bulk.summary(id)).status).toBe('Created');
  });

  test('twice: 400, and nothing changes', async () => {
    const { id } = await bulk.run(accountsCsv(1));
    const before = await bulk.summary(id);
    expect(await bulk.submit(id)).toMatchObject({
      status: 400,
      body: reason(50000030, `Job ${id} is Completed and cannot be submitted`),
    });
    expect(await bulk.summary(id)).toEqual(before);
  });

  test('a second upload replaces the first, one after the submit is refused', async () => {
    const created = await bulk.create();
    await bulk.upload(created, accountsCsv(1));
    await bulk.upload(created, accountsCsv(2));
    bodyOf(await bulk.submit(created.id));
    expect((await bulk.uploadForm(created, accountsCsv(3))).status).toBe(403);
    expect(await bulk.ended(created.id)).toMatchObject({ rowsSucceeded: 2 });
    expect((await bulk.files(created.id)).source).toBe(accountsCsv(2));
  });
});

describe('what a job shows', () => {
  test('mappings: as created, or the columns by name once they are known', async () => {
    const mappings = [{ source: 'Company', target: 'name' }];
    const { id } = await bulk.create({ mappings });
    expect(bodyOf(await bulk.call('GET', id, 'mappings'))).toEqual({
      mappings: [{ field: 'name', column: 'Company' }],
    });
    const unread = await bulk.create();
    expect(bodyOf(await bulk.call('GET', unread.id, 'mappings'))).toEqual({ mappings: [] });
    const { id: done } = await bulk.run('NAME,Colour\nAcme,red\n');
    expect(bodyOf(await bulk.call('GET', done, 'mappings'))).toEqual({
      mappings: [{ field: 'Name', column: 'NAME' }],
    });
  });

  test('downloads before the end: 404', async () => {
    const { id } = await bulk.create();
    expect(await bulk.call('GET', id, 'downloads')).toMatchObject({
      status: 404,
      body: { reasons: [{ code: 50000040 }] },
    });
  });

  test('the native API shows its status, what it loads and its files', async () => {
    const { id } = await bulk.run(accountsCsv(2));
    const { body } = await server.dev.call('GET', `/sluice/v1/jobs/${id}`);
    expect(body).toMatchObject({
      family: 'bulk-data',
      state: 'completed',
      wireStatus: 'Completed',
      units: [
        {
          load: { action: 'import', object: 'Account' },
          files: [{ name: `${id}.success_rows.csv` }, { name: `${id}.error_rows.csv` }],
        },
      ],
    });
  });

  test('files come with the type of their form', async () => {
    const types = async (fields: object, file: string) => {
      const { id } = await bulk.run(file, { ...fields });
      const links = bodyOf(await bulk.call('GET', id, 'downloads')) as Record<string, string>;
      const names = ['sourceFile', 'successRowsFile', 'errorRowsFile'];
      return Promise.all(
        names.map(async (name) => {
          const { pathname } = new URL(links[name] ?? '');
          const reply = await fetch(links[name] ?? '');
          return [pathname.replace(`/results/${id}`, ''), reply.headers.get('content-type')];
        }),
      );
    };
    const csv = 'text/csv; charset=utf-8';
    const lines = 'application/x-ndjson; charset=utf-8';
    expect(await types({}, accountsCsv(1))).toEqual([
      ['', csv],
      ['.success_rows.csv', csv],
      ['.error_rows.csv', csv],
    ]);
    expect(await types({ fileType: 'jsonl' }, '{"Name":"Acme"}\n')).toEqual([
      ['', lines],
      ['.success_rows.jsonl', lines],
      ['.error_rows.jsonl', lines],
    ]);
  });
});

describe('lists', () => {
  const list = (query: string) => server.other.call('GET', `/bulk-data/bulk-jobs/summaries${query}`);

  test('are 404 where there is nothing', async () => {
    expect(await list('')).toMatchObject({ status: 404, body: reason(50000040, 'No bulk job found') });
    expect(await list('?status=Downloading')).toMatchObject({ status: 404 });
  });

  test('are newest first, in pages, by status', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.unshift((await others.other.create()).id);
    const found: string[] = [];
    let page: { readonly data: readonly { id: string }[]; readonly nextPageCursor?: string };
    let cursor = '';
    do {
      page = bodyOf(await list(`?status=Created&limit=2${cursor}`)) as typeof page;
      found.push(...page.data.map(({ id }) => id));
      cursor = `&cursor=${page.nextPageCursor}`;
    } while (page.nextPageCursor !== undefined);
    expect(found).toEqual(ids);
    expect(await list('?status=In%20Progress')).toMatchObject({ status: 404 });
    expect(bodyOf(await list('?limit=1000'))).toMatchObject({ data: ids.map((id) => ({ id })) });
  });

  test.each([
    'limit=0',
    'limit=x',
    'limit=1&limit=2',
    'status=completed',
    'cursor=none',
    `cursor=${UNKNOWN}`,
  ])('by %s are refused', async (query) => {
    expect(await list(`?${query}`)).toMatchObject({ status: 400, body: { reasons: [{ code: 50000027 }] } });
  });
});

describe('a job of somebody else', () => {
  test('of the tenant is everybody’s who has its orgs', async () => {
    const body = { name: 'of north', objectType: 'Account' };
    const made = await bulk.http.call('POST', '/bulk-data/bulk-jobs', body, { 'zuora-org-ids': 'north' });
    const { id } = bodyOf(made) as { id: string };
    expect((await others.reader.summary(id)).status).toBe('Created');
    expect(bodyOf(await others.reader.cancel(id))).toEqual({ id, status: 'Cancelled' });
  });

  test('that may show rows of other orgs is like one that there is not', async () => {
    const { id } = await bulk.create();
    for (const [method, what] of ROUTES)
      expect(await others.reader.call(method, id, what)).toMatchObject({ status: 404 });
    const listed = await others.reader.http.call('GET', '/bulk-data/bulk-jobs/summaries?limit=100');
    expect(JSON.stringify(listed.body)).not.toContain(id);
  });

  test('that is not shown leaves no gap in the pages, and no cursor on it', async () => {
    const body = { name: 'of north', objectType: 'Account' };
    const north = { 'zuora-org-ids': 'north' };
    const own: string[] = [];
    for (let n = 0; n < 3; n++) {
      const made = await bulk.http.call('POST', '/bulk-data/bulk-jobs', body, north);
      own.unshift((bodyOf(made) as { id: string }).id);
      for (let others = 0; others < 3; others++) await bulk.create();
    }
    const found: string[] = [];
    for (let cursor = ''; found.length < own.length; ) {
      const path = `/bulk-data/bulk-jobs/summaries?limit=1${cursor}`;
      const page = bodyOf(await others.reader.http.call('GET', path)) as {
        readonly data: readonly { readonly id: string }[];
        readonly nextPageCursor?: string;
      };
      expect(page.data).toHaveLength(1);
      found.push(...page.data.map(({ id }) => id));
      cursor = `&cursor=${page.nextPageCursor}`;
    }
    expect(found).toEqual(own);
  });

  test('of another tenant is like one that there is not', async () => {
    const { id } = await bulk.create();
    for (const [method, what] of ROUTES)
      for (const unknown of [id, UNKNOWN, 'no-uuid']) {
        const answer = await others.other.call(method, unknown, what);
        expect(answer).toMatchObject({ status: 404, body: reason(50000040, `Job ${unknown} not found`) });
      }
    expect((await bulk.summary(id)).status).toBe('Created');
  });

  test('about an object that only administrators see is like one that there is not', async () => {
    const { id } = await bulk.create({ objectType: 'User' });
    expect(await others.reader.call('GET', id, 'summary')).toMatchObject({ status: 404 });
  });
});

const ROUTES: readonly (readonly [string, string])[] = [
  ['GET', 'summary'],
  ['GET', 'downloads'],
  ['GET', 'mappings'],
  ['POST', 'submissions'],
  ['POST', 'cancellations'],
  ['POST', 'aborts'],
];

test('the first thing that a tenant without any data does is a load', async () => {
  await using empty = await testServer({ seed: 'none' });
  expect(await new BulkClient(empty.dev).run(accountsCsv(1))).toMatchObject({
    status: 'Completed',
    rowsSucceeded: 1,
  });
});
