import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../../src/config/system-clock.ts';
import { AquaClient, type AquaJob } from '../../support/aqua-client.ts';
import { accountsCsv, BulkClient } from '../../support/bulk-client.ts';
import { DataQueryClient, DEV, download, READER } from '../../support/data-query-client.ts';
import { MovedBusinessTime } from '../../support/moved-business-time.ts';
import { until } from '../../support/server-process.ts';
import { ENDLESS_NUMBERS, type TestServer, testServer } from '../server.ts';

interface Finding {
  readonly finding: string;
  readonly jobs: readonly string[];
  readonly user: string;
  readonly cases: number;
  readonly what: string;
  readonly whatToDo: string;
  readonly since: string;
  readonly requests: readonly {
    requestId: string;
    method: string;
    path: string;
    status: number;
    cut?: true;
  }[];
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Large enough not to fit into the buffers of a connection. */
const LARGE =
  "SELECT x, rpad('', 200, 'x') FROM UNNEST(sequence(1, 10000)) a(x) CROSS JOIN UNNEST(sequence(1, 10)) b(y)";

let server: TestServer;
let time: MovedBusinessTime;
let aqua: AquaClient;
let bulk: BulkClient;
/** By how much the machine's monotonic clock is ahead: pauses of clients. */
let paused = 0;
const { monotonic } = systemClock.machine;

beforeAll(async () => {
  vi.spyOn(systemClock.machine, 'monotonic').mockImplementation(() => monotonic() + paused);
  time = new MovedBusinessTime();
  server = await testServer({
    limit: {
      'platform.tokenLife': '60d',
      'dataQuery.warehouse.maxRunning': 1,
      'dataQuery.warehouse.maxQueued': 1,
    },
    engineSlots: 8,
  });
  aqua = await AquaClient.signIn(server.url, DEV);
  bulk = new BulkClient(server.dev);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  time[Symbol.dispose]();
  vi.restoreAllMocks();
});

async function findings(as = server.dev): Promise<readonly Finding[]> {
  const { status, body } = await as.call('GET', '/sluice/v1/doctor');
  expect(status).toBe(200);
  return (body as { findings: Finding[] }).findings;
}

/** What is found about a job, by any family's id; but for its polls, which these tests' own clients make in haste. */
async function foundAbout(id: string): Promise<readonly string[]> {
  const digits = id.replaceAll('-', '');
  const found = (await findings()).filter(({ jobs }) =>
    jobs.some((job) => job.replaceAll('-', '') === digits),
  );
  return found.map(({ finding }) => finding).filter((finding) => finding !== 'polled-faster-than-it-changes');
}

/** A request is known once its connection tells that the answer has left: a moment after its client has it. */
const SOON = { timeout: 10_000 };
const seen = (id: string, wanted: readonly string[]) =>
  expect.poll(() => foundAbout(id), SOON).toEqual(wanted);

async function times(count: number, act: () => Promise<unknown>): Promise<void> {
  for (let done = 0; done < count; done++) await act();
}

/** Runs until it is stopped. */
async function endless(client = server.dev): Promise<string> {
  const { id } = await client.submit(`${ENDLESS_NUMBERS} AND ${++made} > 0`);
  await client.started(id);
  return id;
}
/** No two queries are the same by chance. */
let made = 0;

const small = (client = server.dev) => client.run(`SELECT ${++made} AS n`);
const exported = (): Promise<AquaJob> =>
  aqua.run([`select Id from Account where Balance != ${++made} limit 3`]);

describe('a job is polled after its end', () => {
  const FINDING = 'polled-after-its-end';

  test('by who goes on asking, in each family', async () => {
    const query = await small();
    const run = await small();
    const job = await exported();
    const load = await bulk.run(accountsCsv(2));
    await times(6, () => server.dev.get(query.id));
    await times(7, () => server.dev.call('GET', `/v2/query_runs/${run.id}`));
    await times(6, () => aqua.get(job.id));
    await times(6, () => bulk.summary(load.id));
    for (const { id } of [query, run, job, load]) await seen(id, [FINDING]);
    const [found] = (await findings()).filter(({ finding }) => finding === FINDING);
    expect(found).toMatchObject({
      user: 'dev@sluice.local',
      whatToDo: expect.stringContaining('Stop polling'),
    });
    expect(found?.requests[0]).toMatchObject({
      method: 'GET',
      path: `/bulk-data/bulk-jobs/${load.id}/summary`,
      status: 200,
    });
  });

  test('not by a page opened again now and then, HEAD, or who asks for a new link', async () => {
    const { id } = await small();
    await server.dev.get(id);
    for (let reload = 0; reload < 8; reload++) {
      paused += 11 * 60_000;
      await server.dev.get(id);
    }
    await times(8, () =>
      fetch(`${server.url}/query/jobs/${id}`, {
        method: 'HEAD',
        headers: { authorization: `Bearer ${server.dev.token}` },
      }),
    );
    for (let links = 0; links < 8; links++) await download((await server.dev.get(id)).dataFile ?? '');
    expect(await foundAbout(id)).toEqual([]);
  });
});

describe('a job is polled faster than it changes', () => {
  const FINDING = 'polled-faster-than-it-changes';

  /** Running, without a look at it. */
  async function unseen(): Promise<string> {
    const { id } = await server.dev.submit(`${ENDLESS_NUMBERS} AND ${++made} > 0`);
    await until('it runs', async () => {
      const { body } = await server.dev.call('GET', '/sluice/v1/jobs?state=running');
      return (body as { jobs: { id: string }[] }).jobs.some((job) => job.id === id);
    });
    return id;
  }
  const isFound = async (id: string): Promise<boolean> =>
    (await findings()).some(({ finding, jobs }) => finding === FINDING && jobs.includes(id));

  test('by a loop without a pause', async () => {
    const id = await unseen();
    await times(25, () => server.dev.get(id));
    await expect.poll(() => isFound(id), SOON).toBe(true);
    await server.dev.cancel(id);
  });

  test('not by who waits half a second, whatever business time does', async () => {
    const id = await unseen();
    for (let poll = 0; poll < 30; poll++) {
      paused += 500;
      time.advance(1);
      await server.dev.get(id);
    }
    expect(await isFound(id)).toBe(false);
    await server.dev.cancel(id);
  });
});

describe('a job is abandoned', () => {
  const FINDING = 'abandoned-without-a-stop';

  test('when nobody has asked for it for half an hour, and nobody stopped it', async () => {
    const [left, stopped, polled] = [await endless(), await endless(), await endless()];
    const opened = await bulk.create();
    await server.dev.cancel(stopped);
    time.advance(HOUR_MS / 2);
    await server.dev.get(polled);
    await seen(left, [FINDING]);
    await seen(opened.id, [FINDING]);
    expect(await foundAbout(stopped)).toEqual([]);
    expect(await foundAbout(polled)).toEqual([]);
    await server.dev.call('GET', '/query/jobs');
    // Its user has looked at the list.
    await seen(left, []);
    for (const id of [left, polled]) await server.dev.cancel(id);
    await bulk.cancel(opened.id);
  });

  test('not while somebody follows its events', async () => {
    const id = await endless();
    const closed = new AbortController();
    const headers = { authorization: `Bearer ${server.dev.token}` };
    await fetch(`${server.url}/sluice/v1/events?job=${id}`, { headers, signal: closed.signal });
    time.advance(HOUR_MS);
    expect(await foundAbout(id)).toEqual([]);
    closed.abort();
    await until('it is seen that nobody follows', async () => {
      time.advance(HOUR_MS);
      return (await foundAbout(id)).includes(FINDING);
    });
    await server.dev.cancel(id);
  });
});

describe('a result is never downloaded', () => {
  const FINDING = 'result-never-downloaded';

  test('an hour after the end, in each family', async () => {
    const query = await small();
    const job = await exported();
    const rejected = await bulk.run(accountsCsv(2, (row) => row === 1));
    time.advance(HOUR_MS - 60_000);
    for (const { id } of [query, job, rejected]) expect(await foundAbout(id)).toEqual([]);
    time.advance(60_000);
    for (const { id } of [query, job, rejected]) await seen(id, [FINDING]);
    await fetch((await server.dev.get(query.id)).dataFile ?? '', { method: 'HEAD' });
    await seen(query.id, [FINDING]);
    await download((await server.dev.get(query.id)).dataFile ?? '');
    await seen(query.id, []);
  });

  test('not one that was fetched, has no rows, or came with the answer to its submit', async () => {
    const query = await small();
    await download(query.dataFile ?? '');
    const job = await exported();
    await aqua.file(job.batches[0]);
    const none = await server.dev.run(`SELECT ${++made} AS n WHERE false`);
    const loaded = await bulk.run(accountsCsv(3));
    const answer = await server.dev.call('POST', '/sluice/v1/queries', { sql: `SELECT ${++made}` });
    const inline = answer.body as { id: string };
    time.advance(2 * HOUR_MS);
    for (const { id } of [query, job, none, loaded, inline]) await seen(id, []);
  });
});

describe('half a download is taken for whole', () => {
  const FINDING = 'half-a-download-taken-for-whole';

  /** The connection ends after the first bytes. */
  function cutDownload(link: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const sent = httpRequest(link, (answer) =>
        answer.once('data', () => {
          answer.destroy();
          resolve();
        }),
      );
      sent.on('error', reject).end();
    });
  }

