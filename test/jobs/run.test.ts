import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JobEvent } from '../../src/jobs/job.ts';
import { QueueFull, ShuttingDown } from '../../src/jobs/jobs.ts';
import { LanguageError } from '../../src/ports/compiler.ts';
import { EngineError } from '../../src/ports/engine.ts';
import { StoreError } from '../../src/ports/store.ts';
import { unit } from '../stores/job-values.ts';
import { CoreHarness, eventually } from './core-harness.ts';

let core: CoreHarness;
beforeEach(async () => {
  core = await new CoreHarness().start();
});
afterEach(() => core.end());

describe('a job that works', () => {
  test('goes from queued to completed, with its file in place before it says so', async () => {
    const job = await core.submit();
    expect(job).toMatchObject({ state: 'queued', epoch: 0 });
    const statement = await core.statement(job.id);
    expect(statement.text).toBe('SELECT 1');
    expect(core.job(job.id)).toMatchObject({ state: 'running', attempts: 1, epoch: 1 });
    let filesAtCompletion: readonly string[] = [];
    core.life.before('completed', () => {
      filesAtCompletion = core.files();
    });
    await statement.finish(7);
    const completed = await core.state(job.id, 'completed');
    expect(filesAtCompletion).toHaveLength(1);
    expect(core.files()).toEqual(filesAtCompletion);
    expect(completed).toMatchObject({
      units: [{ state: 'completed', rows: 7, files: [{ epoch: 1, bytes: 8 }] }],
    });
    expect(core.jobs.progress(job.id)).toEqual({ fraction: 1, rows: 7, bytes: 8 });
    expect(core.jobs.timeline(job.id).map((entry) => entry.event)).toEqual([
      'submitted',
      'claimed',
      'started',
      'completed',
    ]);
    await eventually(() => core.engine.closed.length === 1, 'the session to be closed');
  });

  test('gets its id into its file name, and is found by it', async () => {
    const job = await core.submit({ units: [unit('SELECT 1', '{job}_2779514650704989.csv')] });
    await (await core.statement()).finish();
    await core.state(job.id, 'completed');
    const name = `${job.id}_2779514650704989.csv`;
    expect(core.jobs.fileByName(name)).toMatchObject({ job: job.id, unit: 1, epoch: 1, name });
  });

  test('passes the gates in order', async () => {
    const job = await core.submit({ trackId: 't1' });
    await (await core.statement()).finish();
    await core.state(job.id, 'completed');
    await eventually(() => core.gates.passed.length === 5, 'the last gate');
    expect(core.gates.passed.map(({ point }) => point)).toEqual([
      'before-start',
      'running',
      'running',
      'before-publish',
      'after-publish',
    ]);
    expect(core.gates.passed[0]?.context).toEqual({
      job: job.id,
      epoch: 1,
      family: 'data-query',
      tenant: 'dev',
      trackId: 't1',
      unit: 1,
    });
  });

  test('is still shown as queued while it is held before its start', async () => {
    core.gates.hold('before-start');
    const job = await core.submit();
    await core.gates.held('before-start');
    expect(core.job(job.id)).toMatchObject({ state: 'queued', owner: 'node' });
    core.gates.releaseAll();
    await (await core.statement()).finish();
    await core.state(job.id, 'completed');
  });

  test('passes the gates for each of its units', async () => {
    core.engine.auto = true;
    const { id } = await core.submit({ units: [unit('a'), unit('b')] });
    await core.state(id, 'completed');
    const last = () => core.gates.passed.at(-1);
    await eventually(() => last()?.point === 'after-publish' && last()?.context.unit === 2, 'the last gate');
    const passed = core.gates.passed.map(({ point, context }) => `${point} ${context.unit}`);
    expect(passed.filter((gate, index) => gate !== passed[index - 1])).toEqual([
      'before-start 1',
      'running 1',
      'before-publish 1',
      'after-publish 1',
      'before-start 2',
      'running 2',
      'before-publish 2',
      'after-publish 2',
    ]);
  });

  test('shows a unit as waiting while it is held before its start, with the one before it done', async () => {
    const { id } = await core.submit({ units: [unit('a'), unit('b'), unit('c')] });
    const first = await core.statement();
    core.gates.hold('before-start');
    await first.finish(1);
    await core.gates.held('before-start');
    const states = () => core.job(id).units.map(({ state }) => state);
    expect(states()).toEqual(['completed', 'waiting', 'waiting']);
    expect(core.jobs.why(id)?.reason).toMatchObject({
      phase: { name: 'gate', gate: 'before-start', unit: 2 },
    });
    core.gates.releaseAll();
    await core.statement();
    expect(states()).toEqual(['completed', 'running', 'waiting']);
    expect(
      core.jobs
        .timeline(id)
        .map(({ event }) => event)
        .slice(-2),
    ).toEqual(['unit finished', 'unit started']);
    expect((await core.stop(id)).won).toBe(true);
    expect(states()).toEqual(['completed', 'interrupted', 'waiting']);
  });

  test('that is stopped while a unit is held before its start keeps those that are done, and starts no other', async () => {
    const { id } = await core.submit({ units: [unit('a'), unit('b')] });
    const first = await core.statement();
    core.gates.hold('before-start');
    await first.finish(1);
    await core.gates.held('before-start');
    expect((await core.stop(id)).won).toBe(true);
    expect(core.job(id).units.map(({ state }) => state)).toEqual(['completed', 'waiting']);
    expect(core.engine.running_).toEqual([]);
    expect(core.files()).toHaveLength(1);
  });

  test('is held at a share of its work', async () => {
    core.gates.hold('running', 0.5);
    const job = await core.submit();
    const statement = await core.statement();
    statement.progress({ fraction: 0.4, rows: 4, bytes: 40 });
    await new Promise(setImmediate);
    expect(core.gates.waiting).toEqual([]);
    statement.progress({ fraction: 0.6, rows: 6, bytes: 60 });
    await core.gates.held('running');
    await statement.finish();
    expect(core.job(job.id).state).toBe('running');
    core.gates.releaseAll();
    await core.state(job.id, 'completed');
  });

  test('with several units finishes them one by one', async () => {
    const job = await core.submit({ units: [unit('a'), unit('b')] });
    const first = await core.statement();
    expect(first.text).toBe('a');
    await first.finish(1);
    await eventually(() => core.engine.running_[0]?.text === 'b', 'the second statement');
    expect(core.job(job.id)).toMatchObject({
      state: 'running',
      units: [{ state: 'completed', rows: 1 }, { state: 'running' }],
    });
    await (await core.statement()).finish(2);
    expect((await core.state(job.id, 'completed')).units.map((one) => one.rows)).toEqual([1, 2]);
    expect(core.files()).toHaveLength(2);
    expect(core.engine.opened).toHaveLength(1);
  });

  test('tells its watchers each state and its progress, at a bounded rate', async () => {
    const seen: JobEvent[] = [];
    core.gates.hold('before-start');
    const job = await core.submit();
    const end = core.jobs.watch(job.id, (event) => seen.push(event));
    core.jobs.watch(job.id, () => {
      throw new Error('a bad watcher harms nobody');
    });
    core.gates.releaseAll();
    const statement = await core.statement();
    for (let rows = 1; rows <= 100; rows++) statement.progress({ rows, bytes: rows });
    expect(core.jobs.progress(job.id)).toEqual({ rows: 100, bytes: 100 });
    await statement.finish();
    await eventually(
      () => seen.at(-1)?.type === 'state' && core.job(job.id).state === 'completed',
      'the last event',
    );
    expect(seen.filter((event) => event.type === 'progress').length).toBeLessThan(10);
    expect(seen.flatMap((event) => (event.type === 'state' ? [event.state] : []))).toEqual([
      'running',
      'completed',
    ]);
    end();
  });
});

