import { expect, test } from 'vitest';
import { testApp } from './test-app.ts';

async function ready(url: string) {
  const reply = await fetch(`${url}/readyz`);
  return { status: reply.status, retryAfter: reply.headers.get('retry-after'), body: await reply.json() };
}

test('a part that fails is named, and why goes to the log alone', async () => {
  const failing = () => Promise.reject(new Error('/secret/path is full'));
  await using app = await testApp({}, undefined, { store: () => undefined, results: failing });
  expect(await ready(app.url)).toEqual({
    status: 503,
    retryAfter: '5',
    body: { status: 'not ready', parts: { store: 'ok', results: 'failed' } },
  });
  expect(app.failures).toEqual([new Error('/secret/path is full')]);
  expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
});

test('a part that does not answer is not ready, and is not waited for', async () => {
  await using app = await testApp({}, undefined, { store: () => new Promise(() => undefined) });
  expect(await ready(app.url)).toMatchObject({ status: 503, body: { parts: { store: 'failed' } } });
});

test('however many ask at a time, the parts are looked at once', async () => {
  let looks = 0;
  let answer = (): void => undefined;
  const store = () => {
    looks += 1;
    return new Promise<void>((resolve) => {
      answer = resolve;
    });
  };
  await using app = await testApp({}, undefined, { store });
  let answered = 0;
  const asking = Array.from({ length: 20 }, async () => {
    const { status } = await ready(app.url);
    answered += 1;
    return status;
  });
  // All of them wait for the one look before it ends: a request on the same server passes them.
  await fetch(`${app.url}/healthz`);
  while (looks === 0) await fetch(`${app.url}/healthz`);
  for (let turn = 0; turn < 20; turn++) await fetch(`${app.url}/healthz`);
  expect([looks, answered]).toEqual([1, 0]);
  answer();
  expect(new Set(await Promise.all(asking))).toEqual(new Set([200]));
});
