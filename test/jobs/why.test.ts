import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Job, SubmitJob } from '../../src/jobs/job.ts';
import type { Why } from '../../src/jobs/why.ts';
import { EngineError } from '../../src/ports/engine.ts';
import { StoreError } from '../../src/ports/store.ts';
import { unit } from '../stores/job-values.ts';
import { CoreHarness, eventually } from './core-harness.ts';
import { unconfirmed } from './scripted-engine.ts';

let core: CoreHarness;
beforeEach(async () => {
  core = await new CoreHarness().start();
});
afterEach(() => core.end());

function why(job: Job): Why['reason'] {
  const found = core.jobs.why(job.id);
  if (found === undefined) throw new Error(`no job ${job.id}`);
  return found.reason;
}

const ref = (job: Job) => ({ id: job.id, tenant: job.tenant, userId: job.principal.userId });

/** A server of its own, with so many slots. */
async function withSlots(slots: number): Promise<void> {
  await core.end();
  core = new CoreHarness();
  core.slots = slots;
  await core.start();
}

async function running(values: Partial<SubmitJob> = {}): Promise<Job> {
  const job = await core.submit(values);
  await core.statement(job.id);
  return job;
}

test('of a job that is not there is nothing', () => {
  expect(core.jobs.why('nothing')).toBeUndefined();
});

