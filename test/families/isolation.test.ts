import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AquaClient, type AquaJob } from '../support/aqua-client.ts';
import { BulkClient } from '../support/bulk-client.ts';
import { DEV, download, OTHER, READER, type WireJob } from '../support/data-query-client.ts';
import { type TestServer, testServer } from './server.ts';

/**
 * How a route could reach what is somebody else's. Each route of a server needs one: a new one without fails here.
 * `nothing`: it serves nothing of anybody's. `caller`: it answers what is the caller's own. Else a foreign id stands in its
 * path (or query): of a job, a principal, a result file, an object.
 */
type Reach =
  | 'nothing'
  | 'caller'
  | 'job'
  | 'event-job'
  | 'client'
  | 'user'
  | 'file'
  | 'object'
  | 'request'
  | 'aqua-job'
  | 'aqua-session'
  | 'aqua-file'
  | 'bulk-job'
  | 'upload'
  | 'rule';

const REACH: Readonly<Record<string, Reach>> = {
  'POST /oauth/token': 'nothing',
  'GET /healthz': 'nothing',
  'GET /readyz': 'nothing',
  'GET /metrics': 'nothing',
  'GET /openapi.json': 'nothing',
  'GET /': 'nothing',
  'GET /docs': 'nothing',
  'GET /docs/:file': 'nothing',
  'GET /query/jobs': 'caller',
  'POST /query/jobs': 'caller',
  'GET /query/jobs/:id': 'job',
  'DELETE /query/jobs/:id': 'job',
  'POST /v2/query_runs': 'caller',
  'GET /v2/query_runs/:id': 'job',
  'POST /v2/query_runs/:id/cancel': 'job',
  'POST /V2/query_runs': 'caller',
  'GET /V2/query_runs/:id': 'job',
  'POST /V2/query_runs/:id/cancel': 'job',
  'GET /sluice/v1/jobs': 'caller',
  'GET /sluice/v1/jobs/:id': 'job',
  'GET /sluice/v1/jobs/:id/why': 'job',
  'POST /sluice/v1/jobs/:id/stop': 'job',
  'GET /sluice/v1/events': 'event-job',
  'POST /sluice/v1/queries': 'caller',
  'GET /sluice/v1/doctor': 'caller',
  'GET /sluice/v1/requests/:id': 'request',
  'GET /sluice/v1/catalogue': 'caller',
  'GET /sluice/v1/catalogue/:object': 'caller',
  'POST /sluice/v1/data/:object': 'object',
  'GET /sluice/v1/lab': 'caller',
  'POST /sluice/v1/lab/rules': 'caller',
  'GET /sluice/v1/lab/scenarios': 'nothing',
  'DELETE /sluice/v1/lab/rules': 'caller',
  'GET /sluice/v1/lab/rules/:id': 'rule',
  'DELETE /sluice/v1/lab/rules/:id': 'rule',
  'POST /sluice/v1/lab/rules/:id/release': 'rule',
  'GET /sluice/v1/principals': 'caller',
  'POST /sluice/v1/principals': 'caller',
  'DELETE /sluice/v1/principals/clients/:clientId': 'client',
  'POST /sluice/v1/principals/clients/:clientId/rotate': 'client',
  'DELETE /sluice/v1/principals/users/:name': 'user',
  'POST /sluice/v1/principals/users/:name/rotate': 'user',
  // Business time is one for the whole server.
  'POST /sluice/v1/lab/clock': 'nothing',
  // For administrators: of the whole server.
  'POST /sluice/v1/reset': 'nothing',
  'POST /sluice/v1/snapshots': 'nothing',
  'GET /sluice/v1/snapshots': 'nothing',
  'POST /sluice/v1/snapshots/:name/restore': 'nothing',
  // Foreign ids that a tenant's own requests named are its own to see: test/families/lab/requests.test.ts.
  'GET /sluice/v1/lab/requests': 'nothing',
  'GET /results/:name': 'file',
  'POST /v1/batch-query': 'caller',
  'GET /v1/batch-query/jobs/:id': 'aqua-job',
  'DELETE /v1/batch-query/jobs/:id': 'aqua-job',
  'GET /v1/batch-query/jobs/partner/:partner/project/:project': 'aqua-session',
  'POST /apps/api/batch-query': 'caller',
  'GET /apps/api/batch-query/jobs/:id': 'aqua-job',
  'DELETE /apps/api/batch-query/jobs/:id': 'aqua-job',
  'GET /apps/api/batch-query/jobs/partner/:partner/project/:project': 'aqua-session',
  'GET /v1/files/:id': 'aqua-file',
  'GET /v1/files/:id/status': 'aqua-file',
  'GET /v1/file/:id': 'aqua-file',
  'GET /apps/api/file/:id': 'aqua-file',
  'GET /v1/batch-query/file/:id': 'aqua-file',
  'GET /apps/api/batch-query/file/:id': 'aqua-file',
  'POST /bulk-data/bulk-jobs': 'caller',
  'GET /bulk-data/bulk-jobs/summaries': 'caller',
  'GET /bulk-data/bulk-jobs/:id/summary': 'bulk-job',
  'POST /bulk-data/bulk-jobs/:id/submissions': 'bulk-job',
  'GET /bulk-data/bulk-jobs/:id/downloads': 'bulk-job',
  'GET /bulk-data/bulk-jobs/:id/mappings': 'bulk-job',
  'POST /bulk-data/bulk-jobs/:id/cancellations': 'bulk-job',
  'POST /bulk-data/bulk-jobs/:id/aborts': 'bulk-job',
  'GET /data-loader/metadata/csv/objects': 'caller',
  'GET /data-loader/metadata/csv/objects/:objectName/fields': 'caller',
  'GET /data-loader/metadata/json/objects': 'caller',
  'GET /data-loader/metadata/json/objects/:objectName/fields': 'caller',
  // It names nobody's job but by its signed fields.
  'POST /bulk-data-uploads': 'nothing',
  'PUT /bulk-data-uploads/:job': 'upload',
  'GET /v1/describe': 'caller',
  'GET /v1/describe/:object': 'caller',
  'GET /v1/:wsdl/describe/:object': 'caller',
  'GET /apps/api/describe': 'caller',
  'GET /apps/api/describe/:object': 'caller',
};

