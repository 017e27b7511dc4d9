import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENDLESS, ENDLESS_NUMBERS, type TestServer, testServer } from '../server.ts';

interface Why {
  readonly id: string;
  readonly state: string;
  readonly summary: string;
  readonly since: string;
  readonly waitsFor?: {
    readonly for: string;
    readonly jobs?: { readonly count: number; readonly ids: string[] };
  };
  readonly ahead?: { readonly count: number; readonly ids: string[] };
  readonly limit?: { readonly name: string; readonly figure: number };
  readonly attempt?: { readonly phase: string; readonly timeLeftMs: number };
  readonly ended?: Readonly<Record<string, unknown>>;
}

let server: TestServer;
beforeAll(async () => {
  server = await testServer({ seed: 'small', limit: { 'dataQuery.live.maxRunning': 1 } });
});
afterAll(() => server[Symbol.asyncDispose]());

async function why(id: string, client = server.dev): Promise<Why> {
  const { status, body } = await client.call('GET', `/sluice/v1/jobs/${id}/why`);
  expect(status).toBe(200);
  return body as Why;
}

async function running(client = server.dev): Promise<string> {
  const { id } = await client.submit(ENDLESS);
  for (;;) {
    const found = await why(id, client);
    if (found.attempt?.phase === 'statement') return id;
    await delay(10);
  }
}

describe('GET /jobs/{id}/why', () => {
  test('of a running job tells what it does, and the time that is left with the limit’s name', async () => {
    const id = await running();
    const found = await why(id);
    expect(found).toMatchObject({
      id,
      state: 'running',
      attempt: { attempt: 1, phase: 'statement', unit: 1, units: 1 },
      limit: { name: 'dataQuery.attemptTime', figure: 3_600_000 },
    });
    expect(found.attempt?.timeLeftMs).toBeGreaterThan(3_500_000);
    expect(found.summary).toMatch(
      /^Attempt 1 runs its statement, for .+ now; .*left of the 1 h that an attempt may take \(dataQuery\.attemptTime\)\.$/,
    );
    await server.dev.cancel(id);
    expect((await why(id)).summary).toMatch(
      /^It was stopped: dev@sluice\.local asked for it via data-query while/,
    );
  });

  test('of a job whose lane is full names limit and figure; jobs that the caller may not see are only counted', async () => {
    const first = await running();
    const second = (await server.dev.submit('SELECT 1')).id;
    const third = (await server.reader.submit('SELECT 2')).id;
    const seen = await why(third, server.reader);
    expect(seen).toMatchObject({
      state: 'queued',
      waitsFor: { for: 'lane', jobs: { count: 1, ids: [] } },
      ahead: { count: 1, ids: [], queues: 0, queuesOfOtherTenants: 0 },
      limit: {
        name: 'dataQuery.live.maxRunning',
        figure: 1,
        toChange: 'start the server with --limit dataQuery.live.maxRunning=…',
      },
    });
    expect(seen.summary).toBe(
      'As many LIVE jobs of its tenant run as may (dataQuery.live.maxRunning = 1): it waits for one of them to end; 1 job of its queue is ahead of it.',
    );
    expect(JSON.stringify(seen)).not.toContain(first);
    expect(await why(third)).toMatchObject({
      waitsFor: { jobs: { ids: [first] } },
      ahead: { ids: [second] },
    });
    await server.dev.cancel(first);
    await server.reader.ended(third);
    expect(await why(third, server.reader)).toMatchObject({ ended: { rows: 1, files: 1 } });
  });

  test('of a failed job says whose fault it was, in its language’s words', async () => {
    const { id } = await server.dev.run('SELECT nothing');
    expect((await why(id)).summary).toBe(
      'It failed, since the statement is at fault: "line 1:8: Column \'nothing\' cannot be resolved".',
    );
  });

  test('is 404 for another tenant’s job as for one that never was, 403 for another user’s', async () => {
    const { id } = await server.dev.submit('SELECT 1');
    const status = async (client: typeof server.dev, job: string) =>
      (await client.call('GET', `/sluice/v1/jobs/${job}/why`)).status;
    expect(await status(server.other, id)).toBe(404);
    expect(await status(server.dev, 'none')).toBe(404);
    expect(await status(server.reader, id)).toBe(403);
  });
});

test('a limit that a job met is named with its figure and how to change it', async () => {
  await using small = await testServer({
    seed: 'small',
    limit: { 'dataQuery.live.maxOutputRows': 5 },
    engineSlots: 1,
  });
  const { id } = await small.dev.run('SELECT id FROM account');
  const { body } = await small.dev.call('GET', `/sluice/v1/jobs/${id}/why`);
  expect(body).toMatchObject({ limit: { name: 'dataQuery.live.maxOutputRows', figure: 5 } });
  expect((body as Why).summary).toMatch(
    /^It failed, since it gave more rows than it may: .* The limit dataQuery\.live\.maxOutputRows is 5 rows; to change it, start the server with --limit dataQuery\.live\.maxOutputRows=…\.$/,
  );

  const busy = (await small.other.submit(ENDLESS_NUMBERS)).id;
  for (;;) {
    const { body: at } = await small.other.call('GET', `/sluice/v1/jobs/${busy}/why`);
    if ((at as Why).state === 'running') break;
  }
  const waits = (await small.dev.submit('SELECT 1')).id;
  const { body: slot } = await small.dev.call('GET', `/sluice/v1/jobs/${waits}/why`);
  expect(slot).toMatchObject({
    // Another tenant's job is counted, never named, not even to an administrator.
    waitsFor: { for: 'slot', jobs: { count: 1, ids: [] } },
    limit: { name: '--engine-slots', figure: 1 },
  });
  expect((slot as Why).summary).toBe(
    'All 1 slot of this server are taken (--engine-slots); no job of its queue is ahead of it.',
  );
  await small.other.cancel(busy);
});
