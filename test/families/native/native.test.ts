import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { download } from '../../support/data-query-client.ts';
import { ENDLESS, type TestServer, testServer } from '../server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer({ seed: 'small' });
});
afterAll(() => server[Symbol.asyncDispose]());

const PATH = '/sluice/v1';

async function problem(method: string, path: string, status: number, body?: unknown, client = server.dev) {
  const reply = await client.call(method, PATH + path, body);
  expect(reply.status).toBe(status);
  expect(reply.body).toMatchObject({ type: 'about:blank', status, title: expect.any(String) });
  return (reply.body as { detail: string }).detail;
}

describe('GET /jobs', () => {
  test('pages through the jobs of all families, newest first', async () => {
    for (let i = 0; i < 5; i++) await server.dev.run('SELECT 1');
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await server.dev.call('GET', `${PATH}/jobs?limit=2${cursor}`);
      const page = body as { jobs: { id: string; family: string }[]; nextCursor?: string };
      expect(page.jobs.length).toBeLessThanOrEqual(2);
      seen.push(...page.jobs.map(({ id }) => id));
      cursor = page.nextCursor === undefined ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor !== '');
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThanOrEqual(5);
  });

  test('filters by family and by the core’s state', async () => {
    await server.dev.run('SELECT nothing');
    const { body } = await server.dev.call('GET', `${PATH}/jobs?family=data-query&state=failed`);
    const { jobs } = body as { jobs: { state: string; wireStatus: string }[] };
    expect(jobs.length).toBeGreaterThan(0);
    for (const job of jobs) expect(job).toMatchObject({ state: 'failed', wireStatus: 'failed' });
  });

  test.each([
    ['?state=accepted', 'state must be one of open, queued, running'],
    ['?family=x', 'family must be one of data-query'],
    ['?limit=0', 'limit must be a number from 1 to 1000'],
    ['?limit=x', 'limit must be a number'],
    ['?state=queued&state=running', 'state may be given once'],
  ])('%s is 400 and says what is allowed', async (query, text) => {
    expect(await problem('GET', `/jobs${query}`, 400)).toContain(text);
  });

  test('takes user and password in HTTP Basic', async () => {
    const authorization = `Basic ${Buffer.from('dev@sluice.local:sluice-dev').toString('base64')}`;
    expect((await fetch(`${server.url}${PATH}/jobs`, { headers: { authorization } })).status).toBe(200);
  });

  test('without credentials is 401 as a problem document', async () => {
    const reply = await fetch(`${server.url}${PATH}/jobs`);
    expect([reply.status, reply.headers.get('content-type')]).toEqual([
      401,
      'application/problem+json; charset=utf-8',
    ]);
    expect(reply.headers.get('www-authenticate')).toBe('Bearer realm="Sluice", Basic realm="Sluice"');
    expect(await reply.json()).toMatchObject({ status: 401, title: 'Unauthorized' });
  });
});

