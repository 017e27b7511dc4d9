import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENDLESS, type TestServer, testServer } from '../../families/server.ts';
import { download } from '../../support/data-query-client.ts';
import { until } from '../../support/server-process.ts';

interface Line {
  readonly event: string;
  readonly outcome: string;
  readonly job?: string;
  readonly status: number;
  readonly [field: string]: unknown;
}

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server[Symbol.asyncDispose]());

function text(of = server): string {
  try {
    return readFileSync(join(of.sluice.dataDir, 'audit', 'audit.jsonl'), 'utf8');
  } catch {
    return '';
  }
}

function lines(of = server): Line[] {
  return text(of)
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as Line);
}

/** Lines are written beside the requests: waits until one fits. */
async function line(what: string, fits: (line: Line) => boolean): Promise<Line> {
  await until(what, () => lines().some(fits));
  return lines().find(fits) as Line;
}

test('says who submitted, read, downloaded and stopped which job', async () => {
  const job = await server.dev.run("SELECT accountnumber AS secret_column FROM account WHERE name = 'quiet'");
  const bytes = (await download(job.dataFile ?? '')).length;
  const of = (event: string) => (one: Line) => one.event === event && one.job === job.id;
  expect(await line('submitted', of('submitted'))).toEqual({
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    event: 'submitted',
    outcome: 'done',
    tenant: 'dev',
    user: 'dev@sluice.local',
    client: '5c1ce000-0000-4000-8000-000000000001',
    job: job.id,
    method: 'POST',
    path: '/query/jobs',
    status: 200,
    ms: expect.any(Number),
    address: '127.0.0.1',
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(await line('downloaded', of('downloaded'))).toMatchObject({ tenant: 'dev', outcome: 'done', bytes });
  const { id } = await server.dev.submit(ENDLESS);
  await server.dev.started(id);
  await server.dev.cancel(id);
  const stopped = await line('stopped', (one) => one.event === 'stopped' && one.job === id);
  expect(stopped).toMatchObject({ outcome: 'done', method: 'DELETE' });
  // Nothing of texts, of signatures, of secrets.
  expect(text()).not.toMatch(/SELECT|secret|quiet|X-Amz|\?/i);
});

test('has one read of a job for each state that a user was shown, however often it was polled', async () => {
  const job = await server.dev.run('SELECT 1');
  for (let poll = 0; poll < 20; poll += 1) await server.dev.get(job.id);
  await server.dev.call('GET', `/sluice/v1/jobs/${job.id}`);
  await line('the last read', (one) => one['path'] === `/sluice/v1/jobs/${job.id}`);
  const shown = lines()
    .filter((one) => one.event === 'read' && one['path'] === `/query/jobs/${job.id}`)
    .map((one) => one['state']);
  expect(shown).toContain('completed');
  expect(new Set(shown).size).toBe(shown.length);
});

test('says what of a file was downloaded', async () => {
  const job = await server.dev.run('SELECT 1 AS one');
  await fetch(job.dataFile ?? '', { headers: { range: 'bytes=0-1' } });
  const part = await line('a part', ({ job: id, status }) => id === job.id && status === 206);
  expect(part).toMatchObject({ event: 'downloaded', bytes: 2, range: 'bytes 0-1/6' });
});

test('says who tried in vain: another tenant’s job, another user’s, a wrong secret, a forged link', async () => {
  const job = await server.dev.run('SELECT 1');
  await server.other.cancel(job.id);
  expect(await line('404', ({ job: id, status }) => id === job.id && status === 404)).toMatchObject({
    event: 'stopped',
    outcome: 'refused',
    tenant: 'other',
    user: 'other@sluice.local',
  });
  await server.reader.get(job.id).catch(() => undefined);
  expect(await line('403', ({ job: id, status }) => id === job.id && status === 403)).toMatchObject({
    event: 'read',
    outcome: 'refused',
    user: 'reader@sluice.local',
  });
  const clientId = '5c1ce000-0000-4000-8000-000000000003';
  const pair = { clientId, clientSecret: 'wrong-one' };
  await server.token(pair);
  expect(await line('sign-in', ({ status, client }) => status === 401 && client === clientId)).toMatchObject({
    event: 'signed-in',
    outcome: 'refused',
    tenant: 'other',
  });
  await server.token({ clientId: 'a secret by mistake', clientSecret: 'wrong-one' });
  await fetch(`${(job.dataFile ?? '').slice(0, -4)}0000`);
  expect(
    await line('a forged link', ({ event, status }) => event === 'downloaded' && status === 403),
  ).toMatchObject({ outcome: 'refused' });
  expect(text()).not.toMatch(/wrong-one|mistake/);
});

test('says who changed data, and how many rows, never which values', async () => {
  await server.dev.call('POST', '/sluice/v1/data/Account', {
    upsert: [{ Name: 'Unheard of', AccountNumber: 'A-1', Currency: 'USD', Status: 'Active' }],
  });
  expect(await line('changed-data', ({ event }) => event === 'changed-data')).toMatchObject({
    outcome: 'done',
    user: 'dev@sluice.local',
    detail: { inserted: 1, updated: 0, deleted: 0 },
  });
  expect(text()).not.toContain('Unheard');
});

test('says who changed principals', async () => {
  const added = await server.dev.call('POST', '/sluice/v1/principals', { tenant: 'dev', user: 'new' });
  const { clientId, clientSecret } = added.body as { clientId: string; clientSecret: string };
  expect(await line('changed-principals', ({ event }) => event === 'changed-principals')).toMatchObject({
    outcome: 'done',
    user: 'dev@sluice.local',
    detail: { tenant: 'dev', user: 'new', clientId, newUser: true, newTenant: false },
  });
  expect(text()).not.toContain(clientSecret);
  const path = `/sluice/v1/principals/clients/${clientId}`;
  await server.dev.call('DELETE', path);
  expect(await line('a revocation', (one) => one['path'] === path)).toMatchObject({
    event: 'changed-principals',
    outcome: 'done',
    detail: { tenant: 'dev', user: 'new', clientId },
  });
  await server.reader.call('DELETE', '/sluice/v1/principals/users/new').catch(() => undefined);
  expect(await line('one in vain', (one) => one['path'] === '/sluice/v1/principals/users/new')).toMatchObject(
    {
      outcome: 'refused',
      user: 'reader@sluice.local',
      detail: { tenant: 'dev', user: 'new' },
    },
  );
});

test('says whose request was refused before its route took it', async () => {
  await using limited = await testServer({ limit: { 'platform.requestsPerMinute': 1 } });
  await limited.dev.call('GET', '/query/jobs');
  await limited.dev.call('GET', '/query/jobs');
  const refused = () => lines(limited).find(({ status }) => status === 429);
  await until('the refusal', () => refused() !== undefined);
  expect(refused()).toMatchObject({
    outcome: 'refused',
    tenant: 'dev',
    user: 'dev@sluice.local',
    client: '5c1ce000-0000-4000-8000-000000000001',
  });
});

test('cannot be flushed by refusals: those of one address beyond a hundred a minute are counted only', async () => {
  for (let n = 0; n < 130; n += 1) await fetch(`${server.url}/query/jobs/none-${n}`);
  const refused = lines().filter((one) => String(one['path']).startsWith('/query/jobs/none-'));
  // The minute may have turned meanwhile.
  const minutes = new Set(refused.map((one) => String(one['at']).slice(0, 16)));
  expect(refused.length).toBeLessThanOrEqual(100 * minutes.size);
});
