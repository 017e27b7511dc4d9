import { describe, expect, test } from 'vitest';
import type { KnownFaults } from '../../src/lab/known-faults.ts';
import { readRule } from '../../src/lab/read-rule.ts';
import { RuleError } from '../../src/lab/rule.ts';

const FAULTS: readonly KnownFaults[] = [
  { family: 'aqua', refusals: ['90002', '90028'], endings: new Map([['90027', 'time-limit']]) },
  { family: 'data-query', refusals: ['notFound', 'queueFull'], endings: new Map([['memory', 'memory']]) },
  { family: 'query-runs', refusals: ['queueFull'], endings: new Map() },
  { family: 'bulk-data', refusals: ['tooMany'], endings: new Map([['memory', 'memory']]) },
];
const hold = { hold: true };

function fault(rule: unknown): string {
  try {
    readRule(rule, FAULTS);
  } catch (error) {
    if (error instanceof RuleError) return error.message;
    throw error;
  }
  return 'none';
}

test('what is not said is said by default: everything, once, for five minutes', () => {
  expect(readRule({ at: 'running', do: hold }, FAULTS)).toEqual({
    match: {},
    at: 'running',
    action: { kind: 'hold' },
    times: 1,
    ttlMs: 300_000,
  });
});

test('times and sizes are written as everywhere', () => {
  const rule = readRule({ at: 'request', do: { delay: '1500ms' }, ttl: '2h', times: 'always' }, FAULTS);
  expect(rule).toMatchObject({ action: { kind: 'delay', ms: 1500 }, ttlMs: 7_200_000, times: Infinity });
  expect(readRule({ at: 'request', do: { truncate: '50%' } }, FAULTS).action).toEqual({
    kind: 'truncate',
    share: 0.5,
  });
});

test('a job is named as any family writes its id', () => {
  const job = '7B1F0C520D0E4C5E9A772F6F4F6F0A11';
  expect(readRule({ match: { job }, at: 'running', do: hold }, FAULTS).match.job).toBe(
    '7b1f0c52-0d0e-4c5e-9a77-2f6f4f6f0a11',
  );
});

test('a code restricts a rule to the families that have it', () => {
  const of = (at: string, code: string) => readRule({ at, do: { fail: { code } } }, FAULTS).families;
  expect(of('request', 'queueFull')).toEqual(['data-query', 'query-runs']);
  expect(of('before-publish', 'memory')).toEqual(['data-query', 'bulk-data']);
  expect(readRule({ at: 'request', do: { fail: { code: 90028 } } }, FAULTS).families).toEqual(['aqua']);
});

