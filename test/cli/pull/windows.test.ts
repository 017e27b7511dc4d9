import fc from 'fast-check';
import { expect, it } from 'vitest';
import { conditionOf, planWindows } from '../../../src/cli/pull/windows.ts';

it('cuts the time between first and last change into as many windows as the rows want, open at both ends', () => {
  expect(planWindows({ first: 1000, last: 1400, rows: 400 }, 100, undefined)).toEqual([
    { to: 1100 },
    { from: 1100, to: 1200 },
    { from: 1200, to: 1300 },
    { from: 1300 },
  ]);
});

it('begins where the pull before left off, and is one window where nothing changed since', () => {
  expect(planWindows({ first: 1000, last: 1400, rows: 200 }, 100, 1200)).toEqual([
    { from: 1200, to: 1300 },
    { from: 1300 },
  ]);
  expect(planWindows(undefined, 100, 1200)).toEqual([{ from: 1200 }]);
  expect(planWindows(undefined, 100, undefined)).toEqual([{}]);
});

it('no moment lies in two windows or, from where it begins, in none', () => {
  const second = fc.integer({ min: 0, max: 5000 });
  fc.assert(
    fc.property(
      second,
      second,
      fc.nat(10_000),
      fc.option(second, { nil: undefined }),
      second,
      (a, b, rows, from, at) => {
        const windows = planWindows({ first: Math.min(a, b), last: Math.max(a, b), rows }, 10, from);
        const holding = windows.filter(
          (window) =>
            at >= (window.from ?? Number.NEGATIVE_INFINITY) && at < (window.to ?? Number.POSITIVE_INFINITY),
        );
        expect(holding).toHaveLength(at >= (from ?? 0) ? 1 : 0);
      },
    ),
  );
});

it('asks by whole seconds of UTC', () => {
  expect(conditionOf({ from: 0, to: 86_400 }, 'UpdatedDate')).toBe(
    "UpdatedDate >= '1970-01-01T00:00:00Z' and UpdatedDate < '1970-01-02T00:00:00Z'",
  );
  expect(conditionOf({}, 'UpdatedDate')).toBeUndefined();
});
