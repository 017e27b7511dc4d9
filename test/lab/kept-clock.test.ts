import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { systemClock } from '../../src/config/system-clock.ts';
import { keptClock } from '../../src/lab/kept-clock.ts';
import { LabClock } from '../../src/lab/lab-clock.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-clock-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string): string => join(folder, name);
const DAY = 86_400_000;

test('a clock that was moved goes on from there in the next process, at its rate', () => {
  const first = new LabClock(systemClock, keptClock(file('moved')));
  first.advance(3 * DAY);
  first.rate(0);
  const { now } = first.state();
  const next = new LabClock(systemClock, keptClock(file('moved')));
  expect(next.state()).toMatchObject({ now, rate: 0 });
  expect(next.state().offset).toBeGreaterThan(2 * DAY);
});

test('one that was put back is the system’s again', () => {
  const first = new LabClock(systemClock, keptClock(file('back')));
  first.advance(DAY);
  first.reset();
  expect(new LabClock(systemClock, keptClock(file('back'))).state()).toMatchObject({ offset: 0, rate: 1 });
});

test('a file that is none is named, and left', () => {
  writeFileSync(file('damaged'), '{"system":');
  expect(() => keptClock(file('damaged'))).toThrow(`${file('damaged')} is damaged`);
});
