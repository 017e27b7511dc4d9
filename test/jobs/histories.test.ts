import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StopResult } from '../../src/jobs/jobs.ts';
import { hasEnded } from '../../src/jobs/lifecycle.ts';
import { EngineError } from '../../src/ports/engine.ts';
import { CoreHarness, eventually } from './core-harness.ts';

/** What may happen to a core, in any order and without waiting for what happened before. */
type Step =
  | { readonly do: 'submit'; readonly tenant: string }
  | { readonly do: 'stop' | 'finish' | 'progress'; readonly which: number }
  | {
      readonly do: 'fail';
      readonly which: number;
      readonly kind: 'temporary' | 'displaced' | 'user' | 'crashed';
    }
  | { readonly do: 'breathe'; readonly turns: number }
  | { readonly do: 'advance'; readonly ms: number }
  | { readonly do: 'tick' | 'crash' };

const which = fc.nat({ max: 9 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('submit' as const), tenant: fc.constantFrom('dev', 'other') }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('stop' as const, 'finish' as const), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('progress' as const), which }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('fail' as const),
      which,
      kind: fc.constantFrom('temporary' as const, 'displaced' as const, 'user' as const, 'crashed' as const),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('breathe' as const), turns: fc.integer({ min: 1, max: 12 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('advance' as const), ms: fc.constantFrom(500, 2_000, 6_000) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('tick' as const, 'crash' as const) }) },
);

test('whatever happens, every job ends in one way, and its files agree with it', {
  timeout: 240_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
      const core = await new CoreHarness().start();
      try {
        await play(core, steps);
      } finally {
        await core.end();
      }
    }),
    { numRuns: Number(process.env['SLUICE_TEST_RUNS'] ?? 25) },
  );
});

async function play(core: CoreHarness, steps: readonly Step[]): Promise<void> {
  const answered: string[] = [];
  const stops: { readonly id: string; result?: StopResult }[] = [];
  const now = <T>(items: readonly T[], index: number): T | undefined =>
    items[index % Math.max(1, items.length)];

  for (const one of steps) {
    if (one.do === 'submit') {
      void core.submit({ tenant: one.tenant, retries: 1 }).then((job) => answered.push(job.id));
    } else if (one.do === 'stop') {
      const id = now(answered, one.which);
      if (id === undefined) continue;
      const stop: (typeof stops)[number] = { id };
      stops.push(stop);
      void core.stop(id).then((result) => {
        stop.result = result;
        // Said only when it is certain.
        if (result.won) expect(core.store.get(id)?.state).toBe('stopped');
        else expect(hasEnded(core.store.get(id)?.state ?? 'queued')).toBe(true);
      });
    } else if (one.do === 'finish') {
      void now(core.engine.running_, one.which)?.finish();
    } else if (one.do === 'progress') {
      now(core.engine.running_, one.which)?.progress({ fraction: 0.5, rows: 1, bytes: 1 });
    } else if (one.do === 'fail') {
      now(core.engine.running_, one.which)?.fail(new EngineError(one.kind, 'made'));
    } else if (one.do === 'breathe') {
      for (let turn = 0; turn < one.turns; turn++) await new Promise(setImmediate);
    } else if (one.do === 'advance') {
      core.clock.advance(one.ms);
    } else if (one.do === 'tick') {
      core.clock.tick();
    } else {
      core.crash();
      await core.start();
    }
  }

  await finishAll(core, answered);
  for (const id of answered) {
    const job = core.store.get(id);
    const files = core.files().filter((name) => name.includes(id));
    expect(files).toHaveLength(job?.state === 'completed' ? 1 : 0);
    expect(job?.units[0]?.files.length === 1).toBe(job?.state === 'completed');
    expect(job?.owner).toBeUndefined();
    expect(job?.retriesLeft).toBeGreaterThanOrEqual(0);
    const won = stops.filter((stop) => stop.id === id && stop.result?.won === true);
    expect(won.length).toBeLessThanOrEqual(1);
    if (won.length === 1) expect(job?.state).toBe('stopped');
    if (job?.state === 'stopped') expect(core.jobs.receipt(id)?.jobId).toBe(id);
    else expect(core.jobs.receipt(id)).toBeUndefined();
  }
}

/** Lets everything that still can end do so. */
async function finishAll(core: CoreHarness, answered: readonly string[]): Promise<void> {
  const over = (): boolean =>
    core.store.owned().length === 0 &&
    answered.every((id) => hasEnded(core.store.get(id)?.state ?? 'queued'));
  await eventually(() => {
    core.clock.tick();
    core.clock.advance(6_000);
    for (const statement of core.engine.running_) void statement.finish();
    return over();
  }, 'every job to end');
}
