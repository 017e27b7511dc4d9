import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountsCsv, BulkClient, bodyOf } from '../../support/bulk-client.ts';
import { type TestServer, testServer } from '../server.ts';

const JOBS = '/bulk-data/bulk-jobs';

let server: TestServer;
let bulk: BulkClient;
beforeAll(async () => {
  server = await testServer({ seed: 'none' });
  bulk = new BulkClient(server.dev);
});
afterAll(() => server[Symbol.asyncDispose]());

function send(method: string, path: string, headers: Readonly<Record<string, string>> = {}, body?: string) {
  return fetch(server.url + path, {
    method,
    headers: { authorization: `Bearer ${server.dev.token}`, ...headers },
    ...(body !== undefined && { body }),
  });
}
const JSON_BODY = { 'content-type': 'application/json' };
const CREATE = JSON.stringify({ name: 'a job', objectType: 'account' });

describe('paths and methods', () => {
  test('a job itself is there and takes no method: 405', async () => {
    const { id } = await bulk.create();
    for (const method of ['GET', 'DELETE', 'PATCH', 'PUT']) {
      const reply = await send(method, `${JOBS}/${id}`);
      expect([reply.status, await reply.json()]).toEqual([
        405,
        expect.objectContaining({ reasons: [{ code: 50000045, message: 'HTTP 405 Method Not Allowed' }] }),
      ]);
    }
  });

  test.each([
    ['GET', JOBS, 'POST'],
    ['DELETE', `${JOBS}/x/aborts`, 'POST'],
    ['POST', `${JOBS}/summaries`, 'GET, HEAD'],
  ])('%s %s: 405, allowed is %s', async (method, path, allowed) => {
    const reply = await send(method, path);
    expect([reply.status, reply.headers.get('allow')]).toEqual([405, allowed]);
  });

  test.each(['/bulk-jobs', '/v1/bulk-data/bulk-jobs', `${JOBS}/x/logs`])('%s: 404', async (path) => {
    expect((await send('POST', path)).status).toBe(404);
  });

  test.each([
    ['POST', '/objects/jobs'],
    ['GET', '/objects/jobs/x/errors'],
    ['PATCH', '/objects/jobs/x/cancel'],
  ])('%s %s, of custom object jobs, says what to use', async (method, path) => {
    const reply = await send(method, path);
    expect([reply.status, await reply.json()]).toEqual([
      404,
      { code: 50000040, message: expect.stringContaining('POST /bulk-data/bulk-jobs') },
    ]);
  });
});

describe('who may call', () => {
  test('a bearer token alone signs in; a 401 is the gateway’s', async () => {
    const basic = `Basic ${Buffer.from('dev@sluice.local:sluice-dev').toString('base64')}`;
    for (const headers of [
      { authorization: basic },
      { authorization: '', apiAccessKeyId: 'dev@sluice.local', apiSecretAccessKey: 'sluice-dev' },
    ]) {
      const reply = await send('GET', `${JOBS}/summaries`, headers);
      expect([reply.status, await reply.json()]).toEqual([
        401,
        expect.objectContaining({ reasons: [expect.objectContaining({ code: 90000011 })] }),
      ]);
      expect(reply.headers.get('www-authenticate')).toContain('Bearer realm=Zuora API');
    }
  });

  test('the version of a request changes nothing', async () => {
    const reply = await send('GET', `${JOBS}/summaries?limit=0`, { 'Zuora-Version': '186.0' });
    expect([reply.status, await reply.json()]).toEqual([
      400,
      expect.objectContaining({ success: false, reasons: [expect.objectContaining({ code: 50000027 })] }),
    ]);
  });
});

