import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NoSuchJob } from '../../src/jobs/jobs.ts';
import { EngineError, type EngineStop } from '../../src/ports/engine.ts';
import { StoreError } from '../../src/ports/store.ts';
import { unit } from '../stores/job-values.ts';
import { CoreHarness, eventually } from './core-harness.ts';
import { interrupted, killed, unconfirmed } from './scripted-engine.ts';

let core: CoreHarness;
beforeEach(async () => {
  core = await new CoreHarness().start();
});
afterEach(() => core.end());

const steps = (receipt: { readonly steps: readonly { readonly step: string }[] } | undefined) =>
  receipt?.steps.map(({ step }) => step);

describe('a stop of a job that does not run', () => {
  test('ends it at once, and the receipt says that it was dequeued', async () => {
    await core.end();
    core = new CoreHarness();
    core.slots = 0;
    await core.start();
    const job = await core.submit();
    const result = await core.stop(job.id);
    expect(result).toMatchObject({
      won: true,
      job: { state: 'stopped', stopCause: 'user', epoch: 1, retriesLeft: 3 },
      receipt: {
        jobId: job.id,
        requestedBy: 'dev',
        via: 'native',
        wasState: 'queued',
        endedBy: 'dequeued',
        filesKept: [],
        filesRemoved: [],
      },
    });
    const receipt = core.jobs.receipt(job.id);
    expect(steps(receipt)).toEqual(['recorded', 'dequeued']);
    expect(result.won && result.receipt).toEqual(receipt);
    expect(core.jobs.timeline(job.id).at(-1)?.event).toBe('stop requested');
  });

  test('while its text is compiled ends the compilation, and the engine never hears of it', async () => {
    core.compiler.hold();
    const job = await core.submit();
    await eventually(() => core.compiler.compiling === 1, 'the compilation');
    expect(await core.stop(job.id)).toMatchObject({ won: true, receipt: { endedBy: 'dequeued' } });
    await eventually(() => core.compiler.aborted === 1, 'the compilation to be aborted');
    expect(core.engine.opened).toEqual([]);
    expect(core.job(job.id).state).toBe('stopped');
  });

  test('while its session opens ends at once; the late session is closed and runs nothing', async () => {
    let open = (): void => undefined;
    core.engine.opening = new Promise((resolve) => {
      open = resolve;
    });
    const job = await core.submit();
    await eventually(() => core.engine.opened.length === 1, 'the opening');
    expect(await core.stop(job.id)).toMatchObject({ won: true, receipt: { endedBy: 'dequeued' } });
    open();
    await eventually(() => core.engine.closed.length === 1, 'the session to be closed');
    expect(core.engine.running_).toEqual([]);
    expect(core.job(job.id)).toMatchObject({ state: 'stopped', attempts: 0 });
  });

  test('that comes between claim and start makes the start fail', async () => {
    core.life.before('started', async () => {
      await core.store.change({
        job: job.id,
        at: core.clock.business.now(),
        moves: [
          {
            from: { state: 'queued' },
            to: { state: 'stopped' },
            raisesEpoch: true,
            owner: 'drop',
            spendsRetry: false,
            countsDisplaced: false,
            countsAttempt: false,
            timeline: [],
          },
        ],
      });
    });
    core.gates.hold('before-start');
    const job = await core.submit();
    core.gates.releaseAll();
    await eventually(() => core.engine.closed.length === 1, 'the attempt to end');
    expect(core.engine.running_).toEqual([]);
    expect(core.job(job.id)).toMatchObject({ state: 'stopped', attempts: 0 });
  });

  test('while it waits for a retry beats the retry', async () => {
    const job = await core.submit();
    (await core.statement()).fail(new EngineError('temporary', 'not now'));
    await eventually(() => core.job(job.id).retriesLeft === 2, 'the retry to be noted');
    expect(await core.stop(job.id)).toMatchObject({
      won: true,
      receipt: { wasState: 'queued', endedBy: 'dequeued' },
    });
    core.clock.advance(60_000);
    const other = await core.submit();
    await core.statement(other.id);
    expect(core.engine.opened.filter(({ handle }) => handle.job === job.id)).toHaveLength(1);
    expect(core.job(job.id)).toMatchObject({ state: 'stopped', retriesLeft: 2 });
  });
});

