import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AquaClient, type AquaJob } from '../../support/aqua-client.ts';
import { OTHER, READER } from '../../support/data-query-client.ts';
import { unzip } from '../../support/unzip.ts';
import { type TestServer, testServer } from '../server.ts';

const ACCOUNTS = 'select AccountNumber, Name from Account order by AccountNumber limit 2';
const HEX = /^[0-9a-f]{32}$/;

let server: TestServer;
let aqua: AquaClient;
let reader: AquaClient;
let other: AquaClient;
let completed: AquaJob;

beforeAll(async () => {
  server = await testServer();
  aqua = await AquaClient.signIn(server.url);
  reader = await AquaClient.signIn(server.url, READER);
  other = await AquaClient.signIn(server.url, OTHER);
  completed = await aqua.run([ACCOUNTS]);
});
afterAll(() => server[Symbol.asyncDispose]());

const submit = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  aqua.call('POST', '/v1/batch-query/', body, headers);
const query = (text: string, more: object = {}) => ({ name: 'q', query: text, type: 'zoqlexport', ...more });

describe('a submit', () => {
  test('is answered with the job, and with exactly its keys (§1.5, clients.md rules 3 to 6)', async () => {
    const { status, headers, body } = await submit({
      name: 'nightly',
      version: 1.1,
      format: 'csv',
      partner: 'Acme',
      project: 'Keys',
      notifyUrl: 'http://127.0.0.1:1/ended',
      incrementalTime: '2026-01-02 03:04:05',
      offset: 5,
      queries: [query(ACCOUNTS, { deleted: { column: 'Gone', format: 'Boolean' } }), { query: ACCOUNTS }],
    });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(body).toEqual({
      id: expect.stringMatching(HEX),
      name: 'nightly',
      version: '1.1',
      format: 'CSV',
      encrypted: 'none',
      status: 'submitted',
      partner: 'Acme',
      project: 'Keys',
      useLastCompletedJobQueries: false,
      offset: 5,
      notifyUrl: 'http://127.0.0.1:1/ended',
      incrementalTime: '2026-01-02 03:04:05',
      batches: [
        {
          batchId: expect.stringMatching(HEX),
          batchType: 'zoqlexport',
          status: 'pending',
          localizedStatus: 'pending',
          full: false,
          recordCount: 0,
          apiVersion: '145.0',
          name: 'q',
          query: ACCOUNTS,
          deleted: { column: 'Gone', format: 'Boolean' },
        },
        {
          batchId: expect.stringMatching(HEX),
          batchType: 'zoqlexport',
          status: 'pending',
          localizedStatus: 'pending',
          full: false,
          recordCount: 0,
          apiVersion: '145.0',
          query: ACCOUNTS,
        },
      ],
    });
  });

  test('says as little of what was not sent', async () => {
    const { body } = await submit({ queries: [{ query: ACCOUNTS }] });
    expect(Object.keys(body).sort()).toEqual(
      [
        'batches',
        'encrypted',
        'format',
        'id',
        'offset',
        'status',
        'useLastCompletedJobQueries',
        'version',
      ].sort(),
    );
    expect(body).toMatchObject({ version: '1.0', format: 'CSV', status: 'submitted' });
  });

  test.each(['/v1/batch-query', '/v1/batch-query/', '/apps/api/batch-query', '//apps/api//batch-query/'])(
    'is taken at %s',
    async (path) => {
      const { body } = await aqua.call('POST', path, { queries: [query(ACCOUNTS)] });
      expect(body.status).toBe('submitted');
    },
  );

  test('needs no Content-Type, and may be gzipped', async () => {
    const body = JSON.stringify({ queries: [query(ACCOUNTS)] });
    const plain = await aqua.fetch('POST', '/v1/batch-query', { 'content-type': 'text/plain' }, body);
    expect(await plain.json()).toMatchObject({ status: 'submitted' });
    const packed = await fetch(`${server.url}/v1/batch-query`, {
      method: 'POST',
      headers: { authorization: aqua.authorization, 'content-encoding': 'gzip' },
      body: gzipSync(body),
    });
    expect(await packed.json()).toMatchObject({ status: 'submitted' });
  });

  test('sends its track id back, and tells the limits of /v1', async () => {
    const { headers } = await submit({ queries: [query(ACCOUNTS)] }, { 'zuora-track-id': 'nightly-7' });
    expect(headers.get('zuora-track-id')).toBe('nightly-7');
    expect(headers.get('concurrency-limit-limit')).toBe('40');
    expect(headers.get('ratelimit-limit')).not.toBeNull();
  });

  test('under an Idempotency-Key is one job however often it is sent', async () => {
    const key = { 'idempotency-key': 'zr-0123456789abcdef' };
    const first = await submit({ queries: [query(ACCOUNTS)] }, key);
    const again = await submit({ queries: [query(ACCOUNTS)] }, key);
    expect(again.body).toEqual(first.body);
  });
});

