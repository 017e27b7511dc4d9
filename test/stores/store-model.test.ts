import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Intake, JobState, StopCause } from '../../src/jobs/job.ts';
import { EVENTS, hasEnded, type LifecycleEvent, lifecycleState, next } from '../../src/jobs/lifecycle.ts';
import type { ChangeResult } from '../../src/ports/store.ts';
import type { SqliteStore } from '../../src/stores/sqlite/open.ts';
import { changeFor, lease, limits, newJob } from './job-values.ts';
import { openIn, temporaryDirectory } from './open-sqlite.ts';

/**
 * Random histories on the real store, against a model that knows nothing but the lifecycle's table. Several writers
 * are in flight at once: what one command sends is answered in order, as one process would see it.
 */

interface ModelJob {
  state: JobState;
  stopCause: StopCause | undefined;
  epoch: number;
  owner: string | undefined;
  retriesLeft: number;
  displaced: number;
  attempts: number;
  file: string | undefined;
  /** Parts of files received; the last is its source. */
  received: number;
  readonly session: string | undefined;
}

interface Model {
  readonly jobs: Map<string, ModelJob>;
  readonly ids: string[];
}

interface Real {
  store: SqliteStore;
  readonly directory: string;
}

const OWNERS = ['a', 'b'];
/** Few retries, so that histories run out of them. */
const RETRIES = 3;
const MAX_QUEUED = 4;
const OPEN_LIFE_MS = 5_000;

type Pick = { readonly job: number; readonly owner: number; readonly stale: boolean };

const waiting = (model: Model) =>
  [...model.jobs.values()].filter((job) => job.state === 'queued' && job.owner === undefined).length;

class Submit implements fc.AsyncCommand<Model, Real> {
  readonly session: string | undefined;
  readonly state: 'open' | 'queued';
  constructor(session: string | undefined, state: 'open' | 'queued') {
    this.session = session;
    this.state = state;
  }
  check = () => true;
  async run(model: Model, { store }: Real): Promise<void> {
    const { state } = this;
    const job = {
      ...newJob({
        ...limits({ maxQueued: MAX_QUEUED, openLifeMs: OPEN_LIFE_MS }),
        retries: RETRIES,
        ...(this.session !== undefined && { session: { key: this.session, advances: true, offsetMs: 0 } }),
      }),
      state,
    };
    const full = waiting(model) >= MAX_QUEUED;
    const outcome = await store.submit(job).then(
      () => 'taken',
      () => 'refused',
    );
    expect(outcome).toBe(full ? 'refused' : 'taken');
    if (full) {
      expect(store.get(job.id)).toBeUndefined();
      return;
    }
    model.ids.push(job.id);
    model.jobs.set(job.id, {
      state,
      stopCause: undefined,
      epoch: 0,
      owner: undefined,
      retriesLeft: RETRIES,
      displaced: 0,
      attempts: 0,
      file: undefined,
      received: 0,
      session: this.session,
    });
    heads(model, store);
  }
  toString = () => `submit ${this.state} ${this.session ?? ''}`;
}

