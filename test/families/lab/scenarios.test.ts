import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { SCENARIOS } from '../../../src/lab/scenarios.ts';
import { DataQueryClient, download, type WireJob } from '../../support/data-query-client.ts';
import { LabClient } from '../../support/lab-client.ts';
import { type TestServer, testServer } from '../server.ts';

/** Each scenario by the header of one submit, as a client of Data Query meets it. */
let server: TestServer;
/** Signed in anew for each test: what one does to time, or to tokens, is not another's. */
let dev: DataQueryClient;

beforeAll(async () => {
  server = await testServer();
});
beforeEach(async () => {
  dev = await DataQueryClient.signIn(server.url);
});
afterEach(async () => {
  const client = await DataQueryClient.signIn(server.url);
  await client.call('POST', '/sluice/v1/lab/clock', { reset: true });
  await new LabClient(client).removeAll();
});
afterAll(() => server[Symbol.asyncDispose]());

const body = (query: string) => ({
  query,
  outputFormat: 'CSV',
  compression: 'NONE',
  output: { target: 'S3' },
});

function submit(scenario: string, query: string, headers: Record<string, string> = {}) {
  return dev.call('POST', '/query/jobs', body(query), { 'sluice-lab': scenario, ...headers });
}

async function submitted(scenario: string, query = 'SELECT id FROM account'): Promise<string> {
  const answer = await submit(scenario, query);
  expect(answer.status).toBe(200);
  return (answer.body as { data: WireJob }).data.id;
}

/** The rules that a submit brought, once the first of them has acted. */
async function acting(scenario: string): Promise<void> {
  const acts = async () => {
    const { status, body: answer } = await dev.call('GET', '/sluice/v1/lab');
    if (status === 401) dev = await DataQueryClient.signIn(server.url);
    if (status !== 200) return false;
    const { rules } = answer as { rules: { scenario?: string; matched: number }[] };
    return rules.some((rule) => rule.scenario === scenario && rule.matched > 0);
  };
  while (!(await acts()));
}

test('cancel-loses: the stop is refused, and the result is there', async () => {
  const id = await submitted('cancel-loses');
  expect((await dev.cancel(id)).status).toBe(400);
  const job = await dev.get(id);
  expect(job.queryStatus).toBe('completed');
  expect((await download(job.dataFile ?? '')).length).toBeGreaterThan(0);
});

test('cancel-wins-late: the stop wins though the result was written', async () => {
  const id = await submitted('cancel-wins-late');
  await acting('cancel-wins-late');
  expect((await dev.get(id)).queryStatus).toBe('in_progress');
  expect((await dev.cancel(id)).status).toBe(200);
  expect((await dev.get(id)).queryStatus).toBe('cancelled');
});

test('stuck-then-killed: the stop has to kill the engine, and is certain', async () => {
  const id = await submitted('stuck-then-killed');
  await acting('stuck-then-killed');
  expect((await dev.cancel(id)).status).toBe(200);
  const { body: job } = await dev.call('GET', `/sluice/v1/jobs/${id}`);
  expect(job).toMatchObject({ state: 'stopped', receipt: { endedBy: 'killed' } });
});

test('expired-file: the first link is dead, that of the next read works', async () => {
  const { dataFile = '' } = await dev.ended(await submitted('expired-file'));
  expect((await fetch(dataFile)).status).toBe(403);
  const id = new URL(dataFile).pathname.split('/').at(-1)?.slice(0, 36) ?? '';
  await download((await dev.get(id)).dataFile ?? '');
});

test('expired-token: a poll is answered 401, and 401 again, until there is a new token', async () => {
  const client = await DataQueryClient.signIn(server.url);
  const id = await submitted('expired-token');
  expect((await client.call('GET', `/query/jobs/${id}`)).status).toBe(401);
  expect((await client.call('GET', `/query/jobs/${id}`)).status).toBe(401);
  expect((await (await DataQueryClient.signIn(server.url)).ended(id)).queryStatus).toBe('completed');
});

