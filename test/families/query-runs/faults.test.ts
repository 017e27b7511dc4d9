import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EncryptionKeyPair } from '../../support/encryption-key-pair.ts';
import { type TestServer, testServer } from '../server.ts';

let server: TestServer;
let authorization: string;
beforeAll(async () => {
  server = await testServer({ seed: 'none', limit: { 'dataQuery.maxQueryLength': 20 } });
  authorization = `Bearer ${await server.token()}`;
});
afterAll(() => server[Symbol.asyncDispose]());

const GOOD = { sql: 'SELECT 1', content_type: 'csv' };

async function send(
  body: string,
  headers: Readonly<Record<string, string>> = {},
  target = '/v2/query_runs',
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const reply = await fetch(server.url + target, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', ...headers },
    body: Buffer.from(body),
  });
  return { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
}

const create = (body: object, target?: string) => send(JSON.stringify(body), {}, target);

const fault = (code: string, parameter: string, message: string) => ({ code, parameter, message });

function refused(...errors: readonly object[]) {
  return { status: 400, body: { type: 'bad_request', errors, retryable: false } };
}

const MANY = Object.fromEntries(Array.from({ length: 1100 }, (_, n) => [`f${n}`, n]));

describe('a create is refused', () => {
  test.each([
    ['sql absent', { content_type: 'csv' }, fault('missing_parameter', 'sql', "'sql' is required")],
    ['sql null', { ...GOOD, sql: null }, fault('missing_parameter', 'sql', "'sql' is required")],
    [
      'content_type absent',
      { sql: 'SELECT 1' },
      fault('missing_parameter', 'content_type', "'content_type' is required"),
    ],
    ['sql a number', { ...GOOD, sql: 1 }, fault('invalid_parameter_string', 'sql', "'sql' must be a string")],
    ['sql blank', { ...GOOD, sql: ' \n' }, fault('invalid_parameter', 'sql', "'sql' must not be empty")],
    [
      'sql too long',
      { ...GOOD, sql: `SELECT ${'1'.repeat(20)}` },
      fault('invalid_parameter', 'sql', "'sql' must not have more than 20 characters"),
    ],
    [
      'content_type in capital letters',
      { ...GOOD, content_type: 'CSV' },
      fault('invalid_parameter', 'content_type', "'content_type' must be one of json, csv, tsv, dsv"),
    ],
    [
      'content_type an array',
      { ...GOOD, content_type: ['csv'] },
      fault('invalid_parameter_string', 'content_type', "'content_type' must be a string"),
    ],
    [
      'content_encoding unknown',
      { ...GOOD, content_encoding: 'br' },
      fault('invalid_parameter', 'content_encoding', "'content_encoding' must be one of gzip, zip, none"),
    ],
    [
      'column_separator of two characters',
      { ...GOOD, content_type: 'dsv', column_separator: '::' },
      fault(
        'invalid_parameter',
        'column_separator',
        "'column_separator' must be one character other than a double quote or a line break",
      ),
    ],
    [
      'column_separator a number',
      { ...GOOD, column_separator: 1 },
      fault('invalid_parameter_string', 'column_separator', "'column_separator' must be a string"),
    ],
    [
      'encryption_key of 2048 bits',
      { ...GOOD, encryption_key: new EncryptionKeyPair(2048).publicKey },
      fault(
        'invalid_parameter',
        'encryption_key',
        "'encryption_key' must be a base64-encoded 1024-bit RSA public key",
      ),
    ],
    [
      'read_deleted a text',
      { ...GOOD, read_deleted: 'true' },
      fault('invalid_parameter_boolean', 'read_deleted', "'read_deleted' must be true or false"),
    ],
    [
      'an unknown field, null or not',
      { ...GOOD, source_data: null },
      fault('unknown_parameter', 'source_data', "'source_data' is not a field of a query run"),
    ],
    [
      'a field of Data Query',
      { ...GOOD, outputFormat: 'CSV' },
      fault('unknown_parameter', 'outputFormat', "'outputFormat' is not a field of a query run"),
    ],
  ])('%s', async (_, body, expected) => {
    expect(await create(body)).toEqual(refused(expected));
  });

  test.each(['', '{', '[]', 'null', '"x"', '1', '\u00ff'])('body %j', async (body) => {
    expect(await send(body)).toEqual(
      refused({ code: 'invalid_request', message: 'The request body is not one JSON object' }),
    );
  });

  test('more values than any query run has', async () => {
    expect(await create({ ...GOOD, ...MANY })).toEqual(
      refused({ code: 'invalid_request', message: 'The request body has more than 1000 values' }),
    );
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', ''])('as "%s"', async (type) => {
    expect(await send(JSON.stringify(GOOD), { 'content-type': type })).toEqual(
      refused({ code: 'invalid_request', message: 'Content-Type must be application/json' }),
    );
  });

  test('that has many faults with one element each, in the order of the fields', async () => {
    const body = { content_type: 'xml', read_deleted: 1, name: 'x', limit: 1 };
    const reply = await create(body, '/v2/query_runs?page_size=0&filter[]=name');
    expect(reply.status).toBe(400);
    const { errors } = reply.body as { errors: { code: string; parameter: string }[] };
    expect(errors.map(({ code, parameter }) => [code, parameter])).toEqual([
      ['invalid_parameter', 'page_size'],
      ['invalid_parameter', 'filter[]'],
      ['missing_parameter', 'sql'],
      ['invalid_parameter', 'content_type'],
      ['invalid_parameter_boolean', 'read_deleted'],
      ['unknown_parameter', 'name'],
      ['unknown_parameter', 'limit'],
    ]);
  });
});

