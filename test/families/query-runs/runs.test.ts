import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../../support/data-query-client.ts';
import { download } from '../../support/data-query-client.ts';
import { EncryptionKeyPair } from '../../support/encryption-key-pair.ts';
import { ENDLESS, type TestServer, testServer } from '../server.ts';

let server: TestServer;
let authorization: string;
beforeAll(async () => {
  server = await testServer({ seed: 'small' });
  authorization = `Bearer ${await server.token()}`;
});
afterAll(() => server[Symbol.asyncDispose]());

interface Run {
  readonly id: string;
  readonly sql: string;
  readonly state: string;
  readonly file?: { readonly id: string; readonly url: string; readonly content_type: string };
  readonly number_of_rows?: number;
}

const UNKNOWN = '00000000-0000-4000-8000-000000000000';

async function create(sql: string, more: object = {}, client = server.dev): Promise<Run> {
  const { status, body } = await client.call('POST', '/v2/query_runs', {
    sql,
    content_type: 'csv',
    ...more,
  });
  expect({ status, body }).toMatchObject({ status: 201 });
  return body as Run;
}

async function get(id: string, client = server.dev): Promise<Run> {
  const { status, body } = await client.call('GET', `/v2/query_runs/${id}`);
  expect(status).toBe(200);
  return body as Run;
}

const cancel = (id: string, client = server.dev): Promise<Answer> =>
  client.call('POST', `/v2/query_runs/${id}/cancel`);

async function run(sql: string, more: object = {}): Promise<Run> {
  const { id } = await create(sql, more);
  await server.dev.ended(id);
  return get(id);
}

describe('create', () => {
  test('answers 201 with the bare run as accepted', async () => {
    const body = await create('SELECT 1', { content_type: 'dsv', column_separator: ':' });
    expect(body).toEqual({
      created_by_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      sql: 'SELECT 1',
      remaining_attempts: 3,
      updated_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      state: 'accepted',
      column_separator: ':',
    });
  });

  test('makes the run readable before the reply leaves', async () => {
    for (let i = 0; i < 20; i++) await get((await create('SELECT 1')).id);
  });

  test('takes null as absent', async () => {
    const nothing = {
      column_separator: null,
      content_encoding: null,
      encryption_key: null,
      read_deleted: null,
    };
    expect(await create('SELECT 1', nothing)).not.toHaveProperty('column_separator');
  });

  test.each(['/V2/query_runs', '/v2/query_runs/', '//v2//query_runs'])('takes %s', async (path) => {
    const body = { sql: 'SELECT 1', content_type: 'csv' };
    expect((await server.dev.call('POST', path, body)).status).toBe(201);
  });

  test('answers with headers in lower case, without those of v1', async () => {
    const { hostname, port } = new URL(server.url);
    const { connect } = await import('node:net');
    const socket = connect(Number(port), hostname);
    socket.end(
      `GET /v2/query_runs/${UNKNOWN} HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\n` +
        'zuora-track-id: abc\r\nconnection: close\r\n\r\n',
    );
    const text = (await socket.toArray()).join('');
    const names = text
      .slice(0, text.indexOf('\r\n\r\n'))
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(':')[0] ?? '');
    expect(names).toEqual(
      expect.arrayContaining([
        'zuora-request-id',
        'zuora-track-id',
        'ratelimit-limit',
        'ratelimit-remaining',
        'ratelimit-reset',
      ]),
    );
    expect(names.filter((name) => name.startsWith('concurrency-limit'))).toEqual([]);
  });
});

describe('read', () => {
  test.each([
    ['json', 'jsonl', '{"one":1}\n'],
    ['csv', 'csv', 'one\n1\n'],
    ['tsv', 'tsv', 'one\n1\n'],
    ['dsv', 'dsv', 'one\n1\n'],
  ])('shows a complete %s run with its file, rows and time', async (contentType, extension, text) => {
    const body = await run('SELECT 1 AS one', { content_type: contentType });
    const name = `${body.id}_\\d{16}\\.${extension}`;
    expect(body).toEqual({
      created_by_id: expect.any(String),
      id: body.id,
      sql: 'SELECT 1 AS one',
      remaining_attempts: 3,
      updated_time: expect.any(String),
      file: {
        id: expect.stringMatching(new RegExp(`^${name}$`)),
        url: expect.stringMatching(new RegExp(`^${server.url}/results/${name}\\?X-Amz-Algorithm=`)),
        content_type: contentType,
        type: 'query_run',
      },
      number_of_rows: 1,
      processing_duration: expect.any(Number),
      state: 'complete',
    });
    expect(body.file?.url).toContain(`/results/${body.file?.id}?`);
    expect((await download(body.file?.url ?? '')).toString()).toBe(text);
  });

  test.each([
    ['gzip', /\.csv\.gz$/],
    ['zip', /\.csv\.zip$/],
    ['none', /\.csv$/],
  ])('of a run with content_encoding %s', async (encoding, name) => {
    expect((await run('SELECT 1', { content_encoding: encoding })).file?.id).toMatch(name);
  });

  test('of a failed run has no text: it is read through the other façade', async () => {
    const body = await run('SELECT nothing FROM account');
    expect(Object.keys(body).sort()).toEqual(
      ['created_by_id', 'id', 'remaining_attempts', 'sql', 'state', 'updated_time'].sort(),
    );
    expect(body.state).toBe('failed');
    expect((await server.dev.get(body.id)).errorMessage).toBe(
      "line 1:8: Column 'nothing' cannot be resolved",
    );
  });

  test('async: true changes nothing', async () => {
    const { id } = await create('SELECT 1');
    expect((await server.dev.call('GET', `/v2/query_runs/${id}`, undefined, { async: 'true' })).status).toBe(
      200,
    );
  });

  test('the separator of a dsv file is the one given, else |', async () => {
    const sql = 'SELECT 1 AS a, 2 AS b';
    for (const [more, line] of [
      [{ column_separator: ':' }, '1:2'],
      [{}, '1|2'],
    ] as const) {
      const body = await run(sql, { content_type: 'dsv', ...more });
      expect((await download(body.file?.url ?? '')).toString().split('\n')[1]).toBe(line);
    }
  });

  test('a separator of another format is said again, and changes nothing', async () => {
    const body = await run('SELECT 1 AS a, 2 AS b', { column_separator: ':' });
    expect(body).toHaveProperty('column_separator', ':');
    expect((await download(body.file?.url ?? '')).toString()).toBe('a,b\n1,2\n');
  });

  test('a file is encrypted for the key that was sent', async () => {
    const pair = new EncryptionKeyPair();
    const body = await run('SELECT 1 AS one', { encryption_key: pair.publicKey });
    expect(pair.decrypt(await download(body.file?.url ?? '')).toString()).toBe('one\n1\n');
  });
});

