import { afterEach, beforeEach, expect, test } from 'vitest';
import { RequestQueue } from '../../../src/platform/accepted-requests/request-queue.ts';
import type { Principals } from '../../../src/ports/principals.ts';
import type { SqliteStore } from '../../../src/stores/sqlite/open.ts';
import { openIn, temporaryDirectory } from '../../stores/open-sqlite.ts';
import { MovingClock } from '../../support/moving-clock.ts';
import { until } from '../../support/server-process.ts';

const ID = '7b1f0c52-0d0e-4c5e-9a77-2f6f4f6f0a11';
/** Longer than any pause between two tries. */
const HOUR_MS = 3_600_000;

/** Nothing is carried out here. */
const nobody = { user: () => undefined } as unknown as Principals;

const directory = temporaryDirectory();
const clock = new MovingClock();
let store: SqliteStore;
let queue: RequestQueue;
/** How often somebody was told. */
let calls: number;
let answers: () => void;

beforeEach(async () => {
  store = await openIn(directory.path);
  calls = 0;
  queue = new RequestQueue({
    requests: store.requests,
    families: () => [],
    principals: nobody,
    clock,
    mostWaiting: undefined,
    lifeMs: 10 * HOUR_MS,
    callout: async () => {
      calls++;
      answers();
    },
    onEnded: () => undefined,
    onFailure: () => undefined,
  });
});
afterEach(async () => {
  await queue.stop();
  await store.close();
  directory.remove();
});

/** A request that has been carried out, and of which somebody is to be told. */
async function ended(): Promise<void> {
  const scope = { tenant: 'dev', entities: [], orgs: [], admin: false };
  const at = clock.business.now();
  const sent = { method: 'POST', url: '/v2/query_runs', body: '', at };
  await store.requests.accept({
    request: { id: ID, family: 'query-runs', tenant: 'dev', userId: 'user-1', scope, ...sent },
    mostWaiting: undefined,
  });
  const outcome = { state: 'succeeded', data: { id: 'job-1' } } as const;
  await store.requests.end({ id: ID, outcome, at, expiresAt: at + 10 * HOUR_MS, tell: true });
}

const callout = () => store.requests.get(ID, clock.business.now())?.callout;

/** Longest of the pauses between two tries, and shorter than what a try is taken for. */
const LONGEST_PAUSE_MS = 60_000;

async function tried(times: number): Promise<void> {
  await until(`told ${times} times`, () => {
    // The queue may look, and set its timer, only after the clock was moved.
    clock.advance(1);
    return calls === times;
  });
  // A move of the clock before the pause is written would make the pause start after it.
  await until('its pause is written', () => {
    const due = store.requests.nextDueAt();
    return callout() !== 'due' || (due !== undefined && due - clock.business.now() <= LONGEST_PAUSE_MS);
  });
}

test('an outcome that nobody takes is told three times, then given up for good', async () => {
  answers = () => {
    throw new Error('nobody there');
  };
  await ended();
  await queue.start();
  for (let times = 1; times < 3; times++) {
    await tried(times);
    expect(callout()).toBe('due');
    clock.advance(HOUR_MS);
  }
  await tried(3);
  await until('given up', () => callout() === 'given-up');
  clock.advance(HOUR_MS);
  expect([calls, store.requests.nextDueAt()]).toEqual([3, undefined]);
});

test('an outcome that is taken at the second try is delivered, and told no more', async () => {
  answers = () => {
    if (calls === 1) throw new Error('not yet');
  };
  await ended();
  await queue.start();
  await tried(1);
  clock.advance(HOUR_MS);
  await tried(2);
  await until('delivered', () => callout() === 'delivered');
  clock.advance(HOUR_MS);
  expect([calls, store.requests.nextDueAt()]).toEqual([2, undefined]);
});
