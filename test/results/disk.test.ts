import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ResultKey, targetOfPart } from '../../src/ports/results.ts';
import { DiskResults } from '../../src/results/disk/disk-results.ts';

const JOB = '7b1f0c52-0d0e-4c5e-9a77-2f6f4f6f0a11';
const OTHER = '94d1b7ce-3f7e-4a55-8c4b-0d9fd6a1c2e3';

let directory: string;
let results: DiskResults;

beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'sluice-results-')), 'results');
  results = new DiskResults(directory);
});

afterEach(() => rm(join(directory, '..'), { recursive: true, force: true }));

function key(epoch = 1, unit = 1, job = JOB, part = 1): ResultKey {
  return { job, epoch, unit, part };
}

async function published(at: ResultKey, content = 'a,b\n1,2\n'): Promise<void> {
  const target = await results.begin(at, 'result.csv');
  await writeFile(target.path, content);
  await results.publish(target);
}

async function text(at: ResultKey, range?: { start: number; end: number }): Promise<string | undefined> {
  const found = await results.read(at, range);
  return found && (await buffer(found.stream)).toString();
}

describe('a result file', () => {
  it('is seen when it is published, and not before', async () => {
    const target = await results.begin(key(), 'result.csv');
    await writeFile(target.path, 'half a fi');
    expect(await results.read(key())).toBeUndefined();
    await writeFile(target.path, 'a,b\n1,2\n');
    await results.publish(target);
    expect(await text(key())).toBe('a,b\n1,2\n');
  });

  it('is read by range, both ends included', async () => {
    await published(key(), '0123456789');
    expect(await text(key(), { start: 2, end: 4 })).toBe('234');
    expect(await text(key(), { start: 9, end: 9 })).toBe('9');
  });

  it('tells the size of the whole, also for a range', async () => {
    await published(key(), '0123456789');
    const found = await results.read(key(), { start: 2, end: 4 });
    expect(found?.size).toBe(10);
    expect(found && (await buffer(found.stream)).length).toBe(3);
  });

  it('belongs to one epoch and unit', async () => {
    await published(key(1, 1), 'one');
    await published(key(1, 2), 'two');
    await published(key(2, 1), 'three');
    expect(await Promise.all([text(key(1, 1)), text(key(1, 2)), text(key(2, 1))])).toEqual([
      'one',
      'two',
      'three',
    ]);
    expect(await results.read(key(2, 2))).toBeUndefined();
  });

  it('is seen by another store on the same directory', async () => {
    await published(key());
    results = new DiskResults(directory);
    expect(await text(key())).toBe('a,b\n1,2\n');
  });

  it('is removed once, and removing it again is no error', async () => {
    await published(key());
    await results.remove(key());
    await results.remove(key());
    expect(await results.read(key())).toBeUndefined();
  });

  it('that was never written cannot be published', async () => {
    const target = await results.begin(key(), 'result.csv');
    await expect(results.publish(target)).rejects.toThrow('ENOENT');
    expect(await results.read(key())).toBeUndefined();
  });

  it('has a job id that cannot lead out of the folder', async () => {
    await expect(results.begin(key(1, 1, '../../etc/passwd'), 'x')).rejects.toThrow(RangeError);
    await expect(results.read(key(1, 1, '..'))).rejects.toThrow(RangeError);
  });
});

describe('parts of one unit', () => {
  it('that were not published go with the first, and no other file does', async () => {
    const target = await results.begin(key(), 'name.csv');
    for (const part of [1, 2, 10]) await writeFile(targetOfPart(target, part).path, `part ${part}`);
    await results.publish(targetOfPart(target, 1));
    const other = await results.begin(key(1, 2), 'name.csv');
    await writeFile(other.path, 'other');
    expect(await results.discard(target)).toBe(true);
    expect(await results.discard(target)).toBe(false);
    await results.publish(other);
    expect(await text(key())).toBe('part 1');
  });

  it('are files of their own, kept and removed one by one', async () => {
    for (const part of [1, 2, 3]) await published(key(1, 1, JOB, part), `part ${part}`);
    expect(await results.sweep(JOB, 2, [key(1, 1, JOB, 2)])).toHaveLength(2);
    expect(await text(key(1, 1, JOB, 2))).toBe('part 2');
    expect(await results.read(key(1, 1, JOB, 1))).toBeUndefined();
    expect(await results.read(key(1, 1, JOB, 3))).toBeUndefined();
  });
});

