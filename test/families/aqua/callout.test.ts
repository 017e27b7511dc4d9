import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AquaClient } from '../../support/aqua-client.ts';
import { HELD, holdQueries } from '../../support/held-queries.ts';
import { until } from '../../support/server-process.ts';
import { type TestServer, testServer } from '../server.ts';

const QUICK = 'select Id from Account limit 1';

let server: TestServer;
let aqua: AquaClient;
let listener: Server;
const called: string[] = [];
beforeAll(async () => {
  listener = createServer((request, response) => {
    called.push(`${request.method} ${request.url}`);
    response.end();
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  server = await testServer({ limit: { 'platform.tokenLife': '30d' } });
  holdQueries(server.sluice);
  aqua = await AquaClient.signIn(server.url);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  listener.close();
});

const calls = (id: string): readonly string[] => called.filter((line) => line.includes(id));
const submit = (query: string): ReturnType<AquaClient['submit']> => {
  const { port } = listener.address() as AddressInfo;
  const notifyUrl = `http://127.0.0.1:${port}/ended?job=$\{JOBID}&status=$\{STATUS}`;
  return aqua.submit({ notifyUrl, queries: [{ query }] });
};

/** What was stopped may take its engine with it: the next one waits for another. */
const WITHIN_MS = 60_000;
const calledOut = (id: string): Promise<void> =>
  until(`job ${id} is called out`, () => calls(id).length > 0, WITHIN_MS);

describe('the end of a job is called out at notifyUrl, with its id and its word in the place of the placeholders', () => {
  test.each([
    ['completed', 'Completed', QUICK],
    ['aborted', 'Aborted', HELD],
  ])('%s: %s', async (status, word, query) => {
    const { id } = await submit(query);
    if (query === HELD) {
      await aqua.until(id, (job) => job.status === 'executing');
      server.sluice.clock.advance('3h');
    }
    expect((await aqua.until(id)).status).toBe(status);
    await calledOut(id);
    expect(calls(id)).toEqual([`GET /ended?job=${id}&status=${word}`]);
  });

  test('not of one that was cancelled: the next one is told of, and it is not', async () => {
    const { id } = await submit(HELD);
    await aqua.until(id, (job) => job.status === 'executing');
    expect((await aqua.cancel(id)).status).toBe('cancelled');
    const next = await submit(QUICK);
    await calledOut(next.id);
    expect(calls(id)).toEqual([]);
  });

  test('not of one that was refused', async () => {
    const { id } = await submit('select Nothing from Account');
    expect(id).toBeUndefined();
    const next = await submit(QUICK);
    await calledOut(next.id);
    expect(called.filter((line) => line.includes('Error'))).toEqual([]);
  });
});