test('read_deleted: false leaves deleted rows out, true gives both kinds', async () => {
  const rows = async (more: object): Promise<number | undefined> =>
    (await run('SELECT id FROM account', more)).number_of_rows;
  const made = await server.dev.call('POST', '/sluice/v1/data/Account', {
    upsert: [{ Name: 'Gone', AccountNumber: 'GONE-1', Currency: 'USD', Status: 'Active' }],
  });
  expect(made.status).toBe(200);
  const [live, both] = [await rows({}), await rows({ read_deleted: true })];
  const found = await run("SELECT id FROM account WHERE accountnumber = 'GONE-1'");
  const id = (await download(found.file?.url ?? '')).toString().split('\n')[1];
  await server.dev.call('POST', '/sluice/v1/data/Account', { delete: [id] });
  expect(await rows({ read_deleted: false })).toBe((live ?? 0) - 1);
  expect(await rows({ read_deleted: true })).toBe(both);
});

describe('cancel', () => {
  test('of a running run answers with six keys, once the query has stopped, and leaves no file', async () => {
    const { id } = await create(ENDLESS);
    await server.dev.started(id);
    expect(await cancel(id)).toEqual({
      status: 200,
      body: {
        created_by_id: expect.stringMatching(/^[0-9a-f]{32}$/),
        id,
        sql: ENDLESS,
        remaining_attempts: 3,
        updated_time: expect.stringMatching(/Z$/),
        state: 'canceled',
      },
    });
    expect((await get(id)).state).toBe('canceled');
    const seen = await server.dev.call('GET', `/sluice/v1/jobs/${id}`);
    expect(seen.body).toMatchObject({
      state: 'stopped',
      receipt: { via: 'query-runs', wasState: 'running' },
    });
  });

  test.each([
    ['the header alone', undefined],
    ['an empty object', '{}'],
    ['an empty body', ''],
  ])('takes Content-Type: application/json with %s', async (_, body) => {
    const { id } = await create(ENDLESS);
    const reply = await fetch(`${server.url}/v2/query_runs/${id}/cancel`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      ...(body !== undefined && { body }),
    });
    expect(reply.status).toBe(200);
  });

  test.each([
    [
      'a second time',
      async () => {
        const { id } = await create(ENDLESS);
        await cancel(id);
        return id;
      },
    ],
    ['of a complete run', async () => (await run('SELECT 1')).id],
    ['of a failed run', async () => (await run('SELECT nothing')).id],
  ])('%s is 400 and changes nothing', async (_, made) => {
    const id = await made();
    const before = await server.dev.call('GET', `/v2/query_runs/${id}?fields[]=state,updated_time`);
    expect(await cancel(id)).toEqual({
      status: 400,
      body: {
        type: 'bad_request',
        errors: [
          {
            code: 'invalid_value',
            parameter: 'state',
            message: `Query run ${id} is not in accepted or in_progress state`,
          },
        ],
        retryable: false,
      },
    });
    expect(await server.dev.call('GET', `/v2/query_runs/${id}?fields[]=state,updated_time`)).toEqual(before);
  });
});

describe('visibility', () => {
  test('administrators see every run of their tenant, others their own: 403', async () => {
    const mine = await create('SELECT 1', {}, server.reader);
    const foreign = await create('SELECT 2');
    expect((await get(mine.id)).id).toBe(mine.id);
    for (const [method, path] of [
      ['GET', foreign.id],
      ['POST', `${foreign.id}/cancel`],
    ] as const) {
      expect(await server.reader.call(method, `/v2/query_runs/${path}`)).toEqual({
        status: 403,
        body: {
          type: 'forbidden',
          errors: [{ message: `You do not have access to query run ${foreign.id}` }],
          retryable: false,
        },
      });
    }
  });

  test('another tenant’s run is unknown: 404, whoever asks', async () => {
    const { id } = await create('SELECT 1');
    for (const [method, path] of [
      ['GET', id],
      ['POST', `${id}/cancel`],
    ] as const)
      expect((await server.other.call(method, `/v2/query_runs/${path}`)).status).toBe(404);
  });
});
