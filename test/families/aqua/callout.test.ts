import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { AquaClient } from '../../support/aqua-client.ts';
import { testServer } from '../server.ts';

test('the end of a job is called out at notifyUrl, with its id and its word in the place of the placeholders', async () => {
  await using server = await testServer({ seed: 'none' });
  const aqua = await AquaClient.signIn(server.url);
  let told = (_path: string): void => undefined;
  const called = new Promise<string>((resolve) => {
    told = resolve;
  });
  const listener = createServer((request, response) => {
    told(`${request.method} ${request.url}`);
    response.end();
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = listener.address() as AddressInfo;
    const { id } = await aqua.run({
      notifyUrl: `http://127.0.0.1:${port}/ended?job=$\{JOBID}&status=$\{STATUS}`,
      queries: [{ query: 'select Id from Account' }],
    });
    expect(await called).toBe(`GET /ended?job=${id}&status=Completed`);
  } finally {
    listener.close();
  }
});
