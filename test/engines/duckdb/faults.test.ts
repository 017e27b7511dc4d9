import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { EngineFixture, failure, TENANT, until } from './engine-fixture.ts';
import { ImpatientClock } from './impatient-clock.ts';
import { endless, neverEnding, numbers } from './trees.ts';

/** Whether the process is stopped by a signal. */
async function isStopped(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
}

describe('an engine that a lab kills', () => {
  it('is gone when that resolves, swept, and back for the next statement', async () => {
    await using fixture = await EngineFixture.start();
    const session = await fixture.open();
    const { ended } = await fixture.begin(session, neverEnding());
    const pid = await fixture.hostPid();
    await fixture.engine.killEngine(TENANT);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect((await ended).kind).toBe('crashed');
    await session.close();
    expect(await fixture.exchange()).toEqual([]);
    expect((await fixture.run(await fixture.open(), numbers(1))).rows).toBe(1);
    expect(await fixture.hostPid()).not.toBe(pid);
  });

  it('displaces what ran side by side in it, and nothing of another tenant', async () => {
    await using fixture = await EngineFixture.start();
    const sessions = await Promise.all([fixture.open(), fixture.open()]);
    const runs = sessions.map((session) => failure(session.run(endless(), fixture.output(), {}, () => {})));
    const other = await fixture.open({ tenant: 'other' });
    await fixture.engine.killEngine(TENANT);
    expect((await Promise.all(runs)).map(({ kind }) => kind)).toEqual(['displaced', 'displaced']);
    expect((await fixture.run(other, numbers(1))).rows).toBe(1);
  });

  it('may be down, or never have been there', async () => {
    await using fixture = await EngineFixture.start();
    await fixture.engine.killEngine('nobody');
    await (await fixture.open()).close();
    await fixture.engine.killEngine(TENANT);
    await fixture.engine.killEngine(TENANT);
    expect((await fixture.run(await fixture.open(), numbers(1))).rows).toBe(1);
  });
});

describe('an engine that a lab freezes', () => {
  it('is killed by a stop, after the grace: an interrupt does not reach it', async () => {
    await using fixture = await EngineFixture.start();
    const session = await fixture.open();
    const { ended } = await fixture.begin(session, endless());
    const pid = await fixture.hostPid();
    await fixture.engine.freezeEngine(TENANT);
    await until(() => isStopped(pid));
    const stop = await fixture.engine.stop(session.handle, { graceMs: 50 });
    expect(stop).toMatchObject({ outcome: 'killed', steps: [{ step: 'interrupted' }, { step: 'killed' }] });
    expect((await ended).kind).toBe('stopped');
    await session.close();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect((await fixture.run(await fixture.open(), numbers(1))).rows).toBe(1);
  });

  it('goes on as soon as whoever froze it says so', async () => {
    await using fixture = await EngineFixture.start();
    const session = await fixture.open();
    await fixture.begin(session, endless());
    const pid = await fixture.hostPid();
    const [first, second] = [new AbortController(), new AbortController()];
    await fixture.engine.freezeEngine(TENANT, first.signal);
    await fixture.engine.freezeEngine(TENANT, second.signal);
    await until(() => isStopped(pid));
    const beside = fixture.open();
    first.abort();
    expect(await isStopped(pid)).toBe(true);
    second.abort();
    expect((await fixture.run(await beside, numbers(1))).rows).toBe(1);
    const stop = await fixture.engine.stop(session.handle, { graceMs: 10_000 });
    expect(stop.outcome).toBe('settled');
  });

  it('is left alone when it works on nothing, and when it was let go before it froze', async () => {
    await using fixture = await EngineFixture.start();
    const session = await fixture.open();
    await fixture.engine.freezeEngine(TENANT);
    expect((await fixture.run(session, numbers(1))).rows).toBe(1);
    await fixture.begin(session, endless());
    await fixture.engine.freezeEngine(TENANT, AbortSignal.abort());
    expect((await fixture.run(await fixture.open(), numbers(1))).rows).toBe(1);
    await fixture.engine.freezeEngine('nobody');
  });

  it('goes on by itself in the end', async () => {
    const clock = new ImpatientClock();
    await using fixture = await EngineFixture.start({ clock });
    const session = await fixture.open();
    await fixture.begin(session, endless());
    await fixture.engine.freezeEngine(TENANT);
    const beside = fixture.open();
    clock.skipLongWaits();
    expect((await fixture.run(await beside, numbers(1))).rows).toBe(1);
  });

  it('does not hold up the end of the engine, and nothing of it is left', async () => {
    await using fixture = await EngineFixture.start();
    const session = await fixture.open();
    const { ended } = await fixture.begin(session, endless());
    const pid = await fixture.hostPid();
    await fixture.engine.freezeEngine(TENANT);
    await fixture.engine.close();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect((await ended).kind).toBe('displaced');
  });

  it('of a server that was killed is ended by the next start', async () => {
    await using fixture = await EngineFixture.start();
    const session = await fixture.open();
    const { ended } = await fixture.begin(session, endless());
    const pid = await fixture.hostPid();
    await fixture.engine.freezeEngine(TENANT);
    // Another engine on the same directory finds the record, as a server's next start does.
    await using next = EngineFixture.on(fixture.directory);
    expect(await next.engine.running()).toEqual([]);
    expect((await ended).kind).toBe('crashed');
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    await session.close();
  });
});