  const range = async (link: string, bytes: string) =>
    (await fetch(link, { headers: { range: `bytes=${bytes}` } })).arrayBuffer();

  test('when it broke off and nobody fetched the rest', async () => {
    const { id, dataFile = '' } = await server.dev.run(LARGE);
    await cutDownload(dataFile);
    await until('it has ended', async () => {
      expect(await foundAbout(id)).toEqual([]);
      time.advance(600_000);
      return (await foundAbout(id)).includes(FINDING);
    });
    expect((await findings()).find(({ finding }) => finding === FINDING)?.requests).toMatchObject([
      { method: 'GET', status: 200, cut: true },
    ]);
    await range(dataFile, '1000-');
    await seen(id, []);
  });

  test('not when pieces together are the file', async () => {
    const { id, dataFile = '' } = await small();
    await range(dataFile, '0-1');
    await range(dataFile, '4-');
    time.advance(600_000);
    await seen(id, [FINDING]);
    await range(dataFile, '2-3');
    await seen(id, []);
  });
});

describe('a dead link is fetched again', () => {
  const FINDING = 'dead-link-fetched-again';

  test('by who does not ask for a new one', async () => {
    const { id, dataFile = '' } = await small();
    await download(dataFile);
    time.advance(5 * HOUR_MS);
    expect((await fetch(dataFile)).status).toBe(403);
    expect(await foundAbout(id), 'who is told for the first time').toEqual([]);
    await times(2, () => fetch(dataFile));
    await seen(id, [FINDING]);
  });

  test('not by who does, and not by a link that never was one', async () => {
    const { id, dataFile = '' } = await small();
    await download(dataFile);
    time.advance(5 * HOUR_MS);
    await fetch(dataFile);
    await download((await server.dev.get(id)).dataFile ?? '');
    const forged = dataFile.replace(/Signature=..../, 'Signature=0000');
    for (const link of [forged, forged, forged]) expect((await fetch(link)).status).toBe(403);
    expect(await foundAbout(id)).toEqual([]);
  });

  test('in AQuA by who asks again for a file that is gone', async () => {
    const job = await exported();
    await aqua.file(job.batches[0]);
    const path = `/v1/files/${job.batches[0]?.fileId}`;
    time.advance(4 * DAY_MS);
    expect((await aqua.fetch('GET', path)).status).toBe(404);
    expect(await foundAbout(job.id)).toEqual([]);
    await times(2, () => aqua.fetch('GET', path));
    await seen(job.id, [FINDING]);
  });
});

