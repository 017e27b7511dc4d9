import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { queryStatus } from '../../../src/families/data-query/jobs/status.ts';
import { runState } from '../../../src/families/query-runs/state.ts';
import type { Job } from '../../../src/jobs/job.ts';
import { ENDLESS, type TestServer, testServer } from '../server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer({ seed: 'small' });
});
afterAll(() => server[Symbol.asyncDispose]());

async function createRun(sql: string): Promise<string> {
  const { status, body } = await server.dev.call('POST', '/v2/query_runs', { sql, content_type: 'csv' });
  expect(status).toBe(201);
  return (body as { id: string }).id;
}

describe('the words of both for each state', () => {
  const at = (state: Job['state'], more: Partial<Job> = {}) =>
    ({ state, stopCause: undefined, retries: 3, retriesLeft: 3, ...more }) as Job;
  const choices = { 'dataQuery.retryWaitState': 'accepted', 'queryRuns.cancelledState': 'canceled' } as const;

  test.each([
    [at('queued'), 'accepted', 'accepted'],
    [at('queued', { retriesLeft: 2 }), 'accepted', 'accepted'],
    [at('running'), 'in_progress', 'in_progress'],
    [at('stopping', { stopCause: 'user' }), 'cancelled', 'canceled'],
    [at('stopping', { stopCause: 'limit' }), 'in_progress', 'in_progress'],
    [at('stopping', { stopCause: 'shutdown' }), 'in_progress', 'in_progress'],
    [at('stopping', { stopCause: 'lost-lease' }), 'in_progress', 'in_progress'],
    [at('completed'), 'completed', 'complete'],
    [at('failed'), 'failed', 'failed'],
    [at('stopped', { stopCause: 'user' }), 'cancelled', 'canceled'],
  ])('%o', (job, status, state) => {
    expect(queryStatus(job)).toBe(status);
    expect(runState(job, choices)).toBe(state);
  });

  test('canceled is spelt otherwise when so chosen, and no other state', () => {
    const other = { ...choices, 'queryRuns.cancelledState': 'cancelled' } as const;
    expect(runState(at('stopped', { stopCause: 'user' }), other)).toBe('cancelled');
    expect(runState(at('completed'), other)).toBe('complete');
  });
});

describe('one job, two faces', () => {
  test('a run is a job under the same id, in the list too', async () => {
    const id = await createRun('SELECT 1');
    expect(await server.dev.ended(id)).toMatchObject({ id, query: 'SELECT 1', queryStatus: 'completed' });
    const { body } = await server.dev.call('GET', '/query/jobs');
    expect((body as { data: { id: string }[] }).data.map((job) => job.id)).toContain(id);
  });

  test('a job is a run under the same id, with the same file', async () => {
    const job = await server.dev.run('SELECT 1', { outputFormat: 'DSV', columnSeparator: ';' });
    const { body } = await server.dev.call('GET', `/v2/query_runs/${job.id}`);
    expect(body).toMatchObject({ state: 'complete', number_of_rows: 1, column_separator: ';' });
    const name = (url: string) => new URL(url).pathname.split('/').at(-1);
    const { file } = body as { file: { id: string; url: string } };
    expect([name(file.url), file.id]).toEqual([name(job.dataFile ?? ''), name(job.dataFile ?? '')]);
  });

  test.each([
    ['v1', 'v2'],
    ['v2', 'v1'],
  ])('what one cancels the other shows, and refuses to cancel: %s then %s', async (first) => {
    const id = await createRun(ENDLESS);
    const v1 = () => server.dev.cancel(id);
    const v2 = () => server.dev.call('POST', `/v2/query_runs/${id}/cancel`);
    expect((await (first === 'v1' ? v1() : v2())).status).toBe(200);
    expect((await (first === 'v1' ? v2() : v1())).status).toBe(400);
    expect((await server.dev.get(id)).queryStatus).toBe('cancelled');
    expect((await server.dev.call('GET', `/v2/query_runs/${id}`)).body).toMatchObject({ state: 'canceled' });
  });

  test('cancelled through both at the same time: one transition, one winner', async () => {
    for (let round = 0; round < 8; round++) {
      const id = await createRun(ENDLESS);
      if (round % 2 === 0) await server.dev.started(id);
      const cancels = [
        () => server.dev.cancel(id),
        () => server.dev.call('POST', `/v2/query_runs/${id}/cancel`),
      ];
      if (round % 4 > 1) cancels.reverse();
      const statuses = (await Promise.all(cancels.map((cancel) => cancel()))).map(({ status }) => status);
      expect(statuses.sort()).toEqual([200, 400]);
      const { body } = await server.dev.call('GET', `/sluice/v1/jobs/${id}`);
      const { timeline } = body as { timeline: { event: string }[] };
      expect(timeline.filter(({ event }) => event === 'stop requested')).toHaveLength(1);
    }
  });
});

test('S5: the published cancel, rebuilt by a real run, has the published keys and no others', async () => {
  const { body: created } = await server.dev.call('POST', '/v2/query_runs', {
    sql: ENDLESS,
    content_type: 'dsv',
    column_separator: ':',
  });
  const { id } = created as { id: string };
  await server.dev.started(id);
  const reply = await fetch(`${server.url}/v2/query_runs/${id}/cancel`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await server.token()}`,
      'content-type': 'application/json',
      'zuora-track-id': 's5',
      'idempotency-key': 's5',
    },
  });
  const run = (await reply.json()) as Record<string, unknown>;
  const types = Object.fromEntries(Object.entries(run).map(([key, value]) => [key, typeof value]));
  expect([reply.status, reply.headers.get('zuora-track-id'), types]).toEqual([
    200,
    's5',
    {
      created_by_id: 'string',
      id: 'string',
      sql: 'string',
      remaining_attempts: 'number',
      updated_time: 'string',
      state: 'string',
      column_separator: 'string',
    },
  ]);
  expect(run).toMatchObject({ id, sql: ENDLESS, remaining_attempts: 3, state: 'canceled' });
});