describe('a stop of a running job', () => {
  test('is durable first, then certain, then answered; every rung is in the receipt', async () => {
    const job = await core.submit();
    await core.statement();
    let whileStopping: unknown;
    core.engine.onStop = async () => {
      whileStopping = core.job(job.id).state;
      return interrupted;
    };
    const result = await core.stop(job.id);
    expect(whileStopping).toBe('stopping');
    expect(result).toMatchObject({
      won: true,
      job: { state: 'stopped', stopCause: 'user', owner: undefined },
      receipt: { wasState: 'running', endedBy: 'interrupted' },
    });
    const receipt = core.jobs.receipt(job.id);
    expect(result.won && result.receipt).toEqual(receipt);
    expect(steps(receipt)).toEqual(['recorded', 'interrupted', 'swept']);
    const times = receipt?.steps.map(({ ms }) => ms) ?? [];
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(receipt?.totalMs).toBeGreaterThanOrEqual(times.at(-1) ?? Infinity);
    expect(core.files()).toEqual([]);
    expect(core.engine.stops).toEqual([{ tenant: 'dev', job: job.id, epoch: 1 }]);
  });

  test('says when the engine had to be killed', async () => {
    const job = await core.submit();
    await core.statement();
    core.engine.onStop = async () => killed;
    expect(await core.stop(job.id)).toMatchObject({ receipt: { endedBy: 'killed' } });
    expect(steps(core.jobs.receipt(job.id))).toEqual(['recorded', 'interrupted', 'killed', 'swept']);
  });

  test('removes what was written of the result, and says so', async () => {
    const job = await core.submit();
    core.gates.hold('before-publish');
    await (await core.statement()).finish();
    await core.gates.held('before-publish');
    expect(core.files()).toHaveLength(1);
    const result = await core.stop(job.id);
    expect(result).toMatchObject({ won: true, receipt: { endedBy: 'engine-confirmed' } });
    expect(result.won && result.receipt.filesRemoved).toHaveLength(1);
    expect(core.files()).toEqual([]);
  });

  test('keeps what had finished of a job of several units', async () => {
    const job = await core.submit({ units: [unit('a', 'a-{job}.csv'), unit('b'), unit('c')] });
    await (await core.statement()).finish();
    await eventually(() => core.engine.running_[0]?.text === 'b', 'the second statement');
    const result = await core.stop(job.id);
    expect(result).toMatchObject({ won: true, receipt: { filesKept: [`a-${job.id}.csv`] } });
    expect(core.job(job.id).units.map((one) => one.state)).toEqual(['completed', 'interrupted', 'waiting']);
    expect(core.files()).toHaveLength(1);
    expect(core.jobs.fileByName(`a-${job.id}.csv`)?.unit).toBe(1);
  });

  test('that waits for its next attempt keeps, and tells, what an earlier one had finished', async () => {
    const job = await core.submit({ units: [unit('a', 'a-{job}.csv'), unit('b')] });
    await (await core.statement()).finish();
    await eventually(() => core.engine.running_[0]?.text === 'b', 'the second statement');
    (await core.statement()).fail(new EngineError('temporary', 'not now'));
    await core.state(job.id, 'queued');
    const result = await core.stop(job.id);
    expect(result).toMatchObject({ receipt: { endedBy: 'dequeued', filesKept: [`a-${job.id}.csv`] } });
    expect(core.job(job.id).units.map((one) => one.state)).toEqual(['completed', 'waiting']);
    expect(core.jobs.fileByName(`a-${job.id}.csv`)?.unit).toBe(1);
  });

  test.each(['before-start', 'running', 'before-publish'] as const)(
    'never waits for a hold at %s',
    async (point) => {
      core.gates.hold(point);
      const job = await core.submit();
      if (point !== 'before-start') await (await core.statement()).finish();
      await core.gates.held(point);
      expect(await core.stop(job.id)).toMatchObject({ won: true, job: { state: 'stopped' } });
      await eventually(() => core.store.owned().length === 0, 'the slot to be free');
      expect(core.files()).toEqual([]);
    },
  );

  test('after the completion was decided loses and changes nothing', async () => {
    core.gates.hold('after-publish');
    const job = await core.submit();
    await (await core.statement()).finish();
    await core.gates.held('after-publish');
    expect(await core.stop(job.id)).toMatchObject({ won: false, job: { state: 'completed' } });
    expect(core.jobs.receipt(job.id)).toBeUndefined();
    expect(core.files()).toHaveLength(1);
  });

  test('that meets the completion: exactly one wins, and the files agree with it', async () => {
    const outcomes = new Set<string>();
    for (let round = 0; round < 40; round++) {
      const job = await core.submit();
      const statement = await core.statement(job.id);
      const finished = statement.finish();
      for (let wait = 0; wait < round % 8; wait++) await new Promise(setImmediate);
      const result = await core.stop(job.id);
      await finished;
      await eventually(() => core.store.owned().length === 0, 'the attempt to end');
      const state = core.job(job.id).state;
      expect(state).toBe(result.won ? 'stopped' : 'completed');
      const files = core.files().filter((name) => name.includes(job.id));
      expect(files).toHaveLength(result.won ? 0 : 1);
      expect(core.jobs.receipt(job.id) !== undefined).toBe(result.won);
      outcomes.add(state);
    }
    expect(outcomes).toContain('stopped');
  });

  test('that comes just before the completion reaches the store makes it lose; its file goes', async () => {
    const job = await core.submit();
    let stopped: ReturnType<typeof core.stop> | undefined;
    core.life.before('completed', async () => {
      expect(core.files()).toHaveLength(1);
      stopped = core.stop(job.id);
      await eventually(() => core.store.get(job.id)?.state === 'stopping', 'the stop to be recorded');
    });
    await (await core.statement()).finish();
    await eventually(() => stopped !== undefined, 'the stop');
    expect(await stopped).toMatchObject({ won: true, job: { state: 'stopped' } });
    expect(core.files()).toEqual([]);
  });

  test('that comes right after the start runs nothing', async () => {
    const job = await core.submit();
    let stopped: ReturnType<typeof core.stop> | undefined;
    core.life.after('started', () => {
      stopped = core.stop(job.id);
      return eventually(() => core.engine.stops.length === 1, 'the engine to be told');
    });
    await eventually(() => stopped !== undefined, 'the start');
    expect(await stopped).toMatchObject({ won: true, job: { state: 'stopped' } });
    expect(core.engine.running_).toEqual([]);
  });

  test('by two at once: the first wins, the second hears it only when it is certain', async () => {
    const job = await core.submit();
    await core.statement();
    let confirm: (stop: EngineStop) => void = () => undefined;
    core.engine.onStop = () =>
      new Promise((resolve) => {
        confirm = resolve;
      });
    const first = core.stop(job.id);
    await eventually(() => core.engine.stops.length === 1, 'the engine to be told');
    let told = false;
    const second = core.stop(job.id).then((result) => {
      told = true;
      return result;
    });
    await core.submit({ tenant: 'other' });
    expect(told).toBe(false);
    core.engine.onStop = async () => interrupted;
    confirm(interrupted);
    expect(await first).toMatchObject({ won: true });
    expect(await second).toMatchObject({ won: false, job: { state: 'stopped' } });
  });

  test('a second time loses at once', async () => {
    const job = await core.submit();
    await core.statement();
    await core.stop(job.id);
    const receipt = core.jobs.receipt(job.id);
    expect(await core.stop(job.id)).toMatchObject({ won: false, job: { state: 'stopped' } });
    expect(core.jobs.receipt(job.id)).toEqual(receipt);
  });

  test('that the engine does not confirm says so, keeps the slot, and is completed later', async () => {
    await core.end();
    core = new CoreHarness();
    core.slots = 1;
    await core.start();
    const job = await core.submit();
    await core.statement();
    core.engine.onStop = async () => unconfirmed;
    expect(await core.stop(job.id)).toMatchObject({
      won: true,
      job: { state: 'stopping', stopCause: 'user' },
      receipt: { endedBy: 'unconfirmed' },
    });
    const waiting = await core.submit();
    core.clock.tick();
    await eventually(() => core.engine.stops.length === 2, 'another try');
    expect(core.job(waiting.id).owner).toBeUndefined();
    core.engine.onStop = async () => interrupted;
    await eventually(() => {
      core.clock.tick();
      return core.store.get(job.id)?.state === 'stopped';
    }, 'the stop to be confirmed');
    expect(core.jobs.receipt(job.id)?.endedBy).toBe('interrupted');
    expect(steps(core.jobs.receipt(job.id))?.slice(0, 2)).toEqual(['recorded', 'unconfirmed']);
    await core.statement(waiting.id);
  });

  test('that cannot be settled in the store is settled once it can', async () => {
    const job = await core.submit();
    await core.statement();
    core.life.before('stopped', () => Promise.reject(new StoreError('full', 'no space')));
    await expect(core.stop(job.id)).rejects.toBeInstanceOf(StoreError);
    expect(core.job(job.id)).toMatchObject({ state: 'stopping', stopCause: 'user' });
    await eventually(() => core.engine.closed.length === 1, 'the attempt to end');
    core.clock.tick();
    await core.state(job.id, 'stopped');
  });

  test('only from the states its family allows: else it is told what the job is', async () => {
    const job = await core.submit();
    await core.statement();
    const by = { requestedBy: 'dev', via: 'bulk-data' };
    expect(await core.jobs.stop(job.id, { ...by, from: ['open', 'queued'] })).toMatchObject({
      won: false,
      job: { state: 'running' },
    });
    expect(await core.jobs.stop(job.id, { ...by, from: ['running'] })).toMatchObject({ won: true });
  });

  test('of an unknown id is refused as such', async () => {
    await expect(core.stop('nothing')).rejects.toBeInstanceOf(NoSuchJob);
  });
});