test('a link is fetched with a bearer token', async () => {
  const [wrong, right] = [await small(), await small()];
  await download(right.dataFile ?? '');
  await fetch(wrong.dataFile ?? '', { headers: { authorization: `Bearer ${server.dev.token}` } });
  await seen(wrong.id, ['link-fetched-with-a-bearer-token']);
  expect(await foundAbout(right.id)).toEqual([]);
});

describe('the same query runs twice at once', () => {
  const FINDING = 'same-query-twice-at-once';
  const submit = (client: DataQueryClient, query: string, headers = {}) =>
    client.call('POST', '/query/jobs', body(query), headers) as Promise<{ body: { data: { id: string } } }>;
  const body = (query: string) => ({
    query,
    outputFormat: 'CSV',
    compression: 'NONE',
    output: { target: 'S3' },
  });

  test('when it is submitted again instead of waiting', async () => {
    const query = `${ENDLESS_NUMBERS} AND ${++made} > 0`;
    const [first, second] = [await server.dev.submit(query), await server.dev.submit(query)];
    await seen(second.id, [FINDING]);
    const found = (await findings()).find(({ jobs }) => jobs.includes(second.id));
    expect(found).toMatchObject({ finding: FINDING, jobs: expect.arrayContaining([first.id, second.id]) });
    expect(found?.requests.map(({ method, path }) => `${method} ${path}`)).toContain('POST /query/jobs');
    expect(JSON.stringify(found), 'never a text').not.toContain('sequence');
    for (const { id } of [first, second]) await server.dev.cancel(id);
  });

  test('not by two users, nor once the first was stopped, nor under one key', async () => {
    const query = `${ENDLESS_NUMBERS} AND ${++made} > 0`;
    const mine = await server.dev.submit(query);
    const theirs = await server.reader.submit(query);
    await server.dev.cancel(mine.id);
    const again = await server.dev.submit(query);
    const key = { 'idempotency-key': `doctor-${++made}` };
    const keyed = `SELECT ${++made}`;
    const ids = [await submit(server.dev, keyed, key), await submit(server.dev, keyed, key)].map(
      (answer) => answer.body.data.id,
    );
    expect(new Set(ids).size).toBe(1);
    for (const id of [mine.id, theirs.id, again.id, ...ids]) expect(await foundAbout(id)).toEqual([]);
    await server.reader.cancel(theirs.id);
    await server.dev.cancel(again.id);
  });

  /** The client goes as soon as its request has. */
  function lostSubmit(query: string, headers: Record<string, string> = {}): Promise<void> {
    return new Promise((resolve) => {
      const sent = httpRequest(`${server.url}/query/jobs`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${server.dev.token}`,
          'content-type': 'application/json',
          ...headers,
        },
      });
      sent.on('error', () => resolve());
      sent.end(JSON.stringify(body(query)), () => setImmediate(() => sent.destroy()));
      sent.on('close', () => resolve());
    });
  }

  const jobsOf = async (query: string) =>
    (
      (await server.dev.call('GET', '/query/jobs')).body as { data: { id: string; query: string }[] }
    ).data.filter((job) => job.query === query);

  test('when the answer was lost and the submit is repeated without a key', async () => {
    const [wrong, right] = [`SELECT ${++made} AS lost`, `SELECT ${++made} AS lost`];
    const key = { 'idempotency-key': `doctor-${++made}` };
    await lostSubmit(wrong);
    await lostSubmit(right, key);
    await until(
      'both have jobs',
      async () => (await jobsOf(wrong)).length + (await jobsOf(right)).length === 2,
    );
    const again = await submit(server.dev, wrong);
    await submit(server.dev, right, key);
    await seen(again.body.data.id, [FINDING]);
    expect((await findings()).find(({ finding }) => finding === FINDING)?.what).toMatch(/lost/);
    for (const { id } of await jobsOf(right)) expect(await foundAbout(id)).toEqual([]);
  });

  test('a load of the same file likewise', async () => {
    const file = accountsCsv(50_000);
    const both = [await bulk.uploaded(file), await bulk.uploaded(file)];
    for (const id of both) await bulk.submit(id);
    for (const id of both) await seen(id, [FINDING]);
    for (const id of both) await server.dev.call('POST', `/sluice/v1/jobs/${id}/stop`);
  });
});

describe('a session of AQuA', () => {
  const query = (name = 'accounts') => ({ name, query: 'select Id from Account', type: 'zoqlexport' });
  const submit = (project: string, queries: readonly object[], more: object = {}) =>
    aqua.submit({ version: '1.1', partner: 'doctor', project, queries, ...more });
  const run = async (project: string, queries: readonly object[], more: object = {}) => {
    const { id } = await submit(project, queries, more);
    const job = await aqua.until(id);
    await aqua.file(job.batches[0]);
    return job;
  };

  test('is in two jobs when one is submitted before the other has ended', async () => {
    const both = await Promise.all([submit('two', [query()]), submit('two', [query()])]);
    for (const { id } of both) await aqua.until(id);
    for (const { id } of both) await seen(id, ['one-session-in-two-jobs']);
    const third = await run('two', [query()]);
    expect(await foundAbout(third.id)).toEqual([]);
  });

  test('never advances when each run names its query anew, or says since when', async () => {
    const runs = [];
    for (const day of ['mon', 'tue', 'wed', 'thu']) runs.push(await run('renamed', [query(day)]));
    const [, , third, last] = runs;
    await seen(last?.id ?? '', ['stateful-session-never-advances']);
    await seen(third?.id ?? '', ['stateful-session-never-advances']);
    const more = { incrementalTime: '2020-01-01 00:00:00' };
    let since = await run('since', [query()], more);
    for (let again = 0; again < 2; again++) since = await run('since', [query()], more);
    await seen(since.id, ['stateful-session-never-advances']);
  });

  test('advances when each run asks for the same', async () => {
    const runs = [];
    for (let day = 0; day < 4; day++) {
      time.advance(DAY_MS);
      runs.push(await run('same', [query()]));
    }
    for (const { id } of runs) expect(await foundAbout(id)).toEqual([]);
  });
});

test('a request comes again sooner than Retry-After said', async () => {
  const FINDING = 'tried-again-too-soon';
  const submit = (client: DataQueryClient) =>
    client.call('POST', '/query/jobs', {
      query: ENDLESS_NUMBERS,
      outputFormat: 'CSV',
      compression: 'NONE',
      output: { target: 'S3' },
      sourceData: 'WAREHOUSE',
    });
  const running = (await submit(server.dev)).body as { data: { id: string } };
  const waiting = (await submit(server.dev)).body as { data: { id: string } };
  const users = async () =>
    (await findings()).filter(({ finding }) => finding === FINDING).map(({ user }) => user);

  expect((await submit(server.reader)).status).toBe(429);
  paused += 5000;
  expect((await submit(server.reader)).status).toBe(429);
  expect(await users()).toEqual([]);
  await times(2, () => submit(server.reader));
  await expect.poll(users, SOON).toEqual(['reader@sluice.local']);
  for (const { data } of [running, waiting]) await server.dev.cancel(data.id);
});

test('users see what is found about them, administrators all of their tenant, others nothing', async () => {
  const { id } = await small(server.reader);
  await times(6, () => server.reader.get(id));
  await times(6, () => server.dev.get(id));
  const own = await findings(server.reader);
  expect(own.map(({ user }) => user).filter((user) => user !== 'reader@sluice.local')).toEqual([]);
  expect(own.find(({ finding }) => finding === 'polled-after-its-end')).toMatchObject({
    jobs: [id],
    cases: 1,
  });
  const all = (await findings()).filter(
    ({ finding, jobs }) => finding === 'polled-after-its-end' && jobs.includes(id),
  );
  expect(all.map(({ user }) => user).sort()).toEqual(['dev@sluice.local', 'reader@sluice.local']);
  expect(await findings(server.other)).toEqual([]);
});

test('a dead token is used again', async () => {
  const [wrong, right] = [
    await DataQueryClient.signIn(server.url, READER),
    await DataQueryClient.signIn(server.url, DEV),
  ];
  const list = (client: DataQueryClient) => client.call('GET', '/query/jobs');
  for (const client of [wrong, right]) expect((await list(client)).status).toBe(200);
  time.advance(61 * DAY_MS);
  for (const client of [wrong, right]) expect((await list(client)).status).toBe(401);
  const fresh = await DataQueryClient.signIn(server.url, DEV);
  expect((await list(fresh)).status).toBe(200);
  const tokens = async () =>
    (await findings(fresh)).filter(({ finding }) => finding === 'dead-token-used-again');
  expect(await tokens()).toEqual([]);
  await times(2, () => list(wrong));
  await expect.poll(tokens, SOON).toMatchObject([{ user: 'reader@sluice.local', cases: 1, jobs: [] }]);
});
