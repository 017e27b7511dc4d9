import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CATEGORY, Refusal } from '../../../src/platform/errors/refusal.ts';
import type { Family } from '../../../src/platform/family.ts';
import { jsonBody, mediaType } from '../../../src/platform/request-body.ts';
import type { SqliteStore } from '../../../src/stores/sqlite/open.ts';
import { giveBack, reopen, spareStore } from '../../stores/spare-stores.ts';
import { OTHER, READER } from '../../support/data-query-client.ts';
import { DEV, type TestApp, testApp } from '../test-app.ts';

const HOUR = 3_600_000;

let store: SqliteStore;
let app: TestApp;
let work: Work;

beforeEach(async () => {
  store = await spareStore();
  await start();
});
afterEach(async () => {
  work.release();
  await app[Symbol.asyncDispose]();
  await giveBack(store);
});

/** The platform around one family, over the real store; again after a restart, or with other choices. */
async function start(options: Readonly<Record<string, unknown>> = {}): Promise<void> {
  work = new Work();
  app = await testApp(options, () => [work.family], undefined, { replies: store.replies });
}

/** Counts what is really carried out, and can be held while it is. */
class Work {
  done = 0;
  refuse: Refusal | undefined;
  status = 200;
  #held: Promise<void> | undefined;
  release: () => void = () => undefined;

  hold(): void {
    this.#held = new Promise((resolve) => {
      this.release = resolve;
    });
  }

  readonly family: Family = {
    name: 'work',
    prefixes: ['/work'],
    credentials: ['bearer'],
    errors: {
      unauthenticated: 'gateway',
      contentType: 'application/json; charset=utf-8',
      body: ({ status, message }) => ({ own: status, message }),
    },
    document: () => Promise.reject(new Error('no document is asked for')),
    register: (scope: FastifyInstance) => {
      const carryOut = async (body: unknown): Promise<object> => {
        this.done += 1;
        const result = { n: this.done, body };
        await this.#held;
        if (this.refuse !== undefined) throw this.refuse;
        return result;
      };
      const requireJson = (request: Parameters<typeof mediaType>[0]) => {
        if (mediaType(request) !== 'application/json')
          throw new Refusal(415, CATEGORY.unsupported, 'not JSON');
      };
      for (const method of ['POST', 'PATCH'] as const) {
        scope.route({
          method,
          url: '/work',
          onRequest: async (request) => requireJson(request),
          handler: async (request, reply) => {
            const result = await carryOut(jsonBody(request, 'no JSON'));
            return reply.code(this.status).header('location', '/work/1').send(result);
          },
        });
      }
      for (const method of ['HEAD', 'GET', 'PUT', 'DELETE', 'OPTIONS'] as const)
        scope.route({ method, url: '/work/plain', handler: () => carryOut(null) });
      scope.post('/work/other', () => carryOut('other'));
      scope.post('/work/empty', async (_request, reply) => {
        await carryOut(null);
        return reply.code(204).send();
      });
      scope.post('/work/large', () => carryOut('x'.repeat(2000)));
      scope.post('/work/unkeyed', { config: { keyed: false } }, () => carryOut(null));
    },
  };
}

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly as?: typeof DEV;
}

async function send(key: string | undefined, sent: Sent = {}) {
  const { method = 'POST', path = '/work', body = '{"a":1}', headers = {}, as = DEV } = sent;
  const bare = method === 'GET' || method === 'HEAD';
  const reply = await fetch(app.url + path, {
    method,
    headers: {
      authorization: `Bearer ${await app.token(as)}`,
      'content-type': 'application/json',
      ...(key !== undefined && { 'idempotency-key': key }),
      ...headers,
    },
    ...(!bare && { body }),
  });
  return { status: reply.status, headers: reply.headers, text: await reply.text() };
}

