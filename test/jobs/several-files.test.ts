import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Job, SubmitJob } from '../../src/jobs/job.ts';
import { fileId } from '../../src/jobs/result-keys.ts';
import { unit } from '../stores/job-values.ts';
import { CoreHarness, eventually } from './core-harness.ts';

let core: CoreHarness;
beforeEach(async () => {
  core = await new CoreHarness().start();
});
afterEach(() => core.end());

type Units = SubmitJob['units'];
const base = unit('SELECT 1', '{file}');

/** A unit whose rows go into several files. */
function divided(output: Partial<Units[number]['output']> = {}): Units {
  return [{ ...base, output: { ...base.output, segmentRows: 10, ...output } }];
}

function names(job: Job): readonly string[] {
  return job.units.flatMap(({ files }) => files.map(({ name }) => name));
}

/** Before its n-th file is published, the world stops. */
function holdBeforePart(part: number): { readonly reached: () => boolean; readonly release: () => void } {
  let reached = false;
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  core.beforePublish = async ({ key }) => {
    if (key.part !== part) return;
    reached = true;
    await held;
  };
  return { reached: () => reached, release };
}

describe('a unit of several files', () => {
  test('has them all in place before it says so, in order, each with an id known in advance', async () => {
    const { id } = await core.submit({ units: divided() });
    const statement = await core.statement(id);
    expect(statement.output).toMatchObject({ segmentRows: 10, entryName: fileId(key(id)) });
    let filesAtCompletion: readonly string[] = [];
    core.life.before('completed', () => {
      filesAtCompletion = core.files();
    });
    await statement.finish(25, 3);
    const job = await core.state(id, 'completed');
    expect(filesAtCompletion).toHaveLength(3);
    expect(names(job)).toEqual([1, 2, 3].map((part) => fileId(key(id, 1, part))));
    expect(new Set(names(job)).size).toBe(3);
    expect(names(job)[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(core.jobs.fileByName(fileId(key(id, 1, 2)))).toMatchObject({ job: id, unit: 1, part: 2 });
    expect(core.jobs.timeline(id).at(-1)?.detail).toBe('25 rows, 24 bytes in 3 files');
  });

  test('stopped between two publishes keeps none, and its receipt names what was removed', async () => {
    const held = holdBeforePart(2);
    const { id } = await core.submit({ units: divided() });
    await (await core.statement(id)).finish(25, 3);
    await eventually(held.reached, 'the second file to be published');
    const stopping = core.stop(id);
    await eventually(() => core.job(id).state === 'stopping', 'the stop');
    held.release();
    const stopped = await stopping;
    expect(stopped.won && stopped.receipt.filesRemoved).toHaveLength(3);
    expect(core.files()).toEqual([]);
    expect(names(core.job(id))).toEqual([]);
    expect(core.jobs.fileByName(fileId(key(id)))).toBeUndefined();
  });

  test('of which one cannot be published fails and leaves none', async () => {
    core.beforePublish = ({ key: { part, epoch } }) => {
      if (part === 2 && epoch === 1) throw Object.assign(new Error('no space'), { syscall: 'rename' });
    };
    const { id } = await core.submit({ units: divided() });
    await (await core.statement(id)).finish(25, 3);
    await core.state(id, 'failed');
    expect(core.files()).toEqual([]);
  });

  test('whose server dies between two publishes is run again, with new ids and no old file', async () => {
    const held = holdBeforePart(3);
    const { id } = await core.submit({ units: divided() });
    await (await core.statement(id)).finish(25, 3);
    await eventually(held.reached, 'the third file to be published');
    core.crash();
    expect(core.files()).toHaveLength(3);
    core.beforePublish = () => undefined;
    await core.start();
    const statement = await core.statement(id);
    expect(core.files()).toEqual([]);
    await statement.finish(15, 2);
    const job = await core.state(id, 'completed');
    expect(names(job)).toEqual([1, 2].map((part) => fileId(key(id, 2, part))));
    expect(core.files()).toHaveLength(2);
    held.release();
  });

  test('keeps the ids of its files when a later unit is run again', async () => {
    const { id } = await core.submit({ units: [...divided(), base] });
    await (await core.statement(id)).finish(25, 2);
    await eventually(() => core.job(id).units[0]?.state === 'completed', 'the first unit');
    const before = names(core.job(id));
    await core.statement(id);
    core.crash();
    await core.start();
    await (await core.statement(id)).finish();
    const job = await core.state(id, 'completed');
    expect(names(job)).toEqual([...before, fileId({ job: id, epoch: 2, unit: 2, part: 1 })]);
  });

  test('is one file where it takes only what changed, which is no full load', async () => {
    const session = { key: 'p', advances: true, since: 0, offsetMs: 0 };
    await core.submit({ session, units: divided() });
    expect((await core.statement()).output).not.toHaveProperty('segmentRows');
  });

  test('is one file where its query may not be divided', async () => {
    core.compiler.facts = { undivided: true };
    await core.submit({ units: divided() });
    expect((await core.statement()).output).not.toHaveProperty('segmentRows');
  });
});

test('a zip has an entry named as the output says, whatever its file is called', async () => {
  await core.submit({ units: divided({ compression: 'zip', entryName: 'Accounts.csv' }) });
  expect((await core.statement()).output.entryName).toBe('Accounts.csv');
});

function key(job: string, epoch = 1, part = 1) {
  return { job, epoch, unit: 1, part };
}
