import { expect, test } from 'vitest';

// Imported by each test: a table that breaks as it is read fails them, and not only the file.
const lifecycle = () => import('../../src/jobs/lifecycle.ts');

test('only a user, a file that came, a claim and the end of its life move a job without its claim’s epoch', async () => {
  const { EVENTS } = await lifecycle();
  const events = Object.entries(EVENTS);
  expect(events.filter(([, { fenced }]) => fenced === false).map(([event]) => event)).toEqual([
    'receive',
    'ready',
    'claim',
    'stop',
    'halt',
    'expire',
  ]);
  expect(events.filter(([, { fenced }]) => fenced === true).map(([event]) => event)).toEqual([
    'start',
    'begin-unit',
    'finish-unit',
    'complete',
    'fail',
    'retry',
    'displace',
    'lose',
    'interrupt/limit',
    'interrupt/shutdown',
    'interrupt/lost-lease',
    'settle',
  ]);
});

test('every state has an answer for every event', async () => {
  const { EVENTS, next, STATES } = await lifecycle();
  for (const state of STATES) {
    for (const event of Object.keys(EVENTS) as (keyof typeof EVENTS)[]) {
      expect(next(state, event), `${state} ${event}`).toEqual(
        expect.toSatisfy((outcome: object) => 'to' in outcome || 'refused' in outcome),
      );
    }
  }
});