test('quota-full: three refusals with Retry-After, then it is taken', async () => {
  const statuses: number[] = [];
  for (let tries = 0; tries < 4; tries++) statuses.push((await submit('quota-full', 'SELECT 3')).status);
  expect(statuses).toEqual([429, 429, 429, 200]);
});

test('three-hours-later: the job fails by its time limit, at once', async () => {
  const id = await submitted('three-hours-later');
  await acting('three-hours-later');
  // Tokens have ended too.
  const job = await (await DataQueryClient.signIn(server.url)).ended(id);
  expect(job).toMatchObject({ queryStatus: 'failed', errorCode: 'LINK_10000002' });
  expect(job.errorMessage).toContain('maximum time limit');
});

test('three-hours-later means nothing where jobs have no time limit', async () => {
  const create = { name: 'a job', objectType: 'Account' };
  const headers = { 'sluice-lab': 'three-hours-later' };
  expect((await dev.call('POST', '/bulk-data/bulk-jobs', create, headers)).status).toBe(400);
});

test('flaky-network: lost reply, lost poll, 503; by its key the retry finds the first job', async () => {
  const headers = { 'idempotency-key': 'flaky', 'zuora-track-id': 'flaky' };
  await expect(submit('flaky-network', 'SELECT 4', headers)).rejects.toThrow();
  const again = await submit('flaky-network', 'SELECT 4', headers);
  const { id } = (again.body as { data: WireJob }).data;
  await expect(dev.get(id)).rejects.toThrow('fetch failed');
  expect((await dev.call('GET', `/query/jobs/${id}`)).status).toBe(503);
  expect((await dev.ended(id)).queryStatus).toBe('completed');
});

test('half-a-download: the file ends in its middle, once', async () => {
  const { dataFile = '' } = await dev.ended(await submitted('half-a-download'));
  await expect(download(dataFile)).rejects.toThrow();
  expect((await download(dataFile)).length).toBeGreaterThan(0);
});

test('crash-while-running: the job is run again by itself', async () => {
  const id = await submitted('crash-while-running');
  expect((await dev.ended(id)).queryStatus).toBe('completed');
  expect((await dev.call('GET', `/sluice/v1/jobs/${id}`)).body).toMatchObject({ attempts: 2 });
});

test('slow-poll: the job goes on when its delay is over', async () => {
  const id = await submitted('slow-poll');
  await acting('slow-poll');
  expect((await dev.get(id)).queryStatus).toBe('in_progress');
  expect((await dev.ended(id)).queryStatus).toBe('completed');
});

test('a scenario can be set by a call too, for what its match names', async () => {
  const given = { scenario: 'quota-full', match: { trackId: 'busy' } };
  const { status, body: made } = await dev.call('POST', '/sluice/v1/lab/rules', given);
  expect([status, made]).toMatchObject([201, { rules: [{ scenario: 'quota-full', times: 3 }] }]);
  const send = (trackId: string) =>
    dev.call('POST', '/query/jobs', body('SELECT 1'), { 'zuora-track-id': trackId });
  expect((await send('busy')).status).toBe(429);
  expect((await send('free')).status).toBe(200);
});

test.each([
  [{ scenario: 'cancel-lose' }, '(did you mean "cancel-loses"?)'],
  [{ scenario: 'slow-poll', match: { path: '/query' } }, 'match has no key "path"'],
  [{ scenario: 'three-hours-later', match: { family: 'bulk-data' } }, 'means nothing in "bulk-data"'],
])('%j is refused', async (given, message) => {
  const answer = await dev.call('POST', '/sluice/v1/lab/rules', given);
  expect(answer).toMatchObject({ status: 400, body: { detail: expect.stringContaining(message) } });
});

test('the eleven are listed with what each teaches', async () => {
  const { body: answer } = await dev.call('GET', '/sluice/v1/lab/scenarios');
  expect(answer).toEqual({ scenarios: SCENARIOS });
  expect(SCENARIOS).toHaveLength(11);
});
