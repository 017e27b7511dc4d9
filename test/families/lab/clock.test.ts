import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startSluice } from '../../../src/main.ts';
import { BulkClient } from '../../support/bulk-client.ts';
import type { Answer } from '../../support/data-query-client.ts';
import { ENDLESS_NUMBERS, type TestServer, testServer } from '../server.ts';

interface ClockView {
  readonly now: string;
  readonly offset: number;
  readonly rate: number;
}

const HOUR = 3_600_000;

let server: TestServer;
beforeAll(async () => {
  server = await testServer({ seed: 'none', limit: { 'platform.tokenLife': '365d' } });
});
afterAll(() => server[Symbol.asyncDispose]());
afterEach(async () => {
  await clock({ reset: true });
});

/** By name and password, whose life the clock does not end. */
async function move(
  body: unknown,
  { url }: { readonly url: string } = server,
  user = 'dev@sluice.local:sluice-dev',
): Promise<Answer> {
  const reply = await fetch(`${url}/sluice/v1/lab/clock`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(user).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  });
  return { status: reply.status, body: await reply.json() };
}

/** @throws unless it was moved */
async function clock(body: unknown): Promise<ClockView> {
  const answer = await move(body);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer));
  return answer.body as ClockView;
}

/** How far the answer's `now` is from the instant, ms: less than the time that the request took. */
function since(instant: string | number, { now }: ClockView): number {
  return Date.parse(now) - (typeof instant === 'number' ? instant : Date.parse(instant));
}

describe('POST /lab/clock', () => {
  test('advance goes on from where it is, and says where that is', async () => {
    await clock({ advance: '3h' });
    const before = Date.now();
    const twice = await clock({ advance: 1500 });
    expect(twice).toMatchObject({ offset: 3 * HOUR + 1500, rate: 1 });
    expect(since(before + twice.offset, twice)).toBeGreaterThanOrEqual(0);
    expect(since(Date.now() + twice.offset, twice)).toBeLessThanOrEqual(0);
  });

  test('set puts it at an instant, in any zone', async () => {
    const utc = await clock({ set: '2030-12-01T00:00:00Z' });
    expect(since('2030-12-01T00:00:00Z', utc)).toBeLessThan(1000);
    const west = await clock({ set: '2031-12-01T00:00:00-08:00' });
    expect(since('2031-12-01T08:00:00Z', west)).toBeGreaterThanOrEqual(0);
  });

  test('rate 0 makes it stand still, also when it is set', async () => {
    await clock({ rate: 0 });
    expect((await clock({ set: '2030-12-01T00:00:00Z' })).now).toBe('2030-12-01T00:00:00.000Z');
    expect((await clock({ advance: '1s' })).now).toBe('2030-12-01T00:00:01.000Z');
  });

  test('reset makes it the system’s again, rate and all', async () => {
    await clock({ rate: 60 });
    await clock({ advance: '180d' });
    expect(await clock({ reset: true })).toMatchObject({ offset: 0, rate: 1 });
  });

  const ONE =
    'Send exactly one of {"advance": "3h"}, {"set": "2026-12-01T00:00:00Z"}, {"rate": 60}, {"reset": true}';
  const SET =
    'set must be an instant such as 2026-12-01T00:00:00Z, with its zone, from 1970-01-01T00:00:00Z to 2999-12-31T23:59:59Z';
  const RATE = "rate must be a number from 0 (it stands still) to 3600; 1 is the system's";
  const ADVANCE = 'advance must be a time such as 500ms, 30s, 10m, 3h or 2d';
  test.each([
    [{}, ONE],
    [[], ONE],
    ['3h', ONE],
    [{ advance: '3h', rate: 60 }, ONE],
    [
      { Advance: '3h' },
      'Unknown field "Advance" (did you mean "advance"?); known are advance, set, rate, reset',
    ],
    [{ advance: '-3h' }, ADVANCE],
    [{ advance: -1 }, ADVANCE],
    [{ advance: 'soon' }, ADVANCE],
    [{ advance: null }, ADVANCE],
    [{ set: '2026-12-01' }, SET],
    [{ set: '2026-12-01T00:00:00' }, SET],
    [{ set: '2026-02-30T00:00:00Z' }, SET],
    [{ set: '2026-12-01T25:00:00Z' }, SET],
    [{ set: '3000-01-01T00:00:00Z' }, SET],
    [{ set: 1_796_083_200_000 }, SET],
    [{ rate: -1 }, RATE],
    [{ rate: 3601 }, RATE],
    [{ rate: '60' }, RATE],
    [{ reset: false }, 'reset must be true'],
    [{ advance: '1000000d' }, 'advance would move the clock behind 2999-12-31T23:59:59.000Z'],
  ])('%j is refused, and moves nothing', async (body, detail) => {
    const answer = await move(body);
    expect(answer).toMatchObject({ status: 400, body: { status: 400, title: 'Bad Request', detail } });
    expect(await clock({ advance: 0 })).toMatchObject({ offset: 0, rate: 1 });
  });

  test('is for administrators', async () => {
    expect(await move({ advance: '1h' }, server, 'reader@sluice.local:sluice-reader')).toMatchObject({
      status: 403,
      body: { detail: 'The lab is for administrators' },
    });
    expect(await clock({ advance: 0 })).toMatchObject({ offset: 0 });
  });
});

