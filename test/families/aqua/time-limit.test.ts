import { afterAll, beforeAll, expect, test } from 'vitest';
import { AquaClient } from '../../support/aqua-client.ts';
import { type TestServer, testServer } from '../server.ts';

const QUICK = 'select Id from Account where Id = null';
/** Each row alone would take minutes: a pattern that can be matched in countless ways, and is not. */
const SLOW = `select Id from Account where Id like '${'%_'.repeat(16)}q'`;

let server: TestServer;
let aqua: AquaClient;
beforeAll(async () => {
  server = await testServer({ limit: { 'aqua.queryTime': '3s' } });
  aqua = await AquaClient.signIn(server.url);
});
afterAll(() => server[Symbol.asyncDispose]());

test('a query that takes too long aborts its job, with the text of 90027; what came before stays, what comes after waits', async () => {
  const job = await aqua.run([QUICK, SLOW, QUICK]);
  expect(job.status).toBe('aborted');
  const [done, aborted, never] = job.batches;
  expect(done).toMatchObject({ status: 'completed', recordCount: 0, message: '' });
  expect(await aqua.file(done)).toBe('Account: ID\n');
  expect(aborted).toMatchObject({
    status: 'aborted',
    localizedStatus: 'aborted',
    recordCount: 0,
    message: 'The query exceeded maximum processing time',
  });
  expect(never).toMatchObject({ status: 'pending', recordCount: 0 });
  for (const batch of [aborted, never]) expect(batch).not.toHaveProperty('fileId');
  expect(never).not.toHaveProperty('message');
  // An aborted job has ended: its cancel says so, and its session stays where it was.
  expect(await aqua.cancel(job.id)).toMatchObject({ errorCode: '90003', id: job.id });
});

test('an aborted job moves no session', async () => {
  const session = { version: '1.1', partner: 'acme', project: 'slow' };
  const first = { name: 'a', query: 'select Id from Account', type: 'zoqlexport' };
  const aborted = await aqua.run({ ...session, queries: [first, { ...first, name: 'b', query: SLOW }] });
  expect(aborted.batches.map(({ status }) => status)).toEqual(['completed', 'aborted']);
  const { batches } = await aqua.run({ ...session, queries: [first] });
  expect(batches[0]).toMatchObject({ full: true, recordCount: aborted.batches[0]?.recordCount });
});
