import { createHash } from 'node:crypto';
import { mkdtempSync, type ReadStream, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StoredFile } from '../../../src/jobs/job.ts';
import { downloads } from '../../../src/platform/results/downloads.ts';
import type { Links } from '../../../src/platform/results/links.ts';
import { resultLinks } from '../../../src/platform/results/result-links.ts';
import { DiskResults } from '../../../src/results/disk/disk-results.ts';
import { signLink, verifyLink } from '../../../src/results/signed-links.ts';
import { completedJob } from '../../families/data-query/made-jobs.ts';
import { until } from '../../support/server-process.ts';
import { type TestApp, testApp } from '../test-app.ts';

const LIFE_MS = 14_400_000;
const KEY = { id: 'SLUICETEST', secret: 'secret' };
/** A job that the core knows; the others' families say nothing. */
const NAMED_JOB = 'named';
const files = new Map<string, StoredFile>();
let directory: string;
let results: DiskResults;
let app: TestApp;
let links: Links;
let lastRead: ReadStream | undefined;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sluice-downloads-'));
  results = new DiskResults(directory);
  app = await testApp({}, (clock, base) => {
    links = resultLinks({
      signer: {
        sign: (request, now, seconds) => signLink(request, KEY, now, seconds),
        verify: (request, query, now) => verifyLink(request, query, KEY, now),
      },
      time: clock.business,
      base,
    });
    const read: DiskResults['read'] = async (key, range) => {
      const found = await results.read(key, range);
      lastRead = found?.stream as ReadStream | undefined;
      return found;
    };
    return [
      downloads({
        jobs: {
          fileByName: (name) => files.get(name),
          get: (id) => (id === NAMED_JOB ? completedJob(1, 0) : undefined),
        },
        results: { read },
        links,
        families: [
          {
            name: 'data-query',
            fileHeaders: (job, { part }) => ({
              'content-type': 'text/x-of-its-family',
              'content-disposition': `attachment; filename=${job.family}-${part}.csv`,
            }),
          },
        ],
      }),
    ];
  });
  await publish('a_1.csv', 'id\n1\n2\n');
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

async function publish(name: string, content: string | Buffer, job = `job-${files.size}`): Promise<void> {
  const bytes = Buffer.from(content);
  const key = { job, epoch: 1, unit: 1, part: 1 };
  const target = await results.begin(key, name);
  writeFileSync(target.path, bytes);
  await results.publish(target);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  files.set(name, { ...key, name, bytes: bytes.length, sha256 });
}

function link(name = 'a_1.csv'): string {
  return links.sign(name, LIFE_MS);
}

async function codeOf(reply: Response): Promise<string | undefined> {
  expect(reply.headers.get('content-type')).toBe('application/xml');
  const body = await reply.text();
  expect(body).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\s*<Error><Code>/);
  return /<Code>(\w+)<\/Code>/.exec(body)?.[1];
}

