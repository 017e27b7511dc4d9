import { describe, expect, test } from 'vitest';
import {
  EVENTS,
  hasEnded,
  LIFECYCLE,
  type LifecycleEvent,
  type LifecycleState,
  lifecycleState,
  next,
  STATES,
  type Transition,
} from '../../src/jobs/lifecycle.ts';
import { movesOf } from '../../src/jobs/transition.ts';

const events = Object.keys(EVENTS) as LifecycleEvent[];
const ended: readonly LifecycleState[] = ['completed', 'failed', 'stopped'];
const every = STATES.flatMap((state) =>
  events.map((event) => ({ state, event, outcome: next(state, event) })),
);
const allowed = every.flatMap(({ state, event, outcome }) =>
  'refused' in outcome ? [] : [{ state, event, outcome: outcome as Transition }],
);

/** The whole table, written down a second time by hand: a change of either has to be meant. */
const EXPECTED: Readonly<Record<LifecycleState, Partial<Record<LifecycleEvent, string>>>> = {
  open: { receive: 'open', ready: 'queued', stop: 'stopped', expire: 'removed' },
  queued: {
    claim: 'queued',
    start: 'running',
    fail: 'failed',
    retry: 'queued',
    displace: 'queued',
    lose: 'queued',
    stop: 'stopped',
    halt: 'stopping/user',
  },
  running: {
    'begin-unit': 'running',
    'finish-unit': 'running',
    complete: 'completed',
    fail: 'failed',
    retry: 'queued',
    displace: 'queued',
    lose: 'queued',
    stop: 'stopping/user',
    'interrupt/limit': 'stopping/limit',
    'interrupt/shutdown': 'stopping/shutdown',
    'interrupt/lost-lease': 'stopping/lost-lease',
  },
  'stopping/user': { settle: 'stopped' },
  'stopping/limit': { settle: 'failed', stop: 'stopping/user' },
  'stopping/shutdown': { settle: 'queued', stop: 'stopping/user' },
  'stopping/lost-lease': { settle: 'queued', stop: 'stopping/user' },
  completed: { expire: 'removed' },
  failed: { expire: 'removed' },
  stopped: { expire: 'removed' },
};

describe('the lifecycle', () => {
  test.each(every)('$state, $event', ({ state, event, outcome }) => {
    expect('refused' in outcome ? undefined : outcome.to).toBe(EXPECTED[state][event]);
    if ('refused' in outcome) expect(outcome.refused).toMatch(/^\w[\w ]+$/);
  });

  test('nothing but its removal changes a job that has ended', () => {
    for (const state of ended) {
      for (const event of events.filter((name) => name !== 'expire')) {
        expect(next(state, event)).toEqual({ refused: 'has ended' });
      }
    }
    expect(STATES.filter((state) => !state.startsWith('stopping') && hasEnded(state as never))).toEqual(
      ended,
    );
  });

  test('a user can stop every job that has not ended and is not being stopped for a user', () => {
    for (const state of STATES) {
      const stoppable = !ended.includes(state) && state !== 'stopping/user';
      expect('refused' in next(state, 'stop')).toBe(!stoppable);
    }
  });

  test('only a running job completes: never one whose stop was recorded', () => {
    expect(allowed.filter(({ event }) => event === 'complete').map(({ state }) => state)).toEqual([
      'running',
    ]);
  });

  test('a stop of a job that does not run ends it at once and shuts its claimer out', () => {
    for (const state of ['open', 'queued'] as const) {
      expect(next(state, 'stop')).toEqual({ to: 'stopped', owner: 'drop', raisesEpoch: true });
    }
  });

  test('a claim takes the job under a new epoch, and so does the halt of one that has started; nothing else gives an owner', () => {
    expect(next('queued', 'claim')).toEqual({ to: 'queued', owner: 'take', raisesEpoch: true });
    expect(next('queued', 'halt')).toEqual({
      to: 'stopping/user',
      owner: 'take',
      raisesEpoch: true,
      needsStart: true,
    });
    expect(allowed.filter(({ outcome }) => outcome.owner === 'take')).toHaveLength(2);
  });

  test('a job has an owner while it runs or stops, and none once it is queued again or over', () => {
    for (const { event, outcome } of allowed) {
      if (event === 'claim' || event === 'halt') expect(outcome.owner).toBe('take');
      else if (outcome.to === 'running' || outcome.to.startsWith('stopping'))
        expect(outcome.owner).toBe('keep');
      else if (event !== 'receive' && event !== 'ready') expect(outcome.owner).toBe('drop');
    }
  });

  test('only a retry costs a retry, only a displacement counts as one, only a start as an attempt', () => {
    for (const { event, outcome } of allowed) {
      expect(outcome.spendsRetry ?? false).toBe(event === 'retry');
      expect(outcome.countsDisplaced ?? false).toBe(event === 'displace');
      expect(outcome.countsAttempt ?? false).toBe(event === 'start');
    }
  });

  test('every state can be reached, and an end can be reached from every state', () => {
    const reached = new Set<string>(['open', 'queued']);
    for (let size = 0; size !== reached.size; ) {
      size = reached.size;
      for (const { state, outcome } of allowed) if (reached.has(state)) reached.add(outcome.to);
    }
    expect(reached).toEqual(new Set([...STATES, 'removed']));
    for (const state of STATES) expect(canEnd(state, new Set())).toBe(true);
  });

  test('the compare-and-set of an event has one move for each state that allows it', () => {
    for (const event of events.filter((name) => name !== 'expire')) {
      const moves = movesOf(event, () => ({ timeline: [] }));
      expect(moves.map((move) => move.from.started ?? false)).toEqual(moves.map(() => event === 'halt'));
      const from = moves.map((move) =>
        lifecycleState({ state: move.from.state, stopCause: move.from.stopCause }),
      );
      expect(from).toEqual(STATES.filter((state) => !('refused' in LIFECYCLE[state][event])));
    }
    expect(movesOf('stop', (from) => ({ timeline: [{ at: '', event: from }] }))).toContainEqual({
      from: { state: 'stopping', stopCause: 'limit' },
      to: { state: 'stopping', stopCause: 'user' },
      raisesEpoch: false,
      owner: 'keep',
      spendsRetry: false,
      countsDisplaced: false,
      countsAttempt: false,
      timeline: [{ at: '', event: 'stopping' }],
    });
  });
});

function canEnd(state: LifecycleState, seen: Set<string>): boolean {
  if (ended.includes(state)) return true;
  if (seen.has(state)) return false;
  seen.add(state);
  return allowed.some(
    ({ state: from, outcome }) => from === state && outcome.to !== 'removed' && canEnd(outcome.to, seen),
  );
}