describe('the time limit of a unit', () => {
  const limited = { limits: { unitMs: 10_000 }, units: [unit('a', 'a-{job}.csv'), unit('b'), unit('c')] };

  test('counts for each anew; the job fails with the one that met it', async () => {
    const job = await core.submit(limited);
    const first = await core.statement();
    core.clock.advance(9_000);
    expect(core.jobs.why(job.id)?.reason).toMatchObject({
      time: { limit: 'unitMs', limitMs: 10_000 },
    });
    await first.finish();
    await eventually(() => core.engine.running_[0]?.text === 'b', 'the second statement');
    core.clock.advance(9_000);
    expect(core.job(job.id).state).toBe('running');
    core.clock.advance(1_000);
    const failed = await core.state(job.id, 'failed');
    expect(failed).toMatchObject({
      error: {
        kind: 'time-limit',
        message: 'The time limit of 10 s for one statement was exceeded',
        unit: 2,
      },
      units: [{ state: 'completed' }, { state: 'failed' }, { state: 'waiting' }],
    });
    expect(core.jobs.receipt(job.id)?.filesKept).toEqual([`a-${job.id}.csv`]);
    expect(core.jobs.why(job.id)?.reason).toMatchObject({ limit: { name: 'unitMs', figure: 10_000 } });
  });

  test('gives way to that of the attempt where this one ends first', async () => {
    const job = await core.submit({ ...limited, limits: { unitMs: 10_000, attemptMs: 12_000 } });
    const first = await core.statement();
    core.clock.advance(9_000);
    await first.finish();
    await eventually(() => core.engine.running_[0]?.text === 'b', 'the second statement');
    core.clock.advance(3_000);
    expect(await core.state(job.id, 'failed')).toMatchObject({
      error: { message: 'The time limit of 12 s was exceeded', unit: 2 },
    });
  });
});

