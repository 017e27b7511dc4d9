import { setTimeout as delay } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { download } from '../../support/data-query-client.ts';
import { type TestServer, testServer } from '../server.ts';

interface Answer {
  readonly id: string;
  readonly state: string;
  readonly rows?: Record<string, unknown>[];
  readonly truncated?: boolean;
  readonly rowsOmitted?: string;
  readonly receipt?: { readonly via: string; readonly endedBy: string };
  readonly units: { readonly files: { readonly url: string }[] }[];
}

let server: TestServer;
beforeAll(async () => {
  server = await testServer({ seed: 'small' });
});
afterAll(() => server[Symbol.asyncDispose]());

async function query(
  body: object,
  client = server.dev,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; body: Answer }> {
  const { status, body: answer } = await client.call('POST', '/sluice/v1/queries', body, headers);
  return { status, body: answer as Answer };
}

/** Its job is running until somebody stops it. */
const HELD = { 'sluice-lab': JSON.stringify({ at: 'before-publish', do: { hold: true } }) };
const held = (body: object, client = server.dev) => query({ sql: 'SELECT 1', ...body }, client, HELD);

async function stateOf(id: string): Promise<string> {
  return ((await server.dev.call('GET', `/sluice/v1/jobs/${id}`)).body as Answer).state;
}

/** Looks until the job is so. */
async function becomes(id: string, state: string): Promise<void> {
  while ((await stateOf(id)) !== state) await delay(10);
}

describe('POST /queries', () => {
  test('answers the job with its rows when it ended in time', async () => {
    const { status, body } = await query({
      sql: "SELECT 1 AS one, CAST(NULL AS varchar) AS none UNION ALL SELECT 2, 'x' ORDER BY 1",
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      family: 'data-query',
      state: 'completed',
      rows: [
        { one: 1, none: null },
        { one: 2, none: 'x' },
      ],
      truncated: false,
    });
    // It is a Data Query job like any.
    expect((await server.dev.call('GET', `/query/jobs/${body.id}`)).body).toMatchObject({
      data: { queryStatus: 'completed', outputRows: 2 },
    });
  });

  test('shows at most 1,000 rows, and says that there are more; the file has all', async () => {
    const sql = 'SELECT n FROM UNNEST(sequence(1, 1500)) AS t (n) ORDER BY n';
    for (const compression of ['none', 'gzip']) {
      const { body } = await query({ sql, compression });
      expect([body.rows?.length, body.rows?.[999], body.truncated]).toEqual([1000, { n: 1000 }, true]);
      const bytes = await download(body.units[0]?.files[0]?.url ?? '');
      const text = compression === 'gzip' ? gunzipSync(bytes).toString() : bytes.toString();
      expect(text.trimEnd().split('\n')).toHaveLength(1500);
    }
  });

  test('shows no more bytes than an answer may hold', async () => {
    const sql = "SELECT rpad('x', 900000, 'y') AS wide FROM UNNEST(sequence(1, 20)) AS t (n)";
    const { body } = await query({ sql });
    expect([body.rows?.length, body.truncated]).toEqual([4, true]);
  });

  test('keeps the digits of large numbers: rows are as the file has them', async () => {
    const reply = await fetch(`${server.url}/sluice/v1/queries`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await server.token()}`, 'content-type': 'application/json' },
      body: JSON.stringify({ sql: 'SELECT 9223372036854775807 AS big' }),
    });
    expect(await reply.text()).toContain('"rows":[{"big":9223372036854775807}]');
  });

  test('without rows in JSON says where they are', async () => {
    const { body } = await query({ sql: 'SELECT 1 AS one', format: 'csv' });
    expect(body).toMatchObject({ state: 'completed', rowsOmitted: expect.stringContaining('format json') });
    expect(body.rows).toBeUndefined();
    expect((await download(body.units[0]?.files[0]?.url ?? '')).toString()).toBe('one\n1\n');
  });

  test('of a statement at fault answers the failed job', async () => {
    const { status, body } = await query({ sql: 'SELECT nothing' });
    expect([status, body.state]).toEqual([200, 'failed']);
    expect(body).toMatchObject({ error: { kind: 'user', message: expect.stringContaining('nothing') } });
  });

  test('that takes longer than its wait goes on, and is answered 202', async () => {
    const { status, body } = await held({ wait: '50ms' });
    expect(status).toBe(202);
    expect(['queued', 'running']).toContain(body.state);
    await becomes(body.id, 'running');
    await server.dev.cancel(body.id);
  });

  test('with cancel is stopped when its wait is over: the answer has the receipt', async () => {
    const { status, body } = await held({ wait: '50ms', onTimeout: 'cancel' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      state: 'stopped',
      receipt: { requestedBy: 'dev@sluice.local', via: 'native query, its wait being over' },
    });
  });

  test('with no wait answers at once', async () => {
    const { status, body } = await held({ wait: 0 });
    expect([status, body.state]).toEqual([202, expect.stringMatching(/queued|running/)]);
    await server.dev.cancel(body.id);
  });

  test.each([
    ['cancel', 'stopped'],
    ['continue', 'running'],
  ])('whose client leaves does what onTimeout %s says', async (onTimeout, state) => {
    const before = new Set(await ids());
    const client = new AbortController();
    const sent = fetch(`${server.url}/sluice/v1/queries`, {
      method: 'POST',
      signal: client.signal,
      headers: {
        ...HELD,
        authorization: `Bearer ${await server.token()}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ sql: 'SELECT 1', wait: '60s', onTimeout }),
    }).catch(() => undefined);
    let id: string | undefined;
    while (id === undefined) id = (await ids()).find((one) => !before.has(one));
    await becomes(id, 'running');
    client.abort();
    await sent;
    await becomes(id, state);
    if (state === 'running') {
      // Another look, after the connection is surely gone.
      await query({ sql: 'SELECT 1' });
      expect(await stateOf(id)).toBe('running');
      await server.dev.cancel(id);
    }
  });

  test('counts for Data Query’s limits', async () => {
    await using small = await testServer({
      seed: 'none',
      engineSlots: 1,
      limit: { 'dataQuery.live.maxRunning': 1, 'dataQuery.live.maxQueued': 1 },
    });
    const ends: string[] = [];
    let refused: { status: number; body: Answer } | undefined;
    while (refused === undefined) {
      const reply = await held({ wait: 0 }, small.dev);
      if (reply.status === 202) ends.push(reply.body.id);
      else refused = reply;
    }
    expect(refused).toMatchObject({
      status: 429,
      body: { detail: expect.stringContaining('dataQuery.live.maxQueued') },
    });
    expect(ends.length).toBeLessThanOrEqual(2);
    for (const id of ends) await small.dev.cancel(id);
  });
});