describe('a job that waits', () => {
  test('for a slot names those that have them, and who is ahead', async () => {
    await withSlots(1);
    const first = await running({ tenant: 'other' });
    const second = await core.submit();
    const third = await core.submit();
    expect(core.jobs.why(third.id)).toMatchObject({
      since: third.submittedAt,
      reason: {
        kind: 'waiting',
        wait: { for: 'slot', slots: 1, unconfirmed: 0, running: [ref(first)] },
        ahead: { count: 1, jobs: [ref(second)], lanes: 0, lanesOfOthers: 0 },
      },
    });
    await (await core.statement(first.id)).finish();
    await core.statement(second.id);
    expect(why(third)).toMatchObject({ wait: { for: 'slot', running: [ref(second)] }, ahead: { count: 0 } });
  });

  test('knows whose turn comes before its own: the order in which they are then taken', async () => {
    await withSlots(1);
    const first = await running({ tenant: 'a' });
    const again = await core.submit({ tenant: 'a' });
    const otherLane = await core.submit({ tenant: 'a', lane: 'WAREHOUSE' });
    const other = await core.submit({ tenant: 'b' });
    expect(why(other)).toMatchObject({ ahead: { lanes: 0, lanesOfOthers: 0 } });
    expect(why(otherLane)).toMatchObject({ ahead: { lanes: 0, lanesOfOthers: 1 } });
    expect(why(again)).toMatchObject({ ahead: { lanes: 1, lanesOfOthers: 1 } });
    const order: string[] = [];
    for (let last = first; order.length < 3; ) {
      await (await core.statement(last.id)).finish();
      const { handle } = await core.statement();
      order.push(handle.job);
      last = core.job(handle.job);
    }
    // Tenants in turn: after b's job it is a's again, whose other lane has waited longer.
    expect(order).toEqual([other.id, otherLane.id, again.id]);
  });

  test('for its lane names the limit and those that count', async () => {
    const lane = { limits: { maxRunning: 1 } };
    const first = await running(lane);
    const second = await core.submit(lane);
    const third = await core.submit(lane);
    const elsewhere = await running({ lane: 'WAREHOUSE' });
    expect(why(second)).toEqual({
      kind: 'waiting',
      wait: { for: 'lane', lane: 'LIVE', maxRunning: 1, running: [ref(first)] },
      ahead: { count: 0, jobs: [], lanes: 0, lanesOfOthers: 0 },
    });
    expect(why(third)).toMatchObject({ wait: { for: 'lane' }, ahead: { count: 1, jobs: [ref(second)] } });
    expect(why(elsewhere)).toMatchObject({ kind: 'attempt' });
  });

  test('for its retry says until when, how many are left, and what had failed', async () => {
    const job = await running();
    (await core.statement(job.id)).fail(new EngineError('temporary', 'too busy'));
    await core.state(job.id, 'queued');
    const { runnableAt } = core.job(job.id);
    expect(why(job)).toMatchObject({
      wait: { for: 'retry', until: runnableAt, retriesLeft: 2, error: 'too busy' },
    });
    expect(runnableAt).toBeGreaterThan(core.clock.business.now());
    core.clock.advance(1_000);
    await core.statement(job.id);
    expect(why(job)).toMatchObject({ kind: 'attempt', attempt: 2 });
  });

  test('because it must run alone, and because another one must', async () => {
    const lonely = await running();
    for (const attempt of [1, 2]) {
      await eventually(() => core.job(lonely.id).attempts === attempt, `attempt ${attempt}`);
      if (attempt === 2) await running({ lane: 'BESIDE' });
      (await core.statement(lonely.id)).fail(new EngineError('displaced', 'gone'));
    }
    await eventually(
      () => core.job(lonely.id).displaced === 2 && core.jobs.get(lonely.id)?.owner === undefined,
      'it to wait',
    );
    const [beside] = core.engine.running_;
    const after = await core.submit({ lane: 'AFTER' });
    const elsewhere = await running({ tenant: 'other' });
    expect(why(lonely)).toMatchObject({
      wait: { for: 'alone', own: true, jobs: [{ id: beside?.handle.job }] },
    });
    expect(why(after)).toMatchObject({ wait: { for: 'alone', own: false, jobs: [ref(lonely)] } });
    await beside?.finish();
    await core.statement(lonely.id);
    expect(why(after)).toMatchObject({ wait: { for: 'alone', own: false, jobs: [ref(lonely)] } });
    expect(why(elsewhere)).toMatchObject({ kind: 'attempt' });
  });

  test('at a node that runs none, that has not begun, that closes', async () => {
    await withSlots(0);
    const job = await core.submit();
    expect(why(job)).toMatchObject({ wait: { for: 'node', because: 'no-slots' } });
    await withSlots(1);
    await running();
    const waits = await core.submit();
    const closed = core.jobs.close({ drainMs: 600_000 });
    expect(why(waits)).toMatchObject({ wait: { for: 'node', because: 'closing' } });
    await (await core.statement()).finish();
    await closed;
  });

  test('for the store, when jobs could not be claimed', async () => {
    core.life.before('claimed', () => Promise.reject(new StoreError('full', 'no room in /secret/path')));
    const job = await core.submit();
    await eventually(() => core.logged.length > 0, 'the failure');
    expect(why(job)).toMatchObject({ wait: { for: 'store' } });
    expect(JSON.stringify(why(job))).not.toContain('secret');
    core.clock.tick();
    await core.statement(job.id);
  });

  test('for a slot that a stop keeps, since its engine has not confirmed', async () => {
    await withSlots(1);
    const stuck = await running();
    core.engine.onStop = () => Promise.resolve(unconfirmed);
    await core.stop(stuck.id);
    const job = await core.submit();
    // Its attempt still hangs: one slot is taken, once.
    expect(why(job)).toMatchObject({
      wait: { for: 'slot', slots: 1, unconfirmed: 0, running: [ref(stuck)] },
    });
    (await core.statement(stuck.id)).fail(new EngineError('stopped', 'late'));
    await eventually(() => core.engine.closed.length === 1, 'the attempt to end');
    expect(why(job)).toMatchObject({ wait: { for: 'slot', slots: 1, unconfirmed: 1, running: [] } });
  });
});

