import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EngineError } from '../../src/ports/engine.ts';
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