/** A foreign id, and an id that nobody has. */
interface ForeignIds {
  readonly foreign: () => readonly string[];
  readonly unknown: string;
  /** Of an answer about what there is not; 404 when absent. */
  readonly status?: number;
  /**
   * What is another user's of the same tenant is as if it did not exist, or is everybody's of that tenant; told apart
   * (403) when absent.
   */
  readonly otherUser?: 'as unknown' | 'shared';
}

/** What each reach puts in its place. */
const IDS: Readonly<Partial<Record<Reach, ForeignIds>>> = {
  job: {
    foreign: () => [ended.id, running.id],
    unknown: '00000000-0000-4000-8000-000000000000',
  },
  'event-job': {
    foreign: () => [ended.id, running.id],
    unknown: '00000000-0000-4000-8000-000000000000',
  },
  request: {
    foreign: () => [accepted],
    unknown: '00000000-0000-4000-8000-000000000000',
    otherUser: 'as unknown',
  },
  client: {
    foreign: () => [DEV.clientId, READER.clientId],
    unknown: '00000000-0000-4000-8000-000000000000',
  },
  user: { foreign: () => ['dev@sluice.local', 'reader@sluice.local'], unknown: 'nobody@sluice.local' },
  file: { foreign: () => [fileName], unknown: `${'0'.repeat(8)}-none.csv`, status: 403 },
  // AQuA's errors have status 200 (aqua.md §3.2).
  'aqua-job': {
    foreign: () => [exported.id],
    unknown: '0'.repeat(32),
    status: 200,
    otherUser: 'as unknown',
  },
  'aqua-session': {
    foreign: () => ['told-to-nobody'],
    unknown: 'none-at-all',
    status: 200,
    otherUser: 'as unknown',
  },
  'aqua-file': {
    foreign: () => [exported.batches[0]?.fileId ?? ''],
    unknown: '0'.repeat(32),
    otherUser: 'as unknown',
  },
  'bulk-job': {
    foreign: () => [bulkJob],
    unknown: '00000000-0000-4000-8000-000000000000',
    otherUser: 'shared',
  },
  rule: { foreign: () => [rule], unknown: '00000000-0000-4000-8000-000000000000' },
  upload: {
    foreign: () => [bulkJob],
    unknown: '00000000-0000-4000-8000-000000000000',
    status: 403,
    otherUser: 'as unknown',
  },
};

const routes: string[] = [];
let server: TestServer;
let tokens: { readonly dev: string; readonly reader: string; readonly other: string };
let ended: WireJob;
let running: WireJob;
let fileName: string;
let accepted: string;
let exported: AquaJob;
let bulkJob: string;
let south: string;
let rule: string;