describe('a completed job', () => {
  test('has file, count and an empty message in each batch, and when it started', () => {
    expect(completed).toEqual({
      id: expect.stringMatching(HEX),
      version: '1.0',
      format: 'CSV',
      encrypted: 'none',
      status: 'completed',
      useLastCompletedJobQueries: false,
      offset: 0,
      sourceData: 'LIVE',
      startTime: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
      batches: [
        {
          batchId: expect.stringMatching(HEX),
          batchType: 'zoqlexport',
          status: 'completed',
          localizedStatus: 'completed',
          full: true,
          recordCount: 2,
          apiVersion: '145.0',
          name: 'q1',
          query: ACCOUNTS,
          message: '',
          fileId: expect.stringMatching(HEX),
        },
      ],
    });
  });

  test('is found by its id in any case, with hyphens, below both prefixes, with doubled slashes', async () => {
    const dashed = completed.id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    for (const path of [
      `/v1/batch-query/jobs/${completed.id}`,
      `/v1/batch-query//jobs/${completed.id.toUpperCase()}/`,
      `/apps/api/batch-query/jobs/${dashed}`,
    ])
      expect((await aqua.call('GET', path)).body).toEqual(completed);
  });

  test('has its start with the offset of the zone where date-times were asked for so', async () => {
    const { startTime } = await aqua.run({ dateTimeUtc: 'true', queries: [query(ACCOUNTS)] });
    expect(startTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d-0[78]00$/);
  });

  test('says names, numbers and booleans in the types that strict clients want', async () => {
    const [batch] = completed.batches;
    expect([typeof batch?.recordCount, typeof batch?.full, typeof batch?.['name']]).toEqual([
      'number',
      'boolean',
      'string',
    ]);
  });
});

