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

test('a load waits at the gates between its chunks, with the first one written; an abort there keeps that', async () => {
  const family = 'bulk-data';
  const gates = [
    { match: { family, unit: 1 }, at: 'before-publish' },
    { match: { family, unit: 1 }, at: 'after-publish' },
    { match: { family, unit: 2 }, at: 'before-start' },
    { match: { family, unit: 2 }, at: 'running' },
  ] as const;
  const holds: string[] = [];
  for (const gate of gates) holds.push((await lab.add({ ...gate, do: { hold: true } })).id);
  const job = await bulk.submitted(accountsCsv(TWO_CHUNKS));
  for (const id of holds.slice(0, -1)) {
    await lab.holder(id);
    await bulk.until(job, ({ rowsSucceeded }) => rowsSucceeded === 245_760);
    await lab.release(id);
  }
  await lab.holder(holds.at(-1) ?? '');
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
