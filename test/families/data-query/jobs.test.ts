import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WireJob } from '../../support/data-query-client.ts';
import { ENDLESS, type TestServer, testServer } from '../server.ts';

let server: TestServer;
let authorization: string;
beforeAll(async () => {
  server = await testServer({ seed: 'small' });
  authorization = `Bearer ${await server.token()}`;
});
afterAll(() => server[Symbol.asyncDispose]());

const BODY = { query: 'SELECT 1', outputFormat: 'CSV', compression: 'NONE', output: { target: 'S3' } };

function post(body: string, headers: Record<string, string> = {}) {
  return fetch(`${server.url}/query/jobs`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', ...headers },
    body,
  });
}

async function list(query = '', client = server.dev): Promise<readonly WireJob[]> {
  const { status, body } = await client.call('GET', `/query/jobs${query}`);
  expect(status).toBe(200);
  const { data, ...others } = body as { data: readonly WireJob[] };
  expect(others).toEqual({});
  return data;
}

describe('submit', () => {
  test('answers 200 with the job as accepted, under data alone', async () => {
    const reply = await post(JSON.stringify({ ...BODY, sourceData: 'live', unknown: 1 }));
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const body = (await reply.json()) as { data: Record<string, unknown> };
    expect(Object.keys(body)).toEqual(['data']);
    expect(body.data).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      query: 'SELECT 1',
      useIndexJoin: false,
      sourceData: 'LIVE',
      queryStatus: 'accepted',
      remainingRetries: 3,
      retries: 3,
      updatedOn: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      createdOn: body.data['updatedOn'],
      createdBy: expect.stringMatching(/^[0-9a-f]{32}$/),
      createdByUserEmail: 'dev@sluice.local',
    });
  });

  test('makes the job readable before the reply leaves', async () => {
    for (let i = 0; i < 20; i++) {
      const { id } = await server.dev.submit('SELECT 1');
      expect((await server.dev.call('GET', `/query/jobs/${id}`)).status).toBe(200);
    }
  });

  test.each(['application/json; charset=utf-8', 'Application/JSON'])('takes %s', async (type) => {
    expect((await post(JSON.stringify(BODY), { 'content-type': type })).status).toBe(200);
  });

  test('takes a trailing slash and doubled slashes', async () => {
    for (const path of ['/query/jobs/', '//query//jobs'])
      expect((await server.dev.call('POST', path, BODY)).status).toBe(200);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', ''])(
    'as "%s" is 415, exactly',
    async (type) => {
      const reply = await fetch(`${server.url}/query/jobs`, {
        method: 'POST',
        headers: { authorization, 'content-type': type },
        body: Buffer.from(JSON.stringify(BODY)),
      });
      expect([reply.status, await reply.json()]).toEqual([
        415,
        { code: 415, message: 'HTTP 415 Unsupported Media Type' },
      ]);
    },
  );

  test.each(['', '{', '[]', 'null'])('of %j is 400: Unable to process JSON', async (body) => {
    const reply = await post(body);
    expect([reply.status, await reply.json()]).toEqual([
      400,
      { code: 400, message: 'Unable to process JSON' },
    ]);
  });

  test('with faults in its fields is 400 and names them all', async () => {
    const reply = await post('{"outputFormat":"XML","compression":"NONE"}');
    expect([reply.status, await reply.json()]).toEqual([
      400,
      {
        code: 400,
        message:
          'query may not be null; outputFormat must be one of [JSON, CSV, TSV, DSV]; output may not be null',
      },
    ]);
  });

  test('without a token is 401 with the gateway’s body', async () => {
    const reply = await fetch(`${server.url}/query/jobs`, { method: 'POST', body: '{' });
    expect(reply.status).toBe(401);
    expect(await reply.json()).toMatchObject({ success: false, reasons: [{ code: 90000011 }] });
  });

  test('with an org that the caller does not have is 403 and changes nothing', async () => {
    const before = await list();
    const reply = await post(JSON.stringify(BODY), { 'Zuora-Org-Ids': 'west' });
    expect([reply.status, await reply.json()]).toEqual([403, { code: 403, message: expect.any(String) }]);
    expect((await list())[0]?.id).toBe(before[0]?.id);
  });

  test('with another method is 405', async () => {
    const { status, body } = await server.dev.call('PUT', '/query/jobs');
    expect([status, body]).toEqual([405, { code: 405, message: 'HTTP 405 Method Not Allowed' }]);
  });
});

