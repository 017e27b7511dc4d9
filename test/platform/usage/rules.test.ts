import { describe, expect, test } from 'vitest';
import { FetchedFile } from '../../../src/platform/usage/fetched-file.ts';
import { endOf, type JobUse, jobUse } from '../../../src/platform/usage/job-use.ts';
import type { Case, Seen } from '../../../src/platform/usage/rule.ts';
import { RULES } from '../../../src/platform/usage/rules/all.ts';
import { type ShownRequest, Tally } from '../../../src/platform/usage/shown-request.ts';
import { completedJob, queuedJob } from '../../families/data-query/made-jobs.ts';

/** Where each rule begins to see a mistake: one step before that there is none. */
const NOW = 1_790_000_000_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

function found(finding: string, seen: Partial<Seen>): readonly Case[] {
  const rule = RULES.find((one) => one.finding === finding);
  if (rule === undefined) throw new Error(`no rule ${finding}`);
  const { jobs = [] } = seen;
  return [
    ...rule.cases({
      jobs,
      sessions: [],
      job: (id) => jobs.find((job) => job.id === id),
      deadTokens: [],
      earlyCallers: [],
      listedAt: () => undefined,
      followed: () => false,
      now: NOW,
      ...seen,
    }),
  ];
}

function shown(path = '/', more: Partial<ShownRequest> = {}): ShownRequest {
  return { requestId: path, at: NOW, method: 'GET', path, status: 200, cut: false, user: 'ann', ...more };
}

function tally(times: number): Tally {
  const made = new Tally();
  for (let n = 0; n < times; n++) made.add(() => shown(`${n}`));
  return made;
}

const SEEN = { whole: true, at: NOW, now: NOW };
const open = (more: Partial<JobUse> = {}): JobUse => ({
  ...jobUse(queuedJob(), SEEN),
  user: 'ann',
  submit: shown('/submit'),
  ...more,
});
const ended = (more: Partial<JobUse> = {}): JobUse => {
  const job = completedJob(3, NOW);
  return {
    ...jobUse(job, SEEN),
    user: 'ann',
    submit: shown('/submit'),
    end: endOf(job, NOW, 0),
    files: [new FetchedFile('a.csv', 100)],
    ...more,
  };
};
const poller = (more: Partial<JobUse['pollers'][number]>): JobUse['pollers'] => [
  { user: 'ann', shown: undefined, at: 0, hasty: tally(0), told: undefined, afterEnd: tally(0), ...more },
];

describe('polled-after-its-end', () => {
  test.each([
    [4, 0],
    [5, 1],
  ])('%i looks after the one that told of it: %i', (looks, cases) => {
    const pollers = poller({ told: shown('/told'), afterEnd: tally(looks) });
    expect(found('polled-after-its-end', { jobs: [ended({ pollers })] })).toHaveLength(cases);
  });

  test('shows the look that told of the end first', () => {
    const pollers = poller({ told: shown('/told'), afterEnd: tally(9) });
    const [one] = found('polled-after-its-end', { jobs: [ended({ pollers })] });
    expect(one?.requests.map(({ path }) => path)).toEqual(['/told', '0', '1', '2', '3', '4']);
  });
});

test.each([
  [19, 0],
  [20, 1],
])('polled-faster-than-it-changes: %i hasty looks: %i', (looks, cases) => {
  const pollers = poller({ hasty: tally(looks) });
  expect(found('polled-faster-than-it-changes', { jobs: [open({ pollers })] })).toHaveLength(cases);
});

describe('abandoned-without-a-stop', () => {
  const since = (ms: number, more: Partial<JobUse> = {}, seen: Partial<Seen> = {}) =>
    found('abandoned-without-a-stop', { jobs: [open({ lookedAt: NOW - ms, ...more })], ...seen }).length;

  test('not looked at for half an hour', () => {
    expect(since(30 * MINUTE_MS - 1)).toBe(0);
    expect(since(30 * MINUTE_MS)).toBe(1);
  });

  test.each<[string, Partial<JobUse>, Partial<Seen>]>([
    ['its end is called out', { announces: true }, {}],
    ['its events are followed', {}, { followed: () => true }],
    ['its user has looked at a list', {}, { listedAt: () => NOW }],
    ['its stop was asked', { stopAsked: true }, {}],
    ['it has ended', { state: 'completed' }, {}],
    ['it is from before the start', { whole: false }, {}],
  ])('not when %s', (_, job, seen) => {
    expect(since(HOUR_MS, job, seen)).toBe(0);
  });
});