describe('a job that fails', () => {
  test('for its text never reaches the engine and is not tried again', async () => {
    core.compiler.error = new LanguageError("line 1:8: Column 'x' cannot be resolved", 1, 8);
    const job = await core.submit();
    expect(await core.state(job.id, 'failed')).toMatchObject({
      error: { kind: 'user', message: "line 1:8: Column 'x' cannot be resolved", unit: 1 },
      retriesLeft: 3,
      attempts: 0,
      owner: undefined,
    });
    expect(core.engine.opened).toEqual([]);
  });

  test.each([
    [new EngineError('user', 'Division by zero'), 'user'],
    [new EngineError('limit', 'too many', { limit: 'output-rows' }), 'output-rows'],
    [new EngineError('limit', 'too many', { limit: 'input-rows' }), 'input-rows'],
    [new EngineError('limit', 'too much', { limit: 'memory' }), 'memory'],
    [new EngineError('internal', 'the engine failed', { cause: new Error('its words') }), 'internal'],
  ])('with %s is over at once, says whose fault it was, and leaves no file', async (error, kind) => {
    const job = await core.submit();
    (await core.statement()).fail(error);
    expect(await core.state(job.id, 'failed')).toMatchObject({
      error: { kind, message: error.message },
      retriesLeft: 3,
      units: [{ state: 'failed' }],
    });
    expect(core.files()).toEqual([]);
  });

  test('for a reason nobody foresaw keeps that reason to the log', async () => {
    const job = await core.submit();
    (await core.statement()).fail(new Error('a mistake in /some/folder'));
    expect(await core.state(job.id, 'failed')).toMatchObject({
      error: { kind: 'internal', message: 'an unexpected fault, see its log' },
      retriesLeft: 3,
    });
  });

  test.each(['temporary', 'crashed', 'unavailable', 'storage'] as const)(
    'for a reason that may pass (%s) is tried again after a pause, as often as it has retries',
    async (kind) => {
      const job = await core.submit({ retries: 2 });
      for (const [left, pause] of [
        [1, 1_000],
        [0, 2_000],
      ] as const) {
        (await core.statement()).fail(new EngineError(kind, 'not now'));
        await eventually(() => core.job(job.id).retriesLeft === left, 'the retry to be noted');
        expect(core.job(job.id)).toMatchObject({ state: 'queued', error: undefined });
        core.clock.advance(pause - 100);
        expect(core.engine.running_).toEqual([]);
        await eventually(
          () => core.store.nextRunnableAt(core.clock.business.now()) !== undefined,
          'the pause',
        );
        core.clock.advance(100);
      }
      (await core.statement()).fail(new EngineError(kind, 'still not'));
      const failed = await core.state(job.id, 'failed');
      expect(failed).toMatchObject({ attempts: 3, retriesLeft: 0, error: { message: 'still not' } });
      expect(failed.error?.kind).toBe(kind === 'crashed' ? 'temporary' : kind);
      expect(core.files()).toEqual([]);
    },
  );

  test('because the engine cannot be opened is tried again', async () => {
    core.engine.openError = new EngineError('unavailable', 'no engine');
    const job = await core.submit();
    await eventually(() => core.job(job.id).retriesLeft === 2, 'the retry');
    core.engine.openError = undefined;
    core.clock.advance(5_000);
    await (await core.statement()).finish();
    await core.state(job.id, 'completed');
  });

  test('at a gate stops the engine and fails as the gate says', async () => {
    core.gates.fail('running', new EngineError('temporary', 'a made failure'));
    const job = await core.submit();
    await eventually(() => core.job(job.id).retriesLeft === 2, 'the retry');
    expect(core.engine.running_).toEqual([]);
    core.gates.fail('before-publish', new EngineError('user', 'made too'));
    core.clock.advance(5_000);
    await (await core.statement()).finish();
    expect((await core.state(job.id, 'failed')).error?.message).toBe('made too');
    expect(core.files()).toEqual([]);
  });

  test('to be claimed is claimed at the next look, though nothing else happens', async () => {
    core.life.before('claimed', () => Promise.reject(new StoreError('full', 'disk full')));
    const job = await core.submit();
    await eventually(() => core.logged.length > 0, 'the claim to fail');
    core.clock.tick();
    await (await core.statement(job.id)).finish();
    await core.state(job.id, 'completed');
  });

  test('to be recorded is picked up again: one file, no retry spent', async () => {
    const job = await core.submit();
    core.life.before('completed', () => Promise.reject(new StoreError('full', 'disk full')));
    await (await core.statement()).finish();
    await eventually(() => core.engine.closed.length === 1, 'the attempt to end');
    await eventually(() => core.files().length === 0, 'its file to be gone');
    core.clock.tick();
    await (await core.statement()).finish();
    expect(await core.state(job.id, 'completed')).toMatchObject({ retriesLeft: 3, epoch: 2, attempts: 2 });
    expect(core.files()).toHaveLength(1);
  });
});