describe('the time limit of an attempt', () => {
  const limited = { limits: { attemptMs: 3_600_000 } };

  test('stops it by the same ladder; the job fails and is not tried again', async () => {
    const job = await core.submit(limited);
    await core.statement();
    core.clock.advance(3_599_000);
    expect(core.job(job.id).state).toBe('running');
    core.clock.advance(1_000);
    expect(await core.state(job.id, 'failed')).toMatchObject({
      stopCause: 'limit',
      units: [{ state: 'failed' }],
      error: { kind: 'time-limit', unit: 1 },
      retriesLeft: 3,
    });
    expect(core.jobs.receipt(job.id)).toMatchObject({
      requestedBy: 'sluice',
      via: 'limit',
      endedBy: 'interrupted',
    });
    expect(core.files()).toEqual([]);
  });

  test('is tried again when the store cannot be written at that moment', async () => {
    const job = await core.submit(limited);
    await core.statement();
    core.life.before('stopping', () => Promise.reject(new StoreError('full', 'no room')));
    core.clock.advance(3_600_000);
    await eventually(() => core.logged.length === 1, 'the failure');
    expect(core.job(job.id).state).toBe('running');
    core.clock.advance(1_000);
    expect(await core.state(job.id, 'failed')).toMatchObject({ error: { kind: 'time-limit' } });
  });

  test('does not outlast the attempt', async () => {
    const job = await core.submit(limited);
    await (await core.statement()).finish();
    await core.state(job.id, 'completed');
    core.clock.advance(7_200_000);
    await core.submit({ tenant: 'other' });
    expect(core.job(job.id).state).toBe('completed');
  });

  test('gives way to a stop of the user while it is being carried out', async () => {
    const job = await core.submit(limited);
    await core.statement();
    const confirms: ((stop: EngineStop) => void)[] = [];
    core.engine.onStop = () => new Promise((resolve) => confirms.push(resolve));
    core.clock.advance(3_600_000);
    await eventually(() => confirms.length === 1, 'the limit to stop it');
    const stopped = core.stop(job.id);
    await eventually(() => confirms.length === 2, 'the user to stop it');
    for (const confirm of confirms) confirm(interrupted);
    expect(await stopped).toMatchObject({
      won: true,
      job: { state: 'stopped', stopCause: 'user', error: undefined },
    });
    expect(core.jobs.receipt(job.id)?.requestedBy).toBe('dev');
  });
});