describe('result-never-downloaded', () => {
  const left = (more: Partial<JobUse> = {}, now = NOW + HOUR_MS) =>
    found('result-never-downloaded', { jobs: [ended(more)], now });

  test('an hour after the end', () => {
    expect(left({}, NOW + HOUR_MS - 1)).toEqual([]);
    expect(left()).toMatchObject([{ what: expect.stringContaining('nobody fetched its result') }]);
  });

  test('also when one of its files was left', () => {
    const files = [new FetchedFile('a.csv', 10), new FetchedFile('b.csv', 10)];
    files[0]?.fetched(NOW, true);
    expect(left({ files })).toMatchObject([{ what: expect.stringContaining('1 of its 2 files') }]);
    files[1]?.fetched(NOW, true);
    expect(left({ files })).toEqual([]);
  });

  test.each<[string, Partial<JobUse>]>([
    ['it failed', { state: 'failed' }],
    ['its rows were in the answer', { delivered: true }],
    ['it has no rows', { end: { ...endOf(completedJob(3, NOW), NOW, 0), rows: 0 } }],
    ['it is from before the start', { whole: false }],
  ])('not when %s', (_, more) => {
    expect(left(more)).toEqual([]);
  });
});

test('half-a-download-taken-for-whole: the rest was not fetched within ten minutes', () => {
  const file = new FetchedFile('a.csv', 100);
  const job = ended({ files: [file], fetches: tally(1) });
  const half = (now: number) => found('half-a-download-taken-for-whole', { jobs: [job], now });
  expect(half(NOW + HOUR_MS), 'nothing of it was fetched').toEqual([]);
  file.fetched(NOW, true, [0, 49]);
  expect(half(NOW + 10 * MINUTE_MS - 1)).toEqual([]);
  expect(half(NOW + 10 * MINUTE_MS)).toMatchObject([{ what: expect.stringContaining('some of its bytes') }]);
  file.fetched(NOW, false, [0, 99]);
  expect(half(NOW + 10 * MINUTE_MS)).toMatchObject([{ what: expect.stringContaining('broke off') }]);
  file.fetched(NOW, true, [50, 99]);
  expect(half(NOW + HOUR_MS)).toEqual([]);
});

test.each([
  [0, 0],
  [1, 1],
])('dead-link-fetched-again: %i times after its refusal: %i', (times, cases) => {
  const deadLinks = [{ hash: 'h', refused: shown('/refused'), at: 0, again: tally(times) }];
  expect(found('dead-link-fetched-again', { jobs: [ended({ deadLinks })] })).toHaveLength(cases);
});

test.each([
  [0, 0],
  [1, 1],
])('link-fetched-with-a-bearer-token: %i times: %i', (times, cases) => {
  const jobs = [ended({ withToken: tally(times) })];
  expect(found('link-fetched-with-a-bearer-token', { jobs })).toHaveLength(cases);
});

