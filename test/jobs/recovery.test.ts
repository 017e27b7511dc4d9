import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StoreError } from '../../src/ports/store.ts';
import { unit } from '../stores/job-values.ts';
import { CoreHarness, eventually } from './core-harness.ts';

let core: CoreHarness;
beforeEach(async () => {
  core = await new CoreHarness().start();
});
afterEach(() => core.end());

/** Dies when the write with this event is about to be made, or just was; resolves when it has died. */
function dieAt(when: 'before' | 'after', event: string): Promise<void> {
  return new Promise((resolve) => {
    core.life[when](event, () => {
      core.crash();
      resolve();
    });
  });
}

describe('after a crash', () => {
  test('a job that was answered is there and runs', async () => {
    const job = await core.submit();
    core.crash();
    await core.start();
    await (await core.statement(job.id)).finish();
    await core.state(job.id, 'completed');
  });

  test.each([
    ['after', 'claimed'],
    ['before', 'started'],
    ['after', 'started'],
    ['before', 'completed'],
  ] as const)('%s the write of "%s" the job is run again, at no cost, with one file', async (when, event) => {
    const died = dieAt(when, event);
    const job = await core.submit();
    if (event === 'completed') await (await core.statement()).finish();
    await died;
    if (event === 'completed') expect(core.files()).toHaveLength(1);
    await core.start();
    const statement = await core.statement(job.id);
    expect(core.files()).toEqual([]);
    expect(statement.handle.epoch).toBe(2);
    await statement.finish();
    expect(await core.state(job.id, 'completed')).toMatchObject({
      retriesLeft: 3,
      units: [{ files: [{ epoch: 2 }] }],
    });
    expect(core.files()).toHaveLength(1);
  });

  test('while the engine works the job is run again, and the engine is told to end the old work first', async () => {
    const job = await core.submit();
    await core.statement();
    core.crash();
    await core.start();
    expect(core.engine.stops).toEqual([{ tenant: 'dev', job: job.id, epoch: 1 }]);
    await (await core.statement(job.id)).finish();
    await core.state(job.id, 'completed');
  });

  test('with a written file that was not published nothing of it is left', async () => {
    const job = await core.submit();
    core.gates.hold('before-publish');
    await (await core.statement()).finish();
    await core.gates.held('before-publish');
    core.crash();
    expect(core.files()).toHaveLength(1);
    core.slots = 0;
    await core.start();
    expect(core.files()).toEqual([]);
    expect(core.job(job.id)).toMatchObject({ state: 'queued', owner: undefined });
  });

  test('after the completion was durable the job is completed, with its file', async () => {
    const died = dieAt('after', 'completed');
    const job = await core.submit();
    await (await core.statement()).finish();
    await died;
    await core.start();
    expect(core.job(job.id)).toMatchObject({ state: 'completed', epoch: 1 });
    expect(core.files()).toHaveLength(1);
    expect(core.engine.opened).toEqual([]);
  });

  test('after the stop was recorded the stop is carried out before anything else runs', async () => {
    const died = dieAt('after', 'stop requested');
    const job = await core.submit();
    await core.statement();
    void core.stop(job.id);
    await died;
    expect(core.store.get(job.id)?.state).toBe('stopping');
    await core.start();
    expect(core.job(job.id)).toMatchObject({ state: 'stopped', stopCause: 'user' });
    expect(core.jobs.receipt(job.id)).toMatchObject({
      requestedBy: 'dev',
      wasState: 'running',
      endedBy: 'engine-confirmed',
    });
    expect(core.jobs.receipt(job.id)?.steps.map(({ step }) => step)).toEqual([
      'recorded',
      'engine-confirmed',
      'swept',
    ]);
    expect(core.engine.opened).toEqual([]);
    expect(core.files()).toEqual([]);
  });

  test('before the stop was settled the file of the stopped attempt is not left behind', async () => {
    const job = await core.submit();
    core.gates.hold('before-publish');
    await (await core.statement()).finish();
    await core.gates.held('before-publish');
    const died = dieAt('before', 'stopped');
    void core.stop(job.id);
    await died;
    await core.start();
    expect(core.job(job.id).state).toBe('stopped');
    expect(core.files()).toEqual([]);
  });

  test('a stop that was answered stays one', async () => {
    const running = await core.submit();
    await core.statement(running.id);
    await core.stop(running.id);
    core.crash();
    await core.start();
    expect(core.job(running.id).state).toBe('stopped');
    expect(core.jobs.receipt(running.id)?.endedBy).toBe('interrupted');
    await core.submit({ tenant: 'other' });
    expect(core.engine.opened.some(({ handle }) => handle.job === running.id)).toBe(false);
  });

  test('an attempt over its time limit ends as failed', async () => {
    const died = dieAt('after', 'stopping');
    const job = await core.submit({ limits: { attemptMs: 1_000 } });
    await core.statement();
    core.clock.advance(1_000);
    await died;
    await core.start();
    expect(core.job(job.id)).toMatchObject({ state: 'failed', error: { kind: 'time-limit' } });
  });

  test('finished units are kept on the same data, and run again on other data', async () => {
    for (const snapshot of ['v1', 'v2']) {
      const job = await core.submit({ units: [unit('a'), unit('b')] });
      await (await core.statement(job.id)).finish();
      await eventually(() => core.engine.running_.some((one) => one.text === 'b'), 'the second statement');
      core.crash();
      core.engine.snapshot = snapshot;
      await core.start();
      const statement = await core.statement(job.id);
      expect(statement.text).toBe(snapshot === 'v1' ? 'b' : 'a');
      const files = core.files().filter((name) => name.includes(job.id));
      expect(files).toHaveLength(snapshot === 'v1' ? 1 : 0);
      await core.stop(job.id);
    }
  });

  test('one job that cannot be recovered keeps neither the others nor the start waiting', async () => {
    const stuck = await core.submit();
    const other = await core.submit();
    await core.statement(stuck.id);
    await core.statement(other.id);
    core.crash();
    core.engine.onStop = ({ job }) =>
      job === stuck.id
        ? Promise.reject(new Error('no answer'))
        : Promise.resolve({ outcome: 'settled', steps: [] } as const);
    await core.start();
    await core.statement(other.id);
    expect(core.job(stuck.id)).toMatchObject({ state: 'running', epoch: 1 });
    core.engine.onStop = () => Promise.resolve({ outcome: 'settled', steps: [] } as const);
    core.clock.tick();
    await core.statement(stuck.id);
  });
});

