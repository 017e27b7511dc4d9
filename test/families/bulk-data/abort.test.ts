import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountsCsv, BulkClient, bodyOf } from '../../support/bulk-client.ts';
import type { Answer } from '../../support/data-query-client.ts';
import { LabClient } from '../../support/lab-client.ts';
import { type TestServer, testServer } from '../server.ts';

/** So many that nobody is too late to abort them. */
const ROWS = 300_000;
const MANY = accountsCsv(ROWS);
/** Accounts that a load of `MANY` has made so far, deleted ones left out. */
const COUNT = "SELECT count(*) FROM account WHERE name LIKE 'Customer %'";

let server: TestServer;
let bulk: BulkClient;
let lab: LabClient;
beforeAll(async () => {
  server = await testServer({ seed: 'none' });
  bulk = new BulkClient(server.dev);
  lab = new LabClient(server.dev);
});
afterAll(() => server[Symbol.asyncDispose]());

const refusal = (message: string) => ({
  status: 400,
  body: { success: false, reasons: [{ code: 50000030, message }] },
});

/** A job of which rows have been written, and more are to come. */
async function loading(): Promise<string> {
  const id = await bulk.submitted(MANY);
  await bulk.until(id, ({ rowsSucceeded }) => rowsSucceeded > 0);
  return id;
}

/** The next jobs are held before their first row is written. */
const hold = (times = 1) =>
  lab.add({ match: { family: 'bulk-data', unit: 1 }, at: 'running', do: { hold: true }, times });

/** A job in progress. */
async function held(): Promise<string> {
  const rule = await hold();
  const id = await bulk.submitted(accountsCsv(3));
  await lab.holder(rule.id);
  return id;
}

/** The answer to an abort, and that it is true; on a busy machine the rows in flight may take longer than it waits. */
async function aborted(id: string, { status, body }: Answer): Promise<void> {
  expect({ status, body }).toEqual({
    status: 200,
    body: { id, status: expect.stringMatching(/^Abort(ed|ing)$/) },
  });
  expect((await bulk.ended(id)).status).toBe('Aborted');
}

async function accounts(): Promise<number> {
  const job = await server.dev.run(COUNT);
  return Number((await (await fetch(job.dataFile ?? '')).text()).split('\n')[1]);
}

