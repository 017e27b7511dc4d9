import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { AquaClient } from '../../support/aqua-client.ts';
import { accountsCsv, BulkClient } from '../../support/bulk-client.ts';
import { LabClient } from '../../support/lab-client.ts';
import { type TestServer, testServer } from '../server.ts';

let server: TestServer;
let lab: LabClient;
let aqua: AquaClient;

beforeAll(async () => {
  server = await testServer();
  lab = new LabClient(server.dev);
  aqua = await AquaClient.signIn(server.url);
});
afterEach(() => lab.removeAll());
afterAll(() => server[Symbol.asyncDispose]());

describe('a job is held at each of its gates, shows where it is, and goes on when let go', () => {
  test.each([
    ['before-start', 'accepted'],
    ['running', 'in_progress'],
    ['before-publish', 'in_progress'],
    ['after-publish', 'completed'],
  ] as const)('%s: %s', async (at, status) => {
    const { id } = await lab.add({ at, do: { hold: true } });
    const job = await server.dev.submit('SELECT 1');
    expect((await lab.holder(id)).waiting).toMatchObject([{ jobId: job.id, requestId: expect.any(String) }]);
    expect((await server.dev.get(job.id)).queryStatus).toBe(status);
    await lab.release(id);
    expect((await server.dev.ended(job.id)).queryStatus).toBe('completed');
  });
});

test('a stop frees a job that is held, and wins', async () => {
  const { id } = await lab.add({ at: 'before-publish', do: { hold: true } });
  const job = await server.dev.submit('SELECT 1');
  await lab.holder(id);
  expect((await server.dev.cancel(job.id)).status).toBe(200);
  expect((await server.dev.get(job.id)).queryStatus).toBe('cancelled');
  expect((await lab.get(id)).waiting).toEqual([]);
});

test.each([
  [{ unit: 1, at: 'after-publish' }, 'pending'],
  [{ unit: 2, at: 'before-start' }, 'pending'],
  [{ unit: 2, at: 'running' }, 'executing'],
  [{ unit: 2, at: 'before-publish' }, 'executing'],
] as const)(
  'held at %o the first query of an AQuA job is done, the second %s',
  async ({ unit, at }, status) => {
    const { id } = await lab.add({ match: { family: 'aqua', unit }, at, do: { hold: true } });
    const job = await aqua.submit(['select Id from Account', 'select Id from Invoice']);
    await lab.holder(id);
    const { batches } = await aqua.get(job.id);
    expect(batches.map((batch) => batch.status)).toEqual(['completed', status]);
    await lab.release(id);
    expect((await aqua.until(job.id)).status).toBe('completed');
  },
);

test('a bulk job is held before its end, all rows written', async () => {
  const { id } = await lab.add({ match: { family: 'bulk-data' }, at: 'before-publish', do: { hold: true } });
  const bulk = new BulkClient(server.dev);
  const job = await bulk.submitted(accountsCsv(3));
  await lab.holder(id);
  expect((await bulk.summary(job)).status).toBe('In Progress');
  await lab.release(id);
  expect(await bulk.ended(job)).toMatchObject({ status: 'Completed', rowsSucceeded: 3 });
});

test('a job fails in the words of its family', async () => {
  await lab.add({ at: 'before-publish', do: { fail: { code: 'LINK_10000002' } } });
  expect(await server.dev.run('SELECT 1')).toMatchObject({
    queryStatus: 'failed',
    errorCode: 'LINK_10000002',
  });
  await lab.add({ match: { family: 'aqua' }, at: 'running', do: { fail: { code: '90027' } } });
  const { batches } = await aqua.run(['select Id from Account']);
  expect(batches[0]).toMatchObject({
    status: 'aborted',
    message: 'The query exceeded maximum processing time',
  });
});

test('a job whose failure is retryable is tried again and completes', async () => {
  const { id } = await lab.add({ at: 'running', do: { fail: { retryable: true, message: 'not now' } } });
  const job = await server.dev.run('SELECT 1');
  expect(job.queryStatus).toBe('completed');
  expect((await lab.get(id)).matched).toBe(1);
  const shown = await server.dev.call('GET', `/sluice/v1/jobs/${job.id}`);
  expect(shown.body).toMatchObject({ attempts: 2 });
});

test('an engine that is killed while it runs a job costs that job nothing', async () => {
  await lab.add({ at: 'running', do: { killEngine: true } });
  const job = await server.dev.run('SELECT count(*) FROM account');
  expect(job).toMatchObject({ queryStatus: 'completed', outputRows: 1 });
  expect((await server.dev.call('GET', `/sluice/v1/jobs/${job.id}`)).body).toMatchObject({ attempts: 2 });
});

test('an engine that is frozen has to be killed by the stop', async () => {
  const { id } = await lab.add({ at: 'running', do: { freezeEngine: true } });
  const job = await server.dev.submit('SELECT count(*) FROM account');
  await server.dev.started(job.id);
  while ((await lab.get(id)).matched === 0);
  const { body } = await server.dev.call('POST', `/sluice/v1/jobs/${job.id}/stop`);
  expect(body).toMatchObject({
    endedBy: 'killed',
    steps: expect.arrayContaining([expect.objectContaining({ step: 'killed' })]),
  });
});