describe('a retry of a finished request', () => {
  it('is given the stored status, headers and body, the first request id among them', async () => {
    work.status = 201;
    const first = await send('k');
    work.status = 200;
    const again = await send('k');
    expect(work.done).toBe(1);
    expect(again.status).toBe(201);
    expect(again.text).toBe(first.text);
    for (const name of ['zuora-request-id', 'content-type', 'location'])
      expect(again.headers.get(name)).toBe(first.headers.get(name));
    expect(first.headers.get('zuora-request-id')).toHaveLength(36);
  });

  it('has fresh rate limit headers and its own track id', async () => {
    const first = await send('k', { headers: { 'zuora-track-id': 'one' } });
    const again = await send('k', { headers: { 'zuora-track-id': 'two' } });
    const third = await send('k');
    expect([first, again, third].map(({ headers }) => headers.get('zuora-track-id'))).toEqual([
      'one',
      'two',
      null,
    ]);
    const left = [first, again].map(({ headers }) => Number(headers.get('ratelimit-remaining')));
    expect(left[1]).toBeLessThan(left[0] ?? 0);
  });

  it('is the same whether it worked or failed', async () => {
    work.refuse = new Refusal(400, CATEGORY.badValue, 'no');
    const first = await send('k');
    work.refuse = undefined;
    expect(await send('k')).toMatchObject({ status: 400, text: first.text });
    expect(work.done).toBe(1);
    expect((await send('new key')).status).toBe(200);
  });

  it('comes before a look into the body: broken JSON too is answered with the stored reply', async () => {
    const first = await send('k', { body: '{broken' });
    expect(first.status).toBe(400);
    expect(await send('k')).toMatchObject({ status: 400, text: first.text });
    expect(await send('k2')).toMatchObject({ status: 200 });
    expect(await send('k2', { body: '{broken' })).toMatchObject({ status: 200 });
  });

  it('comes after credentials and media type', async () => {
    await send('k');
    expect((await send('k', { headers: { authorization: 'Bearer nobody' } })).status).toBe(401);
    expect((await send('k', { headers: { 'content-type': 'text/plain' } })).status).toBe(415);
  });

  it('is compressed or not as the retry asks', async () => {
    const plain = await send('k', { path: '/work/large', headers: { 'accept-encoding': 'identity' } });
    const packed = await send('k', { path: '/work/large', headers: { 'accept-encoding': 'gzip' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(packed.text).toBe(plain.text);
  });

  it('of a reply without a body has none', async () => {
    await send('k', { path: '/work/empty' });
    expect(await send('k', { path: '/work/empty' })).toMatchObject({ status: 204, text: '' });
    expect(work.done).toBe(1);
  });

  it('works for PATCH as for POST', async () => {
    const first = await send('k', { method: 'PATCH' });
    expect(await send('k', { method: 'PATCH' })).toMatchObject({ status: 200, text: first.text });
    expect(work.done).toBe(1);
  });

  it('finds the path however it is spelt', async () => {
    const first = await send('k', { path: '//work/' });
    expect(await send('k', { path: '/%77ork?x=1' })).toMatchObject({ status: 200, text: first.text });
  });

  it('has status 409 and the stored body with platform.replayStatus409', async () => {
    const first = await send('k');
    await app[Symbol.asyncDispose]();
    await start({ choice: { 'platform.replayStatus409': 'on' } });
    expect(await send('k')).toMatchObject({ status: 409, text: first.text });
    expect(work.done).toBe(0);
  });
});

describe('the same key while the first request runs', () => {
  it('is answered 409 with Retry-After in the shape of the family, and runs nothing', async () => {
    work.hold();
    const first = send('k');
    await expect.poll(() => work.done).toBe(1);
    const second = await send('k');
    expect(second.status).toBe(409);
    expect(second.headers.get('retry-after')).toBe('1');
    expect(JSON.parse(second.text)).toEqual({
      own: 409,
      message: 'A request with the same idempotency key is in progress',
    });
    work.release();
    const { text } = await first;
    expect(await send('k')).toMatchObject({ status: 200, text });
    expect(work.done).toBe(1);
  });

  it('does not hold up other keys', async () => {
    work.hold();
    const both = [send('a'), send('b')];
    await expect.poll(() => work.done).toBe(2);
    work.release();
    expect((await Promise.all(both)).map(({ status }) => status)).toEqual([200, 200]);
  });

  it('of many at once exactly one is carried out', async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, () => send('k')));
    expect(work.done).toBe(1);
    const texts = new Set(replies.filter(({ status }) => status === 200).map(({ text }) => text));
    expect(texts.size).toBe(1);
    expect(replies.every(({ status }) => status === 200 || status === 409)).toBe(true);
  });

  it('is kept although its client went away before the answer', async () => {
    work.hold();
    const gone = new AbortController();
    const first = fetch(`${app.url}/work`, {
      method: 'POST',
      signal: gone.signal,
      headers: {
        authorization: `Bearer ${await app.token()}`,
        'content-type': 'application/json',
        'idempotency-key': 'k',
      },
      body: '{}',
    });
    await expect.poll(() => work.done).toBe(1);
    gone.abort();
    await expect(first).rejects.toThrow();
    expect((await send('k')).status).toBe(409);
    work.release();
    await expect.poll(async () => (await send('k')).status).toBe(200);
    expect(work.done).toBe(1);
  });
});