beforeAll(async () => {
  const watch = (message: unknown): void => {
    const { fastify } = message as { fastify: FastifyInstance };
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) if (one !== 'HEAD') routes.push(`${one} ${url}`);
    });
  };
  subscribe('fastify.initialization', watch);
  server = await testServer();
  unsubscribe('fastify.initialization', watch);
  const [dev, reader, other] = await Promise.all([DEV, READER, OTHER].map((one) => server.token(one)));
  tokens = { dev: dev ?? '', reader: reader ?? '', other: other ?? '' };
  ended = await server.dev.run("SELECT 'told to nobody' AS words");
  fileName = new URL(ended.dataFile ?? '').pathname.split('/').at(-1) ?? '';
  const session = { version: '1.1', partner: 'told-to-nobody', project: 'told-to-nobody' };
  const aqua = await AquaClient.signIn(server.url);
  exported = await aqua.run({
    ...session,
    queries: [{ name: 'told to nobody', query: 'select Id from Account' }],
  });
  bulkJob = (await new BulkClient(server.dev).create({ name: 'told to nobody' })).id;
  const run = { sql: "SELECT 'told to nobody'", content_type: 'csv' };
  const later = await server.dev.call('POST', '/v2/query_runs', run, { async: 'true' });
  accepted = (later.body as { request_id: string }).request_id;
  const held = { match: { trackId: 'told to nobody' }, at: 'running', do: { hold: true }, ttl: '1h' };
  rule = ((await server.dev.call('POST', '/sluice/v1/lab/rules', held)).body as { id: string }).id;
  running = await server.dev.held();
  south = (await rowsOf('dev', 'SELECT id FROM account LIMIT 1', { 'zuora-org-ids': 'south' }))[0] ?? '';
});
afterAll(() => server[Symbol.asyncDispose]());

interface Answer {
  readonly status: number;
  readonly text: string;
}

