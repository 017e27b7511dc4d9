import { beforeEach, expect, test } from 'vitest';
import { Lab } from '../../src/lab/lab.ts';
import type { RuleInput } from '../../src/lab/rule.ts';
import { rulesPart } from '../../src/lab/state/rules-part.ts';
import type { GateContext, GatePoint } from '../../src/ports/gates.ts';
import type { Job } from '../../src/ports/job.ts';
import { MovingClock } from '../support/moving-clock.ts';

let clock: MovingClock;
let lab: Lab;
let jobs: Map<string, Partial<Job>>;
let done: string[];
const JOB = '7b1f0c52-0d0e-4c5e-9a77-2f6f4f6f0a11';
const held: RuleInput = { at: 'before-publish', do: { hold: true } };

beforeEach(() => {
  clock = new MovingClock();
  done = [];
  jobs = new Map([[JOB, { id: JOB, family: 'data-query', units: [], limits: {} }]]);
  lab = new Lab({
    // Machine time that the test moves: what a rule waits for is nothing else.
    time: { ...clock.machine, now: () => clock.business.now(), after: clock.business.after },
    engine: {
      killEngine: async (tenant) => void done.push(`killed ${tenant}`),
      freezeEngine: async (tenant) => void done.push(`frozen ${tenant}`),
    },
    advance: (ms) => done.push(`advanced ${ms}`),
    faults: () => [
      { family: 'data-query', refusals: [], endings: new Map([['LINK_10000002', 'time-limit']]) },
      { family: 'bulk-data', refusals: [], endings: new Map() },
    ],
    jobs: () => ({
      get: (id) => jobs.get(id) as Job | undefined,
      fileByName: () => undefined,
      watch: () => () => undefined,
    }),
  });
});

const pass = (point: GatePoint, context: GateContext = {}, signal?: AbortSignal): Promise<void> =>
  lab.gates.pass(
    point,
    { job: JOB, tenant: 'dev', family: 'data-query', unit: 1, epoch: 1, ...context },
    signal,
  );

async function isOpen(passage: Promise<void>): Promise<boolean> {
  let open = false;
  void passage.then(() => {
    open = true;
  });
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  return open;
}

test('without rules every gate is open', async () => {
  expect(await isOpen(pass('running'))).toBe(true);
});

test('a hold keeps what passes until it is released, and says who waits', async () => {
  const { id } = lab.add(held);
  const passage = pass('before-publish');
  expect(await isOpen(passage)).toBe(false);
  expect((await lab.waitFor(id)).waiting).toEqual([{ jobId: JOB, since: expect.stringMatching(/Z$/) }]);
  expect(lab.release(id).waiting).toEqual([]);
  await passage;
  expect(lab.get(id).matched).toBe(1);
});

test('whoever waits for a holder is answered when one comes', async () => {
  const { id } = lab.add(held);
  const found = lab.waitFor(id);
  const passage = pass('before-publish');
  expect((await found).waiting).toHaveLength(1);
  lab.release(id);
  await passage;
});

test('a rule acts as often as it says, then no more, and stays listed with what it caught', async () => {
  const { id } = lab.add({ at: 'before-start', do: { fail: { message: 'no' } }, times: 2 });
  await expect(pass('before-start')).rejects.toThrow('no');
  await expect(pass('before-start')).rejects.toThrow('no');
  await pass('before-start');
  expect(lab.list()).toMatchObject([{ id, matched: 2, times: 2 }]);
});

test('a rule left behind ends by its ttl in machine time, and lets go what it holds', async () => {
  lab.add({ ...held, ttl: '1m' });
  const passage = pass('before-publish');
  clock.advance(59_000);
  expect(await isOpen(passage)).toBe(false);
  clock.advance(1000);
  await passage;
  expect(lab.list()).toEqual([]);
});

test('a removed rule lets go what it holds', async () => {
  const { id } = lab.add(held);
  const passage = pass('before-publish');
  lab.remove(id);
  await passage;
  expect(() => lab.get(id)).toThrow('There is no rule');
});

