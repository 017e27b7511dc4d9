import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestServer, testServer } from '../server.ts';

const NAMES = [
  'created_by_id',
  'id',
  'sql',
  'remaining_attempts',
  'updated_time',
  'file',
  'number_of_rows',
  'processing_duration',
  'state',
  'column_separator',
];
const UNKNOWN = ['created_time', 'ID', 'errorMessage', '__proto__', 'constructor', 'file.id'];

let server: TestServer;
let whole: Readonly<Record<string, unknown>>;
beforeAll(async () => {
  server = await testServer({ seed: 'none' });
  const body = { sql: 'SELECT 1', content_type: 'dsv', column_separator: ';' };
  const { body: made } = await server.dev.call('POST', '/v2/query_runs', body);
  const { id } = made as { id: string };
  await server.dev.ended(id);
  whole = (await server.dev.call('GET', `/v2/query_runs/${id}`)).body as typeof whole;
});
afterAll(() => server[Symbol.asyncDispose]());

/** One way of writing a list of names among the parameters of a request. */
interface Written {
  readonly names: readonly string[];
  readonly parameter: 'fields' | 'query_run.fields';
  readonly encoded: boolean;
  readonly comma: ',' | '%2C' | ' , ' | ',,';
  readonly repeated: boolean;
}

const written: fc.Arbitrary<Written> = fc.record({
  names: fc.array(fc.constantFrom(...NAMES, ...UNKNOWN), { minLength: 1, maxLength: 6 }),
  parameter: fc.constantFrom('fields', 'query_run.fields'),
  encoded: fc.boolean(),
  comma: fc.constantFrom(',', '%2C', ' , ', ',,'),
  repeated: fc.boolean(),
});

function queryOf({ names, parameter, encoded, comma, repeated }: Written): string {
  const name = parameter + (encoded ? '%5B%5D' : '[]');
  return repeated ? names.map((one) => `${name}=${one}`).join('&') : `${name}=${names.join(comma)}`;
}

test('fields[], however it is written, gives those of the fields that there are, and no others', async () => {
  expect(Object.keys(whole).sort()).toEqual([...NAMES].sort());
  await fc.assert(
    fc.asyncProperty(fc.array(written, { minLength: 1, maxLength: 3 }), async (lists) => {
      const path = `/v2/query_runs/${whole['id']}?${lists.map(queryOf).join('&')}`;
      const asked = new Set(lists.flatMap(({ names }) => names));
      const { status, body } = await server.dev.call('GET', path);
      expect(status).toBe(200);
      expect(Object.keys(body as object).sort()).toEqual(NAMES.filter((name) => asked.has(name)).sort());
    }),
    { numRuns: 60 },
  );
});

test.each(['fields[]=', 'fields[]=,', 'fields=id', 'Fields[]=id'])(
  '%s names none: all are there',
  async (query) => {
    const { body } = await server.dev.call('GET', `/v2/query_runs/${whole['id']}?${query}`);
    expect(Object.keys(body as object)).toHaveLength(NAMES.length);
  },
);

test('fields[] holds for the answers to a create and a cancel too', async () => {
  const body = { sql: 'SELECT 1', content_type: 'csv' };
  const made = await server.dev.call('POST', '/v2/query_runs?fields[]=state', body);
  expect(made).toEqual({ status: 201, body: { state: 'accepted' } });
});