describe('read', () => {
  test('shows a completed job with its file, rows and time', async () => {
    const job = await server.dev.run('SELECT 1 AS one');
    expect(job).toMatchObject({ queryStatus: 'completed', outputRows: 1, remainingRetries: 3, retries: 3 });
    expect(job.dataFile).toMatch(
      new RegExp(`^${server.url}/results/${job.id}_\\d{16}\\.csv\\?X-Amz-Algorithm=AWS4-HMAC-SHA256&`),
    );
    const { processingTime, updatedOn, createdOn } = job as unknown as Record<string, string | number>;
    expect(processingTime).toBe(Math.max(1, Date.parse(String(updatedOn)) - Date.parse(String(createdOn))));
    for (const absent of ['errorMessage', 'errorCode']) expect(job).not.toHaveProperty(absent);
  });

  test('shows a failed job with text and code, and neither file nor rows', async () => {
    const job = await server.dev.run('SELECT nothing FROM account');
    expect(job).toMatchObject({
      queryStatus: 'failed',
      errorMessage: "line 1:8: Column 'nothing' cannot be resolved",
      errorCode: 'LINK_10000001',
      remainingRetries: 3,
    });
    for (const absent of ['dataFile', 'outputRows', 'processingTime']) expect(job).not.toHaveProperty(absent);
  });

  test.each(['7b1f0c52-0d0e-4c5e-9a77-2f6f4f6f0a11', 'x', 'a'.repeat(3000), "'%00"])(
    'of an unknown job is 404',
    async (id) => {
      const { status, body } = await server.dev.call('GET', `/query/jobs/${encodeURIComponent(id)}`);
      expect(status).toBe(404);
      expect(body).toEqual({ code: 404, message: expect.stringMatching(/^Query job .* not found$/s) });
    },
  );
});

describe('visibility', () => {
  test('administrators see every job of their tenant, others their own: 403', async () => {
    const mine = await server.reader.submit('SELECT 1');
    const foreign = await server.dev.submit('SELECT 2');
    expect((await server.dev.get(mine.id)).id).toBe(mine.id);
    for (const method of ['GET', 'DELETE']) {
      const { status, body } = await server.reader.call(method, `/query/jobs/${foreign.id}`);
      expect([status, body]).toEqual([
        403,
        { code: 403, message: `You do not have access to query job ${foreign.id}` },
      ]);
    }
    const seen = (await list('?pageSize=1000', server.reader)).map(({ id }) => id);
    expect(seen).toContain(mine.id);
    expect(seen).not.toContain(foreign.id);
  });

  test('another tenant’s job is unknown: 404, whoever asks', async () => {
    const { id } = await server.dev.submit('SELECT 1');
    for (const method of ['GET', 'DELETE'])
      expect((await server.other.call(method, `/query/jobs/${id}`)).status).toBe(404);
    expect(await list('', server.other)).toEqual([]);
  });
});

describe('list', () => {
  test('is newest first, 20 by default', async () => {
    for (let i = 0; i < 25; i++) await server.dev.submit('SELECT 1');
    const jobs = (await list()) as unknown as readonly { createdOn: string }[];
    expect(jobs).toHaveLength(20);
    const times = jobs.map(({ createdOn }) => createdOn);
    expect(times).toEqual([...times].sort().reverse());
  });

  test.each([
    ['1', 1],
    ['2', 2],
    ['21', 21],
  ])('pageSize=%s gives %d', async (size, count) => {
    expect(await list(`?pageSize=${size}`)).toHaveLength(count);
  });

  test.each(['', '0', '-1', 'x', '1.5'])('pageSize=%s counts as absent', async (size) => {
    expect(await list(`?pageSize=${size}`)).toHaveLength(20);
  });

  test('pageSize above 1000 is read as 1000', async () => {
    expect((await list('?pageSize=5000')).length).toBeGreaterThan(20);
  });

  test.each(['completed', 'failed', 'accepted', 'in_progress', 'cancelled'])(
    'queryStatus=%s gives such jobs only',
    async (status) => {
      await server.dev.run('SELECT 1');
      await server.dev.run('SELECT x');
      for (const job of await list(`?queryStatus=${status}&pageSize=50`))
        expect(job.queryStatus).toBe(status);
      if (status === 'completed' || status === 'failed')
        expect((await list(`?queryStatus=${status}`)).length).toBeGreaterThan(0);
    },
  );

  test.each(['submitted', 'canceled', '', 'COMPLETED'])('queryStatus=%s is 400', async (status) => {
    const { status: code, body } = await server.dev.call('GET', `/query/jobs?queryStatus=${status}`);
    expect([code, body]).toEqual([
      400,
      {
        code: 400,
        message: 'queryStatus must be one of [accepted, in_progress, completed, failed, cancelled]',
      },
    ]);
  });
});

