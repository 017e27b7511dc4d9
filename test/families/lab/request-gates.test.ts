import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { RuleInput } from '../../../src/lab/rule.ts';
import { AquaClient } from '../../support/aqua-client.ts';
import { BulkClient } from '../../support/bulk-client.ts';
import { DataQueryClient, download } from '../../support/data-query-client.ts';
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

const QUERY = { query: 'SELECT 1', outputFormat: 'CSV', compression: 'NONE', output: { target: 'S3' } };

/** With its headers. @throws when the connection is closed */
async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const reply = await fetch(server.url + path, {
    method,
    headers: {
      authorization: `Bearer ${server.dev.token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await reply.text();
  return { status: reply.status, headers: reply.headers, body: text === '' ? undefined : JSON.parse(text) };
}

const rejected = (promise: Promise<unknown>): Promise<boolean> =>
  promise.then(
    () => false,
    () => true,
  );
const jobsOf = async (trackId: string): Promise<number> => {
  const { jobs } = (await call('GET', '/sluice/v1/jobs?limit=100')).body as { jobs: { trackId?: string }[] };
  return jobs.filter((job) => job.trackId === trackId).length;
};

test.each(['request', 'before-acknowledge'] as const)(
  'a poll is held at %s until it is let go',
  async (at) => {
    const job = await server.dev.run('SELECT 1');
    const { id } = await lab.add({ match: { path: '/query/jobs', method: 'GET' }, at, do: { hold: true } });
    const poll = call('GET', `/query/jobs/${job.id}`);
    expect((await lab.holder(id)).waiting).toMatchObject([{ jobId: job.id, requestId: expect.any(String) }]);
    await lab.release(id);
    expect(await poll).toMatchObject({ status: 200, body: { data: { queryStatus: 'completed' } } });
  },
);

test('a client that goes away frees what is held for it', async () => {
  const { id } = await lab.add({ match: { path: '/query/jobs' }, at: 'request', do: { hold: true } });
  const gone = new AbortController();
  const poll = fetch(`${server.url}/query/jobs`, {
    headers: { authorization: `Bearer ${server.dev.token}` },
    signal: gone.signal,
  });
  await lab.holder(id);
  gone.abort();
  expect(await rejected(poll)).toBe(true);
  while ((await lab.get(id)).waiting.length > 0);
});

describe('a request is refused as the family refuses it', () => {
  test.each<[string, RuleInput['do'], number, unknown, string | null]>([
    ['/query/jobs', { fail: { code: 'notFound' } }, 404, { code: 404 }, null],
    ['/query/jobs', { fail: { status: 429 } }, 429, { code: 429 }, '1'],
    ['/query/jobs', { fail: { status: 503, retryAfter: 7 } }, 503, { code: 503 }, '7'],
    ['/query/jobs', { fail: { code: 'queueFull' } }, 429, { code: 429 }, '5'],
    [
      '/v2/query_runs/none',
      { fail: { code: 'queueFull', retryAfter: 2 } },
      429,
      { type: 'too_many_requests', retryable: true },
      '2',
    ],
    [
      '/v2/query_runs/none',
      { fail: { code: 'resource_not_found', message: 'gone' } },
      404,
      { errors: [{ message: 'gone' }] },
      null,
    ],
    [
      '/v1/batch-query/jobs/none',
      { fail: { code: '90009' } },
      200,
      { errorCode: '90009', message: 'User is not authorized', status: 'error' },
      null,
    ],
    [
      '/bulk-data/bulk-jobs/summaries',
      { fail: { code: 'notFound' } },
      404,
      { success: false, reasons: [{ code: 50000040 }] },
      null,
    ],
    ['/query/jobs', { fail: {} }, 500, { message: 'The lab refused this request' }, null],
  ])('%s %j', async (path, action, status, body, retryAfter) => {
    const { id } = await lab.add({ match: { path }, at: 'request', do: action });
    const answer = await call('GET', path);
    expect(answer).toMatchObject({ status, body });
    expect(answer.headers.get('retry-after')).toBe(retryAfter);
    expect((await lab.get(id)).matched).toBe(1);
  });

  test('a refused submit of AQuA shows its queries', async () => {
    await lab.add({
      match: { family: 'aqua', call: 'submit' },
      at: 'request',
      do: { fail: { code: '90028' } },
    });
    expect(await aqua.submit(['select Id from Account'])).toMatchObject({
      errorCode: '90028',
      message: 'Too many concurrent jobs',
      batches: [{ query: 'select Id from Account' }],
    });
  });

  test('at before-acknowledge after the work was done', async () => {
    await lab.add({ match: { call: 'submit' }, at: 'before-acknowledge', do: { fail: { status: 500 } } });
    const answer = await call('POST', '/query/jobs', QUERY, { 'zuora-track-id': 'done-but-500' });
    expect(answer).toMatchObject({ status: 500, body: { code: 500 } });
    expect(await jobsOf('done-but-500')).toBe(1);
  });
});

describe('a connection is closed', () => {
  test('before the work: nothing was done, and the key is free', async () => {
    await lab.add({ match: { call: 'submit' }, at: 'request', do: { drop: true } });
    const headers = { 'zuora-track-id': 'dropped-before', 'idempotency-key': 'dropped-before' };
    expect(await rejected(call('POST', '/query/jobs', QUERY, headers))).toBe(true);
    expect(await jobsOf('dropped-before')).toBe(0);
    expect((await call('POST', '/query/jobs', QUERY, headers)).status).toBe(200);
  });

  test('and what has no reply spends no rule for replies', async () => {
    const path = { match: { path: '/query/jobs' } };
    await lab.add({ ...path, at: 'request', do: { drop: true } });
    const { id } = await lab.add({ ...path, at: 'before-acknowledge', do: { delay: 0 } });
    expect(await rejected(call('GET', '/query/jobs'))).toBe(true);
    expect((await lab.get(id)).matched).toBe(0);
  });

  test('after it: the job is there, and the same key leads to it', async () => {
    await lab.add({ match: { call: 'submit' }, at: 'before-acknowledge', do: { drop: true } });
    const headers = { 'zuora-track-id': 'dropped-after', 'idempotency-key': 'dropped-after' };
    expect(await rejected(call('POST', '/query/jobs', QUERY, headers))).toBe(true);
    expect((await call('POST', '/query/jobs', QUERY, headers)).status).toBe(200);
    expect(await jobsOf('dropped-after')).toBe(1);
  });
});

test.each([10, '50%'])('a download is cut after %s', async (truncate) => {
  const job = await server.dev.run('SELECT id, name FROM account');
  const whole = await download(job.dataFile ?? '');
  await lab.add({ match: { call: 'download' }, at: 'before-acknowledge', do: { truncate } });
  const reply = await fetch(job.dataFile ?? '');
  expect(Number(reply.headers.get('content-length'))).toBe(whole.length);
  const parts: Uint8Array[] = [];
  const read = async () => {
    for await (const part of reply.body ?? []) parts.push(part);
  };
  expect(await rejected(read())).toBe(true);
  const expected = truncate === 10 ? 10 : Math.floor(whole.length / 2);
  expect(Buffer.concat(parts)).toEqual(whole.subarray(0, expected));
  expect(await download(job.dataFile ?? '')).toEqual(whole);
});

test('a full queue is worded by each family', async () => {
  await lab.add({ match: { call: 'submit' }, at: 'request', do: { full: true }, times: 3 });
  expect(await call('POST', '/query/jobs', QUERY)).toMatchObject({ status: 429 });
  expect(await call('POST', '/v2/query_runs', { sql: 'SELECT 1', content_type: 'csv' })).toMatchObject({
    status: 429,
    body: { type: 'too_many_requests' },
  });
  expect(await aqua.submit(['select Id from Account'])).toMatchObject({ errorCode: '90028' });
  expect((await call('POST', '/query/jobs', QUERY)).status).toBe(200);
});

test('a bulk job is refused when it is submitted, not when it is created', async () => {
  const bulk = new BulkClient(server.dev);
  await lab.add({ match: { family: 'bulk-data' }, at: 'request', do: { full: true } });
  const id = await bulk.uploaded('Name,Currency,BillCycleDay\nA,USD,1\n');
  expect(await bulk.submit(id)).toMatchObject({ status: 429 });
  expect(await bulk.submit(id)).toMatchObject({ status: 200 });
});

test('an expired token is dead for good, a new one works', async () => {
  const client = await DataQueryClient.signIn(server.url);
  const job = await client.run('SELECT 1');
  await lab.add({ match: { job: job.id }, at: 'request', do: { expire: 'token' } });
  for (let tries = 0; tries < 2; tries++)
    expect((await client.call('GET', `/query/jobs/${job.id}`)).status).toBe(401);
  expect((await (await DataQueryClient.signIn(server.url)).get(job.id)).queryStatus).toBe('completed');
});

test('an expired link is dead for good, the next read of the job has another', async () => {
  const job = await server.dev.run('SELECT 1');
  await lab.add({ match: { call: 'download' }, at: 'request', do: { expire: 'link' } });
  for (let tries = 0; tries < 2; tries++) {
    const reply = await fetch(job.dataFile ?? '');
    expect([reply.status, await reply.text()]).toEqual([403, expect.stringContaining('Request has expired')]);
  }
  const { dataFile } = await server.dev.get(job.id);
  expect((await download(dataFile ?? '')).toString()).toContain('1');
});

test('an expired file of AQuA is gone', async () => {
  const { batches } = await aqua.run(['select Id from Account']);
  await lab.add({ match: { call: 'download' }, at: 'request', do: { expire: 'link' } });
  for (let tries = 0; tries < 2; tries++) expect(await rejected(aqua.file(batches[0]))).toBe(true);
});

test('what drives the lab passes no gate, what Sluice has beside the APIs only where its path is named', async () => {
  const { id } = await lab.add({ at: 'request', do: { fail: {} }, times: 'always' });
  expect((await call('GET', '/query/jobs')).status).toBe(500);
  expect((await call('GET', '/sluice/v1/jobs')).status).toBe(200);
  expect((await lab.get(id)).matched).toBe(1);
  await lab.add({ match: { path: '/sluice/v1/jobs' }, at: 'request', do: { fail: {} } });
  expect((await call('GET', '/sluice/v1/jobs')).status).toBe(500);
});

describe('a request brings rules of its own', () => {
  const brings = (rule: unknown) => ({
    'sluice-lab': typeof rule === 'string' ? rule : JSON.stringify(rule),
  });

  test('for its job alone; the answer names them', async () => {
    const hold = brings({ at: 'before-publish', do: { hold: true } });
    const { body, headers } = await call('POST', '/query/jobs', QUERY, hold);
    const id = headers.get('sluice-lab-rules') ?? '';
    expect((await lab.holder(id)).waiting).toMatchObject([{ jobId: body.data.id }]);
    expect((await server.dev.run('SELECT 2')).queryStatus).toBe('completed');
    await lab.release(id);
    expect((await server.dev.ended(body.data.id)).queryStatus).toBe('completed');
  });

  test('for query runs too, also those that are carried out later', async () => {
    const rule = { match: { family: 'query-runs' }, at: 'before-start', do: { hold: true } };
    const run = { sql: 'SELECT 1', content_type: 'csv' };
    const { headers } = await call('POST', '/v2/query_runs', run, { ...brings(rule), async: 'true' });
    await lab.holder(headers.get('sluice-lab-rules') ?? '');
  });

  test('for itself', async () => {
    const answer = await call(
      'GET',
      '/query/jobs',
      undefined,
      brings({ at: 'request', do: { fail: { status: 503 } } }),
    );
    expect(answer.status).toBe(503);
    expect((await call('GET', '/query/jobs')).status).toBe(200);
  });

  test.each([
    ['no rule', 'hold', 400, 'There is no scenario "hold"'],
    ['no JSON', '{"at"', 400, 'it is neither the name of a scenario nor a rule as JSON'],
    ['a scenario misspelt', 'cancel-looses', 400, '(did you mean "cancel-loses"?)'],
    [
      'a rule that can never match',
      { match: { path: '/x' }, at: 'running', do: { hold: true } },
      400,
      'can never match',
    ],
    [
      'another tenant',
      { match: { tenant: 'other' }, at: 'running', do: { hold: true } },
      403,
      'is not your tenant',
    ],
  ])('%s is refused in the words of the family', async (_, rule, status, message) => {
    const answer = await call('POST', '/query/jobs', QUERY, brings(rule));
    expect(answer).toMatchObject({
      status,
      body: { code: status, message: expect.stringMatching(/^Sluice-Lab: /) },
    });
    expect(answer.body.message).toContain(message);
  });

  test('who is no administrator breaks nothing of others', async () => {
    const kill = brings({ at: 'running', do: { killEngine: true } });
    expect(await server.reader.call('POST', '/query/jobs', QUERY, kill)).toMatchObject({ status: 403 });
  });

  test('sent again after a refusal by them, it does not begin anew', async () => {
    const headers = { ...brings('quota-full'), 'zuora-track-id': 'again-and-again' };
    const statuses: number[] = [];
    for (let tries = 0; tries < 4; tries++)
      statuses.push((await call('POST', '/query/jobs', QUERY, headers)).status);
    expect(statuses).toEqual([429, 429, 429, 200]);
  });
});
