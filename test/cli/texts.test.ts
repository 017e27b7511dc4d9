import { describe, expect, it } from 'vitest';
import { count, rowsText, size } from '../../src/cli/amounts.ts';
import { progressLine } from '../../src/cli/progress-bar.ts';
import { receiptText } from '../../src/cli/receipt-text.ts';

describe('what the commands print', () => {
  it.each([
    [0, '0 bytes'],
    [1023, '1023 bytes'],
    [1024, '1.0 KiB'],
    [1_572_864, '1.5 MiB'],
    [5 * 1024 ** 5, '5120.0 TiB'],
  ])('writes the size %d as %s', (bytes, text) => expect(size(bytes)).toBe(text));

  it('groups the digits of counts', () => {
    expect(count(1_234_567)).toBe('1,234,567');
    expect([0, 1, 2000].map(rowsText)).toEqual(['0 rows', '1 row', '2,000 rows']);
  });

  it('draws a bar only where the engine can tell how far it is', () => {
    expect(progressLine('running', { rows: 1000, bytes: 2048 })).toBe('running  1,000 rows  2.0 KiB');
    expect(progressLine('running', { fraction: 0.5, rows: 1000, bytes: 2048 })).toBe(
      `running  ${'█'.repeat(14)}${'░'.repeat(14)}  50 %  1,000 rows  2.0 KiB`,
    );
    expect(progressLine('running', { fraction: 1.2, rows: 0, bytes: 0 })).toContain('█'.repeat(28));
  });

  it('tells a receipt rung by rung, with its files', () => {
    const receipt = {
      jobId: 'j-1',
      requestedBy: 'dev@sluice.local',
      via: 'native',
      wasState: 'running',
      steps: [
        { step: 'recorded', ms: 0.42 },
        { step: 'interrupted', ms: 12.3, detail: '3 times' },
      ],
      endedBy: 'interrupted',
      totalMs: 12.6,
      filesKept: [],
      filesRemoved: ['tmp_1'],
    };
    expect(receiptText(receipt).split('\n')).toEqual([
      'receipt j-1: was running, ended by interrupted in 13 ms (asked by dev@sluice.local via native)',
      '      0.4 ms  recorded',
      '       12 ms  interrupted  3 times',
      '  file removed  tmp_1',
    ]);
  });
});