describe('the look for jobs that nobody works on', () => {
  /** An attempt whose end could not be recorded: nobody works on its job any more. */
  async function unattended(): Promise<string> {
    const job = await core.submit();
    const statement = await core.statement(job.id);
    core.life.before('completed', () => Promise.reject(new StoreError('full', 'disk full')));
    await statement.finish();
    await eventually(() => core.files().length === 0, 'its file to be gone');
    await eventually(() => core.engine.closed.some((one) => one.job === job.id), 'its attempt to end');
    return job.id;
  }

  test('leaves a job alone that completes meanwhile, and its file', async () => {
    const lost = await unattended();
    const job = await core.submit();
    const statement = await core.statement(job.id);
    const last = await unattended();
    let answer = (): void => undefined;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    core.engine.onStop = async () => {
      await answered;
      return { outcome: 'settled', steps: [] };
    };
    core.clock.tick();
    await eventually(() => core.engine.stops.some((one) => one.job === lost), 'the look to begin');
    await statement.finish();
    await core.state(job.id, 'completed');
    await eventually(() => core.engine.closed.some((one) => one.job === job.id), 'the attempt to end');
    answer();
    // By the time the last one runs again, all before it have been looked at.
    await core.statement(last);
    expect(core.files()).toContain(`${job.id}.1.1`);
  });

  test('leaves a claim alone that is durable but not yet known to its claimer', async () => {
    let claimed: readonly string[] = [];
    core.life.after('claimed', () => {
      claimed = core.store.owned().map(({ id }) => id);
      core.clock.tick();
    });
    const job = await core.submit();
    await (await core.statement(job.id)).finish();
    expect(await core.state(job.id, 'completed')).toMatchObject({ epoch: 1, attempts: 1 });
    expect(claimed).toEqual([job.id]);
    expect(core.jobs.timeline(job.id).map(({ event }) => event)).not.toContain('queued again');
  });
});