describe('the clock going back before what a job has done', () => {
  test('is refused with its name while it has not ended, whichever way; then it goes', async () => {
    await clock({ advance: '2d' });
    const { id } = await server.dev.submit(ENDLESS_NUMBERS);
    await server.dev.started(id);
    for (const body of [{ reset: true }, { set: '2026-01-01T00:00:00Z' }]) {
      const { status, body: problem } = await move(body);
      expect(status).toBe(409);
      expect((problem as { detail: string }).detail).toMatch(
        new RegExp(
          `^The clock cannot go back to .+Z, before .+: job ${id} \\(running since .+Z\\); wait for it, or stop it first$`,
        ),
      );
    }
    expect(await clock({ advance: 0 })).toMatchObject({ offset: 48 * HOUR });
    await server.dev.cancel(id);
    expect(await clock({ reset: true })).toMatchObject({ offset: 0 });
  });

  test('within the time that it has run is allowed', async () => {
    const { id } = await server.dev.submit(ENDLESS_NUMBERS);
    await server.dev.started(id);
    await clock({ advance: '30m' });
    expect(await clock({ reset: true })).toMatchObject({ offset: 0 });
    expect(await server.dev.get(id)).toMatchObject({ queryStatus: 'in_progress' });
    await server.dev.cancel(id);
  });

  test('names no job of another tenant', async () => {
    await clock({ advance: '2d' });
    const { id } = await server.other.submit(ENDLESS_NUMBERS);
    await server.other.started(id);
    const { status, body } = await move({ reset: true });
    expect(status).toBe(409);
    expect((body as { detail: string }).detail).toContain(': 1 of other tenants; wait');
    expect(JSON.stringify(body)).not.toContain(id);
    await server.other.cancel(id);
  });

  test('is refused for no job that waits for its file', async () => {
    await clock({ advance: '2d' });
    await new BulkClient(server.dev).create();
    expect(await clock({ reset: true })).toMatchObject({ offset: 0 });
  });
});

test('two servers of one process share no clock', async () => {
  await using other = await testServer({ seed: 'none' });
  await clock({ advance: '3h' });
  expect(await move({ advance: 0 }, other)).toMatchObject({ status: 200, body: { offset: 0, rate: 1 } });
});

test('where there is no lab there is no clock', async () => {
  const users = [{ name: 'ops', password: 'a-password', admin: true, orgs: ['north'] }];
  const principals = { tenants: [{ name: 'acme', orgs: ['north'], users, clients: [] }] };
  await using sluice = await startSluice({ mode: 'service', principals });
  expect(await move({ advance: '1h' }, sluice, 'ops:a-password')).toMatchObject({
    status: 404,
    body: { status: 404 },
  });
});