describe('a job displaced by another', () => {
  test('is queued again at no cost; displaced twice it runs alone', async () => {
    const job = await core.submit();
    for (const displaced of [1, 2]) {
      (await core.statement(job.id)).fail(new EngineError('displaced', 'killed beside another'));
      await eventually(() => core.job(job.id).displaced === displaced, 'the displacement');
    }
    await core.statement(job.id);
    expect(core.job(job.id)).toMatchObject({ retriesLeft: 3, attempts: 3 });
    expect(core.engine.opened.map((attempt) => attempt.alone)).toEqual([false, false, true]);
    const beside = await core.submit();
    const elsewhere = await core.submit({ tenant: 'other' });
    await core.statement(elsewhere.id);
    expect(core.job(beside.id)).toMatchObject({ state: 'queued', owner: undefined });
    await (await core.statement(job.id)).finish();
    await core.state(job.id, 'completed');
    await core.statement(beside.id);
  });
});

describe('the scheduler', () => {
  test('runs as many attempts as there are slots, one tenant after the other', async () => {
    await core.end();
    core = new CoreHarness();
    core.slots = 0;
    await core.start();
    for (const tenant of ['a', 'a', 'a', 'b', 'b', 'c']) await core.submit({ tenant });
    core.crash();
    core.slots = 2;
    await core.start();
    const order: string[] = [];
    for (let ended = 0; ended < 6; ended++) {
      await eventually(
        () => core.engine.running_.length === Math.min(2, 6 - ended),
        'the slots to be filled',
      );
      expect(core.engine.running_.length).toBeLessThanOrEqual(2);
      const [first] = core.engine.running_;
      order.push(first?.handle.tenant ?? '');
      await first?.finish();
    }
    expect(order).toEqual(['a', 'b', 'c', 'a', 'b', 'a']);
  });

  test('runs no more of a lane than it may, while other lanes go on', async () => {
    const live = { limits: { maxRunning: 1 } };
    const first = await core.submit(live);
    const second = await core.submit(live);
    const other = await core.submit({ lane: 'WAREHOUSE' });
    await core.statement(first.id);
    await core.statement(other.id);
    expect(core.job(second.id).owner).toBeUndefined();
    await (await core.statement(first.id)).finish();
    await core.statement(second.id);
  });

  test('refuses a job over the limit of its queue, and takes the next once there is room', async () => {
    await core.submit({ limits: { maxQueued: 0, maxRunning: 1 } });
    await expect(core.submit({ limits: { maxQueued: 0, maxRunning: 1 } })).rejects.toBeInstanceOf(QueueFull);
    await (await core.statement()).finish();
    await eventually(() => core.store.owned().length === 0, 'the job to end');
    await core.submit({ limits: { maxQueued: 0, maxRunning: 1 } });
  });
});