describe('an attempt', () => {
  test.each(['before-start', 'before-publish'] as const)('held at the gate %s says so', async (gate) => {
    core.gates.hold(gate);
    const job = await core.submit();
    if (gate === 'before-publish') await (await core.statement(job.id)).finish();
    await core.gates.held(gate);
    expect(why(job)).toMatchObject({ kind: 'attempt', attempt: 1, phase: { name: 'gate', gate } });
  });

  test('held at the gate running once the engine is done says so', async () => {
    core.gates.hold('running', 0.5);
    const job = await core.submit();
    const statement = await core.statement(job.id);
    statement.progress({ fraction: 0.6, rows: 1, bytes: 10 });
    await core.gates.held('running');
    expect(why(job)).toMatchObject({ phase: { name: 'statement' } });
    await statement.finish();
    await eventually(() => (why(job) as { phase: { gate?: string } }).phase.gate === 'running', 'the gate');
  });

  test('that compiles', async () => {
    core.compiler.hold();
    const job = await core.submit({ units: [unit('SELECT 1'), unit('SELECT 2')] });
    await eventually(() => core.compiler.compiling === 1, 'the compiler');
    expect(core.job(job.id).state).toBe('queued');
    expect(why(job)).toMatchObject({
      kind: 'attempt',
      attempt: 1,
      units: 2,
      phase: { name: 'compile', unit: 1 },
    });
  });

  test.each(['place', 'process', 'snapshot'] as const)('that waits for the engine: its %s', async (what) => {
    core.engine.opening = new Promise(() => undefined);
    const job = await core.submit();
    await eventually(() => core.engine.opened.length === 1, 'the engine to be asked');
    core.engine.opened[0]?.onWait?.(what);
    expect(why(job)).toMatchObject({ kind: 'attempt', phase: { name: `engine-${what}` } });
  });

  test('that runs tells its number, its statement, the time left and how fast it goes', async () => {
    const job = await running({ limits: { attemptMs: 3_600_000 }, units: [unit('a'), unit('b')] });
    await (await core.statement(job.id)).finish();
    await eventually(() => core.engine.running_[0]?.text === 'b', 'the second statement');
    core.clock.advance(600_000);
    (await core.statement(job.id)).progress({ fraction: 0.5, rows: 1_000, bytes: 50_000 });
    const reason = why(job);
    expect(reason).toMatchObject({
      kind: 'attempt',
      attempt: 1,
      units: 2,
      phase: { name: 'statement', unit: 2 },
      time: { limit: 'attemptMs', limitMs: 3_600_000 },
      progress: { fraction: 0.5, rows: 1_000, bytes: 50_000 },
      perSecond: { rows: expect.any(Number), bytes: expect.any(Number) },
      quietMs: expect.any(Number),
    });
    const { leftMs } = (reason as { time: { leftMs: number } }).time;
    expect(leftMs).toBeLessThanOrEqual(3_000_000);
    expect(leftMs).toBeGreaterThan(2_900_000);
  });

  test('of another node is known to be there', async () => {
    const job = await running();
    const move = {
      from: { state: 'running' },
      to: { state: 'running' },
      raisesEpoch: false,
      owner: 'take',
      spendsRetry: false,
      countsDisplaced: false,
      countsAttempt: false,
      timeline: [],
    } as const;
    const lease = { owner: 'north', until: Date.now() + 60_000 };
    await core.store.change({ job: job.id, at: 0, lease, moves: [move] });
    expect(why(job)).toEqual({ kind: 'elsewhere', node: 'north' });
  });

  test('that ended without a word leaves its job to be picked up', async () => {
    core.life.before('completed', () => Promise.reject(new StoreError('full', 'no room')));
    const job = await running();
    await (await core.statement(job.id)).finish();
    await eventually(() => core.logged.length > 0, 'the attempt to end');
    await eventually(() => why(job).kind === 'unattended', 'nobody to work on it');
    core.clock.tick();
    await core.statement(job.id);
  });
});

