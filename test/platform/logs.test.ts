import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type JobLogger, logJobs } from '../../src/platform/job-log.ts';
import { CoreHarness } from '../jobs/core-harness.ts';
import { DataQueryClient, download } from '../support/data-query-client.ts';
import { ServerProcess, until } from '../support/server-process.ts';
import { testApp } from './test-app.ts';

type Line = Readonly<Record<string, unknown>>;

test('a 5xx is logged with what failed, the ids of its request, method and path', async () => {
  await using app = await testApp();
  const reply = await fetch(`${app.url}/things/broken?sig=secret`, {
    headers: { authorization: `Bearer ${await app.token()}`, 'zuora-track-id': 'track-9' },
  });
  expect(reply.status).toBe(500);
  expect(app.failures).toEqual([expect.objectContaining({ message: 'secret detail' })]);
  expect(app.failedRequests).toEqual([
    {
      requestId: reply.headers.get('zuora-request-id'),
      trackId: 'track-9',
      job: undefined,
      method: 'GET',
      path: '/things/broken',
      status: 500,
    },
  ]);
});

test('a failed job is logged with its ids and the kind of its error, a fault of ours as a warning', async () => {
  const core = await new CoreHarness().start();
  const lines: Line[] = [];
  const keep = (level: string) => (fields: object, message: string) =>
    lines.push({ level, message, ...fields });
  const log: JobLogger = { debug: keep('debug'), info: keep('info'), warn: keep('warn') };
  const end = logJobs(log, core.jobs);
  try {
    const { id } = await core.submit({ trackId: 'track-3', requestId: 'request-3' });
    (await core.statement(id)).fail(new Error('value of a row'));
    await core.state(id, 'failed');
    const ids = { job: id, trackId: 'track-3', requestId: 'request-3', family: 'data-query', tenant: 'dev' };
    expect(lines.map(({ level, message }) => `${level} ${message}`)).toEqual([
      'debug job submitted',
      'debug job started',
      'warn job failed',
    ]);
    for (const line of lines) expect(line).toMatchObject(ids);
    expect(lines.at(-1)).toMatchObject({ error: 'internal', attempts: 1 });
    expect(JSON.stringify(lines)).not.toContain('value of a row');
  } finally {
    end();
    await core.end();
  }
});

describe('a server with --log-level debug', () => {
  let server: ServerProcess;
  let lines: readonly Line[];
  let requestId: string | null;
  let job: string;
  let token: string;
  beforeAll(async () => {
    server = await ServerProcess.start({ args: ['--seed', 'none', '--log-level', 'debug'] });
    const client = await DataQueryClient.signIn(server.url);
    const reply = await fetch(`${server.url}/query/jobs?queryStatus=nonsense`, {
      headers: { authorization: 'Bearer 0123456789abcdef', 'zuora-track-id': 'track-5' },
    });
    requestId = reply.headers.get('zuora-request-id');
    const done = await client.run("SELECT 'a secret value' AS x");
    job = done.id;
    token = new URL(done.dataFile ?? '').search;
    await download(done.dataFile ?? '');
    await until(
      'the lines',
      () => server.log.includes('"job completed"') && server.log.includes('/results/'),
    );
    lines = server.log
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Line);
  });
  afterAll(() => server?.remove());

  test('shows each answered request with its ids', () => {
    expect(lines.filter((line) => line['requestId'] === requestId)).toMatchObject([
      { msg: 'answered', method: 'GET', path: '/query/jobs', status: 401, trackId: 'track-5' },
    ]);
  });

  test('shows the submit of a job and its end by the id of the request that submitted it', () => {
    const of = lines.filter((line) => line['job'] === job && String(line['msg']).startsWith('job '));
    expect(of.map((line) => line['msg'])).toEqual(['job submitted', 'job started', 'job completed']);
    const [submitted, , completed] = of;
    expect(completed).toMatchObject({ level: 30, rows: 1, requestId: submitted?.['requestId'] });
    expect(lines).toContainEqual(
      expect.objectContaining({ msg: 'answered', method: 'POST', requestId: submitted?.['requestId'] }),
    );
  });

  test('shows no credential, no signature, no text of a statement and no value of a row', () => {
    for (const secret of [
      '0123456789abcdef',
      'sluice-dev-secret',
      token,
      'X-Amz',
      'a secret value',
      'SELECT',
    ])
      expect(server.log).not.toContain(secret);
  });
});