describe('a signed link', () => {
  test('gives the bytes without credentials, redirect, disposition or content encoding', async () => {
    const reply = await fetch(link(), { headers: { 'accept-encoding': 'gzip' }, redirect: 'error' });
    expect(reply.status).toBe(200);
    expect(await reply.text()).toBe('id\n1\n2\n');
    const { headers } = reply;
    expect(headers.get('content-length')).toBe('7');
    expect(headers.get('accept-ranges')).toBe('bytes');
    expect(headers.get('etag')).toMatch(/^"[0-9a-f]{64}"$/);
    expect(headers.get('content-encoding')).toBeNull();
    expect(headers.get('content-disposition')).toBeNull();
    expect(headers.get('ratelimit-limit')).toBeNull();
    expect(headers.get('zuora-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('names its life and the moment of its signature', () => {
    const { searchParams } = new URL(link());
    expect(searchParams.get('X-Amz-Expires')).toBe('14400');
    expect(searchParams.get('X-Amz-Date')).toMatch(/^\d{8}T\d{6}Z$/);
  });

  test('is signed anew when time has passed', () => {
    const before = link();
    app.clock.advance(1000);
    expect(link()).not.toBe(before);
  });

  test('ignores an Authorization header', async () => {
    expect((await fetch(link(), { headers: { authorization: 'Bearer nonsense' } })).status).toBe(200);
  });

  test.each([
    ['csv', 'text/csv; charset=utf-8'],
    ['tsv', 'text/tab-separated-values; charset=utf-8'],
    ['dsv', 'text/plain; charset=utf-8'],
    ['jsonl', 'application/x-ndjson; charset=utf-8'],
    ['csv.gz', 'application/gzip'],
    ['jsonl.zip', 'application/zip'],
  ])('of a .%s says %s', async (extension, type) => {
    await publish(`t_1.${extension}`, 'x');
    expect((await fetch(link(`t_1.${extension}`))).headers.get('content-type')).toBe(type);
  });

  test('of a job whose family says more has its type and name, whatever the name in the link', async () => {
    await publish('2f1e0d9c8b7a6958', 'x', NAMED_JOB);
    const { headers } = await fetch(link('2f1e0d9c8b7a6958'));
    expect(headers.get('content-type')).toBe('text/x-of-its-family');
    expect(headers.get('content-disposition')).toBe('attachment; filename=data-query-1.csv');
  });

  test('of an empty file gives nothing, with its length', async () => {
    await publish('empty_1.jsonl', '');
    const reply = await fetch(link('empty_1.jsonl'));
    expect([reply.status, reply.headers.get('content-length'), await reply.text()]).toEqual([200, '0', '']);
  });

  test('answers HEAD with the same headers and no body', async () => {
    const reply = await fetch(link(), { method: 'HEAD' });
    expect([reply.status, reply.headers.get('content-length'), await reply.text()]).toEqual([200, '7', '']);
  });
});

describe('a link that does not hold', () => {
  test('any more: 403 as at S3', async () => {
    const old = link();
    app.clock.advance(LIFE_MS);
    const reply = await fetch(old);
    expect(reply.status).toBe(403);
    const body = await reply.text();
    expect(body).toContain('<Code>AccessDenied</Code><Message>Request has expired</Message>');
  });

  test.each([
    ['another file', (url: URL) => (url.pathname = '/results/b_1.csv')],
    ['a longer life', (url: URL) => url.searchParams.set('X-Amz-Expires', '99999')],
    ['another date', (url: URL) => url.searchParams.set('X-Amz-Date', '20300101T000000Z')],
    ['another signature', (url: URL) => url.searchParams.set('X-Amz-Signature', '0'.repeat(64))],
    ['no signature', (url: URL) => url.searchParams.delete('X-Amz-Signature')],
    ['nothing', (url: URL) => (url.search = '')],
  ])('because it was changed to %s: 403 as at S3', async (_, change) => {
    const url = new URL(link());
    change(url);
    const reply = await fetch(url);
    expect([reply.status, await codeOf(reply)]).toEqual([403, 'SignatureDoesNotMatch']);
  });

  test('because the file is gone: 404', async () => {
    for (const name of ['never_1.csv', '../../etc/passwd']) {
      const reply = await fetch(link(name));
      expect([reply.status, await codeOf(reply)]).toEqual([404, 'NoSuchKey']);
    }
    await publish('lost_1.csv', 'x');
    const { job, epoch, unit, part } = files.get('lost_1.csv') ?? { job: '', epoch: 0, unit: 0, part: 0 };
    await results.remove({ job, epoch, unit, part });
    for (const method of ['GET', 'HEAD'])
      expect((await fetch(link('lost_1.csv'), { method })).status).toBe(404);
  });

  test('with another method: 405', async () => {
    const reply = await fetch(link(), { method: 'PUT' });
    expect([reply.status, reply.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});

describe('a range', () => {
  test.each([
    ['bytes=0-2', 206, 'id\n', 'bytes 0-2/7'],
    ['bytes=3-', 206, '1\n2\n', 'bytes 3-6/7'],
    ['bytes=-2', 206, '2\n', 'bytes 5-6/7'],
    ['bytes=-100', 206, 'id\n1\n2\n', 'bytes 0-6/7'],
    ['bytes=5-100', 206, '2\n', 'bytes 5-6/7'],
    ['bytes=2-1', 200, 'id\n1\n2\n', null],
    ['bytes=0-0,2-2', 200, 'id\n1\n2\n', null],
    ['lines=0-1', 200, 'id\n1\n2\n', null],
    ['bytes=x', 200, 'id\n1\n2\n', null],
  ])('%s is %d', async (range, status, body, contentRange) => {
    const reply = await fetch(link(), { headers: { range } });
    expect([reply.status, await reply.text(), reply.headers.get('content-range')]).toEqual([
      status,
      body,
      contentRange,
    ]);
    expect(reply.headers.get('content-length')).toBe(String(body.length));
  });

  test.each(['bytes=7-', 'bytes=100-200', 'bytes=-0'])('%s is 416 and tells the size', async (range) => {
    const reply = await fetch(link(), { headers: { range } });
    expect([reply.status, reply.headers.get('content-range')]).toEqual([416, 'bytes */7']);
    expect(await codeOf(reply)).toBe('InvalidRange');
  });

  test('holds under If-Range with the file’s tag, else the whole file comes', async () => {
    const tag = (await fetch(link())).headers.get('etag') ?? '';
    const under = (condition: string) =>
      fetch(link(), { headers: { range: 'bytes=0-0', 'if-range': condition } });
    expect((await under(tag)).status).toBe(206);
    expect((await under('"other"')).status).toBe(200);
    expect((await under('Wed, 25 Nov 2026 20:00:00 GMT')).status).toBe(200);
  });
});

describe('conditions', () => {
  test('If-None-Match with the tag is 304 without a body', async () => {
    const tag = (await fetch(link())).headers.get('etag') ?? '';
    for (const condition of [tag, `"x", ${tag}`, `W/${tag}`, '*']) {
      const reply = await fetch(link(), { headers: { 'if-none-match': condition } });
      expect([reply.status, await reply.text(), reply.headers.get('etag')]).toEqual([304, '', tag]);
    }
    expect((await fetch(link(), { headers: { 'if-none-match': '"x"' } })).status).toBe(200);
  });

  test('If-Match with another tag is 412', async () => {
    expect((await fetch(link(), { headers: { 'if-match': '"x"' } })).status).toBe(412);
  });

  test('are looked at before the range: If-Match, then If-None-Match, then Range (RFC 9110 §13.2.2)', async () => {
    const tag = (await fetch(link())).headers.get('etag') ?? '';
    const with416 = { range: 'bytes=100-200' };
    const status = async (headers: Record<string, string>) =>
      (await fetch(link(), { headers: { ...with416, ...headers } })).status;
    expect(await status({ 'if-none-match': tag })).toBe(304);
    expect(await status({ 'if-none-match': '"x"' })).toBe(416);
    expect(await status({ 'if-match': '"x"', 'if-none-match': tag })).toBe(412);
    expect(await status({ 'if-match': tag, 'if-none-match': tag })).toBe(304);
  });
});

test('a reader that stalls makes the server read no further, and one that leaves ends the reading', async () => {
  const size = 64 * 1024 * 1024;
  await publish('large_1.csv', Buffer.alloc(size, 'x'));
  const { pathname, search } = new URL(link('large_1.csv'));
  const socket = connect(app.port, '127.0.0.1');
  socket.pause();
  socket.write(`GET ${pathname}${search} HTTP/1.1\r\nhost: x\r\n\r\n`);
  let read = -1;
  await until('the reading stalls', () => {
    const before = read;
    read = lastRead?.bytesRead ?? 0;
    return read > 0 && read === before;
  });
  expect(read).toBeLessThan(size / 2);
  socket.destroy();
  await until('the file is closed', () => lastRead?.destroyed === true);
});
