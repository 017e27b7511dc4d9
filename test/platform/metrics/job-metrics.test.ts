import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENDLESS, type TestServer, testServer } from '../../families/server.ts';
import { download } from '../../support/data-query-client.ts';
import { until } from '../../support/server-process.ts';
import { scrape, seriesValue } from './scrape.ts';

const family = 'data-query';
let server: TestServer;
let before: string;
let text: string;
let result: { readonly rows: number; readonly bytes: number };

beforeAll(async () => {
  server = await testServer();
  before = await scrape(server.url);
  const done = await server.dev.run('SELECT id, name FROM account');
  const bytes = await download(done.dataFile ?? '');
  result = { rows: done.outputRows ?? 0, bytes: bytes.length };
  await server.dev.run('SELECT nothing_of_that_name FROM account');
  const { id } = await server.other.submit(ENDLESS);
  await server.other.started(id);
  await server.other.cancel(id);
  // The values are read once in a second.
  await until('a scrape shows the stop', async () => {
    text = await scrape(server.url);
    return seriesValue(text, 'sluice_jobs', { family, state: 'stopped' }) === 1;
  });
});
afterAll(() => server?.[Symbol.asyncDispose]());

test('counters of each family are there before its first job', () => {
  expect(seriesValue(before, 'sluice_jobs_submitted_total', { family })).toBe(0);
  expect(seriesValue(before, 'sluice_jobs_ended_total', { family, outcome: 'failed' })).toBe(0);
});

test('jobs are counted as they come and as they end', () => {
  expect(seriesValue(text, 'sluice_jobs_submitted_total', { family })).toBe(3);
  for (const outcome of ['completed', 'failed', 'stopped']) {
    expect(seriesValue(text, 'sluice_jobs_ended_total', { family, outcome })).toBe(1);
    expect(seriesValue(text, 'sluice_jobs', { family, state: outcome })).toBe(1);
  }
  expect(seriesValue(text, 'sluice_job_errors_total', { family, kind: 'user' })).toBe(1);
});

test('a job that does not compile is no attempt, has waited for none and has not run', () => {
  expect(seriesValue(text, 'sluice_job_attempts_total', { family })).toBe(2);
  expect(seriesValue(text, 'sluice_job_queue_wait_seconds_count', { family })).toBe(2);
  expect(seriesValue(text, 'sluice_job_run_seconds_count', { family, outcome: 'completed' })).toBe(1);
  expect(seriesValue(text, 'sluice_job_run_seconds_count', { family, outcome: 'stopped' })).toBe(1);
  expect(seriesValue(text, 'sluice_job_run_seconds_count', { family, outcome: 'failed' })).toBeUndefined();
});

test('a stop is timed by the rung that ended it', () => {
  const rungs = ['interrupted', 'killed'].map(
    (ended_by) => seriesValue(text, 'sluice_job_stop_seconds_count', { family, ended_by }) ?? 0,
  );
  expect(rungs[0] ?? 0).toBe(1 - (rungs[1] ?? 0));
});

test('rows and bytes of results, and the bytes of their downloads, are counted', () => {
  expect(seriesValue(text, 'sluice_result_rows_total', { family })).toBe(result.rows);
  expect(seriesValue(text, 'sluice_result_bytes_total', { family })).toBe(result.bytes);
  expect(seriesValue(text, 'sluice_http_response_bytes_total', { family: 'results' })).toBeGreaterThan(
    result.bytes,
  );
});

test('engine processes alive and started are counted, and the commits of the store', () => {
  expect(seriesValue(text, 'sluice_engine_hosts')).toBeGreaterThan(0);
  expect(seriesValue(text, 'sluice_engine_host_starts_total')).toBeGreaterThan(0);
  expect(seriesValue(text, 'sluice_store_commit_seconds_count')).toBeGreaterThan(0);
});

test('no tenant, user, job or text of a statement shows', () => {
  for (const secret of ['sluice.local', 'nothing_of_that_name', '"dev"', '"other"', '5c1ce000'])
    expect(text.replaceAll('route="other"', '')).not.toContain(secret);
});