/** One event of the lifecycle, or two at once that race, on one job. */
class Happens implements fc.AsyncCommand<Model, Real> {
  readonly events: readonly LifecycleEvent[];
  readonly pick: Pick;
  constructor(events: readonly LifecycleEvent[], pick: Pick) {
    this.events = events;
    this.pick = pick;
  }
  check = (model: Readonly<Model>) => model.ids.length > 0;
  async run(model: Model, { store }: Real): Promise<void> {
    const id = model.ids[this.pick.job % model.ids.length] ?? '';
    const job = model.jobs.get(id);
    if (job === undefined) throw new Error('the model has no such job');
    const owner = OWNERS[this.pick.owner] ?? 'a';
    // What a runner believes, at the time when all of these were sent.
    const epoch = this.pick.stale ? job.epoch - 1 : job.epoch;
    const seen = this.pick.stale ? job.received + 1 : job.received;
    const sent = this.events.map((event) => {
      const { fenced } = EVENTS[event];
      return store.change(
        changeFor(event, id, {
          lease: lease(owner),
          ...(fenced ? { guard: { epoch, owner } } : {}),
          ...(event === 'claim' ? { guard: { unclaimed: true, firstOfSession: true as const } } : {}),
          ...(event === 'ready' ? { guard: sourceIs(seen) } : {}),
          ...(event === 'receive' ? { guard: sourceIs(seen), intake: received(id, seen + 1) } : {}),
          ...(event === 'complete'
            ? {
                units: [
                  {
                    unit: 1,
                    state: 'completed' as const,
                    rows: 1,
                    files: [{ name: `${id}-${epoch}`, epoch, bytes: 1, sha256: '' }],
                  },
                ],
              }
            : {}),
        }),
      );
    });
    for (const [index, answer] of (await Promise.all(sent)).entries()) {
      const event = this.events[index] ?? 'stop';
      agree(answer, expected(model, job, event, { owner, epoch, seen }), event);
    }
    compare(store, id, job);
    heads(model, store);
  }
  toString = () => `${this.events.join(' with ')} ${JSON.stringify(this.pick)}`;
}

class Reopen implements fc.AsyncCommand<Model, Real> {
  check = () => true;
  async run(model: Model, real: Real): Promise<void> {
    await real.store.close();
    real.store = await openIn(real.directory);
    for (const [id, job] of model.jobs) compare(real.store, id, job);
    heads(model, real.store);
    const owned = [...model.jobs].filter(([, job]) => job.owner !== undefined).map(([id]) => id);
    expect(real.store.owned().map((job) => job.id)).toEqual(owned);
  }
  toString = () => 'crash and open again';
}

/** Jobs of one session have their turn one after another. */
function waitsForSession({ jobs }: Model, job: ModelJob): boolean {
  for (const other of jobs.values()) {
    if (other === job) return false;
    if (job.session !== undefined && other.session === job.session && !hasEnded(other.state)) return true;
  }
  return false;
}

/** The head of the one lane is the first job that may be claimed. */
function heads(model: Model, store: SqliteStore): void {
  const first = [...model.jobs].find(
    ([, job]) => job.state === 'queued' && job.owner === undefined && !waitsForSession(model, job),
  );
  expect(store.queueHeads(Number.MAX_SAFE_INTEGER).map(({ id }) => id)).toEqual(first ? [first[0]] : []);
}

/** Carries an event out on the model; answers whether it changed anything. */
function expected(
  model: Model,
  job: ModelJob,
  event: LifecycleEvent,
  { owner, epoch, seen }: { readonly owner: string; readonly epoch: number; readonly seen: number },
): boolean {
  const outcome = next(lifecycleState(job), event);
  if ('refused' in outcome || outcome.to === 'removed') return false;
  if (EVENTS[event].fenced && (job.epoch !== epoch || job.owner !== owner)) return false;
  if (event === 'claim' && (job.owner !== undefined || waitsForSession(model, job))) return false;
  if ((event === 'receive' || event === 'ready') && job.received !== seen) return false;
  if (outcome.needsStart === true && job.attempts === 0) return false;
  const [state, cause] = outcome.to.split('/') as [JobState, StopCause | undefined];
  const ended = hasEnded(state);
  job.state = state;
  if (cause !== undefined) job.stopCause = cause;
  else if (state === 'stopped') job.stopCause = 'user';
  else if (!ended) job.stopCause = undefined;
  if (outcome.raisesEpoch === true) job.epoch += 1;
  if (outcome.owner === 'take') job.owner = owner;
  if (outcome.owner === 'drop') job.owner = undefined;
  if (outcome.spendsRetry === true) job.retriesLeft -= 1;
  if (outcome.countsDisplaced === true) job.displaced += 1;
  if (outcome.countsAttempt === true) job.attempts += 1;
  if (event === 'complete') job.file = 'there';
  if (event === 'receive') job.received += 1;
  return true;
}

