import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { startSluice } from 'sluice';
import { DataQueryClient } from '../data-query-client.mjs';

let sluice;
let client;
before(async () => {
  sluice = await startSluice({ seed: 'none' });
  client = new DataQueryClient(sluice.url, sluice.credentials);
});
afterEach(() => sluice?.reset());
after(() => sluice?.stop());

test('a job that is held is not complete, and is once it is let go', async () => {
  const held = sluice.lab.hold({ family: 'data-query', at: 'before-publish' });
  const id = await client.submit('SELECT 42 AS answer');
  await held.reached();
  assert.equal((await client.status(id)).queryStatus, 'in_progress');
  held.release();
  assert.equal((await client.ended(id)).queryStatus, 'completed');
  assert.equal(await client.rows(id), 'answer\n42\n');
});

test('a stop ends a job while it is held', async () => {
  const held = sluice.lab.hold({ at: 'running' });
  const id = await client.submit('SELECT 1');
  await held.reached();
  await client.cancel(id);
  assert.equal((await client.ended(id)).queryStatus, 'cancelled');
});

test('two hours later the job is beyond its time, and the client has a new token', async () => {
  const held = sluice.lab.hold({ at: 'running' });
  const id = await client.submit('SELECT 1');
  await held.reached();
  sluice.clock.advance('2h');
  assert.equal((await client.ended(id)).queryStatus, 'failed');
});
