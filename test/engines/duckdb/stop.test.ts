import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Compression } from '../../../src/ports/engine.ts';
import { EngineFixture, failure } from './engine-fixture.ts';
import { endless, neverEnding, products, text } from './trees.ts';

const GRACE_MS = 1000;
/** Issue figure: any query at all stops within the grace and this. */
const BEYOND_GRACE_MS = 500;

async function timed<T>(work: Promise<T>): Promise<T & { readonly took: number }> {
  const begun = performance.now();
  return Object.assign((await work) as T & object, { took: performance.now() - begun }) as T & {
    took: number;
  };
}

describe('stopping an ordinary statement', () => {
  // None of these tells on its host.
  let fixture: EngineFixture;
  beforeAll(async () => {
    fixture = await EngineFixture.start();
  });
  afterAll(() => fixture[Symbol.asyncDispose]());

  it.each<Compression>(['none', 'gzip', 'zip'])(
    'settles by interrupt, with %s output',
    async (compression) => {
      for (let round = 0; round < 3; round++) {
        const session = await fixture.open();
        const { ended } = await fixture.begin(session, endless(), compression);
        const stop = await fixture.engine.stop(session.handle, { graceMs: GRACE_MS });
        expect(stop).toMatchObject({ outcome: 'settled', steps: [{ step: 'interrupted' }] });
        expect((await ended).kind).toBe('stopped');
        await session.close();
        expect(await fixture.exchange()).toEqual([]);
      }
    },
  );

  it('stops what has only just been sent', async () => {
    const session = await fixture.open();
    const run = failure(session.run(endless(), fixture.output(), {}, () => {}));
    const stop = await fixture.engine.stop(session.handle, { graceMs: GRACE_MS });
    expect(stop.outcome).toBe('settled');
    expect((await run).kind).toBe('stopped');
  });

  it('leaves its neighbours running', async () => {
    const [stopped, neighbour] = await Promise.all([fixture.open(), fixture.open()]);
    const run = failure(stopped.run(endless(), fixture.output(), {}, () => {}));
    const other = fixture.run(neighbour, products(1_000));
    await fixture.engine.stop(stopped.handle, { graceMs: GRACE_MS });
    expect((await run).kind).toBe('stopped');
    expect((await other).rows).toBe(1_000_000);
  });

  it('refuses what the stopped session is asked afterwards', async () => {
    const session = await fixture.open();
    await fixture.run(session, text('a'));
    expect(await fixture.engine.stop(session.handle, { graceMs: GRACE_MS })).toEqual({
      outcome: 'settled',
      steps: [],
    });
    expect((await failure(fixture.run(session, text('b')))).kind).toBe('stopped');
  });

  it('is settled without a step where nothing runs', async () => {
    const handle = { tenant: 'nobody', job: 'none', epoch: 3 };
    expect(await fixture.engine.stop(handle, { graceMs: GRACE_MS })).toEqual({
      outcome: 'settled',
      steps: [],
    });
  });

  it('is one stop, however many ask', async () => {
    const session = await fixture.open();
    const run = failure(session.run(endless(), fixture.output(), {}, () => {}));
    const stops = await Promise.all(
      [1, 2, 3].map(() => fixture.engine.stop(session.handle, { graceMs: GRACE_MS })),
    );
    expect(new Set(stops).size).toBe(1);
    await run;
  });
});

describe('stopping a statement that does not listen', () => {
  it('kills its host within the grace and half a second, and displaces the neighbours', async () => {
    await using fixture = await EngineFixture.start();
    const [stuck, neighbour] = await Promise.all([fixture.open(), fixture.open()]);
    const pid = await fixture.hostPid();
    const [run, other] = await Promise.all([
      fixture.begin(stuck, neverEnding()),
      fixture.begin(neighbour, endless(), 'gzip'),
    ]);
    const stop = await timed(fixture.engine.stop(stuck.handle, { graceMs: GRACE_MS }));
    expect(stop.outcome).toBe('killed');
    expect(stop.steps.map(({ step }) => step)).toEqual(['interrupted', 'killed']);
    expect(stop.took).toBeGreaterThanOrEqual(GRACE_MS - 10);
    expect(stop.took).toBeLessThan(GRACE_MS + BEYOND_GRACE_MS);
    expect((await run.ended).kind).toBe('stopped');
    expect((await other.ended).kind).toBe('displaced');
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(await fixture.exchange()).toEqual([]);
  });

  it('has a new host for whoever comes next', async () => {
    await using fixture = await EngineFixture.start();
    const stuck = await fixture.open();
    const pid = await fixture.hostPid();
    const run = await fixture.begin(stuck, neverEnding());
    expect((await fixture.engine.stop(stuck.handle, { graceMs: 50 })).outcome).toBe('killed');
    await run.ended;
    await stuck.close();
    const next = await fixture.open();
    expect((await fixture.run(next, text('again'))).bytes.toString()).toBe('value\nagain\n');
    expect(await fixture.hostPid()).not.toBe(pid);
  });

  it("leaves other tenants' hosts alone", async () => {
    await using fixture = await EngineFixture.start();
    const [stuck, other] = await Promise.all([fixture.open(), fixture.open({ tenant: 'other' })]);
    const run = await fixture.begin(stuck, neverEnding());
    const elsewhere = fixture.run(other, products(1_000));
    expect((await fixture.engine.stop(stuck.handle, { graceMs: 50 })).outcome).toBe('killed');
    expect((await run.ended).kind).toBe('stopped');
    expect((await elsewhere).rows).toBe(1_000_000);
  });
});

describe('an attempt that is to be alone', () => {
  it('waits until the others have left, and holds back those after it', async () => {
    await using fixture = await EngineFixture.start();
    const first = await fixture.open();
    const order: string[] = [];
    const alone = fixture.open({ alone: true }).then((session) => {
      order.push('alone');
      return session;
    });
    const later = fixture.open().then((session) => {
      order.push('later');
      return session;
    });
    await fixture.run(first, text('still here'));
    expect(order).toEqual([]);
    await first.close();
    const session = await alone;
    await fixture.run(session, text('nobody beside'));
    expect(order).toEqual(['alone']);
    await session.close();
    await (await later).close();
    expect(order).toEqual(['alone', 'later']);
  });

  it('can be stopped while it waits', async () => {
    await using fixture = await EngineFixture.start();
    const first = await fixture.open();
    const handle = { tenant: 'dev', job: 'waits', epoch: 2 };
    const waiting = failure(fixture.engine.open({ handle, alone: true }));
    expect(await fixture.engine.stop(handle, { graceMs: GRACE_MS })).toEqual({
      outcome: 'settled',
      steps: [],
    });
    expect((await waiting).kind).toBe('stopped');
    await (await fixture.open()).close();
    await first.close();
  });
});
