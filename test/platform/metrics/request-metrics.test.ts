import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestApp, testApp } from '../test-app.ts';
import { scrape, seriesValue } from './scrape.ts';

let app: TestApp;
let authorization: string;
beforeAll(async () => {
  app = await testApp();
  authorization = `Bearer ${await app.token()}`;
  for (const id of ['one', 'two', 'three'])
    await fetch(`${app.url}/things/by/${id}`, { headers: { authorization } });
  await fetch(`${app.url}/things/by/four`);
  await fetch(`${app.url}/things/broken`, { headers: { authorization } });
  await fetch(`${app.url}/secret-path-of-somebody`);
  await fetch(`${app.url}/things/text?bytes=50000`, {
    headers: { authorization, 'accept-encoding': 'identity' },
  });
  const socket = connect(app.port, '127.0.0.1');
  socket.write('NONSENSE /things HTTP/1.1\r\n\r\n');
  await text(socket);
});
afterAll(() => app[Symbol.asyncDispose]());

test('/metrics needs no credentials and is in the text format of Prometheus', async () => {
  const reply = await fetch(`${app.url}/metrics`);
  expect(reply.status).toBe(200);
  expect(reply.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
});

test('requests are counted by route as declared, method and status', async () => {
  const text = await scrape(app.url);
  const of = (status: string) =>
    seriesValue(text, 'sluice_http_requests_total', {
      family: 'things',
      method: 'GET',
      route: '/things/by/:id',
      status,
    });
  expect([of('200'), of('401')]).toEqual([3, 1]);
  expect(
    seriesValue(text, 'sluice_http_request_duration_seconds_count', {
      family: 'things',
      method: 'GET',
      route: '/things/by/:id',
    }),
  ).toBe(4);
});

test('unknown paths are one route; no path as sent, no user and no tenant shows anywhere', async () => {
  const text = await scrape(app.url);
  expect(
    seriesValue(text, 'sluice_http_requests_total', {
      family: 'none',
      method: 'GET',
      route: 'other',
      status: '404',
    }),
  ).toBe(1);
  for (const secret of ['secret-path', 'three', 'dev@sluice.local', '5c1ce000'])
    expect(text).not.toContain(secret);
});

test('refusals are counted by family, status and reason, also of what is no HTTP', async () => {
  const text = await scrape(app.url);
  const of = (status: string, reason: string, family = 'things') =>
    seriesValue(text, 'sluice_http_refusals_total', { family, status, reason });
  expect(of('401', 'unauthenticated')).toBe(1);
  expect(of('500', 'internal')).toBe(1);
  expect(of('405', 'unsupported')).toBe(1);
  expect(of('404', 'not-found', 'none')).toBe(1);
});

test('bytes sent are counted by family', async () => {
  const sent = seriesValue(await scrape(app.url), 'sluice_http_response_bytes_total', { family: 'things' });
  expect(sent).toBeGreaterThan(50_000);
  expect(sent).toBeLessThan(60_000);
});
