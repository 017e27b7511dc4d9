import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AquaClient } from '../../support/aqua-client.ts';
import { READER } from '../../support/data-query-client.ts';
import { type TestServer, testServer } from '../server.ts';

let server: TestServer;
let aqua: AquaClient;
beforeAll(async () => {
  server = await testServer();
  aqua = await AquaClient.signIn(server.url);
});
afterAll(() => server[Symbol.asyncDispose]());

const ACCOUNTS = { name: 'accounts', query: 'select Id, Name from Account', type: 'zoqlexport' };
const PRODUCTS = { name: 'products', query: 'select Id, Name from Product', type: 'zoqlexport' };
const body = (project: string, queries: readonly object[], more: object = {}) => ({
  version: '1.1',
  partner: 'acme',
  project,
  queries,
  ...more,
});

describe('a session', () => {
  test('takes everything first, then what changed; a new text takes everything of its batch alone', async () => {
    const first = await aqua.run(body('changes', [ACCOUNTS, PRODUCTS]));
    expect(first.batches.map(({ full }) => full)).toEqual([true, true]);
    const all = first.batches[0]?.recordCount ?? 0;

    const again = await aqua.submit(
      body('changes', [ACCOUNTS, { ...PRODUCTS, query: 'select Id from Product' }]),
    );
    expect(again.batches.map(({ full }) => full)).toEqual([false, true]);
    const second = await aqua.until(again.id);
    expect(second.batches.map(({ full }) => full)).toEqual([false, true]);
    expect(second.batches[0]?.recordCount).toBeLessThan(all);

    const other = await aqua.run(body('other', [ACCOUNTS]));
    expect(other.batches[0]).toMatchObject({ full: true, recordCount: all });
  });

  test('takes everything for who sees other rows than the one before', async () => {
    await aqua.run(body('scopes', [ACCOUNTS]));
    const reader = await AquaClient.signIn(server.url, READER);
    expect((await reader.run(body('scopes', [ACCOUNTS]))).batches[0]?.full).toBe(true);
  });

  test('from a given time every query takes what changed since, and the session stays where it was', async () => {
    const since = await aqua.run(body('since', [ACCOUNTS], { incrementalTime: '2000-01-01 00:00:00' }));
    expect(since.batches[0]?.full).toBe(false);
    expect(since.batches[0]?.recordCount).toBeGreaterThan(0);
    expect((await aqua.run(body('since', [ACCOUNTS]))).batches[0]?.full).toBe(true);
  });

  test('shows its last completed job, whatever the case of its names', async () => {
    const path = (prefix: string, project: string) =>
      `${prefix}/batch-query/jobs/partner/ACME/project/${encodeURIComponent(project)}`;
    const none = await aqua.call('GET', path('/v1', 'a b/c'));
    expect([none.status, none.body.errorCode]).toEqual([200, '90002']);
    const job = await aqua.run(body('A b/C', [ACCOUNTS]));
    for (const prefix of ['/v1', '/apps/api'])
      expect((await aqua.call('GET', path(prefix, 'a B/c'))).body).toEqual(job);
  });

  test('runs the queries of its last job again, with those that are new', async () => {
    await aqua.run(body('again', [ACCOUNTS, PRODUCTS]));
    const empty = await aqua.run(body('again', []));
    expect(empty.batches.map((batch) => batch['name'])).toEqual(['accounts', 'products']);
    expect(empty.batches.map(({ full }) => full)).toEqual([false, false]);
    const changed = { ...PRODUCTS, query: 'select Id from Product' };
    const added = { ...ACCOUNTS, name: 'more' };
    const merged = await aqua.run(body('again', [added, changed], { useLastCompletedJobQueries: 'true' }));
    expect(merged.batches.map((batch) => [batch['name'], batch['query']])).toEqual([
      ['accounts', ACCOUNTS.query],
      ['products', changed.query],
      ['more', ACCOUNTS.query],
    ]);
    const only = await aqua.run(body('again', [ACCOUNTS]));
    expect(only.batches).toHaveLength(1);
  });
});