describe('abort of a job in progress (seeds.md S4)', () => {
  test('answers with these two keys alone; no row is written from then on, and the counts are those of tables and files', async () => {
    const before = await accounts();
    const id = await loading();
    await aborted(id, await bulk.abort(id));
    const [written, summary] = [(await accounts()) - before, await bulk.summary(id)];
    expect(summary).toMatchObject({ status: 'Aborted', rowCount: ROWS, rowsFailed: 0 });
    expect(summary.rowsSucceeded).toBeGreaterThan(0);
    expect(summary.rowsSucceeded).toBeLessThanOrEqual(ROWS);
    expect(written).toBe(summary.rowsSucceeded);
    const files = await bulk.files(id);
    expect(files.succeeded.trimEnd().split('\n')).toHaveLength(written + 1);
    expect(files.failed).toBe('Name,Currency,BillCycleDay,ErrorCode,ErrorMessage\n');
    // Again is the same, and changes nothing.
    expect(await bulk.abort(id)).toEqual({ status: 200, body: { id, status: 'Aborted' } });
    expect(await bulk.summary(id)).toEqual(summary);
    expect((await accounts()) - before).toBe(written);
    const { body } = await server.dev.call('GET', `/sluice/v1/jobs/${id}`);
    expect(body).toMatchObject({
      state: 'stopped',
      wireStatus: 'Aborted',
      receipt: { via: 'bulk-data', rowsWritten: written },
    });
  });

  test('takes no body, with the header of a JSON one', async () => {
    const id = await held();
    const reply = await fetch(`${server.url}/bulk-data/bulk-jobs/${id}/aborts`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${server.dev.token}`,
        'content-type': 'application/json',
        'Zuora-Track-Id': 'mine',
      },
    });
    await aborted(id, { status: reply.status, body: await reply.json() });
    expect(reply.headers.get('zuora-track-id')).toBe('mine');
    expect(reply.headers.get('zuora-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(reply.headers.has('ratelimit-limit')).toBe(true);
    expect([...reply.headers.keys()].filter((name) => name.startsWith('concurrency'))).toEqual([]);
  });

  test('two at once are both answered 200, and are one transition', async () => {
    const id = await held();
    for (const answer of await Promise.all([bulk.abort(id), bulk.abort(id)])) await aborted(id, answer);
    const { body } = await server.dev.call('GET', `/sluice/v1/jobs/${id}`);
    const { timeline } = body as { timeline: readonly { event: string }[] };
    expect(timeline.filter(({ event }) => event === 'stopped')).toHaveLength(1);
  });

  test('a cancel of it is refused, and points to the abort', async () => {
    const id = await held();
    expect(await bulk.cancel(id)).toMatchObject(
      refusal(
        `Job ${id} is In Progress and cannot be cancelled. Abort it: POST /bulk-data/bulk-jobs/${id}/aborts`,
      ),
    );
    await aborted(id, await bulk.abort(id));
    expect(await bulk.cancel(id)).toMatchObject(refusal(`Job ${id} is Aborted and cannot be cancelled`));
  });
});

describe('abort in every other state changes nothing', () => {
  test('Created: 400, and points to the cancel', async () => {
    const { id } = await bulk.create();
    const before = await bulk.summary(id);
    expect(await bulk.abort(id)).toMatchObject(
      refusal(
        `Job ${id} is Created and cannot be aborted: no row has been processed. Cancel it: POST /bulk-data/bulk-jobs/${id}/cancellations`,
      ),
    );
    expect(await bulk.summary(id)).toEqual(before);
  });

  test.each([
    ['Completed', async () => (await bulk.run(accountsCsv(1))).id],
    ['Failed', async () => (await bulk.run('\ufeffName\nx\n')).id],
    [
      'Cancelled',
      async () => {
        const { id } = await bulk.create();
        bodyOf(await bulk.cancel(id));
        return id;
      },
    ],
  ])('%s: 400', async (status, make) => {
    const id = await make();
    const before = await bulk.summary(id);
    expect(before.status).toBe(status);
    expect(await bulk.abort(id)).toMatchObject(refusal(`Job ${id} is ${status} and cannot be aborted`));
    expect(await bulk.summary(id)).toEqual(before);
  });
});

describe('cancel', () => {
  test('of a Created job, with or without its file: Cancelled, again the same, and no row was written', async () => {
    const before = await accounts();
    for (const id of [(await bulk.create()).id, await bulk.uploaded(accountsCsv(3))]) {
      for (let again = 0; again < 2; again++)
        expect(await bulk.cancel(id)).toEqual({ status: 200, body: { id, status: 'Cancelled' } });
      expect(await bulk.summary(id)).toMatchObject({ status: 'Cancelled', rowsSucceeded: 0, rowsFailed: 0 });
      expect(await bulk.submit(id)).toMatchObject(refusal(`Job ${id} is Cancelled and cannot be submitted`));
      expect(await bulk.call('GET', id, 'downloads')).toMatchObject({ status: 404 });
    }
    expect(await accounts()).toBe(before);
  });

  test('of a Completed job: 400', async () => {
    const { id } = await bulk.run(accountsCsv(1));
    expect(await bulk.cancel(id)).toMatchObject(refusal(`Job ${id} is Completed and cannot be cancelled`));
  });
});

test('an abort against the last row: one wins, and the answer says which', async () => {
  for (let round = 0; round < 8; round++) {
    const before = await accounts();
    const id = await bulk.submitted(accountsCsv(20 + round));
    await bulk.until(id, ({ status }) => status !== 'Submitted');
    const { status, body } = await bulk.abort(id);
    const summary = await bulk.ended(id);
    const won = status === 200;
    expect(summary.status).toBe(won ? 'Aborted' : 'Completed');
    if (won) await aborted(id, { status, body });
    else
      expect(body).toMatchObject({ reasons: [{ message: `Job ${id} is Completed and cannot be aborted` }] });
    expect((await accounts()) - before).toBe(summary.rowsSucceeded);
  }
});

test('five at once; the sixth is refused with 429 and stays as it was, and is taken when one has ended', async () => {
  const rule = await hold(5);
  const running: string[] = [];
  for (let i = 0; i < 5; i++) running.push(await bulk.submitted(accountsCsv(3)));
  const sixth = await bulk.uploaded(accountsCsv(1));
  const reply = await fetch(`${server.url}/bulk-data/bulk-jobs/${sixth}/submissions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.dev.token}` },
  });
  expect([reply.status, reply.headers.get('retry-after')]).toEqual([429, '5']);
  expect(await reply.json()).toMatchObject({ reasons: [{ code: 50000070 }] });
  expect((await bulk.summary(sixth)).status).toBe('Created');
  await bulk.until(running[0] ?? '', ({ status }) => status !== 'Submitted');
  for (const id of running) {
    const { status } = await bulk.summary(id);
    bodyOf(status === 'Submitted' ? await bulk.cancel(id) : await bulk.abort(id));
  }
  await lab.remove(rule.id);
  bodyOf(await bulk.submit(sixth));
  expect(await bulk.ended(sixth)).toMatchObject({ status: 'Completed', rowsSucceeded: 1 });
});
