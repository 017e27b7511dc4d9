import { describe, expect, test } from 'vitest';
import type { ChangeWindow, JobSession, Unit } from '../../src/jobs/job.ts';
import { resumeAt, sessionWindows } from '../../src/jobs/session-windows.ts';

const START = 1_000_000_500;
const UNTIL = 1_000_000_000;
const DAY = 24 * 3_600_000;

function job(identities: readonly (string | undefined)[], session: Partial<JobSession> = {}) {
  const units = identities.map(
    (identity, index) => ({ unit: index + 1, ...(identity !== undefined && { identity }) }) as Unit,
  );
  return { session: { key: 'k', advances: true, offsetMs: 0, ...session }, units };
}

type Before = NonNullable<Parameters<typeof sessionWindows>[1]>;
const previous = (identities: readonly string[], set: Partial<Before> = {}): Before => ({
  ...job(identities),
  resumeAt: 500_000_000,
  submittedAt: START - DAY,
  startedAt: undefined,
  ...set,
});

const windows = (...args: Parameters<typeof sessionWindows>) => [...sessionWindows(...args).windows];

describe('what the units of an attempt take', () => {
  test('of no session: everything, and nothing follows from it', () => {
    const plain = { ...job(['a']), session: undefined };
    expect(sessionWindows(plain, previous(['a']), START)).toEqual({ windows: new Map(), until: undefined });
  });

  test('in the first job of a session: everything', () => {
    expect(sessionWindows(job(['a']), undefined, START)).toEqual({ windows: new Map(), until: UNTIL });
  });

  test('what changed since the previous job ended, for units that it had; everything for the others', () => {
    const window = { since: 500_000_000, until: UNTIL };
    expect(windows(job(['a', 'new', undefined, 'b']), previous(['b', 'a']), START)).toEqual([
      [1, window],
      [4, window],
    ]);
  });

  test('what changed since an explicit time, whatever came before', () => {
    const asked = job(['a', 'new', undefined], { since: 700_000_999 });
    const window = { since: 700_000_000, until: UNTIL };
    for (const before of [undefined, previous(['a'])])
      expect(windows(asked, before, START)).toEqual([
        [1, window],
        [2, window],
        [3, window],
      ]);
  });

  test('up to the start less the offset, in whole seconds', () => {
    const offset = job(['a'], { offsetMs: 3_600_000 });
    expect(windows(offset, previous(['a']), START)).toEqual([
      [1, { since: 500_000_000, until: UNTIL - 3_600_000 }],
    ]);
  });

  test('nothing where the offset reaches behind where the previous job ended; the session stays there', () => {
    const offset = job(['a', 'new'], { offsetMs: 3_600_000 });
    const ended = UNTIL - 1_000;
    const taken = sessionWindows(offset, previous(['a'], { resumeAt: ended }), START);
    expect([...taken.windows]).toEqual([[1, { since: ended, until: ended }]]);
    expect(taken.until).toBe(ended);
  });

  test('nothing when the clock was moved back behind the previous job; the session goes back with it', () => {
    const taken = sessionWindows(job(['a']), previous(['a'], { resumeAt: UNTIL + 60_000 }), START);
    expect([...taken.windows]).toEqual([[1, { since: UNTIL, until: UNTIL }]]);
    expect(taken.until).toBe(UNTIL);
  });

  test('since an explicit time up to the offset, also behind where the previous job ended', () => {
    const asked = job(['a'], { since: 0, offsetMs: 3_600_000 });
    expect(windows(asked, previous(['a'], { resumeAt: UNTIL }), START)).toEqual([
      [1, { since: 0, until: UNTIL - 3_600_000 }],
    ]);
  });

  test('everything once the previous job was submitted longer ago than a session lives', () => {
    const before = previous(['a']);
    expect(windows(job(['a'], { lifeMs: DAY + 1 }), before, START)).toHaveLength(1);
    expect(windows(job(['a'], { lifeMs: DAY }), before, START)).toEqual([]);
  });
});

describe('rows that no result of the session has shown', () => {
  const startedAt = 500_600_250;
  const shown = (window: ChangeWindow | undefined) => {
    const before = previous(['a'], { startedAt });
    const units = before.units.map((unit) => ({ ...unit, window }));
    return windows(job(['a']), { ...before, units }, START)[0]?.[1].unseenFrom;
  };

  test('are those made since a full load started, though the window begins before', () => {
    expect(shown(undefined)).toBe(startedAt);
  });

  test('are those made since the window before ended, or since the full load before that', () => {
    const window = { since: 400_000_000, until: 500_000_000 };
    expect(shown(window)).toBe(window.until);
    expect(shown({ ...window, unseenFrom: 400_600_000 })).toBe(window.until);
    expect(shown({ ...window, unseenFrom: startedAt })).toBe(startedAt);
  });

  test('are those made in the window, where its begin was asked for', () => {
    const asked = job(['a'], { since: 700_000_000 });
    expect(windows(asked, previous(['a'], { startedAt }), START)[0]?.[1]).not.toHaveProperty('unseenFrom');
  });
});

describe('where the next job begins', () => {
  test('is where this one ended', () => {
    expect(resumeAt(UNTIL, { pendingSince: undefined, kept: undefined })).toBe(UNTIL);
  });

  test('is before a change that was under way, in whole seconds', () => {
    expect(resumeAt(UNTIL, { pendingSince: UNTIL - 1, kept: undefined })).toBe(UNTIL - 1_000);
    expect(resumeAt(UNTIL, { pendingSince: UNTIL + 400, kept: undefined })).toBe(UNTIL);
  });

  test('is no later than where kept units of an earlier attempt ended', () => {
    expect(resumeAt(UNTIL, { pendingSince: undefined, kept: UNTIL - 5_000 })).toBe(UNTIL - 5_000);
  });
});