describe('the end of a job’s life', () => {
  test('it and its file are gone for readers at once, then from the disk', async () => {
    const job = await core.submit({ limits: { lifeMs: 120_000 } });
    await (await core.statement()).finish();
    const completed = await core.state(job.id, 'completed');
    const name = completed.units[0]?.files[0]?.name ?? '';
    core.clock.advance(119_000);
    expect(core.jobs.get(job.id)?.state).toBe('completed');
    core.clock.advance(1_001);
    expect(core.jobs.get(job.id)).toBeUndefined();
    expect(core.jobs.fileByName(name)).toBeUndefined();
    expect(core.jobs.list({ tenant: 'dev', limit: 10 })).toEqual([]);
    core.clock.advance(60_000);
    await eventually(() => core.store.get(job.id) === undefined, 'the job to be removed');
    expect(core.files()).toEqual([]);
  });
});

describe('files that live shorter than their job', () => {
  test('are gone for readers at once and from the disk soon; the job still tells of them', async () => {
    const job = await core.submit({
      limits: { fileLifeMs: 90_000, lifeMs: 300_000 },
      units: [unit('a', 'a-{job}.csv')],
    });
    const name = `a-${job.id}.csv`;
    await (await core.statement()).finish(7);
    await core.state(job.id, 'completed');
    core.clock.advance(89_000);
    expect(core.jobs.fileByName(name)).toMatchObject({ job: job.id });
    core.clock.advance(1_000);
    expect(core.jobs.fileByName(name)).toBeUndefined();
    expect(core.files()).toHaveLength(1);
    core.clock.advance(60_000);
    await eventually(() => core.files().length === 0, 'the file to be removed');
    expect(core.job(job.id)).toMatchObject({
      state: 'completed',
      units: [{ state: 'completed', rows: 7, files: [{ name }] }],
    });
  });
});

