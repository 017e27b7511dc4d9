import { afterAll, beforeAll, expect, test } from 'vitest';
import { AquaClient } from '../../support/aqua-client.ts';
import { type TestServer, testServer } from '../server.ts';

const QUERY = { name: 'q', query: "select Id from Account where Id = 'a1'", type: 'zoqlexport' };

const HOUR = 3_600_000;

let server: TestServer;
let aqua: AquaClient;
beforeAll(async () => {
  server = await testServer({
    seed: 'none',
    zone: 'Asia/Tokyo',
    choice: {
      'aqua.lineEnd': 'crlf',
      'aqua.deleteEnded': '400',
      'aqua.unknownJob': '404',
      'aqua.incrementalZone': 'tenant',
      'aqua.incrementalEcho': 'epoch',
      'aqua.defaultType': 'zoql',
      'aqua.offsetRange': 'refuse',
    },
  });
  aqua = await AquaClient.signIn(server.url);
  const { status } = await server.dev.call('POST', '/sluice/v1/data/Account', { upsert: [{ Id: 'a1' }] });
  if (status !== 200) throw new Error('no rows');
});
afterAll(() => server[Symbol.asyncDispose]());

test('aqua.lineEnd=crlf ends each line so', async () => {
  const { batches } = await aqua.run({ queries: [QUERY] });
  expect(await aqua.file(batches[0])).toBe('Account: ID\r\na1\r\n');
});

test('aqua.deleteEnded=400 answers a cancel of what has ended so, with the same body', async () => {
  const { id } = await aqua.run({ queries: [QUERY] });
  const { status, body } = await aqua.call('DELETE', `/v1/batch-query/jobs/${id}`);
  expect([status, body]).toEqual([
    400,
    { errorCode: '90003', message: 'Invalid Job Id for job cancellation', id, status: 'error' },
  ]);
});

test('aqua.unknownJob=404 answers for jobs and for sessions', async () => {
  for (const path of [`jobs/${'0'.repeat(32)}`, 'jobs/partner/acme/project/none']) {
    const { status, body } = await aqua.call('GET', `/v1/batch-query/${path}`);
    expect([status, body.errorCode]).toEqual([404, '90002']);
  }
});

test('aqua.defaultType and aqua.offsetRange', async () => {
  const job = await aqua.submit({ queries: [{ query: QUERY.query }] });
  expect(job.batches[0]?.['batchType']).toBe('zoql');
  const refused = await aqua.call('POST', '/v1/batch-query', { offset: 3601, queries: [QUERY] });
  expect(refused.body).toMatchObject({ success: false, reasons: [{ code: 50000090 }] });
});

test('aqua.incrementalZone=tenant reads incrementalTime by the tenant’s clocks, aqua.incrementalEcho=epoch shows it', async () => {
  const second = 1000 * Math.floor(Date.now() / 1000);
  const run = (since: number) =>
    aqua.run({
      version: '1.1',
      partner: 'acme',
      project: 'zone',
      // Tokyo is nine hours ahead; in Pacific time this would be tomorrow.
      incrementalTime: new Date(since + 9 * HOUR).toISOString().slice(0, 19).replace('T', ' '),
      queries: [QUERY],
    });
  const before = await run(second - HOUR);
  expect(before).toMatchObject({
    incrementalTime: second - HOUR,
    batches: [{ full: false, recordCount: 1 }],
  });
  expect((await run(second + HOUR)).batches[0]?.recordCount).toBe(0);
});
