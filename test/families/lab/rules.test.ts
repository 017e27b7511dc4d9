import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startSluice } from '../../../src/main.ts';
import { LabClient } from '../../support/lab-client.ts';
import { type TestServer, testServer } from '../server.ts';

let server: TestServer;
let lab: LabClient;

beforeAll(async () => {
  server = await testServer();
  lab = new LabClient(server.dev);
});
afterEach(() => lab.removeAll());
afterAll(() => server[Symbol.asyncDispose]());

test('a rule is answered as it was understood', async () => {
  const rule = await lab.add({ match: { trackId: 'a' }, at: 'request', do: { delay: 2000 }, ttl: '90s' });
  expect(rule).toEqual({
    id: rule.id,
    match: { trackId: 'a', tenant: 'dev' },
    at: 'request',
    do: { delay: '2s' },
    times: 1,
    ttl: '90s',
    matched: 0,
    waiting: [],
  });
  expect((await server.dev.call('GET', '/sluice/v1/lab')).body).toMatchObject({ rules: [rule] });
});

test('a wait that nothing comes to is answered with the rule as it is', async () => {
  const { id } = await lab.add({ at: 'before-start', do: { hold: true } });
  const { status, body } = await server.dev.call('GET', `/sluice/v1/lab/rules/${id}?wait=1ms`);
  expect({ status, body }).toMatchObject({ status: 200, body: { id, waiting: [] } });
});

describe('what is wrong is refused as a problem that says what is allowed', () => {
  test.each([
    ['no JSON', 'POST', '/rules', undefined, 415, 'Unsupported Media Type'],
    [
      'a gate that there is not',
      'POST',
      '/rules',
      { at: 'runing', do: { hold: true } },
      400,
      '(did you mean "running"?)',
    ],
    [
      'another tenant',
      'POST',
      '/rules',
      { match: { tenant: 'other' }, at: 'running', do: { hold: true } },
      403,
      'is not your tenant',
    ],
    ['an unknown rule', 'GET', '/rules/none', undefined, 404, 'There is no rule none'],
    [
      'a release of what is not there',
      'POST',
      '/rules/none/release',
      undefined,
      404,
      'There is no rule none',
    ],
    ['a wait of an hour', 'GET', '/rules/none?wait=1h', undefined, 400, 'at most 60s'],
  ])('%s', async (_, method, path, body, status, detail) => {
    const answer = await server.dev.call(method, `/sluice/v1/lab${path}`, body);
    expect(answer).toMatchObject({ status, body: { status, detail: expect.stringContaining(detail) } });
  });

  test('a release of what nobody holds', async () => {
    const { id } = await lab.add({ at: 'before-start', do: { hold: true } });
    const answer = await server.dev.call('POST', `/sluice/v1/lab/rules/${id}/release`);
    expect(answer).toMatchObject({ status: 409, body: { detail: expect.stringContaining('Nothing waits') } });
  });
});

test('who is no administrator has no lab', async () => {
  for (const [method, path] of [
    ['GET', ''],
    ['POST', '/rules'],
    ['DELETE', '/rules'],
  ] as const)
    expect(
      await server.reader.call(method, `/sluice/v1/lab${path}`, method === 'POST' ? {} : undefined),
    ).toMatchObject({
      status: 403,
      body: { detail: 'The lab is for administrators' },
    });
});

test('in service mode there is no lab: its paths are unknown', async () => {
  const principals = {
    tenants: [
      {
        name: 'acme',
        users: [{ name: 'ops@acme.test', password: 'ops', admin: true, permissions: ['query'] }],
        clients: [],
      },
    ],
  };
  const service = await startSluice({ mode: 'service', principals });
  try {
    const authorization = `Basic ${btoa('ops@acme.test:ops')}`;
    for (const path of ['', '/rules', '/clock', '/requests']) {
      const reply = await fetch(`${service.url}/sluice/v1/lab${path}`, { headers: { authorization } });
      expect(reply.status).toBe(404);
    }
    expect(await (await fetch(`${service.url}/openapi.json`)).text()).not.toContain('/sluice/v1/lab');
  } finally {
    await service.stop();
  }
});
