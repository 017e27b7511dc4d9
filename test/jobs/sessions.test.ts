import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EngineError } from '../../src/ports/engine.ts';
import { unit } from '../stores/job-values.ts';
import { CoreHarness, eventually } from './core-harness.ts';

let core: CoreHarness;
beforeEach(async () => {
  core = await new CoreHarness().start();
});
afterEach(() => core.end());

const session = { key: 'partner/project', advances: true, offsetMs: 0 };

/** Texts of what the engine is running. */
const running = () => core.engine.running_.map(({ handle }) => handle.job);

describe('jobs of one session', () => {
  test('run one after another in the order they were submitted, however the one before ends', async () => {
    const jobs = [];
    for (let n = 0; n < 4; n++) jobs.push(await core.submit({ session }));
    const [first, second, third, fourth] = jobs.map(({ id }) => id);
    const beside = await core.submit();
    await core.statement(beside.id);
    await (await core.statement(first)).finish();
    const statement = await core.statement(second);
    expect(running()).toEqual([beside.id, second]);
    statement.fail(new EngineError('user', 'Division by zero'));
    await core.statement(third);
    await core.stop(third ?? '');
    await core.statement(fourth);
    expect(running()).toEqual([beside.id, fourth]);
  });

  test('wait while one before them waits for its retry', async () => {
    const first = await core.submit({ session });
    const second = await core.submit({ session });
    (await core.statement(first.id)).fail(new EngineError('temporary', 'not now'));
    await core.state(first.id, 'queued');
    expect(core.jobs.why(second.id)?.reason).toMatchObject({
      kind: 'waiting',
      wait: { for: 'session', job: { id: first.id, tenant: 'dev', userId: 'user-1' } },
    });
    core.clock.advance(1_000);
    await (await core.statement(first.id)).finish();
    await core.statement(second.id);
  });

  test('keep their turns over a crash', async () => {
    const first = await core.submit({ session });
    const second = await core.submit({ session });
    await core.statement(first.id);
    core.crash();
    await core.start();
    await core.statement(first.id);
    expect(core.job(second.id)).toMatchObject({ state: 'queued', owner: undefined });
    await (await core.statement(first.id)).finish();
    await core.statement(second.id);
    await eventually(() => running().length === 1, 'the second alone');
  });
});

describe('a job of a session', () => {
  const named = (...names: string[]) => names.map((name) => ({ ...unit(name), identity: name }));
  const second = (ms: number) => Math.floor(ms / 1_000) * 1_000;
  const windowsAsked = () => core.compiler.requests.map(({ query, window }) => [query.text, window?.since]);

  beforeEach(() => {
    core.engine.auto = true;
  });

  async function run(values: Parameters<typeof core.submit>[0] = {}) {
    const job = await core.submit({ session, units: named('a', 'b'), ...values });
    return core.state(job.id, 'completed');
  }

  test('takes everything first, then what changed since, from where the job before ended', async () => {
    const first = await run();
    expect(first.units.map(({ window }) => window)).toEqual([undefined, undefined]);
    expect(first.resumeAt).toBe(second(first.startedAt ?? 0));
    core.clock.advance(60_000);
    const next = await run({ units: named('a', 'c') });
    const { resumeAt: since, startedAt: unseenFrom } = first;
    const window = { since, until: second(next.startedAt ?? 0), unseenFrom };
    expect(next.units.map((one) => one.window)).toEqual([window, undefined]);
    expect(core.compiler.requests.map((request) => request.window)).toEqual([
      undefined,
      undefined,
      window,
      undefined,
    ]);
    expect(next.resumeAt).toBe(window.until);
  });

  test('goes on from the last one that completed and advances the session', async () => {
    const first = await run();
    core.clock.advance(60_000);
    await run({ session: { ...session, advances: false, since: 1_000 } });
    core.engine.auto = false;
    const stopped = await core.submit({ session, units: named('a') });
    await core.statement(stopped.id);
    await core.stop(stopped.id);
    core.engine.auto = true;
    const next = await run({ units: named('a') });
    expect(next.units[0]?.window?.since).toBe(first.resumeAt);
    expect(windowsAsked().slice(2, 4)).toEqual([
      ['a', 1_000],
      ['b', 1_000],
    ]);
  });

  test('whose data source has no date of change takes everything, and says so', async () => {
    await run();
    core.compiler.whole.add('a');
    const next = await run();
    expect(next.units.map(({ window }) => window !== undefined)).toEqual([false, true]);
  });

  test('leaves to the next one what was being changed when its snapshot was taken', async () => {
    const pending = second(core.clock.business.now()) - 7_500;
    core.engine.pendingSince = pending;
    const first = await run();
    expect(first.resumeAt).toBe(second(pending));
  });

  test('keeps what an earlier attempt finished, with its window; the next one begins where that ended', async () => {
    await run({ units: named('a', 'b') });
    core.engine.auto = false;
    core.clock.advance(60_000);
    const job = await core.submit({ session, units: named('a', 'b') });
    await (await core.statement(job.id)).finish();
    await eventually(() => core.engine.running_[0]?.text === 'b', 'the second statement');
    const { resumeAt, units } = core.job(job.id);
    (await core.statement(job.id)).fail(new EngineError('temporary', 'not now'));
    await core.state(job.id, 'queued');
    expect(core.job(job.id).units[1]).toMatchObject({ state: 'waiting', window: undefined });
    core.clock.advance(60_000);
    await (await core.statement(job.id)).finish();
    const ended = await core.state(job.id, 'completed');
    expect(ended.units[0]?.window).toEqual(units[0]?.window);
    expect(ended.units[1]?.window?.until).toBe((units[0]?.window?.until ?? 0) + 60_000);
    expect(ended.resumeAt).toBe(resumeAt);
  });

  test('on other data takes all of it anew', async () => {
    core.engine.auto = false;
    const job = await core.submit({ session, units: named('a', 'b') });
    await (await core.statement(job.id)).finish();
    await eventually(() => core.engine.running_[0]?.text === 'b', 'the second statement');
    (await core.statement(job.id)).fail(new EngineError('temporary', 'not now'));
    await core.state(job.id, 'queued');
    core.engine.snapshot = 'v2';
    core.engine.auto = true;
    core.clock.advance(60_000);
    const ended = await core.state(job.id, 'completed');
    expect(ended.resumeAt).toBe(second(ended.startedAt ?? 0));
  });

  test('past its life is no longer the last one of its session', async () => {
    const key = { tenant: 'dev', family: 'data-query', key: session.key };
    const { id } = await run({ limits: { lifeMs: 5_000 } });
    expect(core.jobs.lastOfSession(key, 'advancing')?.id).toBe(id);
    core.clock.advance(5_000);
    expect(core.jobs.lastOfSession(key, 'advancing')).toBeUndefined();
    expect((await run()).units[0]?.window).toBeUndefined();
  });
});