async function call(
  as: keyof typeof tokens,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const aborted = new AbortController();
  const reply = await fetch(server.url + path, {
    method,
    headers: {
      authorization: `Bearer ${tokens[as]}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: aborted.signal,
  });
  const streams = reply.headers.get('content-type')?.startsWith('text/event-stream') === true;
  const text = streams ? 'a stream' : await reply.text();
  if (streams) aborted.abort();
  return { status: reply.status, text };
}

/** First column of a query's rows. */
async function rowsOf(
  as: keyof typeof tokens,
  query: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const output = { outputFormat: 'CSV', compression: 'NONE', output: { target: 'S3' } };
  const { text } = await call(as, 'POST', '/query/jobs', { query, ...output }, headers);
  const job = await server[as].ended(JSON.parse(text).data.id);
  const file = (await download(job.dataFile ?? '')).toString();
  return file.trimEnd().split('\n').slice(1);
}

const count = async (as: keyof typeof tokens, query: string, headers = {}) =>
  Number((await rowsOf(as, query, headers))[0]);

/** A path of a route with an id in its place. */
function pathOf(route: string, reach: Reach, id: string): string {
  const [, path = ''] = route.split(' ');
  if (reach === 'event-job') return `${path}?job=${id}`;
  return path.replace(/:\w+/g, encodeURIComponent(id));
}

/** An answer with what names the request itself taken out. */
function shape({ status, text }: Answer, id: string): Answer {
  const plain = text
    .replaceAll(id, '<id>')
    .replaceAll(encodeURIComponent(id), '<id>')
    .replace(/"(requestId|processId)":"[^"]*"/g, '"$1":"<request>"')
    .replace(/<RequestId>[^<]*/, '<RequestId>');
  return { status, text: plain };
}

test('every route of the server says how it could reach what is somebody else’s', () => {
  expect(routes.length).toBeGreaterThan(15);
  expect(routes.filter((route) => REACH[route] === undefined)).toEqual([]);
});

const WITH_ID = Object.entries(REACH).filter(([, reach]) => IDS[reach] !== undefined);

describe('an id of another tenant is answered like one that nobody has', () => {
  test.each(WITH_ID)('%s (%s)', async (route, reach) => {
    if (!routes.includes(route)) return;
    const [method = ''] = route.split(' ');
    const ids = IDS[reach];
    if (ids === undefined) throw new Error('no ids');
    const unknown = await call('other', method, pathOf(route, reach, ids.unknown));
    expect(unknown.status).toBe(ids.status ?? 404);
    for (const id of ids.foreign()) {
      const foreign = await call('other', method, pathOf(route, reach, id));
      expect(shape(foreign, id)).toEqual(shape(unknown, ids.unknown));
      expect(foreign.text).not.toContain('told to nobody');
    }
    await nothingChanged();
  });
});

describe('an id of another user of the tenant is refused to who is no administrator', () => {
  test.each(WITH_ID.filter(([, reach]) => IDS[reach]?.otherUser !== 'shared'))(
    '%s (%s)',
    async (route, reach) => {
      if (!routes.includes(route)) return;
      const [method = ''] = route.split(' ');
      const ids = IDS[reach];
      if (ids === undefined) throw new Error('no ids');
      for (const id of ids.foreign()) {
        const reply = await call('reader', method, pathOf(route, reach, id));
        if (ids.otherUser === undefined) expect(reply.status).toBe(403);
        else {
          const unknown = await call('reader', method, pathOf(route, reach, ids.unknown));
          expect(shape(reply, id)).toEqual(shape(unknown, ids.unknown));
        }
        expect(reply.text).not.toContain('told to nobody');
      }
      await nothingChanged();
    },
  );
});

describe('what is the caller’s own has nothing of anybody else', () => {
  const OWN = Object.entries(REACH).filter(
    ([route, reach]) => reach === 'caller' && route.startsWith('GET '),
  );
  test.each(OWN)('%s', async (route) => {
    if (!routes.includes(route)) return;
    for (const as of ['other', 'reader'] as const) {
      const { text } = await call(as, 'GET', pathOf(route, 'caller', 'Account'));
      const shared = as === 'reader' && route.startsWith('GET /bulk-data/');
      const words = shared ? [] : ['told to nobody'];
      for (const foreign of [ended.id, running.id, ...words, DEV.clientId, 'dev@sluice.local'])
        expect(text).not.toContain(foreign);
    }
  });
});

describe('rows', () => {
  test('of another tenant are not there', async () => {
    expect(await count('other', 'SELECT count(*) FROM account')).toBe(0);
    expect(await rowsOf('other', `SELECT id FROM account WHERE id = '${south}'`)).toEqual([]);
  });

  test('of another org are not there for who does not see it, in any table', async () => {
    for (const table of ['account', 'invoice', 'invoiceitem', 'payment', 'subscription']) {
      const query = `SELECT count(*) FROM ${table}`;
      const [all, north, seen] = [
        await count('dev', query),
        await count('dev', query, { 'zuora-org-ids': 'north' }),
        await count('reader', query),
      ];
      expect(seen).toBe(north);
      expect(seen).toBeLessThan(all);
    }
    expect(await rowsOf('reader', `SELECT id FROM account WHERE id = '${south}'`)).toEqual([]);
  });

  test.each(['other', 'reader'] as const)('that %s does not see are not changed', async (as) => {
    const name = () => rowsOf('dev', `SELECT name FROM account WHERE id = '${south}'`);
    const before = await name();
    expect(before).toHaveLength(1);
    const deleted = await call(as, 'POST', '/sluice/v1/data/Account', { delete: [south] });
    expect(JSON.parse(deleted.text)).toEqual({ inserted: 0, updated: 0, deleted: 0 });
    const upsert = [
      { Id: south, Name: 'Taken over', AccountNumber: 'T-1', Currency: 'USD', Status: 'Active' },
    ];
    const changed = await call(as, 'POST', '/sluice/v1/data/Account', { upsert });
    if (as === 'reader') expect(changed.status).toBe(400);
    expect(await name()).toEqual(before);
  });

  test.each([
    ['zuora-org-ids', 'south'],
    ['zuora-org-ids', 'west'],
    ['zuora-entity-ids', '5c1ce000-0000-4000-8000-00000000e002'],
  ])('are not reached by %s: %s', async (header, value) => {
    for (const route of ['/query/jobs', '/sluice/v1/jobs', '/v1/batch-query/jobs/none'])
      expect((await call('reader', 'GET', route, undefined, { [header]: value })).status).toBe(403);
  });
});

/** Both jobs and all principals of `dev` are as they were. */
async function nothingChanged(): Promise<void> {
  expect(await server.dev.get(running.id)).toMatchObject({ queryStatus: 'in_progress' });
  expect(await server.dev.get(ended.id)).toMatchObject({ queryStatus: 'completed' });
  const job = await call('dev', 'GET', `/v1/batch-query/jobs/${exported.id}`);
  expect(JSON.parse(job.text)).toEqual(exported);
  const bulk = await call('dev', 'GET', `/bulk-data/bulk-jobs/${bulkJob}/summary`);
  expect(JSON.parse(bulk.text)).toMatchObject({ status: 'Created' });
  expect((await call('dev', 'GET', `/sluice/v1/lab/rules/${rule}`)).status).toBe(200);
  const { text } = await call('dev', 'GET', '/sluice/v1/principals');
  expect(text).not.toContain('revoked');
  expect(await server.token(DEV)).toMatch(/^[0-9a-f]{32}$/);
}
