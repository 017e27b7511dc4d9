import { describe, expect, test } from 'vitest';
import { incrementalZone, readIncrementalTime } from '../../../src/families/aqua/incremental-time.ts';
import { zonedText } from '../../../src/families/aqua/zoned-time.ts';

const PACIFIC = 'America/Los_Angeles';

describe('incrementalTime', () => {
  test.each([
    ['2026-01-15 10:30:01', PACIFIC, '2026-01-15T18:30:01.000Z'],
    ['2026-07-15 10:30:01', PACIFIC, '2026-07-15T17:30:01.000Z'],
    ['2026-07-15T10:30:01', PACIFIC, '2026-07-15T17:30:01.000Z'],
    ['2026-07-15 10:30:01', 'UTC', '2026-07-15T10:30:01.000Z'],
    ['2026-07-15 10:30:01', 'Australia/Sydney', '2026-07-15T00:30:01.000Z'],
    // Clocks are moved on: the hour from 2 to 3 is not there.
    ['2026-03-08 01:59:59', PACIFIC, '2026-03-08T09:59:59.000Z'],
    ['2026-03-08 02:30:00', PACIFIC, '2026-03-08T09:30:00.000Z'],
    ['2026-03-08 03:00:00', PACIFIC, '2026-03-08T10:00:00.000Z'],
    // Clocks are moved back: the hour from 1 to 2 is there twice, and the first one loses nothing.
    ['2026-11-01 01:30:00', PACIFIC, '2026-11-01T08:30:00.000Z'],
    ['2026-04-05 02:30:00', 'Australia/Sydney', '2026-04-04T15:30:00.000Z'],
  ])('%s in %s is %s', (text, zone, instant) => {
    expect(new Date(readIncrementalTime(text, zone) ?? 0).toISOString()).toBe(instant);
  });

  test.each([
    '2026-02-30 10:00:00',
    '2026-01-15 24:00:00',
    '2026-01-15',
    '2026-01-15 10:30',
    '2026-01-15 10:30:01Z',
    '15/01/2026 10:30:01',
    'yesterday',
    '',
  ])('%j is none', (text) => {
    expect(readIncrementalTime(text, PACIFIC)).toBeUndefined();
  });

  test('is read in the zone chosen', () => {
    expect(incrementalZone({ 'aqua.incrementalZone': 'America/Los_Angeles' }, 'Asia/Tokyo')).toBe(PACIFIC);
    expect(incrementalZone({ 'aqua.incrementalZone': 'UTC' }, 'Asia/Tokyo')).toBe('UTC');
    expect(incrementalZone({ 'aqua.incrementalZone': 'tenant' }, 'Asia/Tokyo')).toBe('Asia/Tokyo');
  });
});

describe('startTime', () => {
  const at = Date.UTC(2026, 2, 4, 10, 11, 12, 987);
  test.each([
    [PACIFIC, 'plain', '2026-03-04 02:11:12'],
    [PACIFIC, 'offset', '2026-03-04T02:11:12-0800'],
    ['UTC', 'offset', '2026-03-04T10:11:12+0000'],
    ['Asia/Kolkata', 'offset', '2026-03-04T15:41:12+0530'],
  ] as const)('in %s, %s, is %s', (zone, form, text) => {
    expect(zonedText(at, zone, form)).toBe(text);
  });
});
