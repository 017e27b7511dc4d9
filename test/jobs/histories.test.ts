import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Job } from '../../src/jobs/job.ts';
import type { StopResult } from '../../src/jobs/jobs.ts';
import { hasEnded } from '../../src/jobs/lifecycle.ts';
import { EngineError } from '../../src/ports/engine.ts';
import { CoreHarness, eventually } from './core-harness.ts';

/** What may happen to a core, in any order and without waiting for what happened before. */
type Step =
  | { readonly do: 'submit' | 'load'; readonly tenant: string }
  | { readonly do: 'stop' | 'finish' | 'progress' | 'upload' | 'chunk'; readonly which: number }
  | {
      readonly do: 'fail';
      readonly which: number;
      readonly kind: 'temporary' | 'displaced' | 'user' | 'crashed';
    }
  | { readonly do: 'breathe'; readonly turns: number }
  | { readonly do: 'advance'; readonly ms: number }
  | { readonly do: 'tick' | 'crash' | 'ledgers away' | 'ledgers back' };

const which = fc.nat({ max: 9 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('submit' as const, 'load' as const),
      tenant: fc.constantFrom('dev', 'other'),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('stop' as const, 'finish' as const), which }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('progress' as const, 'upload' as const), which }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('chunk' as const), which }) },
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
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('ledgers away' as const, 'ledgers back' as const) }),
  },
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

/** Answers that the core still owes. */
class Owed {
  readonly #answers = new Set<Promise<void>>();
  readonly failed: unknown[] = [];

  get size(): number {
    return this.#answers.size;
  }