describe('same-query-twice-at-once', () => {
  const twice = (first: Partial<JobUse>, second: Partial<JobUse> = {}) =>
    found('same-query-twice-at-once', {
      jobs: [
        open({ id: 'first', ...first }),
        open({ id: 'second', same: { id: 'first', open: true }, ...second }),
      ],
    });
  const after = { same: { id: 'first', open: false } };

  test('the first had not ended', () => {
    expect(twice({})).toMatchObject([
      { jobs: ['second', 'first'], what: expect.stringContaining('had not ended') },
    ]);
    expect(twice({}, after)).toEqual([]);
  });

  test('the answer to its submit was lost within the last ten minutes', () => {
    const lost = { submit: shown('/submit', { cut: true }) };
    const within = 10 * MINUTE_MS;
    expect(twice({ ...lost, seenAt: NOW - within + 1 }, after)).toMatchObject([
      { what: expect.stringContaining('was lost') },
    ]);
    expect(twice({ ...lost, seenAt: NOW - within }, after)).toEqual([]);
  });

  test('not of jobs of one session, which wait for each other', () => {
    expect(twice({}, { session: { key: 's', advances: true } })).toEqual([]);
  });

  test('not once the first is forgotten', () => {
    expect(found('same-query-twice-at-once', { jobs: [open({ same: { id: 'gone', open: true } })] })).toEqual(
      [],
    );
  });
});

test('one-session-in-two-jobs: what others did beside it is for administrators', () => {
  const [mine, theirs] = [open({ id: 'mine' }), open({ id: 'theirs', user: 'bob' })];
  const beside = (...ids: string[]) =>
    found('one-session-in-two-jobs', { jobs: [mine, theirs, open({ id: 'last', beside: ids })] });
  expect(beside()).toEqual([]);
  expect(beside('gone')).toEqual([]);
  expect(beside('mine', 'theirs')).toMatchObject([
    { user: 'ann', jobs: ['mine', 'last'], others: { jobs: ['theirs'] } },
  ]);
  expect(beside('mine')[0]).not.toHaveProperty('others');
});

describe('stateful-session-never-advances', () => {
  const run = (tookChanges: boolean, more: Partial<JobUse> = {}): JobUse =>
    ended({
      session: { key: 's', advances: true },
      end: { ...endOf(completedJob(3, NOW), NOW, 0), tookChanges },
      ...more,
    });
  const stands = (...runs: JobUse[]) => found('stateful-session-never-advances', { sessions: [runs] });
  const [first, step, whole] = [run(false), run(true), run(false)];

  test('the last three took everything anew', () => {
    expect(stands(first, whole, whole)).toEqual([]);
    expect(stands(first, whole, whole, whole)).toHaveLength(1);
    expect(stands(first, whole, step, whole)).toEqual([]);
    expect(stands(first, step, whole, whole, whole)).toHaveLength(1);
  });

  test.each<[string, Partial<JobUse>, string]>([
    ['did not complete', { state: 'failed' }, 'failed, failed, failed'],
    ['ran from a given time', { session: { key: 's', advances: false } }, 'from a given time'],
  ])('nor is it a step when it %s', (_, more, what) => {
    const one = run(true, more);
    expect(stands(first, one, one, one)).toMatchObject([{ what: expect.stringContaining(what) }]);
  });

  test('a run that has not ended says nothing, and others are of whom they are', () => {
    expect(stands(first, whole, whole, open())).toEqual([]);
    const [theirs, mine] = [run(false, { id: 'theirs', user: 'bob' }), run(false, { id: 'mine' })];
    expect(stands(first, theirs, mine, mine)).toMatchObject([{ user: 'ann', jobs: ['mine', 'mine'] }]);
  });
});

test.each([
  [0, 9, 0],
  [0, 10, 1],
  [1, 0, 1],
])('dead-token-used-again: %i times for the same, %i for others: %i', (again, others, cases) => {
  const who = { tenant: 'dev', user: 'ann', refused: shown('/refused'), at: 0 };
  const deadTokens = [{ ...who, again: tally(again), others: tally(others) }];
  expect(found('dead-token-used-again', { deadTokens })).toHaveLength(cases);
});

test('tried-again-too-soon: shows the refusal, and what came too soon', () => {
  const refused = shown('/refused', { status: 429 });
  const wait = { tenant: 'dev', user: 'ann', refused, seconds: 7, at: 0, body: undefined, early: tally(2) };
  const [one] = found('tried-again-too-soon', { earlyCallers: [wait] });
  expect(one?.requests.map(({ path }) => path)).toEqual(['/refused', '0', '1']);
  expect(one?.what).toContain('429 with Retry-After: 7, and came again sooner 2 times');
});
