import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DataQueryClient, WireJob } from '../../support/data-query-client.ts';
import { ENDLESS, type TestServer, testServer } from '../server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer({
    seed: 'small',
    limit: { 'dataQuery.live.maxQueued': 1, 'dataQuery.live.maxRunning': 1 },
  });
});
afterAll(() => server[Symbol.asyncDispose]());

async function submit(key: string, query = 'SELECT 1', client: DataQueryClient = server.dev) {
  const body = { query, outputFormat: 'CSV', compression: 'NONE', output: { target: 'S3' } };
  const answer = await client.call('POST', '/query/jobs', body, { 'idempotency-key': key });
  return { status: answer.status, job: (answer.body as { readonly data: WireJob }).data, body: answer.body };
}

async function jobs(): Promise<readonly string[]> {
  const { body } = await server.dev.call('GET', '/query/jobs?pageSize=1000');
  return (body as { readonly data: readonly WireJob[] }).data.map(({ id }) => id);
}

it('a submit sent again gets the reply of the first, accepted as it was, and makes no second job', async () => {
  const first = await submit('one');
  await server.dev.ended(first.job.id);
  const again = await submit('one');
  expect(again).toEqual(first);
  expect(again.job.queryStatus).toBe('accepted');
  expect((await jobs()).filter((id) => id === first.job.id)).toHaveLength(1);
});

it('of many at once under one key there is one job; those that come too early are told 409, flat', async () => {
  const before = (await jobs()).length;
  const answers = await Promise.all(Array.from({ length: 10 }, () => submit('at once')));
  expect((await jobs()).length).toBe(before + 1);
  const ids = answers.filter(({ status }) => status === 200).map(({ job }) => job.id);
  expect(new Set(ids).size).toBe(1);
  for (const { body } of answers.filter(({ status }) => status !== 200))
    expect(body).toEqual({ code: 409, message: 'A request with the same idempotency key is in progress' });
});

it('a refused body is kept, a full queue is not', async () => {
  expect((await submit('bad', ' ')).status).toBe(400);
  expect((await submit('bad', 'SELECT 1')).status).toBe(400);

  const runs = (await submit('fills 1', ENDLESS)).job.id;
  await server.dev.started(runs);
  const waits = (await submit('fills 2', ENDLESS)).job.id;
  expect((await submit('full')).status).toBe(429);
  await server.dev.cancel(waits);
  await server.dev.cancel(runs);
  expect((await submit('full')).status).toBe(200);
});

it('a native stop sent again gets its receipt again, and another path is refused as its family does', async () => {
  const { job } = await submit('to stop', ENDLESS);
  await server.dev.started(job.id);
  const stop = () =>
    server.dev.call('POST', `/sluice/v1/jobs/${job.id}/stop`, undefined, { 'idempotency-key': 'stop' });
  const first = await stop();
  expect(first.status).toBe(200);
  expect(await stop()).toEqual(first);
  const misused = await submit('stop');
  expect(misused.status).toBe(422);
  expect(misused.body).toMatchObject({ code: 422 });
});

it('rows are made once, however often their change is sent', async () => {
  const change = () =>
    server.dev.call(
      'POST',
      '/sluice/v1/data/Account',
      { upsert: [{ Name: 'once', Currency: 'EUR' }] },
      { 'idempotency-key': 'rows' },
    );
  const first = await change();
  expect(first).toMatchObject({ status: 200, body: { inserted: 1 } });
  expect(await change()).toEqual(first);
  const counted = await server.dev.run("SELECT count(*) AS n FROM account WHERE name = 'once'");
  const file = await fetch(counted.dataFile ?? '');
  expect(await file.text()).toBe('n\n1\n');
});
