import { describe, expect, test } from 'vitest';
import { parseCount, parseDuration, parseSize } from '../../src/config/quantities.ts';

describe('times', () => {
  test.each([
    ['0', 0],
    ['250', 250],
    ['500ms', 500],
    ['1s', 1000],
    ['1.5s', 1500],
    ['10m', 600_000],
    ['3h', 10_800_000],
    ['30d', 2_592_000_000],
    [' 2 H ', 7_200_000],
  ])('%s is %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each(['', 'h', '-1s', '1w', '1h30m', '1e3', 'ten'])('%s is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('sizes', () => {
  test.each([
    ['1048576', 1_048_576],
    ['1kB', 1000],
    ['50MiB', 52_428_800],
    ['2GiB', 2_147_483_648],
    ['0.5GiB', 536_870_912],
  ])('%s is %d bytes', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  test.each(['', 'GiB', '-1', '5 parsecs', '99999999TiB'])('%s is none', (text) => {
    expect(parseSize(text)).toBeUndefined();
  });
});

test.each(['', '-1', '1.5', '0x10', '99999999999999999999'])('%s is no count', (text) => {
  expect(parseCount(text)).toBeUndefined();
});