function sourceIs(part: number): { readonly source: { readonly part: number | undefined } } {
  return { source: { part: part === 0 ? undefined : part } };
}

function received(id: string, part: number): Intake {
  return { source: { name: `${id} received ${part}`, epoch: 0, part, bytes: 1, sha256: '' } };
}

function agree(answer: ChangeResult, changed: boolean, event: LifecycleEvent): void {
  expect({ event, changed: answer.changed }).toEqual({ event, changed });
}

function compare(store: SqliteStore, id: string, job: ModelJob): void {
  const { file, received: parts, session: _, ...values } = job;
  const stored = store.get(id);
  // One file at most can be found, the last; only while the job waits for it does its life end without its own end.
  expect(stored?.intake?.source?.part).toBe(parts === 0 ? undefined : parts);
  for (let part = 1; part <= parts; part++)
    expect(store.fileByName(`${id} received ${part}`) !== undefined).toBe(part === parts);
  expect(store.expired(Number.MAX_SAFE_INTEGER, 100).includes(id)).toBe(job.state === 'open');
  expect(stored).toMatchObject(values);
  // Never a file without a completed job, nor a completed job without its file.
  expect(stored?.units[0]?.files.length === 1).toBe(file !== undefined);
  expect(file !== undefined).toBe(job.state === 'completed');
}

const event = fc.constantFrom(
  ...(Object.keys(EVENTS) as LifecycleEvent[]).filter((name) => name !== 'expire'),
);
/** What takes a job further comes more often than what ends it, so that histories get long. */
const usual = fc.constantFrom<LifecycleEvent>(
  'receive',
  'ready',
  'claim',
  'start',
  'claim',
  'start',
  'complete',
  'stop',
  'retry',
  'settle',
);
const pick = fc.record({
  job: fc.nat({ max: 7 }),
  owner: fc.constantFrom(0, 0, 0, 1),
  stale: fc.constantFrom(false, false, false, true),
});

const submit = fc
  .tuple(fc.constantFrom(undefined, 'a', 'a', 'b'), fc.constantFrom('open' as const, 'queued' as const))
  .map(([session, state]) => new Submit(session, state));

/** Each is as likely: a store is opened again now and then, since that takes longer than all else together. */
const commands = [
  submit,
  submit,
  fc.tuple(usual, pick).map(([one, of]) => new Happens([one], of)),
  fc.tuple(usual, pick).map(([one, of]) => new Happens([one], of)),
  fc.tuple(usual, usual, usual, pick).map(([one, two, three, of]) => new Happens([one, two, three], of)),
  fc.tuple(event, event, pick).map(([one, other, of]) => new Happens([one, other], of)),
  fc.tuple(usual, pick).map(([one, of]) => new Happens([one], of)),
  fc.tuple(usual, pick).map(([one, of]) => new Happens([one], of)),
  fc.tuple(event, pick).map(([one, of]) => new Happens([one], of)),
  fc.tuple(event, event, pick).map(([one, other, of]) => new Happens([one, other], of)),
  fc.tuple(usual, usual, usual, pick).map(([one, two, three, of]) => new Happens([one, two, three], of)),
  fc.constant(new Reopen()),
];

test('any history of submits, claims, runs, stops, retries and crashes is what the lifecycle says', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 60 }), async (history) => {
      const directory = temporaryDirectory();
      const real: Real = { store: await openIn(directory.path), directory: directory.path };
      try {
        await fc.asyncModelRun(() => ({ model: { jobs: new Map(), ids: [] }, real }), history);
      } finally {
        await real.store.close();
        directory.remove();
      }
    }),
    { numRuns: Number(process.env['SLUICE_TEST_RUNS'] ?? 40) },
  );
});
