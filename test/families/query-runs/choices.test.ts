import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestServer, testServer } from '../server.ts';

const UNKNOWN = '00000000-0000-4000-8000-000000000000';

/** All that may be chosen, otherwise than by default (data-query-and-query-runs.md §6). */
let server: TestServer;
beforeAll(async () => {
  server = await testServer({
    choice: {
      'queryRuns.cancelledState': 'cancelled',
      'queryRuns.cancelEnded': '409',
      'queryRuns.readDeleted': 'deleted',
      'queryRuns.contentEncoding': 'gzip',
      'queryRuns.jsonContentType': 'jsonl',
      'queryRuns.unknownFields': 'refuse',
      'queryRuns.notFoundCode': 'not_found',
    },
  });
});
afterAll(() => server[Symbol.asyncDispose]());

interface Run {
  readonly id: string;
  readonly state: string;
  readonly file?: { readonly url: string; readonly content_type: string };
  readonly number_of_rows?: number;
}

async function create(sql: string, more: object = {}): Promise<string> {
  const body = { sql, content_type: 'json', ...more };
  return ((await server.dev.call('POST', '/v2/query_runs', body)).body as Run).id;
}

const get = async (id: string) => (await server.dev.call('GET', `/v2/query_runs/${id}`)).body as Run;

async function run(sql: string, more: object = {}): Promise<Run> {
  const id = await create(sql, more);
  await server.dev.ended(id);
  return get(id);
}

const cancel = (id: string) => server.dev.call('POST', `/v2/query_runs/${id}/cancel`);

test('cancelledState, cancelEnded: a cancelled run is spelt otherwise, and its second cancel is 409', async () => {
  const id = await create('SELECT count(*) FROM account a, account b, account c, account d');
  expect(await cancel(id)).toMatchObject({ status: 200, body: { id, state: 'cancelled' } });
  expect((await get(id)).state).toBe('cancelled');
  expect((await cancel(id)).status).toBe(409);
});

test('contentEncoding, jsonContentType: a run that names no encoding is packed, and its lines are called so', async () => {
  const { file } = await run('SELECT 1 AS one');
  expect(file).toMatchObject({ content_type: 'jsonl', url: expect.stringMatching(/\.jsonl\.gz\?/) });
});

test('readDeleted: deleted rows alone', async () => {
  const count = async (more: object) => (await run('SELECT id FROM account', more)).number_of_rows ?? 0;
  const [live, read] = [await count({}), await count({ read_deleted: true })];
  expect(read).toBeGreaterThan(0);
  expect(read).toBeLessThan(live);
});

test('unknownFields: a name that there is not is 400', async () => {
  const id = await create('SELECT 1');
  const at = (fields: string) => server.dev.call('GET', `/v2/query_runs/${id}?fields[]=${fields}`);
  expect(await at('id,sql')).toMatchObject({ status: 200 });
  expect(await at('id,colour')).toMatchObject({
    status: 400,
    body: { errors: [{ parameter: expect.stringContaining('fields') }] },
  });
});

test('notFoundCode: of a run that there is not', async () => {
  for (const reply of [await server.dev.call('GET', `/v2/query_runs/${UNKNOWN}`), await cancel(UNKNOWN)])
    expect(reply).toMatchObject({ status: 404, body: { errors: [{ code: 'not_found' }] } });
});
