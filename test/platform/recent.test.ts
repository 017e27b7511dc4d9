import { expect, test } from 'vitest';
import { Recent } from '../../src/platform/recent.ts';

const MOST = 10;

test('keeps what was set last: at least half of the most, and never more than that', () => {
  const recent = new Recent<number, string>(MOST);
  for (let n = 1; n <= 100; n++) {
    recent.set(n, `${n}`);
    const kept = recent.values().map(Number);
    expect(kept.length).toBeGreaterThanOrEqual(Math.min(n, MOST / 2));
    expect(kept.length).toBeLessThanOrEqual(MOST);
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, i) => n - kept.length + 1 + i));
    for (let k = 1; k <= n; k++) {
      expect(recent.has(k)).toBe(kept.includes(k));
      expect(recent.get(k)).toBe(kept.includes(k) ? `${k}` : undefined);
    }
  }
});

test('what is set anew counts once, as the latest', () => {
  const recent = new Recent<number, string>(MOST);
  for (let n = 1; n <= 8; n++) recent.set(n, 'old');
  recent.set(1, 'new');
  expect(recent.get(1)).toBe('new');
  expect(recent.values()).toHaveLength(8);
  for (let n = 9; n <= 12; n++) recent.set(n, 'old');
  expect(recent.get(1)).toBe('new');
});

test('what is deleted is gone, however long ago it was set', () => {
  const recent = new Recent<number, string>(MOST);
  for (let n = 1; n <= 6; n++) recent.set(n, 'first');
  recent.set(1, 'again');
  for (const n of [1, 2, 6]) recent.delete(n);
  expect([1, 2, 6].map((n) => recent.has(n))).toEqual([false, false, false]);
  expect(recent.values()).toHaveLength(3);
});
