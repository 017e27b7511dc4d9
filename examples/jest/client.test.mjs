import { startSluice } from 'sluice';
import { DataQueryClient } from '../data-query-client.mjs';

let sluice;
let client;
beforeAll(async () => {
  sluice = await startSluice({ seed: 'none' });
  client = new DataQueryClient(sluice.url, sluice.credentials);
});
afterEach(() => sluice?.reset());
afterAll(() => sluice?.stop());

test('a job that is held is not complete, and is once it is let go', async () => {
  const held = sluice.lab.hold({ family: 'data-query', at: 'before-publish' });
  const id = await client.submit('SELECT 42 AS answer');
  await held.reached();
  expect((await client.status(id)).queryStatus).toBe('in_progress');
  held.release();
  expect((await client.ended(id)).queryStatus).toBe('completed');
  expect(await client.rows(id)).toBe('answer\n42\n');
});

test('a stop ends a job while it is held', async () => {
  const held = sluice.lab.hold({ at: 'running' });
  const id = await client.submit('SELECT 1');
  await held.reached();
  await client.cancel(id);
  expect((await client.ended(id)).queryStatus).toBe('cancelled');
});

test('two hours later the job is beyond its time, and the client has a new token', async () => {
  const held = sluice.lab.hold({ at: 'running' });
  const id = await client.submit('SELECT 1');
  await held.reached();
  sluice.clock.advance('2h');
  expect((await client.ended(id)).queryStatus).toBe('failed');
});
