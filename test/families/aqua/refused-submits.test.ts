import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AquaClient } from '../../support/aqua-client.ts';
import { type TestServer, testServer } from '../server.ts';

const GOOD = { name: 'good', query: 'select Id from Account', type: 'zoqlexport' };
const BAD = { name: 'bad', query: 'select Nope from Account', type: 'zoqlexport' };
const DELETED = { column: 'Gone', format: 'Boolean' };
const SESSION = { version: '1.1', partner: 'acme', project: 'refused' };
const SYNTAX = 'There is a syntax error in one of the queries in the AQuA input';
const NO_DELETED =
  'Objects included in the queries do not support the querying of deleted records. Remove Deleted section in the JSON request and retry the request';

const principals = {
  tenants: [
    {
      name: 'acme',
      users: [
        { name: 'ops@acme.test', password: 'ops', admin: true },
        { name: 'query@acme.test', password: 'query', permissions: ['query'] },
      ],
    },
  ],
};
const basic = (name: string, password: string) =>
  `Basic ${Buffer.from(`${name}@acme.test:${password}`).toString('base64')}`;

let server: TestServer;
let aqua: AquaClient;
beforeAll(async () => {
  server = await testServer({ seed: 'none', choice: { 'aqua.partners': 'acme;beta' } });
  aqua = await AquaClient.signIn(server.url);
});
afterAll(() => server[Symbol.asyncDispose]());

describe('a submit is refused with status 200 and', () => {
  test.each<[code: string, message: string, body: object]>([
    ['90016', 'No queries in a version 1.0 request', { queries: [] }],
    ['90016', 'No queries in a version 1.0 request', {}],
    ['90016', 'No queries in a version 1.0 request', { ...SESSION, queries: [] }],
    ['90004', 'Too many queries; the maximum is 50', { queries: Array.from({ length: 51 }, () => GOOD) }],
    [
      '90014',
      'notifyUrl is too long (limit 5000)',
      { queries: [GOOD], notifyUrl: `http://a/${'x'.repeat(4991)}` },
    ],
    [
      '90015',
      'The incremental timestamp is invalid',
      { ...SESSION, queries: [GOOD], incrementalTime: '2026-02-30 00:00:00' },
    ],
    ['90019', 'Partner ID is not recognized', { ...SESSION, partner: 'gamma', queries: [GOOD] }],
    [
      '90012',
      'Stateless AQuA does not support deleted columns',
      { queries: [{ ...GOOD, deleted: DELETED }] },
    ],
    [
      '90017',
      NO_DELETED,
      {
        queries: [
          { ...GOOD, query: 'select Id from AccountingPeriod', deleted: { ...DELETED, forceExport: true } },
        ],
      },
    ],
    [
      '90021',
      'Invalid currency in convertToCurrencies',
      { queries: [{ ...GOOD, convertToCurrencies: 'USD,euro' }] },
    ],
    [
      '90020',
      'Invalid Distinct column, without Count function',
      { queries: [{ ...GOOD, query: 'select distinct Name from Account' }] },
    ],
    ['90005', SYNTAX, { queries: [GOOD, BAD] }],
    ['90005', SYNTAX, { queries: [{ ...GOOD, query: 'select Id from Nothing' }] }],
    ['90005', SYNTAX, { queries: [{ ...GOOD, query: '' }] }],
    [
      '90005',
      SYNTAX,
      { queries: [{ ...GOOD, query: `select Id from Account where Name = '${'x'.repeat(20_000)}'` }] },
    ],
    ['90010', 'Internal Server Error', { queries: [GOOD], encrypted: 'pgp', format: 'zip' }],
  ])('%s: %s', async (errorCode, message, body) => {
    const answer = await aqua.call('POST', '/v1/batch-query', body);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ errorCode, message, status: 'error' });
  });

  test('the job as it would have been: no id, no batch ids, the fault at its query', async () => {
    const { body } = await aqua.call('POST', '/v1/batch-query', { name: 'nightly', queries: [GOOD, BAD] });
    const batch = {
      localizedStatus: 'pending',
      status: 'pending',
      recordCount: 0,
      full: true,
      batchType: 'zoqlexport',
      apiVersion: '145.0',
    };
    expect(body).toEqual({
      errorCode: '90005',
      message: SYNTAX,
      status: 'error',
      batches: [
        { ...batch, name: 'good', query: GOOD.query },
        {
          ...batch,
          name: 'bad',
          query: BAD.query,
          message: expect.stringMatching(/^There is no field named Nope.*line 1, column 8$/),
        },
      ],
      useLastCompletedJobQueries: false,
      encrypted: 'none',
      name: 'nightly',
      version: '1.0',
      format: 'CSV',
      offset: 0,
    });
  });

  test('a fresh id where it names partner and project, which a cancel answers with 90003', async () => {
    for (const version of ['1.0', '1.1']) {
      const { body } = await aqua.call('POST', '/v1/batch-query', { ...SESSION, version, queries: [BAD] });
      expect(body).toMatchObject({ errorCode: '90005', id: expect.stringMatching(/^[0-9a-f]{32}$/) });
      const cancel = await aqua.call('DELETE', `/v1/batch-query/jobs/${body.id}`);
      expect([cancel.status, cancel.body.errorCode]).toEqual([200, '90003']);
      expect((await aqua.get(body.id)).errorCode).toBe('90002');
    }
  });
});