describe('a job that is being stopped', () => {
  test('tells cause, rung and until when the engine has before it is killed', async () => {
    const job = await running();
    let confirm = (): void => undefined;
    core.engine.onStop = () =>
      new Promise((resolve) => {
        confirm = () => resolve({ outcome: 'settled', steps: [{ step: 'interrupted', ms: 1 }] });
      });
    const stop = core.stop(job.id);
    await eventually(() => core.engine.stops.length === 1, 'the engine to be told');
    const before = Date.now();
    const reason = why(job);
    expect(reason).toMatchObject({
      kind: 'stopping',
      cause: 'user',
      requestedBy: { name: 'dev', via: 'native' },
      ladder: { rung: 'engine', killAt: expect.any(Number) },
      graceMs: 100,
      endsAs: 'stopped',
    });
    const { killAt } = (reason as { ladder: { killAt: number } }).ladder;
    expect(killAt).toBeLessThanOrEqual(before + 100);
    confirm();
    await stop;
    expect(why(job)).toMatchObject({ kind: 'stopped', receipt: { endedBy: 'interrupted' } });
  });

  test('by its limit ends as failed, by a shutdown as queued', async () => {
    const limited = await running({ limits: { attemptMs: 1_000 } });
    core.engine.onStop = () => new Promise(() => undefined);
    core.clock.advance(1_000);
    await core.state(limited.id, 'stopping');
    expect(why(limited)).toMatchObject({ cause: 'limit', endsAs: 'failed' });
    const other = await running();
    void core.jobs.close();
    await core.state(other.id, 'stopping');
    expect(why(other)).toMatchObject({ cause: 'shutdown', endsAs: 'queued' });
  });

  test('without a word of its engine is unconfirmed', async () => {
    const job = await running();
    core.engine.onStop = () => Promise.resolve(unconfirmed);
    await core.stop(job.id);
    expect(why(job)).toMatchObject({ kind: 'stopping', ladder: { rung: 'unconfirmed' } });
  });
});

describe('a job that has ended', () => {
  test('completed tells what it wrote', async () => {
    const job = await running();
    await (await core.statement(job.id)).finish(7);
    await core.state(job.id, 'completed');
    expect(why(job)).toEqual({ kind: 'completed', rows: 7, bytes: 8, files: 1 });
  });

  test.each([
    ['input-rows', { inputRowsPerTable: 10 }, { name: 'inputRowsPerTable', figure: 10 }],
    ['output-rows', { outputRows: 5 }, { name: 'outputRows', figure: 5 }],
    ['memory', {}, { name: 'memoryBytes', figure: undefined }],
  ] as const)('failed by the limit %s names it and its figure', async (limit, limits, expected) => {
    const job = await running({ limits });
    (await core.statement(job.id)).fail(new EngineError('limit', 'too much', { limit }));
    await core.state(job.id, 'failed');
    expect(why(job)).toEqual({
      kind: 'failed',
      error: { kind: limit, message: 'too much', unit: 1 },
      limit: expected,
    });
  });

  test('failed by its time names that limit', async () => {
    const job = await running({ limits: { attemptMs: 1_000 } });
    core.clock.advance(1_000);
    await core.state(job.id, 'failed');
    expect(why(job)).toMatchObject({
      error: { kind: 'time-limit' },
      limit: { name: 'attemptMs', figure: 1_000 },
    });
  });

  test('failed for another reason names no limit', async () => {
    const job = await running();
    (await core.statement(job.id)).fail(new EngineError('user', 'Division by zero'));
    await core.state(job.id, 'failed');
    expect(why(job)).toEqual({
      kind: 'failed',
      error: { kind: 'user', message: 'Division by zero', unit: 1 },
    });
  });

  test('stopped before it began has its receipt', async () => {
    await withSlots(0);
    const job = await core.submit();
    await core.stop(job.id);
    expect(why(job)).toMatchObject({ kind: 'stopped', receipt: { endedBy: 'dequeued', wasState: 'queued' } });
  });
});