describe('cancel', () => {
  test('of a running job answers 200 with eight keys, once the query has stopped, and leaves no file', async () => {
    const { id } = await server.dev.submit(ENDLESS);
    await server.dev.started(id);
    const { status, body } = await server.dev.cancel(id);
    expect(status).toBe(200);
    const { data } = body as { data: Record<string, unknown> };
    expect(Object.keys(data).sort()).toEqual([
      'createdBy',
      'id',
      'query',
      'queryStatus',
      'remainingRetries',
      'sourceData',
      'updatedOn',
      'useIndexJoin',
    ]);
    expect(data).toMatchObject({ id, query: ENDLESS, queryStatus: 'cancelled', remainingRetries: 3 });
    const job = await server.dev.get(id);
    expect(job.queryStatus).toBe('cancelled');
    expect(job).not.toHaveProperty('dataFile');
    const seen = await server.dev.call('GET', `/sluice/v1/jobs/${id}`);
    expect(seen.body).toMatchObject({
      state: 'stopped',
      receipt: { via: 'data-query', wasState: 'running' },
    });
  });

  test('a second time is 400', async () => {
    const { id } = await server.dev.submit(ENDLESS);
    expect((await server.dev.cancel(id)).status).toBe(200);
    expect(await server.dev.cancel(id)).toEqual({
      status: 400,
      body: { code: 400, message: `Query job ${id} is not in accepted or in_progress status` },
    });
  });

  test.each(['SELECT 1', 'SELECT nothing'])(
    'after the end of %s is 400 and changes nothing',
    async (query) => {
      const before = await server.dev.run(query);
      const { status, body } = await server.dev.cancel(before.id);
      expect([status, body]).toEqual([
        400,
        { code: 400, message: `Query job ${before.id} is not in accepted or in_progress status` },
      ]);
      const { dataFile: _link, ...after } = await server.dev.get(before.id);
      const { dataFile: _before, ...expected } = before;
      expect(after).toEqual(expected);
    },
  );

  test('takes a content type without a body', async () => {
    const { id } = await server.dev.submit(ENDLESS);
    const reply = await fetch(`${server.url}/query/jobs/${id}`, {
      method: 'DELETE',
      headers: { authorization, 'content-type': 'application/json', 'content-encoding': 'gzip' },
    });
    expect(reply.status).toBe(200);
  });

  test('of an unknown job is 404', async () => {
    expect((await server.dev.cancel('7b1f0c52-0d0e-4c5e-9a77-2f6f4f6f0a11')).status).toBe(404);
  });
});

describe('the queue', () => {
  test('holds what does not run, and says 429 when it is full; lanes are counted apart', async () => {
    await using small = await testServer({
      seed: 'small',
      limit: {
        'dataQuery.live.maxRunning': 1,
        'dataQuery.live.maxQueued': 1,
        'dataQuery.warehouse.maxRunning': 1,
      },
    });
    const running = await small.dev.submit(ENDLESS);
    await small.dev.started(running.id);
    const queued = await small.dev.submit(ENDLESS);
    expect((await small.dev.get(queued.id)).queryStatus).toBe('accepted');
    const refused = await fetch(`${small.url}/query/jobs`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await small.token()}`, 'content-type': 'application/json' },
      body: JSON.stringify(BODY),
    });
    expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toEqual([
      429,
      '5',
      { code: 429, message: 'The number of queued queries has reached the limit' },
    ]);
    const elsewhere = await small.dev.run('SELECT 1', { sourceData: 'WAREHOUSE' });
    expect(elsewhere).toMatchObject({ queryStatus: 'completed', sourceData: 'WAREHOUSE' });
    for (const { id } of [queued, running]) expect((await small.dev.cancel(id)).status).toBe(200);
  });

  test('that is full is 400 when so chosen', async () => {
    await using small = await testServer({
      seed: 'none',
      limit: { 'dataQuery.live.maxRunning': 0, 'dataQuery.live.maxQueued': 0 },
      choice: { 'dataQuery.queueFull': '400' },
    });
    expect((await small.dev.call('POST', '/query/jobs', BODY)).status).toBe(400);
  });
});
