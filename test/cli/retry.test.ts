import { expect, it } from 'vitest';
import { waitBeforeRetry } from '../../src/cli/retry.ts';

const answer = (status: number, after?: string) =>
  new Response(null, { status, headers: after === undefined ? {} : { 'retry-after': after } });

it.each([
  [1, undefined, 1000],
  [3, answer(503), 4000],
  [1, answer(429, '7'), 7000],
  [6, answer(500), 32_000],
])('after %d tries with %o it is sent again in %d ms', (tries, given, ms) =>
  expect(waitBeforeRetry(tries, given)).toBe(ms),
);

it.each([
  ['that succeeded', 1, answer(200)],
  ['that is refused', 1, answer(403)],
  ['tried often enough', 7, answer(503)],
  ['that has to wait too long', 1, answer(429, '3600')],
])('a request %s is not sent again', (_, tries, given) =>
  expect(waitBeforeRetry(tries, given)).toBeUndefined(),
);
