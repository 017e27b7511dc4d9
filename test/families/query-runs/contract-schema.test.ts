import { afterAll, beforeAll, expect, test } from 'vitest';
import { ajv } from '../../platform/openapi/ajv.ts';
import type { Answer } from '../../support/data-query-client.ts';
import { ENDLESS, type TestServer, testServer } from '../server.ts';

/** Written from the contract (data-query-and-query-runs.md §1.5, §3.2), not from Sluice's own document. */
const RUN = {
  type: 'object',
  additionalProperties: false,
  required: ['created_by_id', 'id', 'sql', 'remaining_attempts', 'updated_time', 'state'],
  properties: {
    created_by_id: { type: 'string', minLength: 1 },
    id: { type: 'string', format: 'uuid' },
    sql: { type: 'string' },
    remaining_attempts: { type: 'number', minimum: 0 },
    updated_time: { type: 'string', format: 'date-time' },
    state: { enum: ['pending', 'accepted', 'in_progress', 'complete', 'failed', 'canceled'] },
    column_separator: { type: 'string' },
    file: {
      type: 'object',
      additionalProperties: false,
      required: ['id', 'url', 'content_type', 'type'],
      properties: {
        id: { type: 'string', minLength: 1 },
        url: { type: 'string', format: 'uri' },
        content_type: { enum: ['json', 'jsonl', 'csv', 'tsv', 'dsv'] },
        type: { const: 'query_run' },
      },
    },
    number_of_rows: { type: 'number', minimum: 0 },
    processing_duration: { type: 'number', minimum: 0 },
  },
  // Result and rows come with completion, and with nothing else.
  if: { properties: { state: { const: 'complete' } } },
  // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
  then: { required: ['file', 'number_of_rows', 'processing_duration'] },
  else: {
    not: {
      anyOf: ['file', 'number_of_rows', 'processing_duration'].map((key) => ({ required: [key] })),
    },
  },
};

const ERROR = {
  type: 'object',
  additionalProperties: false,
  required: ['type', 'errors'],
  properties: {
    type: { enum: ['bad_request', 'unauthorized', 'forbidden', 'not_found', 'method_not_allowed'] },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        properties: {
          code: { type: 'string' },
          parameter: { type: 'string' },
          message: { type: 'string' },
        },
      },
    },
    retryable: { const: false },
  },
};

const isRun = ajv().compile(RUN);
const isError = ajv().compile(ERROR);

let server: TestServer;
beforeAll(async () => {
  server = await testServer({ seed: 'none' });
});
afterAll(() => server[Symbol.asyncDispose]());

const call = (method: string, path: string, body?: unknown): Promise<Answer> =>
  server.dev.call(method, `/v2/query_runs${path}`, body);

function expectRun({ body }: Answer, state: string): void {
  expect(isRun(body), JSON.stringify([isRun.errors, body])).toBe(true);
  expect((body as { readonly state: string }).state).toBe(state);
}

async function created(sql: string, more: object = {}): Promise<string> {
  const answer = await call('POST', '', { sql, content_type: 'csv', ...more });
  expectRun(answer, 'accepted');
  return (answer.body as { readonly id: string }).id;
}

test.each([
  ['json', {}],
  ['csv', { content_encoding: 'gzip' }],
  ['tsv', { content_encoding: 'zip' }],
  ['dsv', { column_separator: ':' }],
])('a run of %s is as the contract says, from create to complete', async (content_type, more) => {
  const id = await created('SELECT 1 AS one', { content_type, ...more });
  await server.dev.ended(id);
  expectRun(await call('GET', `/${id}`), 'complete');
});

test('a run is as the contract says while it runs, and once it is canceled', async () => {
  const id = await created(ENDLESS);
  await server.dev.started(id);
  expectRun(await call('GET', `/${id}`), 'in_progress');
  expectRun(await call('POST', `/${id}/cancel`), 'canceled');
  expectRun(await call('GET', `/${id}`), 'canceled');
});

test('a run that failed is as the contract says: it tells no reason', async () => {
  const id = await created('SELECT nothing FROM nowhere');
  await server.dev.ended(id);
  expectRun(await call('GET', `/${id}`), 'failed');
});

test('refusals are as the contract says', async () => {
  const answers = await Promise.all([
    call('POST', '', { sql: 1, content_type: 'xml', more: true }),
    call('POST', ''),
    call('GET', '/none'),
    call('GET', '?page_size=0'),
    call('POST', '/none/cancel'),
    call('DELETE', '/none'),
  ]);
  for (const { status, body } of answers) {
    expect([400, 404, 405]).toContain(status);
    expect(isError(body), JSON.stringify([isError.errors, body])).toBe(true);
  }
});
