import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ENDLESS, type TestServer, testServer } from '../families/server.ts';
import { CollectedSpans } from '../support/collected-spans.ts';
import type { WireJob } from '../support/data-query-client.ts';
import { until } from '../support/server-process.ts';

const CALLER = { trace: '4bf92f3577b34da6a3ce929d0e0e4736', span: '00f067aa0ba902b7' };
const TRACEPARENT = `00-${CALLER.trace}-${CALLER.span}-01`;

let spans: CollectedSpans;
let server: TestServer;
let token: string;
beforeAll(async () => {
  spans = new CollectedSpans();
  server = await testServer();
  token = await server.token();
});
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await spans.end();
});
beforeEach(() => spans.clear());

async function submit(query: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const reply = await fetch(`${server.url}/query/jobs`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify({
      query,
      outputFormat: 'CSV',
      compression: 'NONE',
      output: { target: 'S3' },
    }),
  });
  return ((await reply.json()) as { data: WireJob }).data.id;
}

const of = (job: string) => (span: ReadableSpan) => span.attributes['sluice.job.id'] === job;

async function ended(name: string, job: string): Promise<ReadableSpan> {
  await until(`the span ${name}`, () => spans.named(name).some(of(job)));
  return spans.one(name, of(job));
}

describe('a job that is run', () => {
  let byName: Readonly<Record<string, ReadableSpan>>;
  let job: string;
  beforeEach(async () => {
    job = await submit('SELECT id FROM account', {
      traceparent: TRACEPARENT,
      tracestate: 'vendor=x',
      'zuora-track-id': 'track-7',
    });
    await server.dev.ended(job);
    const attempt = await ended('attempt data-query', job);
    const inside = (name: string) =>
      spans.one(name, (span) => span.parentSpanContext?.spanId === attempt.spanContext().spanId);
    byName = {
      request: spans.one('POST /query/jobs'),
      submit: spans.one('submit data-query'),
      attempt,
      compile: inside('compile'),
      session: inside('open engine session'),
      statement: inside('duckdb'),
      publish: inside('publish'),
    };
  });

  test('is one trace from its caller’s request to the statement of the engine', () => {
    const parent = (name: string) => byName[name]?.parentSpanContext?.spanId;
    const id = (name: string) => byName[name]?.spanContext().spanId;
    expect(new Set(Object.values(byName).map((span) => span.spanContext().traceId))).toEqual(
      new Set([CALLER.trace]),
    );
    expect(parent('request')).toBe(CALLER.span);
    expect(parent('submit')).toBe(id('request'));
    expect(parent('attempt')).toBe(id('submit'));
    expect(byName['attempt']?.spanContext().traceState?.serialize()).toBe('vendor=x');
    expect(Object.values(byName).map((span) => span.status.code)).toEqual(
      Array(7).fill(SpanStatusCode.UNSET),
    );
  });

  test('has the attributes that the conventions for HTTP and databases name, and our own', () => {
    expect(byName['request']).toMatchObject({
      kind: SpanKind.SERVER,
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/query/jobs',
        'http.response.status_code': 200,
        'url.path': '/query/jobs',
        'url.scheme': 'http',
        'server.address': '127.0.0.1',
        'sluice.tenant': 'dev',
        'sluice.track.id': 'track-7',
      },
    });
    expect(byName['submit']?.kind).toBe(SpanKind.PRODUCER);
    expect(byName['attempt']).toMatchObject({
      kind: SpanKind.CONSUMER,
      attributes: {
        'sluice.job.id': job,
        'sluice.job.family': 'data-query',
        'sluice.job.attempt': 1,
        'sluice.track.id': 'track-7',
        'sluice.request.id': byName['request']?.attributes['sluice.request.id'],
      },
    });
    expect(byName['statement']).toMatchObject({
      kind: SpanKind.CLIENT,
      attributes: { 'db.system.name': 'duckdb', 'db.namespace': 'dev' },
    });
    expect(byName['statement']?.attributes['db.response.returned_rows']).toBeGreaterThan(0);
  });

  test('shows no text of a statement, no credential and no signature anywhere', async () => {
    const link = (await server.dev.get(job)).dataFile ?? '';
    await (await fetch(link)).arrayBuffer();
    await until('the span of the download', () => spans.named('GET /results/:name').length === 1);
    const all = JSON.stringify(
      spans.all.map(({ name, attributes, events, status }) => ({ name, attributes, events, status })),
    );
    for (const secret of ['SELECT', 'account', token, 'X-Amz-Signature']) expect(all).not.toContain(secret);
  });
});

test('without a caller’s trace a request begins one', async () => {
  await fetch(`${server.url}/healthz`);
  await until('the span', () => spans.named('GET /healthz').length === 1);
  expect(spans.one('GET /healthz').parentSpanContext).toBeUndefined();
});

test('an unknown path gives its span no name of its own', async () => {
  await fetch(`${server.url}/secret/of/somebody?token=1`);
  await until('the span', () => spans.named('GET').length === 1);
  const { attributes, status } = spans.one('GET');
  expect(attributes).toMatchObject({ 'http.response.status_code': 404, 'url.path': '/secret/of/somebody' });
  expect(attributes['http.route']).toBeUndefined();
  expect(status.code).toBe(SpanStatusCode.UNSET);
});

test('a statement with an error marks its spans with the kind of the error, not with its text', async () => {
  const job = await submit("SELECT CAST(name AS integer) FROM account WHERE name <> ''");
  await server.dev.ended(job);
  for (const name of ['duckdb', 'attempt data-query']) {
    const { status, attributes, events } = await ended(name, job);
    expect(status).toEqual({ code: SpanStatusCode.ERROR });
    expect(attributes['error.type']).toBe('user');
    expect(events.map((event) => event.name)).toEqual(['exception']);
    expect(JSON.stringify(events)).not.toMatch(/cast/i);
  }
});

test('a stop is a span of the request that asked for it, with its rungs as events, linked to the job', async () => {
  const job = await submit(ENDLESS, { traceparent: TRACEPARENT });
  await server.dev.started(job);
  await server.dev.cancel(job);
  const stop = await ended('stop data-query', job);
  await until('the span of the request', () => spans.named('DELETE /query/jobs/:id').length === 1);
  const request = spans.one('DELETE /query/jobs/:id');
  expect(stop.parentSpanContext?.spanId).toBe(request.spanContext().spanId);
  expect(stop.links.map((link) => link.context.traceId)).toEqual([CALLER.trace]);
  const rungs = stop.events.map((event) => event.name);
  expect(rungs[0]).toBe('recorded');
  expect(rungs).toContain('interrupted');
  expect(rungs.at(-1)).toBe('swept');
  expect(stop.attributes).toMatchObject({ 'sluice.stop.cause': 'user' });
  expect(['interrupted', 'killed']).toContain(stop.attributes['sluice.stop.ended_by']);
  // What was told to stop has not failed.
  expect((await ended('attempt data-query', job)).status.code).toBe(SpanStatusCode.UNSET);
});