describe('a key', () => {
  it('of another tenant, or of another user, is another key', async () => {
    await send('k');
    expect(JSON.parse((await send('k', { as: OTHER })).text)).toMatchObject({ n: 2 });
    expect(JSON.parse((await send('k', { as: READER })).text)).toMatchObject({ n: 3 });
    expect(JSON.parse((await send('k')).text)).toMatchObject({ n: 1 });
  });

  it.each([
    ['path', { path: '/work/other' }],
    ['method', { method: 'PATCH' }],
  ] as const)('used again with another %s is answered 422, which is not kept', async (_what, sent) => {
    const first = await send('k');
    const misused = await send('k', sent);
    expect(misused.status).toBe(422);
    expect(JSON.parse(misused.text)).toMatchObject({ own: 422 });
    expect(misused.text).toContain('POST /work');
    expect(work.done).toBe(1);
    expect(await send('k')).toMatchObject({ status: 200, text: first.text });
  });

  it('used again with another body or query gets the first reply: bodies are not compared', async () => {
    const first = await send('k');
    expect(await send('k', { body: '{"a":2}' })).toMatchObject({ status: 200, text: first.text });
    expect(await send('k', { path: '/work?a=2' })).toMatchObject({ status: 200, text: first.text });
  });

  it('used again with another body or query is answered 422 with platform.strictIdempotencyBody', async () => {
    await app[Symbol.asyncDispose]();
    await start({ choice: { 'platform.strictIdempotencyBody': 'on' } });
    const first = await send('k');
    expect((await send('k', { body: '{"a":2}' })).status).toBe(422);
    expect((await send('k', { path: '/work?a=2' })).status).toBe(422);
    expect(await send('k')).toMatchObject({ status: 200, text: first.text });
  });

  it('of 255 characters is taken; an empty one, or one of 256, is answered 400', async () => {
    expect((await send('x'.repeat(255))).status).toBe(200);
    for (const key of ['', 'x'.repeat(256)]) {
      const refused = await send(key);
      expect(refused.status).toBe(400);
      expect(refused.text).toContain('Idempotency-Key must have 1 to 255 characters');
    }
    expect(work.done).toBe(1);
  });

  it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])('is ignored on %s', async (method) => {
    for (const key of ['k', 'k', ''])
      expect((await send(key, { method, path: '/work/plain' })).status).toBe(200);
    expect(work.done).toBe(3);
  });

  it('is ignored by the token endpoint and by a route that takes none', async () => {
    const tokens = await Promise.all(
      ['k', 'k'].map(async () => {
        const reply = await fetch(`${app.url}/oauth/token`, {
          method: 'POST',
          headers: { 'idempotency-key': 'k' },
          body: new URLSearchParams({
            client_id: DEV.clientId,
            client_secret: DEV.clientSecret,
            grant_type: 'client_credentials',
          }),
        });
        return ((await reply.json()) as { access_token: string }).access_token;
      }),
    );
    expect(new Set(tokens).size).toBe(2);
    for (const _ of [1, 2]) await send('k', { path: '/work/unkeyed' });
    expect(work.done).toBe(2);
  });

  it('is as new 24 hours after the first request, and not before', async () => {
    const first = await send('k');
    app.clock.advance(24 * HOUR - 60_000);
    expect((await send('k')).text).toBe(first.text);
    app.clock.advance(60_000);
    expect(JSON.parse((await send('k')).text)).toMatchObject({ n: 2 });
    expect(JSON.parse((await send('k')).text)).toMatchObject({ n: 2 });
  });

  it('lives as long as platform.idempotencyLife says', async () => {
    await app[Symbol.asyncDispose]();
    await start({ limit: { 'platform.idempotencyLife': '10m' } });
    await send('k');
    app.clock.advance(HOUR / 6);
    await send('k');
    expect(work.done).toBe(2);
  });

  it('is still known after a restart', async () => {
    const first = await send('k');
    await app[Symbol.asyncDispose]();
    store = await reopen(store);
    await start();
    expect(await send('k')).toMatchObject({ status: 200, text: first.text });
    expect(work.done).toBe(0);
  });
});

describe('not kept, so that a retry can work', () => {
  const passing: readonly (readonly [string, Refusal])[] = [
    ['429', new Refusal(429, CATEGORY.limit, 'later')],
    ["a family's own status for load", new Refusal(200, CATEGORY.limit, 'later')],
    ['500', new Refusal(500, CATEGORY.internal, 'broken')],
    ['503', new Refusal(503, CATEGORY.temporary, 'not now')],
    ['a temporary fault worded with 200', new Refusal(200, CATEGORY.temporary, 'not now')],
    ['401', new Refusal(401, CATEGORY.unauthenticated, 'who?')],
  ];

  it.each(passing)('%s', async (_what, refusal) => {
    work.refuse = refusal;
    expect((await send('k')).status).toBe(refusal.status);
    work.refuse = undefined;
    expect(JSON.parse((await send('k')).text)).toMatchObject({ n: 2 });
  });

  it('5xx that a handler sends by itself', async () => {
    work.status = 502;
    expect((await send('k')).status).toBe(502);
    work.status = 200;
    expect((await send('k')).status).toBe(200);
  });

  it('401 and refusals before the key is looked at', async () => {
    expect((await send('k', { headers: { authorization: 'Bearer nobody' } })).status).toBe(401);
    expect((await send('k', { headers: { 'zuora-org-ids': 'nowhere' } })).status).toBe(403);
    expect((await send('k', { headers: { 'content-type': 'text/plain' } })).status).toBe(415);
    expect((await send('k')).status).toBe(200);
  });
});

it('a reply that cannot be kept leaves all the same, and the failure is reported', async () => {
  await app[Symbol.asyncDispose]();
  const broken = { ...store.replies, keep: () => Promise.reject(new Error('disk full')) };
  work = new Work();
  app = await testApp({}, () => [work.family], undefined, { replies: broken });
  expect((await send(randomUUID())).status).toBe(200);
  expect(app.failures).toEqual([new Error('disk full')]);
});