describe('the result file', () => {
  const file = (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
    aqua.fetch(method, path, headers);
  const TEXT = /^Account: Account Number,Account: Name\nA0+1,[^\n]*\nA0+2,[^\n]*\n$/;

  test.each([
    '/v1/file',
    '/v1/files',
    '/v1/batch-query/file',
    '/apps/api/file',
    '/apps/api/batch-query/file',
  ])('is at %s', async (path) => {
    const id = completed.batches[0]?.fileId ?? '';
    const reply = await file(`${path}/${id.toUpperCase()}/`, { accept: 'application/json' });
    const text = await reply.text();
    expect(text).toMatch(TEXT);
    expect(reply.headers.get('content-type')).toBe('text/csv;charset=UTF-8');
    expect(reply.headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
    expect(reply.headers.get('content-disposition')).toBe('attachment; filename=q1.csv');
  });

  test('answers HEAD and one range', async () => {
    const path = `/v1/files/${completed.batches[0]?.fileId}`;
    const head = await file(path, {}, 'HEAD');
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(Number(head.headers.get('content-length'))).toBeGreaterThan(50);
    const part = await file(path, { range: 'bytes=0-6' });
    expect([part.status, await part.text()]).toEqual([206, 'Account']);
    const beyond = await file(path, { range: 'bytes=99999-' });
    expect(beyond.status).toBe(416);
  });

  test('comes as gzip and as zip with one entry of the batch’s name', async () => {
    const gzip = await aqua.run({ format: 'gzip', queries: [query(ACCOUNTS)] });
    const packed = await file(`/v1/files/${gzip.batches[0]?.fileId}`);
    expect(packed.headers.get('content-type')).toBe('application/x-gzip;charset=UTF-8');
    expect(packed.headers.get('content-disposition')).toBe('attachment; filename=q.csv.gz');
    expect(gunzipSync(Buffer.from(await packed.arrayBuffer())).toString()).toMatch(TEXT);

    const zip = await aqua.run({ format: 'ZIP', queries: [query(ACCOUNTS, { name: 'a: b' })] });
    const zipped = await file(`/v1/files/${zip.batches[0]?.fileId}`);
    expect(zipped.headers.get('content-type')).toBe('application/zip;charset=UTF-8');
    expect(zipped.headers.get('content-disposition')).toBe(
      `attachment; filename="a_ b.csv.zip"; filename*=UTF-8''a_%20b.csv.zip`,
    );
    const entries = await unzip(Buffer.from(await zipped.arrayBuffer()));
    expect(entries).toEqual([{ name: 'a_ b.csv', text: expect.stringMatching(TEXT) }]);
  });

  test('is unknown to another tenant and another user, as is a file that there is not', async () => {
    const id = completed.batches[0]?.fileId ?? '';
    const unknown = '0'.repeat(32);
    for (const [client, asked] of [
      [other, id],
      [reader, id],
      [aqua, unknown],
      [aqua, 'no-id'],
    ] as const)
      for (const path of ['/v1/files', '/apps/api/file']) {
        const reply = await client.fetch('GET', `${path}/${asked}`);
        expect(reply.status).toBe(404);
        expect(await reply.json()).toEqual({
          success: false,
          processId: expect.any(String),
          requestId: expect.any(String),
          reasons: [{ code: 50000040, message: `Cannot find entity by key: '${asked}'.` }],
        });
      }
  });

  test('is unknown with 404 whatever version of the API is asked for', async () => {
    const reply = await file(`/v1/files/${'0'.repeat(32)}`, { 'zuora-version': '2015-01-01' });
    expect(reply.status).toBe(404);
  });

  test('has a status of its own', async () => {
    const path = (id: string | undefined) => `/v1/files/${id}/status`;
    const { body } = await aqua.call('GET', path(completed.batches[0]?.fileId));
    expect(body).toEqual({ success: true, accessible: true, status: 'RESTORED' });
    expect((await aqua.call('GET', path('0'.repeat(32)))).status).toBe(404);
  });

  test('always has a header, also without rows', async () => {
    const { batches } = await aqua.run({
      useQueryLabels: true,
      queries: [query("select ID, AccountNumber from account where Name = 'nobody'")],
    });
    expect(batches[0]?.recordCount).toBe(0);
    expect(await aqua.file(batches[0])).toBe('Account.Id,Account.AccountNumber\n');
  });

  test('has the text asked for in the place of null', async () => {
    const { batches } = await aqua.run({
      nullReplacement: 'NULL',
      queries: [query('select Id, ParentId from Account where ParentId = null limit 1')],
    });
    expect(await aqua.file(batches[0])).toMatch(/,NULL\n$/);
  });
});

describe('a job that is not there for the caller', () => {
  test.each(['unknown', 'foreign tenant', 'other user', 'no id'])(
    '%s: 90002 and 90003, status 200',
    async (who) => {
      const client = who === 'foreign tenant' ? other : who === 'other user' ? reader : aqua;
      const id = { unknown: '0'.repeat(32), 'no id': 'latest' }[who] ?? completed.id;
      for (const prefix of ['/v1/batch-query', '/apps/api/batch-query']) {
        const read = await client.call('GET', `${prefix}/jobs/${id}`);
        expect([read.status, read.body]).toEqual([
          200,
          { errorCode: '90002', message: 'Invalid Job Id', status: 'error' },
        ]);
        const cancel = await client.call('DELETE', `${prefix}/jobs/${id}`);
        expect([cancel.status, cancel.body]).toEqual([
          200,
          { errorCode: '90003', message: 'Invalid Job Id for job cancellation', status: 'error' },
        ]);
      }
      expect(await aqua.get(completed.id)).toEqual(completed);
    },
  );

  test('a job of another user is there for an administrator', async () => {
    const { id } = await reader.submit([ACCOUNTS]);
    expect((await aqua.until(id)).id).toBe(id);
  });
});

describe('signing in', () => {
  const basic = `Basic ${Buffer.from('dev@sluice.local:sluice-dev').toString('base64')}`;
  test.each(['/v1', '/apps/api'])('works with Basic, keys and a token below %s', async (base) => {
    const keys = { apiaccesskeyid: 'dev@sluice.local', apisecretaccesskey: 'sluice-dev' };
    for (const headers of [{ authorization: basic }, keys, { authorization: aqua.authorization }]) {
      const reply = await fetch(`${server.url}${base}/batch-query/jobs/${completed.id}`, { headers });
      expect(await reply.json()).toEqual(completed);
    }
  });

  test.each(['/v1/batch-query/jobs/x', '/apps/api/batch-query/jobs/x', '/v1/files/x', '/apps/api/file/x'])(
    'is needed at %s: a real 401',
    async (path) => {
      const reply = await fetch(server.url + path, { headers: { authorization: 'Bearer nothing' } });
      expect(reply.status).toBe(401);
      expect(reply.headers.get('www-authenticate')).toContain('Basic realm=Zuora API');
      expect(await reply.json()).toMatchObject({ success: false, reasons: [{ code: 90000011 }] });
    },
  );
});