async function ids(): Promise<string[]> {
  const { body } = await server.dev.call('GET', '/sluice/v1/jobs?limit=100');
  return (body as { jobs: { id: string }[] }).jobs.map(({ id }) => id);
}

describe('a body of POST /queries that does not fit is 400 and says what is allowed:', () => {
  test.each([
    [{}, 'sql must be a text that is not empty'],
    [{ sql: '  ' }, 'sql must be a text that is not empty'],
    [{ sql: 1 }, 'sql must be a text'],
    [[], 'Send {"sql":"SELECT …"}'],
    [{ sql: 'SELECT 1', format: 'xml' }, 'format must be one of json, csv, tsv, dsv, not "xml"'],
    [{ sql: 'SELECT 1', compression: ['zip'] }, 'compression must be one of none, gzip, zip, not an array'],
    [{ sql: 'SELECT 1', onTimeout: 'stop' }, 'onTimeout must be one of continue, cancel, not "stop"'],
    [
      { sql: 'SELECT 1', wait: '2m' },
      'wait must be a time from 0s to 60s, such as "500ms" or "10s", not "2m"',
    ],
    [{ sql: 'SELECT 1', wait: -1 }, 'wait must be a time from 0s to 60s'],
    [{ sql: 'SELECT 1', onTimout: 'cancel' }, 'Unknown field "onTimout" (did you mean "onTimeout"?)'],
  ])('%j', async (body, text) => {
    const reply = await server.dev.call('POST', '/sluice/v1/queries', body);
    expect([reply.status, (reply.body as { detail: string }).detail]).toEqual([
      400,
      expect.stringContaining(text),
    ]);
  });

  test('a query longer than the limit, named', async () => {
    await using small = await testServer({ seed: 'none', limit: { 'dataQuery.maxQueryLength': 10 } });
    expect(await small.dev.call('POST', '/sluice/v1/queries', { sql: 'SELECT 1234567' })).toMatchObject({
      status: 400,
      body: { detail: 'sql must have at most 10 characters (dataQuery.maxQueryLength)' },
    });
  });
});

test('a server that closes answers those that wait', async () => {
  const closing = await testServer({ seed: 'small' });
  const continues = held({ wait: '60s' }, closing.dev);
  const cancels = held({ wait: '60s', onTimeout: 'cancel' }, closing.dev);
  const both = async () =>
    ((await closing.dev.call('GET', '/sluice/v1/jobs?state=running')).body as { jobs: unknown[] }).jobs
      .length;
  while ((await both()) < 2) await delay(10);
  await closing.sluice.stop();
  expect(await continues).toMatchObject({ status: 202, body: { state: 'queued' } });
  expect(await cancels).toMatchObject({ status: 200, body: { state: 'stopped' } });
});
