import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type TestServer, testServer } from '../families/server.ts';
import { rawRequest } from './raw-request.ts';

/** Every family of a whole server meets what no client should send. */
const SUBMIT = '/query/jobs';
const DATA = '/sluice/v1/data/Account';
const JOB = { query: 'SELECT 1', outputFormat: 'CSV', compression: 'NONE', output: { target: 'S3' } };

let server: TestServer;
let authorization: string;
let port: number;
beforeAll(async () => {
  server = await testServer({ seed: 'none', limit: { 'platform.maxUnpackedBytes': '2MiB' } });
  authorization = `Bearer ${await server.token()}`;
  port = Number(new URL(server.url).port);
});
afterAll(() => server[Symbol.asyncDispose]());

afterEach(async () => {
  const { body } = await server.dev.call('GET', '/sluice/v1/jobs');
  expect(body, 'nothing of a refused request stays behind').toEqual({ jobs: [] });
});

type Body = string | Uint8Array<ArrayBuffer>;

function post(path: string, body: Body, headers: Record<string, string> = {}) {
  return fetch(server.url + path, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', ...headers },
    body,
  });
}

/** A family's own refusal: its shape, its type, no stack, no path of the server's. */
async function expectRefusal(reply: Response, statuses: readonly number[]): Promise<void> {
  const text = await reply.text();
  expect(statuses, text).toContain(reply.status);
  expect(reply.headers.get('zuora-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  const body = JSON.parse(text) as Record<string, unknown>;
  if (new URL(reply.url).pathname.startsWith('/query'))
    expect(body).toEqual({ code: reply.status, message: expect.any(String) });
  else expect(body).toMatchObject({ status: reply.status });
  expect(text).not.toMatch(/\bat .*\.(ts|js):\d|node_modules|RangeError|SyntaxError|TypeError/);
}

const deep = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);

describe.each([SUBMIT, DATA])('a body for %s', (path) => {
  test.each<[string, () => Body, Record<string, string>, number[]]>([
    ['of nothing', () => '', {}, [400]],
    ['cut short', () => '{"query":"SELECT', {}, [400]],
    ['of a hundred thousand open brackets', () => '['.repeat(100_000), {}, [400]],
    ['of lists a hundred thousand deep', () => deep('[', ']', 100_000), {}, [400]],
    ['of objects a hundred thousand deep', () => deep('{"a":', '}', 100_000).replace('}', '1}'), {}, [400]],
    ['with a field a hundred thousand deep', () => `{"upsert":${deep('[', ']', 100_000)}}`, {}, [400]],
    [
      'with a value a hundred thousand deep',
      () => `{"upsert":[{"Name":${deep('[', ']', 100_000)}}]}`,
      {},
      [400],
    ],
    ['of a prototype', () => '{"__proto__":{"query":"SELECT 1"},"constructor":1}', {}, [400]],
    ['of a number', () => '1e999', {}, [400]],
    ['of null', () => 'null', {}, [400]],
    ['of text', () => '"SELECT 1"', {}, [400]],
    ['in UTF-16', () => new Uint8Array(Buffer.from('{"query":1}', 'utf16le')), {}, [400]],
    ['in Latin-1', () => new Uint8Array(Buffer.from('{"query":"ü"}', 'latin1')), {}, [400]],
    ['with a NUL', () => '\0{}', {}, [400]],
    ['that says gzip and is not', () => '{}', { 'content-encoding': 'gzip' }, [400]],
    ['packed twice', () => new Uint8Array(gzipSync(gzipSync('{}'))), { 'content-encoding': 'gzip' }, [400]],
    ['in two encodings', () => '{}', { 'content-encoding': 'gzip, gzip' }, [415]],
    ['in an encoding nobody knows', () => '{}', { 'content-encoding': 'rot13' }, [415]],
    ['of another type', () => 'query=1', { 'content-type': 'application/x-www-form-urlencoded' }, [415]],
    ['of a type that is none', () => '{}', { 'content-type': ';;;' }, [415]],
    ['larger than it may be', () => `{"query":"${'x'.repeat(3_000_000)}"}`, {}, [413]],
    [
      'that unpacks to far more than it may',
      () => new Uint8Array(gzipSync(Buffer.alloc(100_000_000))),
      { 'content-encoding': 'gzip' },
      [413],
    ],
  ])('%s is refused in the family’s own words', async (_, body, headers, statuses) => {
    await expectRefusal(await post(path, body(), headers), statuses);
  });

  test('of random bytes is refused, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
        await expectRefusal(await post(path, new Uint8Array(bytes)), [400]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('fields of wrong types', () => {
  test.each([
    { query: ['SELECT 1'] },
    { query: { toString: 'SELECT 1' } },
    { query: 1 },
    { query: null },
    { query: true },
    { outputFormat: {} },
    { outputFormat: 'constructor' },
    { compression: '__proto__' },
    { output: 'S3' },
    { output: [] },
    { output: { target: ['S3'] } },
    { encryptionKey: 5 },
    { sourceData: { length: 5 } },
  ])('%j is 400 in the family’s own words', async (field) => {
    await expectRefusal(await post(SUBMIT, JSON.stringify({ ...JOB, ...field })), [400]);
  });

  test('a query of a million characters and one is too long', async () => {
    const query = `SELECT 1 -- ${'x'.repeat(1_000_000)}`;
    await expectRefusal(await post(SUBMIT, JSON.stringify({ ...JOB, query })), [400]);
  });
});

describe('paths', () => {
  test.each([
    '/query/jobs/../../etc/passwd',
    '/query/jobs/..%2f..%2fetc%2fpasswd',
    '/query/jobs/%2e%2e/%2e%2e/etc/passwd',
    '/query/jobs/%00',
    '/query/jobs/%0d%0aset-cookie:%20a=b',
    '/query/jobs/%ff%fe',
    '/query/jobs/;drop',
    '/query/jobs/*',
    "/query/jobs/'%20OR%201=1--",
    '/query/jobs/__proto__',
    '/query/jobs/constructor',
    '/sluice/v1/jobs/..%5c..%5cx',
    '/sluice/v1/jobs/%u0041',
    '/results/..%2f..%2fdb.sqlite',
    '/results/%2e%2e%2fdb.sqlite?X-Amz-Signature=x',
    `/query/jobs/${'a'.repeat(7000)}`,
  ])('%.60s leads nowhere, and no header is made of it', async (path) => {
    const reply = await rawRequest(
      port,
      `GET ${path} HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\nconnection: close\r\n\r\n`,
    );
    expect(reply).toMatch(/^HTTP\/1\.1 (400|403|404) /);
    expect(reply).not.toMatch(/\r\nset-cookie/i);
    expect(reply).not.toContain('root:');
  });
});

describe('headers', () => {
  const send = (more: string) =>
    rawRequest(
      port,
      `GET /sluice/v1/jobs HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\n${more}connection: close\r\n\r\n`,
    );

  test.each([
    ['a track id that would make a header', 'zuora-track-id: a\rset-cookie: b=c\r\n', /^HTTP\/1\.1 400 /],
    ['a track id of control characters', 'zuora-track-id: a\tb\x01\r\n', /^HTTP\/1\.1 (200|400) /],
    ['orgs that would make a header', 'zuora-org-ids: a%0d%0aset-cookie: b\r\n', /^HTTP\/1\.1 403 /],
    ['thousands of orgs', `zuora-org-ids: ${'north,'.repeat(2000)}\r\n`, /^HTTP\/1\.1 200 /],
    ['an entity twice', 'zuora-entity-ids: a\r\nzuora-entity-ids: b\r\n', /^HTTP\/1\.1 403 /],
    ['both old forms of the entity', 'entityId: a\r\nentityName: b\r\n', /^HTTP\/1\.1 400 /],
    ['an old form of an entity that is not one’s own', 'entityId: a\r\n', /^HTTP\/1\.1 403 /],
    ['lengths that contradict', 'content-length: 5\r\ntransfer-encoding: chunked\r\n', /^HTTP\/1\.1 400 /],
    ['two lengths', 'content-length: 5\r\ncontent-length: 6\r\n', /^HTTP\/1\.1 400 /],
    ['a length that is none', 'content-length: -1\r\n', /^HTTP\/1\.1 400 /],
  ])('%s', async (_, more, expected) => {
    const reply = await send(more);
    expect(reply).toMatch(expected);
    expect(reply).not.toMatch(/\r\nset-cookie/i);
    expect(reply).toMatch(/\r\nzuora-request-id: [0-9a-f-]{36}\r\n/i);
  });

  test('a chunk that is none ends the request, not the server', async () => {
    const reply = await rawRequest(
      port,
      `POST ${SUBMIT} HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n`,
    );
    expect(reply).toMatch(/^HTTP\/1\.1 400 /);
    expect((await server.dev.call('GET', '/sluice/v1/jobs')).status).toBe(200);
  });

  test('a body shorter than its length makes no job', async () => {
    const body = JSON.stringify(JOB);
    const request = `POST ${SUBMIT} HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\ncontent-type: application/json\r\ncontent-length: ${body.length + 1}\r\n\r\n${body}`;
    const { connect } = await import('node:net');
    const socket = connect(port, '127.0.0.1');
    await new Promise<void>((sent) => socket.write(request, () => sent()));
    socket.end();
    await new Promise((closed) => socket.once('close', closed).resume());
  });
});

describe('random requests', () => {
  test('are answered, never with a 5xx', async () => {
    const method = fc.constantFrom('GET', 'POST', 'DELETE', 'PUT', 'HEAD', 'OPTIONS', 'BREW');
    const path = fc.tuple(
      fc.constantFrom('/', '/query/jobs', '/query/jobs/', '/sluice/v1/', '/v1/', '/oauth/token', '/results/'),
      fc.string({ unit: 'binary', maxLength: 20 }).map(encodeURIComponent),
    );
    await fc.assert(
      fc.asyncProperty(method, path, fc.string({ maxLength: 50 }), async (verb, [start, end], body) => {
        const length = Buffer.byteLength(body);
        const reply = await rawRequest(
          port,
          `${verb} ${start}${end} HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\nconnection: close\r\n\r\n${body}`,
        );
        expect(reply).toMatch(/^HTTP\/1\.1 [2-4]\d\d /);
      }),
      { numRuns: 200 },
    );
  });

  test('of random bytes are answered or cut, and the server goes on', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (bytes) => {
        const reply = await rawRequest(port, Buffer.concat([bytes, Buffer.from('\r\n\r\n')]));
        expect(reply === '' || /^HTTP\/1\.1 4\d\d /.test(reply)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

describe('what a stranger may not see', () => {
  test('is not told apart from what does not exist: a job of another tenant', async () => {
    const answers = await Promise.all(
      ['7b1f0c52-0d0e-4c5e-9a77-2f6f4f6f0a11', 'x'].map(async (id) => {
        const { status, body } = await server.dev.call('GET', `/query/jobs/${id}`);
        return [status, JSON.stringify(body).replaceAll(id, 'ID')];
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
  });

  test('an unknown user and a wrong password are refused alike', async () => {
    const refusal = async (pair: string) => {
      const reply = await fetch(`${server.url}/sluice/v1/jobs`, {
        headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` },
      });
      const { requestId: _, ...rest } = (await reply.json()) as Record<string, unknown>;
      return [reply.status, rest, reply.headers.get('www-authenticate')];
    };
    expect(await refusal('dev@sluice.local:no')).toEqual(await refusal('nobody@sluice.local:no'));
  });
});
