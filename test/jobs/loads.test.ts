import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NotOpen, QueueFull } from '../../src/jobs/jobs.ts';
import { EngineError } from '../../src/ports/engine.ts';
import { CoreHarness, eventually } from './core-harness.ts';
import { unconfirmed } from './scripted-engine.ts';

let core: CoreHarness;
beforeEach(async () => {
  core = await new CoreHarness().start();
});
afterEach(() => core.end());

const names = (id: string) => ({
  source: id,
  succeeded: `${id}.success_rows.csv`,
  failed: `${id}.error_rows.csv`,
});

const receipt = (id: string) => core.jobs.receipt(id);
const events = (id: string) => core.jobs.timeline(id).map(({ event }) => event);
const ledgers = () => core.engine.ledgers;

/** Stored files of a job by the name of their key. */
const stored = (id: string) => core.files().filter((name) => name.startsWith(id));

describe('a load that completes', () => {
  test('waits for its file, then for the word that it is complete, then runs', async () => {
    const job = await core.submitLoad();
    expect(job).toMatchObject({ state: 'open', intake: {} });
    expect(core.jobs.why(job.id)?.reason).toMatchObject({ wait: { for: 'file', received: false } });
    const received = await core.upload(job.id, 'name\nAcme\n');
    const source = { name: job.id, epoch: 0, bytes: 10, sha256: 'cc' };
    expect(received).toMatchObject({ state: 'open', intake: { source } });
    expect(core.jobs.why(job.id)?.reason).toMatchObject({ wait: { for: 'file', received: true } });
    expect(core.jobs.fileByName(job.id)).toMatchObject({ job: job.id, unit: 0, ...source });

    core.clock.advance(500);
    const before = core.clock.business.now();
    await core.ready(job.id);
    const load = await core.load(job.id);
    expect(load.work.load).toMatchObject({ action: 'import', object: 'Account' });
    expect(load.work.load.report.fileNames).toEqual(names(job.id));
    load.chunk(4, 1);
    expect(core.jobs.progress(job.id)).toMatchObject({ fraction: 0.5, rows: 4, failed: 1, of: 10 });
    expect(core.jobs.why(job.id)?.reason).toMatchObject({ kind: 'attempt', phase: { name: 'load' } });
    load.finish();

    const done = await core.state(job.id, 'completed');
    const readyBy = { userId: 'user-2', name: 'other@sluice.local' };
    expect(done.intake).toMatchObject({ source, readyBy });
    expect(done.intake?.readyAt).toBeGreaterThanOrEqual(before);
    expect(done.units).toMatchObject([
      {
        state: 'completed',
        rows: 9,
        loaded: { rows: 10, succeeded: 9, failed: 1 },
        columns: [{ column: 'name', field: 'Name' }],
        files: [
          { name: names(job.id).succeeded, epoch: 1, sha256: 'aa' },
          { name: names(job.id).failed, epoch: 1, sha256: 'bb' },
        ],
      },
    ]);
    expect(core.jobs.progress(job.id)).toEqual({ fraction: 1, rows: 9, failed: 1, of: 10, bytes: 21 });
    expect(core.jobs.fileByName(names(job.id).failed)).toMatchObject({ unit: 1, part: 2, epoch: 1 });
    expect(stored(job.id)).toHaveLength(3);
    expect(ledgers().sealedBy).toEqual([]);
    expect(events(job.id)).toEqual([
      'submitted',
      'file received',
      'ready',
      'claimed',
      'started',
      'completed',
    ]);
  });

  test('the gates are passed in their order', async () => {
    await core.queuedLoad();
    (await core.load()).finish();
    await eventually(() => core.gates.passed.some(({ point }) => point === 'after-publish'), 'its end');
    const points = core.gates.passed.map(({ point }) => point);
    expect([...new Set(points)]).toEqual(['before-start', 'running', 'before-publish', 'after-publish']);
  });

  test('the gates are passed for each of its chunks, those between two before the second', async () => {
    await core.queuedLoad();
    const load = await core.load();
    await load.work.beforeChunk?.(1, 0.3);
    load.chunk(5);
    await load.work.beforeChunk?.(2, 0.6);
    load.finish();
    const last = () => core.gates.passed.at(-1);
    await eventually(() => last()?.point === 'after-publish' && last()?.context.unit === 2, 'its end');
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

  test('a gate between two chunks that fails ends it there, with what was written', async () => {
    const { id } = await core.queuedLoad();
    const load = await core.load();
    await load.work.beforeChunk?.(1, 0.3);
    load.chunk(5);
    core.gates.fail('before-start', new EngineError('user', 'no second chunk'));
    await expect(load.work.beforeChunk?.(2, 0.6)).rejects.toThrow('no second chunk');
    const failed = await core.state(id, 'failed');
    expect(failed.error?.message).toBe('no second chunk');
    expect(failed.units[0]?.loaded).toMatchObject({ succeeded: 5 });
  });

  test('nothing is compiled for it', async () => {
    core.engine.auto = true;
    const { id } = await core.queuedLoad();
    await core.state(id, 'completed');
    expect(core.compiler.requests).toEqual([]);
  });
});

describe('the file of an open job', () => {
  test('is replaced by a second one', async () => {
    const { id } = await core.submitLoad();
    const first = await core.upload(id, 'one');
    const second = await core.upload(id, 'three');
    expect(second.intake?.source).toMatchObject({ bytes: 5 });
    expect(second.intake?.source?.part).not.toBe(first.intake?.source?.part);
    expect(core.jobs.fileByName(id)).toMatchObject({ bytes: 5 });
    expect(stored(id)).toEqual([`${id}.0.0.${second.intake?.source?.part}`]);
  });

  test('of an upload that fails leaves nothing, and the one before', async () => {
    const { id } = await core.submitLoad();
    const kept = await core.upload(id, 'one');
    await expect(core.jobs.receive(id, () => Promise.reject(new Error('cut')))).rejects.toThrow('cut');
    expect(core.job(id).intake).toEqual(kept.intake);
    expect(stored(id)).toHaveLength(1);
  });

  test('of two uploads at once is the one that comes first; the other is told', async () => {
    const { id } = await core.submitLoad();
    const outcomes = await Promise.allSettled([core.upload(id, 'one'), core.upload(id, 'other')]);
    const lost = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(lost).toMatchObject([{ reason: { name: 'NotOpen', why: 'replaced meanwhile' } }]);
    const part = core.job(id).intake?.source?.part;
    expect(stored(id)).toEqual([`${id}.0.0.${part}`]);
    expect(core.jobs.fileByName(id)?.part).toBe(part);
  });

  test('an upload that fails takes nothing from another one that is under way', async () => {
    const { id } = await core.submitLoad();
    let go = (): void => undefined;
    const gone = new Promise<void>((resolve) => {
      go = resolve;
    });
    const slow = core.jobs.receive(id, async (target) => {
      await core.write(target.path, 'slow');
      await gone;
      return { bytes: 4, sha256: 'dd' };
    });
    await expect(core.jobs.receive(id, () => Promise.reject(new Error('cut')))).rejects.toThrow('cut');
    go();
    expect((await slow).intake?.source).toMatchObject({ bytes: 4 });
    expect(stored(id)).toHaveLength(1);
  });

  test.each(['upload first', 'ready first'])('and its readiness at once agree: %s', async (order) => {
    const { id } = await core.submitLoad();
    await core.upload(id, 'one');
    const upload = () => core.upload(id, 'three').catch((error: unknown) => error);
    const ready = () => core.ready(id);
    const [first, second] = order === 'upload first' ? [upload, ready] : [ready, upload];
    await Promise.all([first(), second()]);
    const job = await core.state(id, 'running');
    const part = job.intake?.source?.part;
    expect(stored(id).filter((name) => name.includes('.0.0.'))).toEqual([`${id}.0.0.${part}`]);
    expect(core.jobs.fileByName(id)?.bytes).toBe(job.intake?.source?.bytes);
    expect((await core.load(id)).work.source).toContain(`${id}.0.0.${part}`);
  });

  test('is refused once the job is ready, or stopped, and one under way then is put away', async () => {
    const { id } = await core.queuedLoad();
    await expect(core.upload(id)).rejects.toMatchObject({ name: 'NotOpen', why: 'not open' });
    const other = await core.submitLoad();
    await expect(
      core.jobs.receive(other.id, async ({ path }) => {
        await core.write(path, 'late');
        await core.stop(other.id);
        return { bytes: 4, sha256: 'dd' };
      }),
    ).rejects.toBeInstanceOf(NotOpen);
    expect(core.job(other.id)).toMatchObject({ state: 'stopped', intake: {} });
    expect(stored(other.id)).toEqual([]);
    await expect(core.upload('nothing')).rejects.toMatchObject({ name: 'NoSuchJob' });
  });

  test('survives a crash; what was not recorded when it came is gone', async () => {
    const { id } = await core.submitLoad();
    await core.upload(id, 'one');
    const died = new Promise<void>((resolve) => {
      core.life.before('file received', () => {
        core.crash();
        resolve();
      });
    });
    void core.upload(id, 'three');
    await died;
    expect(stored(id)).toHaveLength(2);
    await core.start();
    await core.ready(id);
    await core.load(id);
    expect(stored(id)).toHaveLength(1);
    expect(core.jobs.fileByName(id)).toMatchObject({ bytes: 3 });
  });
});

describe('readiness', () => {
  test('needs a file', async () => {
    const { id } = await core.submitLoad();
    await expect(core.ready(id)).rejects.toMatchObject({ name: 'NotOpen', why: 'no file' });
    expect(core.job(id).state).toBe('open');
  });

  test('comes once', async () => {
    const { id } = await core.queuedLoad();
    await expect(core.ready(id)).rejects.toMatchObject({ name: 'NotOpen', why: 'not open' });
    await expect(core.ready('nothing')).rejects.toMatchObject({ name: 'NoSuchJob' });
    const query = await core.submit();
    await expect(core.ready(query.id)).rejects.toMatchObject({ name: 'NotOpen', why: 'not open' });
  });

  test('of a sixth job is refused until one of the five has ended, running or not', async () => {
    core.slots = 0;
    core.crash();
    await core.start();
    const limited = { limits: { maxReady: 5 } };
    const five = [];
    for (let n = 0; n < 5; n++) five.push(await core.queuedLoad(limited));
    const sixth = await core.submitLoad(limited);
    await core.upload(sixth.id);
    await expect(core.ready(sixth.id)).rejects.toBeInstanceOf(QueueFull);
    expect(core.job(sixth.id)).toMatchObject({ state: 'open' });
    expect(core.job(sixth.id).intake?.readyAt).toBeUndefined();
    await core.stop(five[0]?.id ?? '');
    expect(await core.ready(sixth.id)).toMatchObject({ state: 'queued' });
  });

  test('of six at once comes to five', async () => {
    core.slots = 0;
    core.crash();
    await core.start();
    const ids = [];
    for (let n = 0; n < 6; n++) {
      const { id } = await core.submitLoad({ limits: { maxReady: 5 } });
      await core.upload(id);
      ids.push(id);
    }
    const outcomes = await Promise.allSettled(ids.map((id) => core.ready(id)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  });
});

describe('stopping a load', () => {
  test('while it runs says exactly what was written, and nothing more is', async () => {
    const { id } = await core.queuedLoad();
    const load = await core.load(id);
    load.chunk(4, 1);
    const stopped = await core.stop(id);
    expect(stopped).toMatchObject({ won: true, job: { state: 'stopped' }, receipt: { rowsWritten: 4 } });
    expect(core.job(id).units).toMatchObject([
      { state: 'interrupted', loaded: { rows: 10, succeeded: 4, failed: 1 }, files: [] },
    ]);
    expect(core.jobs.progress(id)).toMatchObject({ rows: 4, failed: 1, of: 10 });
    expect(() => load.chunk(1)).toThrow('sealed');
    expect(stored(id)).toHaveLength(1);
    expect(core.jobs.fileByName(id)?.job).toBe(id);
  });

  test('before any attempt has started says that nothing was written, though its process dies with it', async () => {
    const { id } = await core.submitLoad();
    const died = new Promise<void>((resolve) => {
      core.life.after('stop requested', () => {
        core.crash();
        resolve();
      });
    });
    void core.stop(id);
    await died;
    await core.start();
    expect(core.job(id).state).toBe('stopped');
    expect(receipt(id)).toMatchObject({ wasState: 'open', rowsWritten: 0 });
  });

  test('before any attempt has started counts nothing and does not trouble the engine', async () => {
    core.slots = 0;
    core.crash();
    await core.start();
    const open = await core.submitLoad();
    const queued = await core.queuedLoad();
    for (const { id } of [open, queued]) {
      const stopped = await core.stop(id);
      expect(stopped).toMatchObject({ won: true, job: { state: 'stopped' }, receipt: { rowsWritten: 0 } });
      expect(core.job(id).units[0]?.loaded).toBeUndefined();
    }
    expect(ledgers().sealedBy).toEqual([]);
    expect(core.engine.stops).toEqual([]);
  });

  /** A load that waits for its next attempt, four of its rows written. */
  async function startedBefore(): Promise<string> {
    const { id } = await core.queuedLoad();
    const load = await core.load(id);
    load.chunk(4);
    load.fail(new EngineError('temporary', 'away'));
    await core.state(id, 'queued');
    return id;
  }

  test('that waits for its next attempt counts what earlier ones wrote, and says so before it answers', async () => {
    const id = await startedBefore();
    const stopped = await core.stop(id);
    expect(stopped).toMatchObject({
      won: true,
      job: { state: 'stopped', stopCause: 'user', units: [{ loaded: { succeeded: 4, failed: 0 } }] },
      receipt: { wasState: 'queued', rowsWritten: 4 },
    });
    expect(ledgers().sealedBy).toEqual([{ tenant: 'dev', job: id, epoch: 2 }]);
    core.clock.advance(60_000);
    expect(core.engine.loading).toEqual([]);
  });

  test('that is claimed for its next attempt keeps that from starting', async () => {
    const id = await startedBefore();
    core.gates.hold('before-start');
    core.clock.advance(60_000);
    await core.gates.held('before-start');
    await core.stop(id);
    expect(core.job(id)).toMatchObject({ state: 'stopped', epoch: 3, attempts: 1 });
    expect(core.engine.opened).toHaveLength(1);
  });

  test('tells whether it had started: each way of stopping is for one of the two', async () => {
    core.slots = 0;
    core.crash();
    await core.start();
    const cancel = { requestedBy: 'dev', via: 'bulk', from: ['open', 'queued'], started: false } as const;
    const abort = { ...cancel, from: ['running', 'stopping', 'queued'], started: true } as const;
    const queued = await core.queuedLoad();
    expect(await core.jobs.stop(queued.id, abort)).toMatchObject({ won: false, job: { state: 'queued' } });
    expect(await core.jobs.stop(queued.id, cancel)).toMatchObject({ won: true, job: { state: 'stopped' } });
    core.slots = 4;
    core.crash();
    await core.start();
    const id = await startedBefore();
    expect(await core.jobs.stop(id, cancel)).toMatchObject({ won: false, job: { state: 'queued' } });
    expect(await core.jobs.stop(id, abort)).toMatchObject({ won: true, job: { state: 'stopped' } });
  });

  test('stays on its way while the engine cannot say what was written, and goes on by itself', async () => {
    const { id } = await core.queuedLoad();
    (await core.load(id)).chunk(3);
    ledgers().sealError = new EngineError('unavailable', 'no engine');
    const answer = await core.stop(id);
    expect(answer).toMatchObject({ job: { state: 'stopping' }, receipt: { endedBy: 'unconfirmed' } });
    expect(core.job(id).units[0]?.loaded).toBeUndefined();
    core.clock.tick();
    await eventually(() => core.logged.filter((line) => line.includes('counted')).length > 1, 'a next try');
    expect(core.job(id).state).toBe('stopping');
    ledgers().sealError = undefined;
    await eventually(() => {
      core.clock.tick();
      return core.job(id).state === 'stopped';
    }, 'the stop');
    expect(core.job(id).units).toMatchObject([{ loaded: { succeeded: 3 } }]);
    expect(receipt(id)).toMatchObject({ rowsWritten: 3, endedBy: 'engine-confirmed' });
  });

  test('is not counted while the engine has not confirmed that it has stopped', async () => {
    const { id } = await core.queuedLoad();
    (await core.load(id)).chunk(3);
    core.engine.onStop = async () => unconfirmed;
    await core.stop(id);
    expect(core.job(id).state).toBe('stopping');
    expect(ledgers().sealedBy).toEqual([]);
  });

  test('against its last row: either it completed, or it stopped, and its counts and files say so', async () => {
    for (let turn = 0; turn < 12; turn++) {
      const { id } = await core.queuedLoad();
      const load = await core.load(id);
      load.chunk(9);
      load.finish();
      for (let wait = 0; wait < turn; wait++) await new Promise(setImmediate);
      const { won } = await core.stop(id);
      const job = core.job(id);
      expect(job.state).toBe(won ? 'stopped' : 'completed');
      expect(job.units[0]?.loaded).toEqual(ledgers().counts(id));
      expect(job.units[0]?.files).toHaveLength(won ? 0 : 2);
      expect(stored(id)).toHaveLength(won ? 1 : 3);
    }
  });
});

describe('a load that fails', () => {
  test('says what it had written', async () => {
    const { id } = await core.queuedLoad();
    const load = await core.load(id);
    load.chunk(2, 1);
    load.fail(new EngineError('internal', 'a fault'));
    const job = await core.state(id, 'failed');
    expect(job).toMatchObject({
      error: { kind: 'internal' },
      units: [{ state: 'failed', loaded: { succeeded: 2, failed: 1 }, files: [] }],
    });
    expect(() => load.chunk(1)).toThrow('sealed');
  });

  test('by its time limit says so too', async () => {
    const { id } = await core.queuedLoad({ limits: { attemptMs: 1_000 } });
    (await core.load(id)).chunk(2);
    core.clock.advance(1_000);
    const job = await core.state(id, 'failed');
    expect(job).toMatchObject({
      error: { kind: 'time-limit' },
      units: [{ state: 'failed', loaded: { succeeded: 2 } }],
    });
    expect(receipt(id)).toMatchObject({ rowsWritten: 2 });
  });

  test('before it ever started has nothing to count', async () => {
    core.engine.openError = new EngineError('internal', 'no engine');
    const { id } = await core.queuedLoad();
    const job = await core.state(id, 'failed');
    expect(job.units[0]?.loaded).toBeUndefined();
    expect(ledgers().sealedBy).toEqual([]);
  });

  test('is tried again while the engine cannot say what was written', async () => {
    const { id } = await core.queuedLoad({ retries: 0 });
    ledgers().sealError = new EngineError('unavailable', 'no engine');
    const load = await core.load(id);
    load.chunk(2);
    load.fail(new EngineError('crashed', 'gone'));
    await core.state(id, 'queued');
    ledgers().sealError = undefined;
    core.clock.advance(60_000);
    (await core.load(id)).finish();
    expect(await core.state(id, 'completed')).toMatchObject({ units: [{ loaded: { succeeded: 10 } }] });
  });

  test('for a while shows what it has written until it is tried again', async () => {
    const { id } = await core.queuedLoad();
    const load = await core.load(id);
    load.chunk(4, 1);
    load.fail(new EngineError('temporary', 'away'));
    await core.state(id, 'queued');
    expect(core.jobs.progress(id)).toEqual({ rows: 4, failed: 1, of: 10, bytes: 0 });
    core.clock.advance(60_000);
    const next = await core.load(id);
    expect(core.job(id).units[0]?.loaded).toBeUndefined();
    next.finish();
    expect(await core.state(id, 'completed')).toMatchObject({
      units: [{ loaded: { rows: 10, succeeded: 9, failed: 1 } }],
    });
  });

  test('for a while goes on behind what it has written', async () => {
    const { id } = await core.queuedLoad();
    const load = await core.load(id);
    load.chunk(4);
    load.fail(new EngineError('displaced', 'gone'));
    const next = await core.load(id);
    expect(next.handle.epoch).toBe(2);
    next.finish();
    await core.state(id, 'completed');
    expect(
      ledgers()
        .of(id)
        .rows.map(({ row, epoch }) => `${row}@${epoch}`),
    ).toEqual([1, 2, 3, 4].map((row) => `${row}@1`).concat([5, 6, 7, 8, 9, 10].map((row) => `${row}@2`)));
    expect(ledgers().sealedBy).toEqual([]);
  });

  test('since its file is gone does not run on', async () => {
    const { id } = await core.submitLoad();
    const { intake } = await core.upload(id);
    core.removeFile(`${id}.0.0.${intake?.source?.part}`);
    await core.ready(id);
    expect(await core.state(id, 'failed')).toMatchObject({
      error: { kind: 'internal', message: 'the file to load is gone' },
    });
  });
});

describe('after a crash', () => {
  /** Dies when the write with this event is about to be made, or just was. */
  function dieAt(when: 'before' | 'after', event: string): Promise<void> {
    return new Promise((resolve) => {
      core.life[when](event, () => {
        core.crash();
        resolve();
      });
    });
  }

  test.each([
    ['after', 'ready'],
    ['after', 'claimed'],
    ['before', 'started'],
    ['after', 'started'],
    ['before', 'completed'],
  ] as const)('%s the write of "%s" it runs, no row is written twice', async (when, event) => {
    const died = dieAt(when, event);
    const { id } = await core.submitLoad();
    await core.upload(id);
    void core.ready(id);
    if (event === 'completed') (await core.load(id)).finish();
    await died;
    await core.start();
    const load = await core.load(id);
    expect(stored(id)).toHaveLength(1);
    load.finish();
    const job = await core.state(id, 'completed');
    expect(job.units[0]).toMatchObject({ rows: 10, files: [{ epoch: job.epoch }, { epoch: job.epoch }] });
    expect(ledgers().of(id).rows).toHaveLength(10);
    expect(stored(id)).toHaveLength(3);
  });

  test('in the midst of its rows it goes on behind them', async () => {
    const { id } = await core.queuedLoad();
    (await core.load(id)).chunk(5, 1);
    core.crash();
    await core.start();
    (await core.load(id)).finish();
    const job = await core.state(id, 'completed');
    expect(job.units[0]?.loaded).toEqual({ rows: 10, succeeded: 9, failed: 1 });
    expect(
      ledgers()
        .of(id)
        .rows.filter(({ epoch }) => epoch === 1),
    ).toHaveLength(6);
  });

  test('after its stop was recorded, or before that was settled, it is counted before anything else', async () => {
    for (const [when, event] of [
      ['after', 'stop requested'],
      ['before', 'stopped'],
    ] as const) {
      const { id } = await core.queuedLoad();
      (await core.load(id)).chunk(5);
      const died = dieAt(when, event);
      void core.stop(id);
      await died;
      await core.start();
      expect(core.job(id)).toMatchObject({ state: 'stopped', units: [{ loaded: { succeeded: 5 } }] });
      expect(receipt(id)).toMatchObject({ rowsWritten: 5 });
      expect(core.engine.opened).toEqual([]);
    }
  });

  test('of a stop while it waited for its next attempt it is counted too', async () => {
    const { id } = await core.queuedLoad();
    const load = await core.load(id);
    load.chunk(5);
    load.fail(new EngineError('temporary', 'away'));
    await core.state(id, 'queued');
    const died = dieAt('after', 'stop requested');
    void core.stop(id);
    await died;
    expect(core.store.get(id)).toMatchObject({ state: 'stopping', epoch: 2 });
    await core.start();
    expect(core.job(id)).toMatchObject({ state: 'stopped', units: [{ loaded: { succeeded: 5 } }] });
  });
});

describe('the result files of a load that did not complete', () => {
  async function aborted(): Promise<string> {
    const { id } = await core.queuedLoad();
    (await core.load(id)).chunk(3, 1);
    await core.stop(id);
    return id;
  }

  test('are made once, when first asked for, however many ask', async () => {
    const id = await aborted();
    expect(ledgers().reports).toBe(0);
    const answers = await Promise.all([core.jobs.report(id), core.jobs.report(id), core.jobs.report(id)]);
    answers.push(await core.jobs.report(id));
    expect(ledgers().reports).toBe(1);
    for (const job of answers) {
      expect(job.units).toMatchObject([
        {
          state: 'interrupted',
          loaded: { rows: 10, succeeded: 3, failed: 1 },
          columns: [{ column: 'name', field: 'Name' }],
          files: [{ name: names(id).succeeded }, { name: names(id).failed }],
        },
      ]);
    }
    expect(core.jobs.fileByName(names(id).succeeded)).toMatchObject({ job: id, part: 1 });
    expect(stored(id)).toHaveLength(3);
    expect(core.engine.closed).toHaveLength(2);
  });

  test('are there after a restart', async () => {
    const id = await aborted();
    await core.jobs.report(id);
    core.crash();
    await core.start();
    const { units } = await core.jobs.report(id);
    expect(units[0]?.files).toHaveLength(2);
    expect(ledgers().reports).toBe(1);
    expect(stored(id)).toHaveLength(3);
  });

  test('are of a failed one too', async () => {
    const { id } = await core.queuedLoad();
    (await core.load(id)).fail(new EngineError('user', 'a byte order mark'));
    await core.state(id, 'failed');
    expect((await core.jobs.report(id)).units[0]?.files).toHaveLength(2);
  });

  test('that cannot be made now leave nothing, and are made when asked again', async () => {
    const id = await aborted();
    ledgers().reportError = new EngineError('unavailable', 'no engine');
    await expect(core.jobs.report(id)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(stored(id)).toHaveLength(1);
    ledgers().reportError = undefined;
    expect((await core.jobs.report(id)).units[0]?.files).toHaveLength(2);
  });

  test('are not made of one that goes on, has its own, or never had a source', async () => {
    const { id } = await core.queuedLoad();
    const load = await core.load(id);
    expect((await core.jobs.report(id)).state).toBe('running');
    load.finish();
    await core.state(id, 'completed');
    await core.jobs.report(id);
    const open = await core.submitLoad();
    await core.stop(open.id);
    expect((await core.jobs.report(open.id)).units[0]?.files).toEqual([]);
    expect(ledgers().reports).toBe(1);
    await expect(core.jobs.report('nothing')).rejects.toMatchObject({ name: 'NoSuchJob' });
  });

  test('whose life ends while they are made are not kept', async () => {
    const { id } = await core.queuedLoad({ limits: { fileLifeMs: 1_000 } });
    (await core.load(id)).chunk(3);
    await core.stop(id);
    let go = (): void => undefined;
    ledgers().reporting = new Promise((resolve) => {
      go = resolve;
    });
    const reported = core.jobs.report(id);
    await eventually(() => ledgers().reports === 1, 'the report to begin');
    core.clock.advance(1_000);
    go();
    expect((await reported).units[0]?.files).toEqual([]);
    await eventually(() => stored(id).every((name) => name.includes('.0.0.')), 'nothing to be left');
    expect((await core.jobs.report(id)).units[0]?.files).toEqual([]);
    expect(ledgers().reports).toBe(1);
  });
});

describe('the end of its life', () => {
  test('of an open job takes it and its file, a while after it is seen no more', async () => {
    const { id, expiresAt, submittedAt } = await core.submitLoad({ limits: { openLifeMs: 10_000 } });
    expect(expiresAt).toBe(submittedAt + 10_000);
    await core.upload(id);
    core.clock.advance(10_000);
    expect(core.jobs.get(id)).toBeUndefined();
    await expect(core.ready(id)).rejects.toMatchObject({ name: 'NoSuchJob' });
    expect(core.store.get(id)?.state).toBe('open');
    for (let minute = 0; minute < 3; minute++) core.clock.advance(60_000);
    await eventually(() => core.store.get(id) === undefined, 'the job to go');
    expect(stored(id)).toEqual([]);
  });

  test('is not that of a job that got ready in time', async () => {
    const { id } = await core.queuedLoad({ limits: { openLifeMs: 10_000 } });
    const load = await core.load(id);
    expect(core.job(id).expiresAt).toBeUndefined();
    core.clock.advance(120_000);
    load.finish();
    expect((await core.state(id, 'completed')).expiresAt).toBeUndefined();
  });

  test('takes the ledger of a load that had started, with its files', async () => {
    const { id } = await core.queuedLoad({ limits: { lifeMs: 1_000 } });
    (await core.load(id)).finish();
    await core.state(id, 'completed');
    core.clock.advance(60_000);
    await eventually(() => core.store.get(id) === undefined, 'the job to go');
    expect(ledgers().forgotten).toEqual([id]);
    expect(stored(id)).toEqual([]);
  });

  test('waits for an engine that cannot remove its ledger, and holds up no other job', async () => {
    const { id } = await core.queuedLoad({ limits: { lifeMs: 1_000 } });
    (await core.load(id)).finish();
    await core.state(id, 'completed');
    core.engine.auto = true;
    const other = await core.submit({ limits: { lifeMs: 1_000 } });
    await core.state(other.id, 'completed');
    ledgers().forgetError = new EngineError('unavailable', 'no engine');
    core.clock.advance(60_000);
    await eventually(() => core.store.get(other.id) === undefined, 'the other to go');
    expect(core.jobs.get(id)).toBeUndefined();
    expect(core.store.get(id)?.state).toBe('completed');
    ledgers().forgetError = undefined;
    core.clock.advance(60_000);
    await eventually(() => core.store.get(id) === undefined, 'the job to go');
  });
});

test('a shutdown queues a load again and seals nothing', async () => {
  const { id } = await core.queuedLoad();
  (await core.load(id)).chunk(4);
  await core.jobs.close();
  expect(core.store.get(id)).toMatchObject({ state: 'queued', retriesLeft: 3 });
  expect(ledgers().sealedBy).toEqual([]);
  expect(ledgers().of(id).rows).toHaveLength(4);
});
