import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENDLESS, type TestServer, testServer } from '../server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer({
    seed: 'small',
    limit: { 'dataQuery.live.maxOutputRows': 100, 'dataQuery.live.maxInputRows': 500 },
  });
});
afterAll(() => server[Symbol.asyncDispose]());

/** §3.1, job-level error fields: what is submitted, the code, the text. */
describe('a statement that cannot be carried out is accepted, then failed', () => {
  test.each([
    ['unknown column', 'SELECT region__c FROM product', "line 1:8: Column 'region__c' cannot be resolved"],
    ['unknown table', 'SELECT * FROM acccount', "line 1:15: Table 'owl.data.acccount' does not exist"],
    ['syntax', 'SELEC 1', /^line 1:1: mismatched input 'SELEC'\. Expecting: /],
    [
      'INSERT',
      "INSERT INTO account (id) VALUES ('1')",
      'line 1:1: Only read-only statements are supported in Data Query',
    ],
    ['DROP', 'DROP TABLE account', 'line 1:1: Only read-only statements are supported in Data Query'],
    [
      'GROUP BY',
      'SELECT name, count(*) FROM product GROUP BY id',
      /^line 1:8: 'name' must be an aggregate expression or appear in GROUP BY clause/,
    ],
    ['types', 'SELECT 1 FROM product WHERE name = 1', /^line 1:3\d: /],
    ['unknown function', 'SELECT foo(1)', "line 1:8: Function 'foo' not registered"],
    ['division by zero', 'SELECT 1 / 0', /division by zero/i],
  ])('%s', async (_, query, text) => {
    const submitted = await server.dev.call('POST', '/query/jobs', {
      query,
      outputFormat: 'CSV',
      compression: 'NONE',
      output: { target: 'S3' },
    });
    expect(submitted).toMatchObject({ status: 200, body: { data: { queryStatus: 'accepted', query } } });
    const { data } = submitted.body as { data: { id: string } };
    const job = await server.dev.ended(data.id);
    expect(job).toMatchObject({ queryStatus: 'failed', errorCode: 'LINK_10000001', remainingRetries: 3 });
    if (typeof text === 'string') expect(job.errorMessage).toBe(text);
    else expect(job.errorMessage).toMatch(text);
    expect(job.errorMessage).not.toMatch(/temporarily unavailable|service unavailable|try again/i);
  });
});

describe('limits', () => {
  test('too many output rows', async () => {
    expect(await server.dev.run('SELECT * FROM UNNEST(sequence(1, 101)) AS t (n)')).toMatchObject({
      queryStatus: 'failed',
      errorCode: 'LINK_10000002',
      errorMessage: 'Query exceeded the maximum number of output records: 100',
      remainingRetries: 3,
    });
  });

  test('as many rows as are allowed', async () => {
    const job = await server.dev.run('SELECT * FROM UNNEST(sequence(1, 101)) AS t (n) LIMIT 100');
    expect(job).toMatchObject({ queryStatus: 'completed', outputRows: 100 });
  });

  test('too many input rows', async () => {
    expect(await server.dev.run('SELECT count(*) FROM account')).toMatchObject({
      queryStatus: 'failed',
      errorCode: 'LINK_10000002',
      errorMessage: 'Query exceeded the maximum number of input records per table: 500',
    });
  });

  test('a query that takes too long', async () => {
    await using brief = await testServer({ seed: 'small', limit: { 'dataQuery.attemptTime': '700ms' } });
    expect(await brief.dev.run(ENDLESS)).toMatchObject({
      queryStatus: 'failed',
      errorCode: 'LINK_10000002',
      errorMessage: 'Query exceeded the maximum time limit of 0.70s',
      remainingRetries: 3,
    });
  });
});

test('discovery: SHOW TABLES and DESCRIBE as connectors read them', async () => {
  const tables = await server.dev.run('SHOW TABLES', { outputFormat: 'JSON' });
  const rows = (await (await fetch(tables.dataFile ?? '')).text()).trimEnd().split('\n');
  expect(rows.map((row) => JSON.parse(row) as unknown)).toContainEqual({ Table: 'account' });
  const described = await server.dev.run('DESCRIBE account', { outputFormat: 'JSON' });
  const columns = (await (await fetch(described.dataFile ?? '')).text()).trimEnd().split('\n');
  expect(columns).toContain('{"Column":"balance","Type":"decimal(18,6)","Extra":"","Comment":"Balance"}');
});

test('ten DESCRIBE jobs at once just work', async () => {
  const jobs = await Promise.all(
    Array.from({ length: 10 }, () => server.dev.run('DESCRIBE account', { outputFormat: 'JSON' })),
  );
  expect(jobs.map(({ queryStatus }) => queryStatus)).toEqual(Array(10).fill('completed'));
});