  add(answer: Promise<unknown>): void {
    const told = answer
      .then(
        () => undefined,
        (error: unknown) => void this.failed.push(error),
      )
      .finally(() => this.#answers.delete(told));
    this.#answers.add(told);
  }

  /** A core that has crashed answers nobody. */
  forget(): void {
    this.#answers.clear();
  }
}

async function play(core: CoreHarness, steps: readonly Step[]): Promise<void> {
  const answered: string[] = [];
  const stops: { readonly id: string; result?: StopResult }[] = [];
  /** Rows of a load when its user was told that it stopped. */
  const written = new Map<string, number>();
  const owed = new Owed();
  const ledgers = core.engine.ledgers;
  let away = false;
  const now = <T>(items: readonly T[], index: number): T | undefined =>
    items[index % Math.max(1, items.length)];

  for (const one of steps) {
    if (one.do === 'submit') {
      owed.add(core.submit({ tenant: one.tenant, retries: 1 }).then((job) => answered.push(job.id)));
    } else if (one.do === 'load') {
      const load = core.submitLoad({ tenant: one.tenant, retries: 1 }).then(
        async ({ id }) => {
          answered.push(id);
          await core.upload(id);
          await core.ready(id);
        },
        () => undefined,
      );
      owed.add(load.catch(refused));
    } else if (one.do === 'upload') {
      const id = now(answered, one.which);
      if (id !== undefined) owed.add(core.upload(id).catch(refused));
    } else if (one.do === 'chunk') {
      const load = now(core.engine.loading, one.which);
      if (load !== undefined && ledgers.of(load.handle.job).rows.length < ledgers.size - 2) load.chunk(1, 1);
    } else if (one.do === 'ledgers away' || one.do === 'ledgers back') {
      away ||= one.do === 'ledgers away';
      ledgers.sealError = one.do === 'ledgers away' ? new EngineError('unavailable', 'no engine') : undefined;
    } else if (one.do === 'stop') {
      const id = now(answered, one.which);
      if (id === undefined) continue;
      const stop: (typeof stops)[number] = { id };
      stops.push(stop);
      const answer = core.stop(id).then((result) => {
        stop.result = result;
        const stopped = core.store.get(id)?.state === 'stopped';
        if (result.won && stopped) written.set(id, ledgers.of(id).rows.length);
        // Said only when it is certain, which it is not while nobody can say what was written.
        if (away && !stopped) expect(result.won ? result.receipt.endedBy : 'unconfirmed').toBe('unconfirmed');
        else if (result.won) expect(core.store.get(id)?.state).toBe('stopped');
        else expect(hasEnded(core.store.get(id)?.state ?? 'queued')).toBe(true);
      });
      owed.add(answer);
    } else if (one.do === 'finish') {
      void now([...core.engine.running_, ...core.engine.loading], one.which)?.finish();
    } else if (one.do === 'progress') {
      now(core.engine.running_, one.which)?.progress({ fraction: 0.5, rows: 1, bytes: 1 });
    } else if (one.do === 'fail') {
      now([...core.engine.running_, ...core.engine.loading], one.which)?.fail(
        new EngineError(one.kind, 'made'),
      );
    } else if (one.do === 'breathe') {
      for (let turn = 0; turn < one.turns; turn++) await new Promise(setImmediate);
    } else if (one.do === 'advance') {
      core.clock.advance(one.ms);
    } else if (one.do === 'tick') {
      core.clock.tick();
    } else {
      core.crash();
      owed.forget();
      await core.start();
    }
  }

  await finishAll(core, answered, owed);
  for (const id of answered) {
    const job = core.store.get(id);
    const files = core.files().filter((name) => name.includes(id));
    const made = job?.family === 'bulk-data' ? 2 : 1;
    expect(files.filter((name) => !name.includes('.0.0.'))).toHaveLength(
      job?.state === 'completed' ? made : 0,
    );
    expect(job?.units[0]?.files.length === made).toBe(job?.state === 'completed');
    if (job?.family === 'bulk-data') loaded(core, job, written.get(id));
    expect(job?.owner).toBeUndefined();
    expect(job?.retriesLeft).toBeGreaterThanOrEqual(0);
    const won = stops.filter((stop) => stop.id === id && stop.result?.won === true);
    expect(won.length).toBeLessThanOrEqual(1);
    if (won.length === 1) expect(job?.state).toBe('stopped');
    if (job?.state === 'stopped') expect(core.jobs.receipt(id)?.jobId).toBe(id);
    else expect(core.jobs.receipt(id)).toBeUndefined();
  }
}

/** The job says of its rows what the ledger has, each once; nothing came after a stop was answered. */
function loaded(core: CoreHarness, job: Job, whenStopped: number | undefined): void {
  const ledger = core.engine.ledgers.of(job.id);
  const { source } = job.intake ?? {};
  if (source !== undefined) expect(core.files()).toContain(`${job.id}.0.0.${source.part}`);
  expect(core.store.fileByName(job.id)?.part).toBe(source?.part);
  const { succeeded, failed } = core.engine.ledgers.counts(job.id);
  if (job.attempts === 0) expect(ledger.rows).toEqual([]);
  else expect(job.units[0]?.loaded).toMatchObject({ succeeded, failed });
  if (job.state === 'completed') expect(ledger.rows).toHaveLength(core.engine.ledgers.size);
  if (job.state === 'stopped') expect(core.jobs.receipt(job.id)?.rowsWritten).toBe(succeeded);
  if (whenStopped !== undefined) expect(ledger.rows).toHaveLength(whenStopped);
  const epochs = ledger.rows.map(({ epoch }) => epoch);
  expect(epochs).toEqual([...epochs].sort((a, b) => a - b));
}

/** Files go as a history ends: an upload that is still under way then finds no folder. */
function refused(error: unknown): void {
  expect(['NotOpen', 'NoSuchJob', 'ShuttingDown', 'StoreError', 'ENOENT', 'ENOTDIR']).toContain(
    error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.name) : error,
  );
}

/** Lets everything that still can end do so. */
async function finishAll(core: CoreHarness, answered: readonly string[], owed: Owed): Promise<void> {
  const over = (): boolean =>
    owed.size === 0 &&
    core.store.owned().length === 0 &&
    answered.every((id) => hasEnded(core.store.get(id)?.state ?? 'queued'));
  await eventually(() => {
    core.clock.tick();
    core.clock.advance(6_000);
    core.engine.ledgers.sealError = undefined;
    for (const statement of core.engine.running_) void statement.finish();
    for (const load of [...core.engine.loading]) load.finish();
    for (const id of answered) if (core.store.get(id)?.state === 'open') owed.add(core.stop(id));
    return over();
  }, 'every job to end');
  expect(owed.failed).toEqual([]);
}