describe('what is wrong is said, with what is allowed', () => {
  test.each([
    ['no object', [], 'a rule must be an object with match, at, do, times or ttl, not []'],
    ['no gate', { do: hold }, 'at is missing; use request, before-start,'],
    ['a gate misspelt', { at: 'befor-publish', do: hold }, '(did you mean "before-publish"?)'],
    ['nothing to do', { at: 'running' }, 'do is missing'],
    ['an empty do', { at: 'running', do: {} }, 'do says nothing to do; use one of hold, delay,'],
    [
      'two things to do',
      { at: 'running', do: { hold: true, delay: '1s' } },
      'do must say one thing, not hold or delay',
    ],
    ['a key misspelt', { at: 'running', do: hold, tims: 2 }, 'no key "tims" (did you mean "times"?)'],
    [
      'a key of match misspelt',
      { match: { famly: 'aqua' }, at: 'running', do: hold },
      '(did you mean "family"?)',
    ],
    ['an action misspelt', { at: 'running', do: { dealy: '1s' } }, '(did you mean "delay"?)'],
    [
      'an unknown family',
      { match: { family: 'soap' }, at: 'running', do: hold },
      'use aqua, data-query, query-runs or bulk-data',
    ],
    [
      'no job id',
      { match: { job: '12' }, at: 'running', do: hold },
      'match.job must be the id of a job, not "12"',
    ],
    ['a share above 1', { match: { fraction: 1.5 }, at: 'running', do: hold }, 'from 0 to 1, not 1.5'],
    [
      'unit 0',
      { match: { unit: 0 }, at: 'running', do: hold },
      'match.unit must be a whole number of 1 or more',
    ],
    [
      'a path without its slash',
      { match: { path: 'query' }, at: 'request', do: hold },
      'must begin with "/"',
    ],
    ['times 0', { at: 'running', do: hold, times: 0 }, 'times must be a whole number of 1 or more'],
    ['times in words', { at: 'running', do: hold, times: 'ever' }, 'or "always"'],
    [
      'no time',
      { at: 'running', do: { delay: 'soon' } },
      'do.delay: "soon" is not allowed; use a time such as 500ms',
    ],
    ['a life of a week', { at: 'running', do: hold, ttl: '7d' }, 'ttl: "7d" is not allowed; use 1ms to 1d'],
    ['hold: false', { at: 'running', do: { hold: false } }, 'do.hold must be true, not false'],
    ['a status that is none', { at: 'request', do: { fail: { status: 200 } } }, 'from 400 to 599, not 200'],
    [
      'an unknown code',
      { match: { family: 'aqua' }, at: 'request', do: { fail: { code: '90082' } } },
      '"aqua" refuses a request with "90082" (did you mean "90002"?); use 90002 or 90028',
    ],
    [
      'a code of jobs at a request',
      { at: 'request', do: { fail: { code: '90027' } } },
      'no family refuses a request with "90027"',
    ],
    [
      'a cut that is none',
      { at: 'request', do: { truncate: 'half' } },
      'use a number of bytes, or a share such as "50%"',
    ],
  ])('%s', (_, rule, message) => {
    expect(fault(rule)).toContain(message);
  });
});

describe('a rule that can never match, or contradicts itself, is refused', () => {
  test.each([
    [
      'a path at a job gate',
      { match: { path: '/query' }, at: 'running', do: hold },
      'match.path can never match at "running": jobs have none',
    ],
    [
      'a method at a job gate',
      { match: { method: 'GET' }, at: 'before-start', do: hold },
      'match.method can never match',
    ],
    [
      'a unit at a request gate',
      { match: { unit: 1 }, at: 'request', do: hold },
      'match.unit can never match at "request": requests have none',
    ],
    [
      'a share before publishing',
      { match: { fraction: 0.5 }, at: 'before-publish', do: hold },
      'match.fraction can never match',
    ],
    [
      'a query of a bulk job',
      { match: { family: 'bulk-data', queryContains: 'x' }, at: 'running', do: hold },
      'its jobs have no query',
    ],
    [
      'the lab’s own paths',
      { match: { path: '/sluice/v1/lab/rules' }, at: 'request', do: hold },
      'what drives the lab passes no gate',
    ],
    [
      'failing a completed job',
      { at: 'after-publish', do: { fail: {} } },
      'after its publishing a job has completed',
    ],
    ['dropping a job', { at: 'running', do: { drop: true } }, 'only requests have a connection'],
    ['freezing before the start', { at: 'before-start', do: { freezeEngine: true } }, 'use it at "running"'],
    ['killing at a request', { at: 'request', do: { killEngine: true } }, 'only jobs have an engine'],
    [
      'a job held until it has ended',
      { at: 'running', do: { hold: true, until: 'job-ended' } },
      'can never come at "running"',
    ],
    [
      'until without a hold',
      { at: 'running', do: { delay: '1s', until: 'stop-asked' } },
      'it goes with "hold"',
    ],
    [
      'a status of a job',
      { at: 'running', do: { fail: { status: 500 } } },
      'do.fail.status is of no use at "running"',
    ],
    [
      'a retry of a request',
      { at: 'request', do: { fail: { retryable: true } } },
      'do.fail.retryable is of no use',
    ],
    [
      'a row before publishing',
      { match: { family: 'bulk-data', unit: 3 }, at: 'before-publish', do: { fail: {} } },
      'rows are refused at "running"',
    ],
  ])('%s', (_, rule, message) => {
    expect(fault(rule)).toContain(message);
  });
});