describe('GET /jobs/{id}', () => {
  test('tells everything of a completed job', async () => {
    const { id } = await server.dev.run('SELECT 1 AS one');
    const { body } = await server.dev.call('GET', `${PATH}/jobs/${id}`);
    expect(body).toMatchObject({
      id,
      family: 'data-query',
      state: 'completed',
      wireStatus: 'completed',
      principal: { name: 'dev@sluice.local' },
      progress: { rows: 1, bytes: expect.any(Number) },
      attempts: 1,
      units: [{ state: 'completed', rows: 1, bytes: 6, query: 'SELECT 1 AS one' }],
      timeline: expect.arrayContaining([expect.objectContaining({ event: expect.any(String) })]),
    });
    const { units } = body as { units: { files: { url: string }[] }[] };
    expect((await download(units[0]?.files[0]?.url ?? '')).toString()).toBe('one\n1\n');
  });

  test('takes the id without its hyphens and in any case, as there are families that write it', async () => {
    const { id } = await server.dev.run('SELECT 1 AS one');
    for (const written of [id.replaceAll('-', ''), id.replaceAll('-', '').toUpperCase()])
      expect(await server.dev.call('GET', `${PATH}/jobs/${written}`)).toMatchObject({
        status: 200,
        body: { id },
      });
  });

  test('shows the track id of the submit', async () => {
    const reply = await fetch(`${server.url}/query/jobs`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await server.token()}`,
        'content-type': 'application/json',
        'zuora-track-id': 'my-track',
      },
      body: JSON.stringify({
        query: 'SELECT 1',
        outputFormat: 'CSV',
        compression: 'NONE',
        output: { target: 'S3' },
      }),
    });
    const { data } = (await reply.json()) as { data: { id: string } };
    expect((await server.dev.call('GET', `${PATH}/jobs/${data.id}`)).body).toMatchObject({
      trackId: 'my-track',
    });
  });

  test('is 404 for an unknown job and another tenant’s, 403 for another user’s', async () => {
    const { id } = await server.dev.submit('SELECT 1');
    await problem('GET', '/jobs/none', 404);
    await problem('GET', `/jobs/${id}`, 404, undefined, server.other);
    await problem('GET', `/jobs/${id}`, 403, undefined, server.reader);
    await problem('POST', `/jobs/${id}/stop`, 403, undefined, server.reader);
  });
});

test('GET /jobs after a job of another tenant shows nothing, as after one that never was', async () => {
  const before = await server.other.run('SELECT 1');
  const theirs = await server.dev.run('SELECT 1');
  const after = (cursor: string) => server.other.call('GET', `${PATH}/jobs?cursor=${cursor}`);
  expect((await after(theirs.id)).body).toEqual({ jobs: [] });
  expect((await after('none')).body).toEqual({ jobs: [] });
  const later = await server.other.run('SELECT 2');
  expect((await after(later.id)).body).toMatchObject({ jobs: [{ id: before.id }] });
});

describe('POST /jobs/{id}/stop', () => {
  test('answers the receipt', async () => {
    const { id } = await server.dev.submit(ENDLESS);
    await server.dev.started(id);
    const { status, body } = await server.dev.call('POST', `${PATH}/jobs/${id}/stop`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      jobId: id,
      requestedBy: 'dev@sluice.local',
      via: 'native',
      wasState: 'running',
      endedBy: expect.any(String),
      totalMs: expect.any(Number),
      filesKept: [],
    });
    const { steps } = body as { steps: { step: string }[] };
    expect(steps[0]?.step).toBe('recorded');
    expect((await server.dev.get(id)).queryStatus).toBe('cancelled');
  });

  test('is 409 when the job had ended', async () => {
    const { id } = await server.dev.run('SELECT 1');
    expect(await problem('POST', `/jobs/${id}/stop`, 409)).toContain('had ended (completed)');
  });
});

describe('GET /events', () => {
  async function follow(query: string, token: string) {
    const aborted = new AbortController();
    const reply = await fetch(`${server.url}${PATH}/events${query}`, {
      headers: { authorization: `Bearer ${token}` },
      signal: aborted.signal,
    });
    expect(reply.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(reply.headers.get('zuora-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(reply.headers.get('ratelimit-remaining')).toMatch(/^\d+$/);
    const events: { type: string; job: string; state?: string }[] = [];
    let rest = '';
    const decoder = new TextDecoder();
    const reader = reply.body?.getReader();
    return {
      /** Reads on until an event fits. */
      async until(fits: (event: { type: string; job: string; state?: string }) => boolean) {
        for (;;) {
          const found = events.find(fits);
          if (found !== undefined) return found;
          const chunk = await reader?.read();
          if (chunk === undefined || chunk.done) throw new Error(`ended after ${JSON.stringify(events)}`);
          const blocks = (rest + decoder.decode(chunk.value, { stream: true })).split('\n\n');
          rest = blocks.pop() ?? '';
          for (const block of blocks) {
            const data = /^data: (.*)$/m.exec(block)?.[1];
            if (data !== undefined) events.push(JSON.parse(data));
          }
        }
      },
      events,
      end: () => aborted.abort(),
    };
  }

  test('tells of states, and of the receipt of a stop', async () => {
    const all = await follow('', await server.token());
    const { id } = await server.dev.submit(ENDLESS);
    await all.until((event) => event.job === id && event.state === 'running');
    const one = await follow(`?job=${id}`, await server.token());
    await one.until((event) => event.type === 'state' && event.state === 'running');
    await server.dev.cancel(id);
    for (const stream of [all, one]) {
      await stream.until((event) => event.job === id && event.type === 'receipt');
      await stream.until((event) => event.job === id && event.state === 'stopped');
      stream.end();
    }
  });

  test('begins with where the job is, also when it has ended', async () => {
    const { id } = await server.dev.run('SELECT 1');
    const stream = await follow(`?job=${id}`, await server.token());
    expect(await stream.until(() => true)).toMatchObject({ type: 'state', state: 'completed' });
    stream.end();
  });

  test('shows nothing of other tenants', async () => {
    const { OTHER } = await import('../../support/data-query-client.ts');
    const stream = await follow('', await server.token(OTHER));
    await server.dev.run('SELECT 1');
    const mine = await server.other.run('SELECT 1');
    await stream.until((event) => event.job === mine.id && event.state === 'completed');
    expect(new Set(stream.events.map(({ job }) => job))).toEqual(new Set([mine.id]));
    stream.end();
  });

  test('take no HEAD: there would be neither a body nor an end', async () => {
    const reply = await fetch(`${server.url}/sluice/v1/events`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${await server.token()}` },
    });
    expect([reply.status, reply.headers.get('allow')]).toEqual([405, 'GET']);
  });

  test('of one tenant are 256 at once; other tenants have theirs, and those that end make room', async () => {
    await using crowded = await testServer({ seed: 'none' });
    const open = async (token: string) => {
      const aborted = new AbortController();
      const headers = { authorization: `Bearer ${token}` };
      const reply = await fetch(`${crowded.url}${PATH}/events`, { headers, signal: aborted.signal });
      return { reply, end: () => aborted.abort() };
    };
    const { OTHER } = await import('../../support/data-query-client.ts');
    const [mine, theirs] = [await crowded.token(), await crowded.token(OTHER)];
    const streams = await Promise.all(Array.from({ length: 256 }, () => open(mine)));
    expect(streams.every(({ reply }) => reply.status === 200)).toBe(true);
    const { reply } = await open(mine);
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([429, '10']);
    const other = await open(theirs);
    expect(other.reply.status).toBe(200);
    for (const { end } of streams) end();
    await expect.poll(async () => (await open(mine)).reply.status).toBe(200);
    other.end();
  });

  test('ends when the server closes', async () => {
    const short = await testServer({ seed: 'none' });
    const reply = await fetch(`${short.url}${PATH}/events`, {
      headers: { authorization: `Bearer ${await short.token()}` },
    });
    await short.sluice.stop();
    expect(await reply.text()).toMatch(/^: open\n\n/);
  });

  test('of an unknown job is 404', async () => {
    await problem('GET', '/events?job=none', 404);
  });
});