describe('a lost lease', () => {
  test('ends the work here, and leaves the job to whoever has it now', async () => {
    const job = await core.submit();
    await core.statement();
    const move = {
      raisesEpoch: false,
      spendsRetry: false,
      countsDisplaced: false,
      countsAttempt: false,
      timeline: [],
    };
    const running = { state: 'running' } as const;
    const other = { owner: 'other', until: Date.now() + 60_000 };
    const change = { job: job.id, at: 0, lease: other };
    await core.store.change({ ...change, moves: [{ ...move, from: running, to: running, owner: 'take' }] });
    core.clock.tick();
    await eventually(() => core.engine.stops.length >= 1, 'the engine to be told');
    await eventually(() => core.engine.closed.length === 1, 'the attempt to end');
    expect(core.engine.running_).toEqual([]);
    expect(core.store.get(job.id)).toMatchObject({ state: 'running', owner: 'other', epoch: 1 });
  });

  test('that cannot be renewed in time ends the work before the lease does', async () => {
    const job = await core.submit();
    await core.statement();
    core.life.failRenewal();
    core.clock.tick();
    await eventually(() => core.logged.some((line) => line.startsWith('leases')), 'the renewal to fail');
    expect(core.engine.stops).toEqual([]);
    core.clock.machineAhead(19_000);
    core.life.failRenewal();
    core.clock.tick();
    await eventually(() => core.engine.stops.length === 1, 'the engine to be told');
    expect(core.job(job.id).state).not.toBe('completed');
    // As soon as it can be recorded, the job is queued again, at no cost.
    await eventually(() => core.job(job.id).attempts === 2, 'the next attempt');
    expect(core.job(job.id).retriesLeft).toBe(3);
  });

  test('is none, and not told as one, when the job ended while the renewal was on its way', async () => {
    const done = await core.submit();
    core.gates.hold('after-publish');
    await (await core.statement(done.id)).finish();
    await core.gates.held('after-publish');
    const stopped = await core.submit();
    await core.statement(stopped.id);
    core.gates.hold('before-start');
    const claimed = await core.submit();
    await core.gates.held('before-start');
    core.life.beforeRenewal(async () => {
      await core.stop(stopped.id);
      await core.stop(claimed.id);
    });
    core.clock.tick();
    await core.state(claimed.id, 'stopped');
    core.gates.releaseAll();
    await eventually(() => core.engine.closed.length === 2, 'the attempts to end');
    expect(core.logged).toEqual([]);
    expect(core.engine.stops.map(({ job }) => job)).toEqual([stopped.id]);
  });

  test('is none while it is renewed', async () => {
    const job = await core.submit();
    await core.statement();
    core.clock.machineAhead(25_000);
    core.clock.tick();
    await eventually(() => core.store.owned(Date.now() + 50_000).length === 0, 'the renewal');
    expect(core.job(job.id).state).toBe('running');
    expect(core.engine.stops).toEqual([]);
  });
});
