import { afterAll, beforeAll, expect, test } from 'vitest';
import { AquaClient, type AquaJob } from '../../support/aqua-client.ts';
import { HELD, holdQueries } from '../../support/held-queries.ts';
import { type TestServer, testServer } from '../server.ts';

const QUICK = 'select Id from Account where Id = null';

let server: TestServer;
let aqua: AquaClient;
beforeAll(async () => {
  server = await testServer({ limit: { 'platform.tokenLife': '30d' } });
  holdQueries(server.sluice);
  aqua = await AquaClient.signIn(server.url);
});

/** Its second query runs into the limit. */
async function overTime(job: Parameters<AquaClient['submit']>[0]): Promise<AquaJob> {
  const { id } = await aqua.submit(job);
  await aqua.until(id, ({ batches }) => batches[1]?.status === 'executing');
  server.sluice.clock.advance('3h');
  return aqua.until(id);
}
afterAll(() => server[Symbol.asyncDispose]());

test('a query that takes too long aborts its job, with the text of 90027; what came before stays, what comes after waits', async () => {
  const job = await overTime([QUICK, HELD, QUICK]);
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
  const aborted = await overTime({ ...session, queries: [first, { ...first, name: 'b', query: HELD }] });
  expect(aborted.batches.map(({ status }) => status)).toEqual(['completed', 'aborted']);
  const { batches } = await aqua.run({ ...session, queries: [first] });
  expect(batches[0]).toMatchObject({ full: true, recordCount: aborted.batches[0]?.recordCount });
});