describe('POST /data/{Object}', () => {
  const rows = async (where: string) => {
    const job = await server.dev.run(`SELECT id, name, notes FROM account WHERE ${where}`, {
      outputFormat: 'JSON',
    });
    const text = (await download(job.dataFile ?? '')).toString();
    return text
      .trimEnd()
      .split('\n')
      .filter(Boolean)
      .map((row) => JSON.parse(row) as Record<string, unknown>);
  };

  test('makes, merges and deletes rows in one transaction', async () => {
    const path = `${PATH}/data/Account`;
    const made = await server.dev.call('POST', path, {
      upsert: [
        { Name: 'Made here', Notes: 'first', AccountNumber: 'X-1', Currency: 'USD', Status: 'Active' },
      ],
    });
    expect(made).toEqual({ status: 200, body: { inserted: 1, updated: 0, deleted: 0 } });
    const [row] = await rows("name = 'Made here'");
    const id = String(row?.['id']);
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    const merged = await server.dev.call('POST', path, { upsert: [{ Id: id, notes: null }] });
    expect(merged.body).toEqual({ inserted: 0, updated: 1, deleted: 0 });
    expect(await rows(`id = '${id}'`)).toEqual([{ id, name: 'Made here', notes: null }]);
    const gone = await server.dev.call('POST', path, { delete: [id] });
    expect(gone.body).toEqual({ inserted: 0, updated: 0, deleted: 1 });
    expect(await rows(`id = '${id}'`)).toEqual([]);
  });

  test.each([
    ['Nothing', { upsert: [] }, 404, 'There is no object Nothing'],
    ['Account', { upsert: {} }, 400, 'upsert must be an array'],
    ['Account', { delete: [1] }, 400, 'delete must be an array of ids'],
    ['Account', { insert: [] }, 400, 'Unknown field "insert"'],
    ['Account', [], 400, 'Send {"upsert"'],
    ['Account', { upsert: [{ NoSuchField: 1 }] }, 400, 'NoSuchField'],
    ['Account', { upsert: [{ Balance: 'much' }] }, 400, 'much'],
  ])('%s %j is %d', async (object, body, status, text) => {
    expect(await problem('POST', `/data/${object}`, status, body)).toContain(text);
  });

  test.each([
    ['a value nested without end', () => nested(1000), 'upsert[1]: Name holds an array'],
    ['half a surrogate pair', () => 'half \ud800', 'surrogate'],
  ])('%s is 400', async (_what, name, text) => {
    const body = { upsert: [{}, { Name: name() }] };
    expect(await problem('POST', '/data/Account', 400, body)).toContain(text);
  });

  test('needs JSON', async () => {
    const reply = await fetch(`${server.url}${PATH}/data/Account`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await server.token()}` },
      body: 'x',
    });
    expect(reply.status).toBe(415);
  });
});

test('an unknown path below the prefix is a problem document', async () => {
  await problem('GET', '/nothing', 404);
  await problem('DELETE', '/jobs', 405);
});

/** Deeper than what crosses to another process may be. */
function nested(depth: number): unknown {
  let value: unknown = [];
  for (let i = 0; i < depth; i += 1) value = [value];
  return value;
}
