import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { OutputSpec } from '../../../src/ports/engine.ts';
import { targetOfPart } from '../../../src/ports/results.ts';
import { unzip } from '../../support/unzip.ts';
import { EngineFixture, until } from './engine-fixture.ts';
import { endless, nothing, numbers, textRows } from './trees.ts';

/** The bytes of all files a run wrote. */
async function files(output: OutputSpec, count: number): Promise<readonly Buffer[]> {
  const paths = Array.from({ length: count }, (_, i) => targetOfPart(output.target, i + 1).path);
  return Promise.all(paths.map((path) => readFile(path)));
}

function lines(from: number, to: number): string {
  return `number\n${Array.from({ length: to - from + 1 }, (_, i) => `${from + i}\n`).join('')}`;
}

describe('a result in segments', () => {
  it.each([
    [25, ['1-10', '11-20', '21-25']],
    [20, ['1-10', '11-20']],
    [10, ['1-10']],
    [1, ['1-1']],
  ] as const)('of %i rows, ten a file, is %j, each with its header', async (count, ranges) => {
    await using fixture = await EngineFixture.start();
    const session = await fixture.open();
    const output = { ...fixture.output(), segmentRows: 10 };
    const { rows, written } = await session.run(numbers(count), output, {}, () => {});
    expect(rows).toBe(count);
    const stored = await files(output, ranges.length);
    expect(stored.map(String)).toEqual(
      ranges.map((range) => lines(...(range.split('-').map(Number) as [number, number]))),
    );
    expect(written).toEqual(
      stored.map((bytes) => ({
        bytes: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
      })),
    );
    await expect(stat(targetOfPart(output.target, ranges.length + 1).path)).rejects.toThrow('ENOENT');
    expect(await fixture.exchange()).toEqual([]);
  });

  it('without a row is one file with the header alone', async () => {
    await using fixture = await EngineFixture.start();
    const output = { ...fixture.output(), segmentRows: 10 };
    const { written } = await (await fixture.open()).run(nothing(), output, {}, () => {});
    expect(written).toHaveLength(1);
    expect(String((await files(output, 1))[0])).toBe('number\n');
  });

  it.each(['gzip', 'zip'] as const)('with %s is so many whole archives', async (compression) => {
    await using fixture = await EngineFixture.start();
    const output = { ...fixture.output(compression), segmentRows: 4_000 };
    await (await fixture.open()).run(numbers(10_000), output, {}, () => {});
    const stored = await files(output, 3);
    const unpacked = await Promise.all(
      stored.map(async (bytes) =>
        compression === 'gzip' ? String(gunzipSync(bytes)) : (await unzip(bytes))[0]?.text,
      ),
    );
    expect(unpacked).toEqual([lines(1, 4_000), lines(4_001, 8_000), lines(8_001, 10_000)]);
  });

  it('is cut where rows end, not at the line ends and quotes inside their cells', async () => {
    await using fixture = await EngineFixture.start();
    const output = { ...fixture.output(), segmentRows: 2 };
    const values = ['one\ntwo', '"\n"', 'plain', 'a ""\r\n""', '\n\n\n'];
    await (await fixture.open()).run(textRows(values), output, {}, () => {});
    const cells = ['"one\ntwo"', '"""\n"""', 'plain', '"a """"\r\n"""""', '"\n\n\n"'];
    expect((await files(output, 3)).map(String)).toEqual([
      `value\n${cells[0]}\n${cells[1]}\n`,
      `value\n${cells[2]}\n${cells[3]}\n`,
      `value\n${cells[4]}\n`,
    ]);
  });

  it('has neither headers nor quoted line ends in JSON Lines', async () => {
    await using fixture = await EngineFixture.start();
    const output = { ...fixture.output(), format: 'jsonl', segmentRows: 2 } as const;
    await (await fixture.open()).run(textRows(['"', 'b', '"c']), output, {}, () => {});
    expect((await files(output, 2)).map(String)).toEqual([
      '{"value":"\\""}\n{"value":"b"}\n',
      '{"value":"\\"c"}\n',
    ]);
  });

  it('that is stopped in the midst of a later file settles by interrupt', async () => {
    await using fixture = await EngineFixture.start();
    const session = await fixture.open();
    const output = { ...fixture.output('gzip'), segmentRows: 100_000 };
    const run = session.run(endless(), output, {}, () => {});
    run.catch(() => {});
    const third = targetOfPart(output.target, 3).path;
    await until(() =>
      stat(third).then(
        () => true,
        () => false,
      ),
    );
    const stop = await fixture.engine.stop(session.handle, { graceMs: 1000 });
    expect(stop).toMatchObject({ outcome: 'settled', steps: [{ step: 'interrupted' }] });
    await expect(run).rejects.toMatchObject({ kind: 'stopped' });
    await session.close();
    const next = { ...fixture.output(), segmentRows: 10 };
    await (await fixture.open()).run(numbers(3), next, {}, () => {});
    expect((await files(next, 1)).map(String)).toEqual([lines(1, 3)]);
  });
});
