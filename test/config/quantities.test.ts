import { describe, expect, test } from 'vitest';
import { durationText, parseCount, parseDuration, parseSize, sizeText } from '../../src/config/quantities.ts';

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

describe('written out', () => {
  test.each([
    [0, '0s'],
    [1500, '1500ms'],
    [90_000, '90s'],
    [3_600_000, '1h'],
    [2_592_000_000, '30d'],
  ])('%d ms is %s, and read back the same', (ms, text) => {
    expect([durationText(ms), parseDuration(text)]).toEqual([text, ms]);
  });

  test.each([
    [0, '0'],
    [1000, '1000'],
    [52_428_800, '50MiB'],
    [2 * 1024 ** 3, '2GiB'],
  ])('%d bytes are %s, and read back the same', (bytes, text) => {
    expect([sizeText(bytes), parseSize(text)]).toEqual([text, bytes]);
  });
});

test.each(['', '-1', '1.5', '0x10', '99999999999999999999'])('%s is no count', (text) => {
  expect(parseCount(text)).toBeUndefined();
});
