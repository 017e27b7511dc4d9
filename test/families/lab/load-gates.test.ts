import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { accountsCsv, BulkClient } from '../../support/bulk-client.ts';
import { LabClient } from '../../support/lab-client.ts';
import { type TestServer, testServer } from '../server.ts';

let server: TestServer;
let lab: LabClient;
let bulk: BulkClient;
beforeAll(async () => {
  server = await testServer({ seed: 'none' });
  lab = new LabClient(server.dev);
  bulk = new BulkClient(server.dev);
});
afterEach(() => lab.removeAll());
afterAll(() => server[Symbol.asyncDispose]());

/** Chunks have 245,760 rows (`CHUNK_ROWS`). */
const TWO_CHUNKS = 250_000;

test('a load waits before the chunk at which it is held, with the one before it written; an abort there keeps that', async () => {
  const { id } = await lab.add({
    match: { family: 'bulk-data', unit: 2 },
    at: 'running',
    do: { hold: true },
  });
  const job = await bulk.submitted(accountsCsv(TWO_CHUNKS));
  await lab.holder(id);
  await bulk.until(job, ({ rowsSucceeded }) => rowsSucceeded === 245_760);
  expect((await bulk.abort(job)).status).toBe(200);
  expect(await bulk.ended(job)).toMatchObject({ status: 'Aborted', rowsSucceeded: 245_760, rowsFailed: 0 });
});

test('an engine killed before the second chunk costs nothing that was written, and nothing is written twice', async () => {
  await lab.add({ match: { family: 'bulk-data', unit: 2 }, at: 'running', do: { killEngine: true } });
  const job = await bulk.submitted(accountsCsv(TWO_CHUNKS));
  expect(await bulk.ended(job)).toMatchObject({
    status: 'Completed',
    rowsSucceeded: TWO_CHUNKS,
    rowsFailed: 0,
  });
});

test('the row that a rule names is refused with its words; the job goes on', async () => {
  await lab.add({
    match: { family: 'bulk-data', unit: 2 },
    at: 'running',
    do: { fail: { message: 'The lab wants none of this' } },
  });
  const job = await bulk.submitted(accountsCsv(3));
  expect(await bulk.ended(job)).toMatchObject({ status: 'Completed', rowsSucceeded: 2, rowsFailed: 1 });
  const { failed } = await bulk.files(job);
  expect(failed).toContain('Customer 1,');
  expect(failed).toContain('The lab wants none of this');
});
