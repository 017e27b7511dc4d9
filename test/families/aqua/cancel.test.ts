import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AquaClient, type AquaJob } from '../../support/aqua-client.ts';
import { OTHER, READER } from '../../support/data-query-client.ts';
import { HELD, holdQueries } from '../../support/held-queries.ts';
import { type TestServer, testServer } from '../server.ts';

const QUICK = 'select Id, AccountNumber from Account';

let server: TestServer;
let aqua: AquaClient;
beforeAll(async () => {
  server = await testServer({ fileSegmentation: true, limit: { 'aqua.rowsPerSegment': 20 } });
  holdQueries(server.sluice);
  aqua = await AquaClient.signIn(server.url);
});
afterAll(() => server[Symbol.asyncDispose]());

const runsItsSecond = (job: AquaJob): boolean => job.batches[1]?.status === 'executing';
const named = (queries: readonly string[]) =>
  queries.map((query, index) => ({ name: `b${index + 1}`, query, type: 'zoqlexport' }));

describe('a job of three queries that is cancelled in its second', () => {
  let before: AquaJob;
  let answer: Awaited<ReturnType<AquaClient['call']>>;
  beforeAll(async () => {
    const { id } = await aqua.submit({
      name: 'June10',
      version: '1.1',
      queries: named([QUICK, HELD, QUICK]),
    });
    before = await aqua.until(id, runsItsSecond);
    answer = await aqua.call('DELETE', `/apps/api/batch-query/jobs/${id}`);
  });

  test('had the file of its first while the second ran', () => {
    expect(before.status).toBe('executing');
    expect(before.batches.map(({ status }) => status)).toEqual(['completed', 'executing', 'pending']);
    expect(before.batches[0]).toMatchObject({ fileId: expect.any(String), message: '' });
  });

  test('is answered with the whole job as the published samples are (seeds.md S1, S2)', () => {
    const { status, body } = answer;
    expect(status).toBe(200);
    expect(body).toMatchObject({
      name: 'June10',
      id: before.id,
      version: '1.1',
      format: 'CSV',
      status: 'cancelled',
      encrypted: 'none',
      sourceData: 'LIVE',
    });
    const [done, met, waiting] = body.batches;
    expect(done).toEqual({ ...before.batches[0] });
    expect(Object.keys(done ?? {})).toEqual(
      expect.arrayContaining([
        'name',
        'message',
        'query',
        'status',
        'recordCount',
        'fileId',
        'batchId',
        'batchType',
      ]),
    );
    expect(met).toMatchObject({ status: 'submitted', recordCount: 0, query: HELD });
    expect(waiting).toMatchObject({ status: 'pending', recordCount: 0 });
    for (const batch of [met, waiting])
      for (const key of ['fileId', 'segments', 'message']) expect(batch).not.toHaveProperty(key);
    expect(JSON.stringify(body)).not.toContain('null');
  });

  test('keeps the file of its first, and shows the same when it is read', async () => {
    const [done] = answer.body.batches;
    const lines = (await aqua.file(done)).trimEnd().split('\n');
    expect(lines).toHaveLength((done?.recordCount ?? 0) + 1);
    expect(await aqua.get(before.id)).toEqual(answer.body);
  });

  test('is answered 90003 with its id when cancelled again, and stays as it is', async () => {
    const again = await aqua.call('DELETE', `/v1/batch-query/jobs/${before.id}`);
    expect([again.status, again.body]).toEqual([
      200,
      { errorCode: '90003', message: 'Invalid Job Id for job cancellation', id: before.id, status: 'error' },
    ]);
    expect((await aqua.get(before.id)).status).toBe('cancelled');
  });

  test('has a receipt that names the way it came in and the file that was kept', async () => {
    const id = before.id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    const { body } = await aqua.call('GET', `/sluice/v1/jobs/${id}`);
    expect(body['receipt']).toMatchObject({
      via: 'aqua',
      wasState: 'running',
      filesKept: [before.batches[0]?.fileId],
    });
  });

  test('shows the file of its first in the native API too, behind a link that says what it is', async () => {
    const id = before.id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    const { body } = await aqua.call('GET', `/sluice/v1/jobs/${id}`);
    const units = body['units'] as { state: string; files: { name: string; url: string }[] }[];
    expect(units.map(({ state, files }) => [state, files.map(({ name }) => name)])).toEqual([
      ['completed', [before.batches[0]?.fileId]],
      ['interrupted', []],
      ['waiting', []],
    ]);
    const reply = await fetch(units[0]?.files[0]?.url ?? '');
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toBe('text/csv;charset=UTF-8');
    expect(reply.headers.get('content-disposition')).toBe('attachment; filename=b1.csv');
    expect(await reply.text()).toBe(await aqua.file(before.batches[0]));
  });
});

test('a stateful full load in segments shows segments, also of the batch that was met, and no message', async () => {
  const { id } = await aqua.submit({
    name: 'DSEXPORT',
    version: '1.1',
    partner: 'acme',
    project: 'cancelled',
    queries: named([QUICK, HELD]),
  });
  await aqua.until(id, runsItsSecond);
  const { batches, status } = await aqua.cancel(id);
  expect(status).toBe('cancelled');
  const [done, met] = batches;
  expect(done).toMatchObject({ status: 'completed', recordCount: expect.any(Number), full: true });
  expect(done?.segments?.length).toBe(Math.ceil((done?.recordCount ?? 0) / 20));
  expect(met).toMatchObject({
    status: 'submitted',
    recordCount: 0,
    segments: [expect.stringMatching(/^[0-9a-f]{32}$/)],
  });
  for (const batch of batches) {
    expect(batch).not.toHaveProperty('fileId');
    expect(batch).not.toHaveProperty('message');
  }
  const files = await Promise.all(
    (done?.segments ?? []).map((fileId) => aqua.file({ ...done, fileId } as never)),
  );
  const lines = files.map((text) => text.trimEnd().split('\n'));
  for (const [header] of lines) expect(header).toBe('Account: ID,Account: Account Number');
  expect(lines.reduce((sum, rows) => sum + rows.length - 1, 0)).toBe(done?.recordCount);
  expect((await aqua.fetch('GET', `/v1/files/${met?.segments?.[0]}`)).status).toBe(404);

  // A cancelled job moves no session: the next one takes everything.
  const next = await aqua.run({
    version: '1.1',
    partner: 'ACME',
    project: 'Cancelled',
    queries: named([QUICK]),
  });
  expect(next.batches[0]).toMatchObject({ full: true, recordCount: done?.recordCount });
});

test('nobody else cancels it: another tenant and another user are told that there is none', async () => {
  const { id } = await aqua.submit(named([HELD]).map(({ query }) => query));
  await aqua.until(id, ({ status }) => status === 'executing');
  for (const principal of [OTHER, READER]) {
    const body = await (await AquaClient.signIn(server.url, principal)).cancel(id);
    expect(body).toEqual({
      errorCode: '90003',
      message: 'Invalid Job Id for job cancellation',
      status: 'error',
    });
  }
  expect((await aqua.get(id)).status).toBe('executing');
  expect((await aqua.cancel(id)).status).toBe('cancelled');
});

test('a cancel of a completed job is 90003 with status 200: clients cancel each probe at once', async () => {
  const { id } = await aqua.run([`${QUICK} limit 1`]);
  const { status, body } = await aqua.call('DELETE', `/v1/batch-query/jobs/${id}`);
  expect([status, body.errorCode, body.id]).toEqual([200, '90003', id]);
  expect((await aqua.get(id)).status).toBe('completed');
});