describe('discarding a target', () => {
  it('tells whether there was something', async () => {
    const target = await results.begin(key(), 'result.csv');
    expect(await results.discard(target)).toBe(false);
    await writeFile(target.path, 'half');
    expect(await results.discard(target)).toBe(true);
    expect(await results.discard(target)).toBe(false);
  });

  it('of a later part leaves the others alone', async () => {
    const [second, third] = [
      await results.begin(key(0, 0, JOB, 2), 'source'),
      await results.begin(key(0, 0, JOB, 3), 'source'),
    ];
    for (const target of [second, third]) await writeFile(target.path, 'rows');
    expect(await results.discard(second)).toBe(true);
    await results.publish(third);
    expect(await text(third.key)).toBe('rows');
  });
});

describe('the path of a file', () => {
  it('is where another process reads it, once it is published', async () => {
    expect(await results.pathOf(key(0, 0, JOB, 7))).toBeUndefined();
    await published(key(0, 0, JOB, 7), 'rows');
    const path = (await results.pathOf(key(0, 0, JOB, 7))) ?? '';
    expect(await readFile(path, 'utf8')).toBe('rows');
    await results.remove(key(0, 0, JOB, 7));
    expect(await results.pathOf(key(0, 0, JOB, 7))).toBeUndefined();
  });
});

describe('sweeping', () => {
  it('removes what is below the epoch, of that job only', async () => {
    await published(key(1));
    await published(key(2));
    await published(key(1, 1, OTHER));
    const unpublished = await results.begin(key(1, 2), 'result.csv');
    await writeFile(unpublished.path, 'half');
    expect([...(await results.sweep(JOB, 2))].sort()).toEqual([`${JOB}.1.1`, `${JOB}.1.2`]);
    expect(await results.read(key(1))).toBeUndefined();
    expect(await text(key(2))).toBeDefined();
    expect(await text(key(1, 1, OTHER))).toBeDefined();
    expect(await results.sweep(JOB, 2)).toEqual([]);
  });

  it('misses no file that is being published meanwhile', async () => {
    for (let round = 0; round < 200; round++) {
      const target = await results.begin(key(), 'result.csv');
      await writeFile(target.path, 'a\n');
      const publishing = results.publish(target);
      // At another point of it in each round.
      for (let step = 0; step < round % 20; step++) await setImmediate();
      await Promise.allSettled([results.sweep(JOB, 2), publishing]);
      expect(await results.read(key())).toBeUndefined();
    }
  });

  it('compares epochs as numbers', async () => {
    await published(key(9));
    await published(key(10));
    await results.sweep(JOB, 10);
    expect(await results.read(key(9))).toBeUndefined();
    expect(await text(key(10))).toBeDefined();
  });

  it('of targets leaves live attempts and published files', async () => {
    await published(key(1));
    for (const at of [key(2), key(1, 1, OTHER)]) {
      await writeFile((await results.begin(at, 'result.csv')).path, 'half');
    }
    expect(await results.sweepTargets(({ job }) => job === OTHER)).toEqual([`${JOB}.2.1`]);
    expect(await readdir(join(directory, 'incoming'))).toEqual([`${OTHER}.1.1`]);
    expect(await text(key(1))).toBeDefined();
  });

  it('of an empty store finds nothing', async () => {
    expect(await results.sweep(JOB, 5)).toEqual([]);
    expect(await results.sweepTargets(() => false)).toEqual([]);
  });
});

describe('many published at once', () => {
  it('are all there', async () => {
    await Promise.all(Array.from({ length: 40 }, (_, i) => published(key(1, i + 1), `file ${i + 1}`)));
    expect(await text(key(1, 1))).toBe('file 1');
    expect(await text(key(1, 40))).toBe('file 40');
    expect(await readdir(join(directory, 'incoming'))).toEqual([]);
  });
});

describe('readiness', () => {
  it('is given on an empty directory, and leaves nothing there', async () => {
    await results.check();
    expect(await readdir(join(directory, 'incoming'))).toEqual([]);
  });

  it('is refused where nothing can be written', async () => {
    await writeFile(directory, 'a file where the folder should be');
    await expect(results.check()).rejects.toThrow(/ENOTDIR|EEXIST/);
  });
});