test('a stop never waits for a hold, a delay or what would come after', async () => {
  lab.add({ ...held, times: 'always' });
  lab.add({ at: 'before-publish', do: { delay: '1h' } });
  lab.add({ at: 'before-publish', do: { killEngine: true } });
  const stop = new AbortController();
  const passage = pass('before-publish', {}, stop.signal);
  stop.abort();
  await passage;
  expect(done).toEqual([]);
  await pass('before-publish', {}, stop.signal);
});

test('two rules that hold one job have both to let go', async () => {
  const [one, two] = [lab.add(held), lab.add(held)];
  const passage = pass('before-publish');
  lab.release(one.id);
  expect(await isOpen(passage)).toBe(false);
  lab.release(two.id);
  await passage;
});

test('rules for a track id act among the others in the order they were made, and on nothing that has another', async () => {
  const advances = (advance: string, trackId?: string): unknown =>
    lab.add({
      ...(trackId !== undefined && { match: { trackId } }),
      at: 'running',
      do: { advance },
      times: 'always',
    });
  advances('1ms');
  advances('2ms', 'mine');
  advances('3ms', 'theirs');
  advances('4ms');
  for (const [unit, trackId] of ['mine', 'theirs', 'nobody’s', undefined].entries())
    await pass('running', { unit, ...(trackId !== undefined && { trackId }) });
  expect(done.join()).toBe([1, 2, 4, 1, 3, 4, 1, 4, 1, 4].map((ms) => `advanced ${ms}`).join());
});

test('release of what nobody holds is refused, and says how to wait', () => {
  const { id } = lab.add(held);
  expect(() => lab.release(id)).toThrow(`Nothing waits at rule ${id} (it has acted 0 times)`);
});

test('at running a rule acts once on each unit of an attempt, however often the work tells of itself', async () => {
  const { id } = lab.add({ at: 'running', do: { delay: 0 }, times: 'always' });
  const first = pass('running', { fraction: 0 });
  clock.advance(1);
  await first;
  for (const fraction of [0.2, 0.5, 1]) await pass('running', { fraction });
  expect(lab.get(id).matched).toBe(1);
  const second = pass('running', { fraction: 0, unit: 2 });
  const third = pass('running', { fraction: 0, epoch: 2 });
  clock.advance(1);
  await Promise.all([second, third]);
  expect(lab.get(id).matched).toBe(3);
});

test('a share of the work is waited for', async () => {
  lab.add({ match: { fraction: 0.5 }, at: 'running', do: { killEngine: true } });
  await pass('running', { fraction: 0.4 });
  expect(done).toEqual([]);
  await pass('running', { fraction: 0.6 });
  expect(done).toEqual(['killed dev']);
});

test.each<[string, RuleInput['match'], GateContext, boolean]>([
  ['its tenant', { tenant: 'dev' }, {}, true],
  ['another tenant', { tenant: 'other' }, {}, false],
  ['its family', { family: 'data-query' }, {}, true],
  ['another family', { family: 'bulk-data' }, {}, false],
  ['its track id', { trackId: 'a' }, { trackId: 'a' }, true],
  ['another track id', { trackId: 'a' }, { trackId: 'b' }, false],
  ['no track id', { trackId: 'a' }, {}, false],
  ['its job', { job: JOB }, {}, true],
  ['another job', { job: JOB }, { job: '00000000-0000-4000-8000-000000000000' }, false],
  ['its unit', { unit: 2 }, { unit: 2 }, true],
  ['another unit', { unit: 2 }, { unit: 1 }, false],
])('a rule of %s', async (_, match, context, matches) => {
  lab.add({ ...(match && { match }), at: 'before-publish', do: { fail: {} } });
  const outcome = await pass('before-publish', context).then(
    () => false,
    () => true,
  );
  expect(outcome).toBe(matches);
});