describe('the checks come in this order', () => {
  const wrong = {
    ...SESSION,
    partner: 'gamma',
    notifyUrl: 'x'.repeat(5000),
    incrementalTime: 'never',
    queries: Array.from({ length: 51 }, () => BAD),
  };
  const few = { ...wrong, queries: [BAD] };
  const { incrementalTime: _, ...timed } = { ...few, notifyUrl: 'http://127.0.0.1' };
  test.each<[string, object]>([
    ['90004', wrong],
    ['90014', few],
    ['90015', { ...few, notifyUrl: 'http://127.0.0.1' }],
    ['90019', timed],
    ['90012', { queries: [{ ...BAD, deleted: DELETED }] }],
    [
      '90017',
      {
        queries: [
          BAD,
          { ...GOOD, query: 'select Id from AccountingPeriod', deleted: { ...DELETED, forceExport: true } },
        ],
      },
    ],
    ['90021', { queries: [{ ...BAD, convertToCurrencies: 'E' }] }],
    ['90020', { queries: [BAD, { ...GOOD, query: 'select distinct Name from Account' }] }],
    ['90005', { queries: [BAD] }],
  ])('%s first', async (errorCode, body) => {
    expect((await aqua.call('POST', '/v1/batch-query', body)).body.errorCode).toBe(errorCode);
  });
});

describe('a body that cannot be understood', () => {
  const REASONS = {
    success: false,
    processId: expect.stringMatching(/^[0-9A-F]{16}$/),
    requestId: expect.any(String),
    reasons: [{ code: 50000090, message: expect.stringMatching(/^The request is malformed: /) }],
  };
  test.each<[string, Readonly<Record<string, string>>, number]>([
    ['nothing about versions', {}, 200],
    ['an old version', { 'zuora-version': '2023-07-24' }, 200],
    ['a version from 2024-05-20 on', { 'zuora-version': '2025-08-12' }, 400],
    ['a version that there is not', { 'zuora-version': 'tomorrow' }, 200],
  ])('from a client that says %s', async (_, headers, status) => {
    for (const prefix of ['/v1', '/apps/api'])
      for (const body of ['{"queries":', '{"queries":[],"format":"json"}', '[]']) {
        const reply = await aqua.fetch('POST', `${prefix}/batch-query`, headers, body);
        expect([reply.status, await reply.json()]).toEqual([status, REASONS]);
      }
  });
});

test('a body of very many small values is refused before anybody waits for its reading', async () => {
  const reply = await aqua.fetch('POST', '/v1/batch-query', {}, `{"queries":[${'1,'.repeat(20_000)}1]}`);
  expect(await reply.json()).toMatchObject({
    reasons: [{ message: 'The request is malformed: it has more than 12500 values' }],
  });
});