describe('a create', () => {
  test.each(['text/csv', 'application/x-www-form-urlencoded'])('as %s: 415', async (type) => {
    expect((await send('POST', JOBS, { 'content-type': type }, CREATE)).status).toBe(415);
  });

  test.each(['{', '[]', '"x"', ''])('of %o: 400, category 90', async (body) => {
    const reply = await send('POST', JOBS, JSON_BODY, body);
    expect([reply.status, await reply.json()]).toEqual([
      400,
      expect.objectContaining({ reasons: [expect.objectContaining({ code: 50000090 })] }),
    ]);
  });

  test('of more than it can have is refused before it is parsed', async () => {
    const many = JSON.stringify({ name: 'x', objectType: 'account', headers: Array(60_000).fill('a') });
    const reply = await send('POST', JOBS, JSON_BODY, many);
    expect([reply.status, await reply.json()]).toEqual([
      413,
      expect.objectContaining({
        reasons: [{ code: 50000020, message: 'The request body has more than 50000 values' }],
      }),
    ]);
    expect((await send('POST', JOBS, JSON_BODY, 'x'.repeat(3 * 1024 * 1024))).status).toBe(413);
  });

  test('again under its Idempotency-Key answers the same job', async () => {
    const headers = { ...JSON_BODY, 'Idempotency-Key': 'once' };
    const [first, second] = [
      await send('POST', JOBS, headers, CREATE),
      await send('POST', JOBS, headers, CREATE),
    ];
    expect(await second.json()).toEqual(await first.json());
  });
});

describe('what can be loaded', () => {
  const metadata = async (path: string) => {
    const { body } = await server.dev.call('GET', `/data-loader/metadata${path}`);
    return (body as { metadata: never }).metadata;
  };

  test('is listed for CSV and for JSON, as each form has it', async () => {
    const csv: Record<string, unknown>[] = await metadata('/csv/objects');
    expect(csv.find(({ value }) => value === 'invoice')).toMatchObject({
      label: 'Invoice',
      canImport: true,
      canUpdate: true,
      canDelete: true,
      cancellable: true,
    });
    const json: Record<string, unknown>[] = await metadata('/json/objects');
    expect(json.find(({ objectType }) => objectType === 'refund')).toEqual({
      objectName: 'Refund',
      objectType: 'refund',
      actionsSupported: ['update', 'delete', 'cancel'],
    });
  });

  test('says what a file has to bring', async () => {
    const rules = await metadata('/csv/objects/account/fields?action=import');
    expect(rules).toMatchObject({
      Name: { type: 'string', regex: '.*', required: true },
      BillCycleDay: { type: 'number', required: false },
      Status: { regex: '^(Draft|Active|Canceled)$' },
    });
    expect(rules).not.toHaveProperty('Id');
    expect(await metadata('/json/objects/ACCOUNT/fields?action=Update')).toMatchObject({
      Id: { required: true },
    });
  });

  test('has nothing that only administrators see, for others', async () => {
    const reply = await server.reader.call('GET', '/data-loader/metadata/csv/objects/User/fields');
    expect(reply.status).toBe(404);
    expect((await server.dev.call('GET', '/data-loader/metadata/csv/objects/User/fields')).status).toBe(200);
  });
});

describe('the choices', () => {
  test('of how a job is shown', async () => {
    await using other = await testServer({
      seed: 'none',
      choice: {
        'bulk.epochSeconds': 'on',
        'bulk.systemType': 'Billing',
        'bulk.createdBy': 'name',
        'bulk.objectTypeEcho': 'long',
        'bulk.uploadUrl': 'off',
      },
    });
    const client = new BulkClient(other.dev);
    const created = await client.create();
    expect(created).not.toHaveProperty('uploadUrl');
    expect(await client.summary(created.id)).toMatchObject({
      createdAt: expect.any(Number),
      createdBy: 'dev@sluice.local',
      objectType: 'accounts-and-contacts',
      systemType: 'Billing',
    });
  });

  test('of what is refused', async () => {
    await using other = await testServer({
      seed: 'none',
      choice: { 'bulk.emptyList': '200', 'bulk.strictTerminalAbort': 'on', 'bulk.idempotencyKey': 'off' },
    });
    const client = new BulkClient(other.dev);
    expect(bodyOf(await client.call('GET', '', 'summaries'))).toEqual({ data: [] });
    const headers = { 'Idempotency-Key': 'once' };
    const create = () => other.dev.call('POST', JOBS, { name: 'a job', objectType: 'account' }, headers);
    expect(await create()).not.toEqual(await create());
    const id = await client.submitted(accountsCsv(150_000));
    await client.until(id, ({ status }) => status === 'In Progress');
    bodyOf(await client.abort(id));
    await client.ended(id);
    expect(await client.abort(id)).toMatchObject({
      status: 400,
      body: { reasons: [{ message: `Job ${id} is Aborted and cannot be aborted` }] },
    });
  });
});
