import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataQueryClient } from '../../support/data-query-client.ts';
import { type TestServer, testServer } from '../server.ts';

const WAREHOUSE = { sourceData: 'WAREHOUSE' };
const QUEUE_FULL = { code: 429, message: 'The number of queued queries has reached the limit' };

/** Small figures, another one for each limit. */
const LIMIT = {
  'dataQuery.live.maxRunning': 1,
  'dataQuery.live.maxQueued': 1,
  'dataQuery.live.maxInputRows': 300,
  'dataQuery.live.maxOutputRows': 40,
  'dataQuery.warehouse.maxRunning': 2,
  'dataQuery.warehouse.maxQueued': 2,
  'dataQuery.warehouse.maxInputRows': 500,
  'dataQuery.warehouse.maxOutputRows': 60,
};

let server: TestServer;
beforeAll(async () => {
  server = await testServer({ seed: 'small', limit: LIMIT, engineSlots: 8 });
});
afterAll(() => server[Symbol.asyncDispose]());

function submit(client: DataQueryClient, query: string, options: object = {}) {
  const body = { query, outputFormat: 'CSV', compression: 'NONE', output: { target: 'S3' }, ...options };
  return client.call('POST', '/query/jobs', body);
}

/** One that keeps its place until it is stopped. */
function submitHeld(client: DataQueryClient, options: object = {}) {
  const body = { query: 'SELECT 1', outputFormat: 'CSV', compression: 'NONE', output: { target: 'S3' } };
  const hold = JSON.stringify({ at: 'before-publish', do: { hold: true } });
  return client.call('POST', '/query/jobs', { ...body, ...options }, { 'sluice-lab': hold });
}

describe('the old word DATAHUB', () => {
  test('is the warehouse, and the job says so', async () => {
    const job = await server.dev.run('SELECT 1', { sourceData: 'DATAHUB' });
    expect(job).toMatchObject({ queryStatus: 'completed', sourceData: 'WAREHOUSE' });
  });

  test('is refused when so chosen', async () => {
    await using strict = await testServer({ seed: 'none', choice: { 'dataQuery.datahub': 'off' } });
    expect(await submit(strict.dev, 'SELECT 1', { sourceData: 'DATAHUB' })).toEqual({
      status: 400,
      body: { code: 400, message: 'sourceData must be one of [LIVE, WAREHOUSE]' },
    });
  });
});

describe('limits of rows', () => {
  test.each([
    ['LIVE', 40],
    ['WAREHOUSE', 60],
  ])('output of %s: %d', async (sourceData, most) => {
    const rows = (count: number) => `SELECT * FROM UNNEST(sequence(1, ${count})) AS t (n)`;
    expect(await server.dev.run(rows(most), { sourceData })).toMatchObject({ outputRows: most });
    expect(await server.dev.run(rows(most + 1), { sourceData })).toMatchObject({
      queryStatus: 'failed',
      errorMessage: `Query exceeded the maximum number of output records: ${most}`,
    });
  });

  test.each([
    ['LIVE', 300],
    ['WAREHOUSE', 500],
  ])('input of %s: %d', async (sourceData, most) => {
    expect(await server.dev.run('SELECT count(*) FROM account', { sourceData })).toMatchObject({
      queryStatus: 'failed',
      errorMessage: `Query exceeded the maximum number of input records per table: ${most}`,
    });
  });
});

/** Figures are those of the tenant, whoever of it asks; LIVE and WAREHOUSE have their own (§4.8, §4.9). */
test('places to run and to wait are counted for each source, over all users of a tenant', async () => {
  const submitted: string[] = [];
  const accepted = async (client: DataQueryClient, options: object = {}): Promise<string> => {
    const { status, body } = await submitHeld(client, options);
    expect(status).toBe(200);
    const { id } = (body as { data: { id: string } }).data;
    submitted.push(id);
    return id;
  };
  await server.dev.started(await accepted(server.dev));
  const waitsLive = await accepted(server.reader);
  expect(await submitHeld(server.dev)).toEqual({ status: 429, body: QUEUE_FULL });

  for (const client of [server.dev, server.reader]) {
    await client.started(await accepted(client, WAREHOUSE));
  }
  const waiting = [await accepted(server.reader, WAREHOUSE), await accepted(server.dev, WAREHOUSE)];
  for (const client of [server.dev, server.reader]) {
    expect(await submitHeld(client, WAREHOUSE)).toEqual({ status: 429, body: QUEUE_FULL });
  }
  for (const id of [waitsLive, ...waiting]) expect((await server.dev.get(id)).queryStatus).toBe('accepted');
  // Another tenant has places of its own.
  expect(await server.other.run('SELECT 1')).toMatchObject({ queryStatus: 'completed' });

  for (const id of submitted.reverse()) expect((await server.dev.cancel(id)).status).toBe(200);
});