test('a query is found by a piece of it, in the unit that is named', async () => {
  const query = (text: string) => ({ query: { text } });
  jobs.set(JOB, {
    id: JOB,
    family: 'data-query',
    units: [
      { unit: 1, ...query('select a') },
      { unit: 2, ...query('select b') },
    ] as unknown as Job['units'],
  });
  lab.add({ match: { queryContains: 'select b', unit: 1 }, at: 'before-publish', do: { fail: {} } });
  await pass('before-publish');
  lab.add({ match: { queryContains: 'select b' }, at: 'before-publish', do: { fail: {} } });
  await expect(pass('before-publish')).rejects.toThrow();
});

test('a job fails as the code says, and is retried only where the rule or its kind says so', async () => {
  lab.add({ at: 'running', do: { fail: { code: 'LINK_10000002' } } });
  await expect(pass('running')).rejects.toMatchObject({ kind: 'time-limit', retryable: undefined });
  lab.add({ at: 'running', do: { fail: { retryable: true } } });
  await expect(pass('running', { epoch: 2 })).rejects.toMatchObject({ kind: 'temporary', retryable: true });
  lab.add({ at: 'running', do: { fail: { message: 'bad data' } } });
  await expect(pass('running', { epoch: 3 })).rejects.toMatchObject({ kind: 'user', message: 'bad data' });
});

test('an hour that is more than a job may take does not let its work come through', async () => {
  jobs.set(JOB, { id: JOB, family: 'data-query', units: [], limits: { attemptMs: 3_600_000 } });
  const { id } = lab.add({ at: 'running', do: { advance: '1h' } });
  const stop = new AbortController();
  const passage = pass('running', {}, stop.signal);
  expect(await isOpen(passage)).toBe(false);
  expect(done).toEqual(['advanced 3600000']);
  expect(lab.get(id).waiting).toHaveLength(1);
  stop.abort();
  await passage;
});

test('in bulk data a unit that fails is a row: told before each attempt, and no gate fails for it', async () => {
  const job = { family: 'bulk-data' };
  lab.add({ match: { unit: 3 }, at: 'running', do: { fail: { message: 'not this one' } } });
  jobs.set(JOB, { id: JOB, ...job, units: [], limits: {} });
  await pass('running', { ...job, unit: 3 });
  const rows = () => lab.gates.refusedRows?.({ job: JOB, tenant: 'dev', ...job });
  expect(rows()).toEqual([{ row: 3, message: 'not this one' }]);
  expect(rows()).toEqual([{ row: 3, message: 'not this one' }]);
  expect(lab.gates.refusedRows?.({ job: 'another', tenant: 'dev', ...job })).toEqual([]);
});

test('a rule of a tenant acts on nothing of others, and is not there for them', async () => {
  const { id, match } = lab.add(held, 'dev');
  expect(match).toEqual({ tenant: 'dev' });
  await pass('before-publish', { tenant: 'other' });
  expect(() => lab.get(id, 'other')).toThrow('There is no rule');
  expect(lab.list('other')).toEqual([]);
  expect(lab.removeAll('other')).toBe(0);
  expect(() => lab.add({ ...held, match: { tenant: 'other' } }, 'dev')).toThrow('is not your tenant');
});

test('a rule put back from what was kept is of the same scenario, and acts in its families alone', async () => {
  const part = rulesPart(lab);
  lab.addScenario('three-hours-later');
  part.restore(JSON.parse(JSON.stringify(part.save())));
  const families = ['aqua', 'data-query', 'query-runs'];
  expect(lab.list()).toMatchObject([{ scenario: 'three-hours-later', families, matched: 0 }]);
  const load = '00000000-0000-4000-8000-000000000000';
  jobs.set(load, { id: load, family: 'bulk-data', units: [], limits: {} });
  await pass('running', { job: load, family: 'bulk-data' });
  expect(done).toEqual([]);
  await pass('running');
  expect(done).toEqual(['advanced 10800000']);
});

test('rules are not without number: who leaves a thousand behind is told', () => {
  for (let made = 0; made < 1000; made++) lab.add(held);
  expect(() => lab.add(held)).toThrow('There are 1000 rules');
});