const UNKNOWN = '00000000-0000-4000-8000-000000000000';

describe('a parameter', () => {
  const paths = [
    ['POST', '/v2/query_runs'],
    ['GET', `/v2/query_runs/${UNKNOWN}`],
    ['POST', `/v2/query_runs/${UNKNOWN}/cancel`],
  ] as const;

  async function parameterFaults(method: string, path: string, query: string): Promise<unknown> {
    const { status, body } = await server.dev.call(
      method,
      `${path}?${query}`,
      path.endsWith('runs') ? GOOD : undefined,
    );
    return status === 400 ? (body as { errors: readonly object[] }).errors : [];
  }

  test.each(['0', '100', '-1', '', 'x', '1.5', '1&page_size=2', '１'])(
    'page_size=%s is refused everywhere, before the run is looked for',
    async (size) => {
      for (const [method, path] of paths)
        expect(await parameterFaults(method, path, `page_size=${encodeURI(size)}`)).toEqual([
          fault('invalid_parameter', 'page_size', "'page_size' must be between 1 and 99"),
        ]);
    },
  );

  test.each(['1', '99', '07'])('page_size=%s changes nothing', async (size) => {
    for (const [method, path] of paths)
      expect(await parameterFaults(method, path, `page_size=${size}`)).toEqual([]);
  });

  test.each([
    'name',
    'name.EQ',
    'name.EQ:',
    '.EQ:x',
    'name.eq:x',
    'name.LIKE:x',
    'name.IN:x',
    'name.IN:[]',
    'name.IN:[x',
    '',
    'name.EQ:x&filter[]=y',
  ])('filter[]=%s is refused', async (filter) => {
    for (const [method, path] of paths)
      expect(await parameterFaults(method, path, `filter[]=${filter}`)).toMatchObject([
        { code: 'invalid_parameter', parameter: 'filter[]' },
      ]);
  });

  test.each([
    'name.EQ:x',
    'account.name.NE:x,y',
    'balance.LT:1&filter[]=balance.GE:2',
    'state.IN:[a,b]',
    'name.SW:a%20b',
  ])('filter[]=%s changes nothing', async (filter) => {
    for (const [method, path] of paths)
      expect(await parameterFaults(method, path, `filter%5B%5D=${filter}`)).toEqual([]);
  });

  test.each(['expand[]=account', 'cursor=x', 'sort[]=name', 'fields=id', 'anything=1'])(
    '%s changes nothing',
    async (query) => {
      for (const [method, path] of paths) expect(await parameterFaults(method, path, query)).toEqual([]);
    },
  );
});