test('a stateless job may name any partner', async () => {
  const body = { partner: 'gamma', project: 'p', queries: [GOOD] };
  expect((await aqua.submit({ ...body, version: '1.0' })).status).toBe('submitted');
});

test('a refusal by load is not kept under its Idempotency-Key, one for the request is', async () => {
  const full = await testServer({ seed: 'none', limit: { 'aqua.maxConcurrentStateless': 0 } });
  await using _ = full;
  const client = await AquaClient.signIn(full.url);
  const key = { 'idempotency-key': 'again' };
  const first = await client.call('POST', '/v1/batch-query', { queries: [GOOD] }, key);
  expect([first.status, first.body.errorCode]).toEqual([200, '90028']);
  const stateful = await client.call('POST', '/v1/batch-query', { ...SESSION, queries: [GOOD] }, key);
  expect(stateful.body.status).toBe('submitted');
  expect((await client.call('POST', '/v1/batch-query', { queries: [BAD] }, key)).body).toEqual(stateful.body);
});

test('choices change statuses, ids and texts', async () => {
  await using chosen = await testServer({
    seed: 'none',
    limit: { 'aqua.maxConcurrentStateless': 0 },
    choice: {
      'aqua.unknownJob': '404',
      'aqua.tooManyJobs': '429',
      'aqua.malformedBody': '400',
      'aqua.failedId': 'always',
      'aqua.syntaxDetail': 'on',
      'aqua.projectCase': 'lower',
      'aqua.incrementalEcho': 'epoch',
    },
  });
  const client = await AquaClient.signIn(chosen.url);
  const unknown = await client.call('GET', `/v1/batch-query/jobs/${'0'.repeat(32)}`);
  expect([unknown.status, unknown.body.errorCode]).toEqual([404, '90002']);
  const many = await client.call('POST', '/v1/batch-query', { queries: [GOOD] });
  expect([many.status, many.body.errorCode]).toEqual([429, '90028']);
  expect((await client.fetch('POST', '/v1/batch-query', {}, 'no')).status).toBe(400);
  const syntax = await client.call('POST', '/v1/batch-query', { queries: [BAD] });
  expect(syntax.body).toMatchObject({
    id: expect.any(String),
    message: expect.stringMatching(/^There is a syntax error.* \(There is no field named Nope.*\)$/),
  });
  const job = await client.submit({
    ...SESSION,
    project: 'Nightly',
    incrementalTime: '2026-01-15 10:30:01',
    queries: [GOOD],
  });
  expect(job).toMatchObject({ project: 'nightly', incrementalTime: Date.UTC(2026, 0, 15, 18, 30, 1) });
});

test('who lacks the permission gets 90009, and 403 for files; who has no account at all 401', async () => {
  await using other = await testServerOf();
  const nobody = new AquaClient(other.url, basic('query', 'query'));
  const denied = { errorCode: '90009', message: 'User is not authorized', status: 'error' };
  expect((await nobody.call('POST', '/v1/batch-query', { queries: [GOOD] })).body).toMatchObject(denied);
  expect((await nobody.call('GET', `/v1/batch-query/jobs/${'0'.repeat(32)}`)).body).toEqual(denied);
  expect((await nobody.call('DELETE', `/v1/batch-query/jobs/${'0'.repeat(32)}`)).body).toEqual(denied);
  expect((await nobody.call('GET', '/v1/batch-query/jobs/partner/a/project/b')).body).toEqual(denied);
  const file = await nobody.call('GET', `/v1/files/${'0'.repeat(32)}`);
  expect(file.status).toBe(403);
  expect(JSON.stringify(file.body)).not.toContain('max-object-size');
  const ops = new AquaClient(other.url, basic('ops', 'ops'));
  expect((await ops.submit([GOOD.query])).status).toBe('submitted');
});

async function testServerOf() {
  const { startSluice } = await import('../../../src/main.ts');
  return startSluice({ seed: 'none', principals });
}