describe('closing', () => {
  test('queues running work again at no cost, gives claims back, and takes nothing more', async () => {
    const runs = await core.submit();
    await core.statement(runs.id);
    core.gates.hold('before-start');
    const claimed = await core.submit();
    await core.gates.held('before-start');
    await core.jobs.close();
    for (const id of [runs.id, claimed.id]) {
      expect(core.store.get(id)).toMatchObject({
        state: 'queued',
        owner: undefined,
        retriesLeft: 3,
        stopCause: undefined,
      });
    }
    expect(core.files()).toEqual([]);
    expect(core.engine.running_).toEqual([]);
    await expect(core.submit()).rejects.toBeInstanceOf(ShuttingDown);
    core.crash();
    await core.start();
    await (await core.statement(runs.id)).finish();
    await core.state(runs.id, 'completed');
  });

  test('with a drain lets running work finish first', async () => {
    const job = await core.submit();
    const statement = await core.statement();
    const closed = core.jobs.close({ drainMs: 10_000 });
    await new Promise(setImmediate);
    await statement.finish();
    await closed;
    expect(core.store.get(job.id)?.state).toBe('completed');
  });

  test('with a drain keeps the leases of what still runs, so that no other node takes it', async () => {
    const job = await core.submit();
    const statement = await core.statement();
    const closed = core.jobs.close({ drainMs: 600_000 });
    core.clock.machineAhead(25_000);
    core.clock.tick();
    await eventually(() => core.store.owned(Date.now() + 50_000).length === 0, 'the renewal');
    await statement.finish();
    await closed;
    expect(core.store.get(job.id)?.state).toBe('completed');
  });

  test('waits no longer than 2 s for what cannot be stopped; the next start goes on with it', async () => {
    const job = await core.submit();
    await core.statement();
    core.clock.holdsMachine = true;
    core.engine.onStop = () => new Promise(() => undefined);
    let closed = false;
    const closing = core.jobs.close().then(() => {
      closed = true;
    });
    await eventually(() => {
      // No time to drain is over at once.
      core.clock.machineAhead(0);
      return core.engine.stops.length === 1;
    }, 'the engine to be told');
    core.clock.machineAhead(1_999);
    await new Promise(setImmediate);
    expect(closed).toBe(false);
    core.clock.machineAhead(1);
    await closing;
    expect(core.store.get(job.id)).toMatchObject({ state: 'stopping', stopCause: 'shutdown' });
    core.clock.holdsMachine = false;
    core.crash();
    await core.start();
    await (await core.statement(job.id)).finish();
    await core.state(job.id, 'completed');
  });

  test('gives the engine at most a second before the harder way, whatever grace a stop has', async () => {
    await core.end();
    core = new CoreHarness();
    core.graceMs = 60_000;
    await core.start();
    await core.submit();
    await core.statement();
    await core.jobs.close();
    expect(core.engine.graces).toEqual([1_000]);
  });
});

describe('the outbox', () => {
  test('delivers at least once: again after a failure, until it arrives', async () => {
    await core.end();
    core = new CoreHarness();
    const tried: unknown[] = [];
    core.deliver = ({ body }) => {
      tried.push(body);
      return tried.length < 3 ? Promise.reject(new Error('no answer')) : Promise.resolve();
    };
    await core.start();
    const job = await core.submit();
    const statement = await core.statement(job.id);
    await core.store.change({
      job: job.id,
      at: 0,
      moves: [
        {
          from: { state: 'running' },
          to: { state: 'running' },
          raisesEpoch: false,
          owner: 'keep',
          spendsRetry: false,
          countsDisplaced: false,
          countsAttempt: false,
          timeline: [],
        },
      ],
      outbox: [{ kind: 'callout', body: { n: 1 }, dueAt: 0 }],
    });
    await statement.finish();
    for (const tries of [1, 2, 3]) {
      await eventually(() => tried.length === tries, `delivery ${tries}`);
      await eventually(
        () => (core.store.outbox.nextDueAt() ?? Infinity) > core.clock.business.now(),
        'the pause',
      );
      core.clock.advance(60_000);
    }
    await eventually(() => core.store.outbox.nextDueAt() === undefined, 'the outbox to be empty');
    expect(tried).toEqual([{ n: 1 }, { n: 1 }, { n: 1 }]);
  });
});