describe('what every request passes is told in this shape', () => {
  const bare = (type: string, retryable = false) => ({ type, errors: [], retryable });

  test('without a token: 401, without a challenge', async () => {
    const reply = await fetch(`${server.url}/v2/query_runs/${UNKNOWN}`);
    expect([reply.status, reply.headers.get('www-authenticate'), await reply.json()]).toEqual([
      401,
      null,
      bare('unauthorized'),
    ]);
  });

  test.each(['/v2/query_runs', '/V2/query_runs'])('GET %s: 405, there is no list', async (path) => {
    const reply = await fetch(server.url + path, { headers: { authorization } });
    expect([reply.status, reply.headers.get('allow'), await reply.json()]).toEqual([
      405,
      'POST',
      bare('method_not_allowed'),
    ]);
  });

  test('an unknown path below /v2: 404', async () => {
    expect(await server.dev.call('GET', '/v2/accounts')).toEqual({ status: 404, body: bare('not_found') });
  });

  test.each([UNKNOWN, 'x', "'%00", 'a'.repeat(64)])('an unknown run %s: 404 that names it', async (id) => {
    const expected = {
      status: 404,
      body: {
        type: 'not_found',
        errors: [fault('resource_not_found', 'id', `Resource ${id} could not be found`)],
        retryable: false,
      },
    };
    const path = `/v2/query_runs/${encodeURIComponent(id)}`;
    expect(await server.dev.call('GET', path)).toEqual(expected);
    expect(await server.dev.call('POST', `${path}/cancel`)).toEqual(expected);
  });

  test('an org that the caller does not have: 403', async () => {
    expect(await send(JSON.stringify(GOOD), { 'zuora-org-ids': 'west' })).toEqual({
      status: 403,
      body: {
        type: 'forbidden',
        errors: [{ message: 'You do not have access to the org west' }],
        retryable: false,
      },
    });
  });

  test('a body that is not gzip although it says so: 400', async () => {
    expect(await send('x', { 'content-encoding': 'gzip' })).toMatchObject(
      refused({ code: 'invalid_request', message: expect.stringContaining('gzip') }),
    );
  });

  test('an Idempotency-Key of 256 characters: 400, and one of another path: 422', async () => {
    const tooLong = await send(JSON.stringify(GOOD), { 'idempotency-key': 'k'.repeat(256) });
    expect(tooLong).toMatchObject(
      refused({ code: 'invalid_parameter', parameter: 'idempotency-key', message: expect.any(String) }),
    );
    const { id } = (await send(JSON.stringify(GOOD), { 'idempotency-key': 'a' })).body;
    expect(await send('', { 'idempotency-key': 'a' }, `/v2/query_runs/${id}/cancel`)).toEqual({
      status: 422,
      body: {
        type: 'bad_request',
        errors: [
          { code: 'invalid_value', parameter: 'idempotency-key', message: expect.stringContaining('POST') },
        ],
        retryable: false,
      },
    });
  });

  test('a full queue: 429 with Retry-After, also of jobs that came by the other façade', async () => {
    await using full = await testServer({
      seed: 'none',
      limit: { 'dataQuery.live.maxRunning': 0, 'dataQuery.live.maxQueued': 1 },
    });
    await full.dev.submit('SELECT 1');
    const reply = await fetch(`${full.url}/v2/query_runs`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await full.token()}`, 'content-type': 'application/json' },
      body: JSON.stringify(GOOD),
    });
    expect([reply.status, reply.headers.get('retry-after'), await reply.json()]).toEqual([
      429,
      '5',
      bare('too_many_requests', true),
    ]);
  });
});
