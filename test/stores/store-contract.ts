import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { acceptedJob } from '../../src/jobs/accepted-job.ts';
import type { Receipt } from '../../src/jobs/job.ts';
import { type JobStore, StoreRefusal } from '../../src/ports/store.ts';
import { changeFor, keptReply, lease, limits, line, newJob, unit } from './job-values.ts';

export interface OpenedStore {
  readonly store: JobStore;
  /** Ends the store and opens it again on what it kept. */
  reopen(): Promise<JobStore>;
  end(): Promise<void>;
}

const receipt = (jobId: string, endedBy: Receipt['endedBy'] = 'recorded'): Receipt => ({
  jobId,
  requestedAt: '2026-11-25T10:00:00.000Z',
  requestedBy: 'dev',
  via: 'native',
  wasState: 'running',
  steps: [],
  endedBy,
  totalMs: 1,
  filesKept: [],
  filesRemoved: [],
});

const file = (name: string, epoch = 1) => ({ name, epoch, bytes: 12, sha256: 'ab' });

/** What every store promises, whatever it is made of (ports/store.ts). */
export function storeContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`${name} keeps the contract of a job store`, () => {
    let opened: OpenedStore;
    let store: JobStore;
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => opened.end());

    /** A job that is running at epoch 1 for `node`. */
    async function running(values: Parameters<typeof newJob>[0] = {}, at = 1_000): Promise<string> {
      const job = newJob(values, at);
      await store.submit(job);
      await store.change(changeFor('claim', job.id, { lease: lease('node') }));
      await store.change(
        changeFor('start', job.id, {
          guard: { epoch: 1, owner: 'node' },
          units: [{ unit: 1, state: 'running' }],
        }),
      );
      return job.id;
    }

    describe('submit', () => {
      test('a job that was answered is there as it was handed in, and after the store is opened again', async () => {
        const job = newJob({ trackId: 'track-1', ...limits({ maxQueued: 3, lifeMs: 500 }) }, 1_234);
        await store.submit(job);
        for (const look of [() => store, () => opened.reopen()]) {
          const at = await look();
          expect(at.get(job.id)).toMatchObject({
            id: job.id,
            family: 'data-query',
            tenant: 'dev',
            lane: 'LIVE',
            principal: job.job.principal,
            scope: job.job.scope,
            zone: 'America/Los_Angeles',
            trackId: 'track-1',
            state: 'queued',
            stopCause: undefined,
            epoch: 0,
            owner: undefined,
            attempts: 0,
            retries: 3,
            retriesLeft: 3,
            displaced: 0,
            request: { sql: 'SELECT 1' },
            limits: { maxQueued: 3, lifeMs: 500 },
            error: undefined,
            submittedAt: 1_234,
            updatedAt: 1_234,
            startedAt: undefined,
            endedAt: undefined,
            expiresAt: undefined,
            units: [
              { unit: 1, name: 'SELECT 1', state: 'waiting', rows: undefined, files: [], window: undefined },
            ],
          });
          expect(at.timeline(job.id)).toEqual([line('submitted')]);
        }
      });

      test('the job is the one that its submit is answered with', async () => {
        const job = newJob({ trackId: 'track-1', ...limits({ maxQueued: 3 }) }, 1_234);
        await store.submit(job);
        expect({ ...store.get(job.id) }).toEqual(acceptedJob(job));
      });

      test('an unknown id is no job', () => {
        expect(store.get('nothing')).toBeUndefined();
        expect(store.timeline('nothing')).toEqual([]);
        expect(store.receipt('nothing')).toBeUndefined();
      });

      test('more than maxQueued waiting jobs of one tenant, family and lane are refused, and nothing of them is kept', async () => {
        const full = limits({ maxQueued: 2 });
        await store.submit(newJob(full));
        await store.submit(newJob(full));
        const third = newJob(full);
        await expect(store.submit(third)).rejects.toBeInstanceOf(StoreRefusal);
        expect(store.get(third.id)).toBeUndefined();
        await store.submit(newJob({ ...full, lane: 'WAREHOUSE' }));
        await store.submit(newJob({ ...full, tenant: 'other' }));
        await store.submit(newJob({ ...full, family: 'query-runs' }));
      });

      test('jobs that have a place to run do not count as queued, claimed or not', async () => {
        const full = limits({ maxQueued: 2, maxRunning: 1 });
        const first = newJob(full);
        await store.submit(first);
        await store.submit(newJob(full));
        await store.submit(newJob(full));
        await expect(store.submit(newJob(full))).rejects.toBeInstanceOf(StoreRefusal);
        await store.change(changeFor('claim', first.id, { lease: lease('node') }));
        await expect(store.submit(newJob(full))).rejects.toBeInstanceOf(StoreRefusal);
        await store.change(changeFor('stop', first.id));
        await store.submit(newJob(full));
      });

      test('more than maxOpen jobs that have not ended, and that no user stops, are refused', async () => {
        const full = limits({ maxOpen: 3 });
        const opens = { ...newJob(full), state: 'open' as const };
        await store.submit(opens);
        const runs = await running(full);
        await store.submit(newJob(full));
        const fourth = newJob(full);
        const refused = () =>
          expect(store.submit(fourth)).rejects.toMatchObject({ name: 'StoreRefusal', kind: 'queue-full' });
        await refused();
        expect(store.get(fourth.id)).toBeUndefined();
        await store.submit(newJob({ ...full, lane: 'WAREHOUSE' }));
        await store.change(changeFor('interrupt/shutdown', runs));
        await refused();
        await store.change(changeFor('stop', runs));
        await store.submit(fourth);
        await expect(store.submit(newJob(full))).rejects.toBeInstanceOf(StoreRefusal);
        await store.change(changeFor('stop', opens.id));
        await store.submit(newJob(full));
      });

      test('of submits at one time exactly as many are taken as the limit says', async () => {
        const outcomes = await Promise.allSettled(
          Array.from({ length: 20 }, () => store.submit(newJob(limits({ maxQueued: 7 })))),
        );
        expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(7);
        expect(store.list({ tenant: 'dev', limit: 100 }, 0)).toHaveLength(7);
      });
    });

    describe('change', () => {
      test('a claim takes ownership and raises the epoch; a second claim loses', async () => {
        const job = newJob();
        await store.submit(job);
        const claim = (owner: string) =>
          store.change(changeFor('claim', job.id, { lease: lease(owner), guard: { unclaimed: true } }));
        const [first, second] = await Promise.all([claim('a'), claim('b')]);
        expect(first).toMatchObject({ changed: true, from: { epoch: 0 }, to: { epoch: 1, owner: 'a' } });
        expect(second).toMatchObject({ changed: false, found: { state: 'queued', epoch: 1, owner: 'a' } });
        expect(store.get(job.id)).toMatchObject({ epoch: 1, owner: 'a', state: 'queued' });
      });

      test('a claim is refused when the lane is full, or when the job waits for its retry', async () => {
        await running();
        const job = newJob({}, 5_000);
        await store.submit(job);
        const claim = (guard: object) =>
          store.change(
            changeFor('claim', job.id, { lease: lease('node'), guard: { unclaimed: true, ...guard } }),
          );
        expect(await claim({ laneBelow: 1 })).toMatchObject({ changed: false });
        expect(await claim({ runnableBy: 4_999 })).toMatchObject({ changed: false });
        expect(await claim({ laneBelow: 2, runnableBy: 5_000 })).toMatchObject({ changed: true });
      });

      test('start counts the attempt and its time', async () => {
        const id = await running();
        expect(store.get(id)).toMatchObject({
          state: 'running',
          epoch: 1,
          attempts: 1,
          startedAt: 2_000,
          updatedAt: 2_000,
          units: [{ state: 'running' }],
        });
        expect(store.timeline(id).map((entry) => entry.event)).toEqual(['submitted', 'claim', 'start']);
      });

      test('a write of an older epoch, or of another owner, changes nothing', async () => {
        const id = await running();
        for (const guard of [{ epoch: 0 }, { epoch: 2 }, { epoch: 1, owner: 'other' }]) {
          expect(await store.change(changeFor('complete', id, { guard }))).toMatchObject({ changed: false });
        }
        expect(store.get(id)).toMatchObject({ state: 'running' });
        expect(store.timeline(id)).toHaveLength(3);
      });

      test('a completion keeps rows and file, frees the owner, and begins the life after the end', async () => {
        const id = await running(limits({ lifeMs: 500 }));
        const units = [{ unit: 1, state: 'completed' as const, rows: 3, files: [file('result.csv')] }];
        await store.change(changeFor('complete', id, { at: 3_000, units }));
        expect(store.get(id)).toMatchObject({
          state: 'completed',
          owner: undefined,
          endedAt: 3_000,
          updatedAt: 3_000,
          expiresAt: 3_500,
          units: [{ state: 'completed', rows: 3, files: [file('result.csv')] }],
        });
        expect(store.fileByName('result.csv')).toEqual({ job: id, unit: 1, part: 1, ...file('result.csv') });
        expect(store.fileByName('other.csv')).toBeUndefined();
      });

      test('a life that counts from the submit begins there, and ends only an ended job', async () => {
        const id = await running(limits({ lifeFromSubmitMs: 500 }), 1_000);
        expect(store.expired(9_000, 10)).toEqual([]);
        await store.change(changeFor('complete', id, { at: 3_000 }));
        expect(store.get(id)?.expiresAt).toBe(1_500);
        expect(store.expired(1_499, 10)).toEqual([]);
        expect(store.expired(1_500, 10)).toEqual([id]);
      });

      test('files may go before their job, whose units still tell of them', async () => {
        const id = await running(limits({ lifeMs: 500, fileLifeMs: 100 }));
        const units = [{ unit: 1, state: 'completed' as const, rows: 3, files: [file('early.csv')] }];
        await store.change(changeFor('complete', id, { at: 3_000, units }));
        expect(store.get(id)).toMatchObject({ expiresAt: 3_500, filesExpireAt: 3_100 });
        expect(store.filesExpired(3_099, 10)).toEqual([]);
        expect(store.filesExpired(3_100, 10)).toEqual([id]);
        await store.forgetFiles([id]);
        expect(store.filesExpired(3_100, 10)).toEqual([]);
        expect(store.fileByName('early.csv')).toBeUndefined();
        expect(store.get(id)).toMatchObject({
          filesExpireAt: 3_100,
          units: [{ files: [file('early.csv')] }],
        });
      });

      test('of a stop and a completion at one time exactly one wins, whichever comes first', async () => {
        for (const order of ['stop first', 'completion first']) {
          const id = await running();
          const stop = () => store.change(changeFor('stop', id));
          const complete = () =>
            store.change(changeFor('complete', id, { guard: { epoch: 1, owner: 'node' } }));
          const both = order === 'stop first' ? [stop(), complete()] : [complete(), stop()];
          const [first, second] = await Promise.all(both);
          expect(first).toMatchObject({ changed: true });
          expect(second).toMatchObject({ changed: false });
          expect(store.get(id)?.state).toBe(order === 'stop first' ? 'stopping' : 'completed');
        }
      });

      test('a stop of a claimed job ends it and raises the epoch, so that its start fails', async () => {
        const job = newJob();
        await store.submit(job);
        await store.change(changeFor('claim', job.id, { lease: lease('node') }));
        expect(await store.change(changeFor('stop', job.id))).toMatchObject({
          changed: true,
          to: { state: 'stopped', epoch: 2, owner: undefined },
        });
        const start = await store.change(changeFor('start', job.id, { guard: { epoch: 1, owner: 'node' } }));
        expect(start).toMatchObject({ changed: false, found: { state: 'stopped' } });
      });

      test('a stopping job knows its cause, and keeps it when that is how it ended', async () => {
        const id = await running();
        await store.change(changeFor('interrupt/shutdown', id));
        expect(store.get(id)).toMatchObject({ state: 'stopping', stopCause: 'shutdown', owner: 'node' });
        await store.change(changeFor('stop', id));
        expect(store.get(id)).toMatchObject({ state: 'stopping', stopCause: 'user' });
        await store.change(changeFor('settle', id));
        expect(store.get(id)).toMatchObject({ state: 'stopped', stopCause: 'user', owner: undefined });
      });

      test('a job that is queued again has no cause, and its unfinished unit waits', async () => {
        const id = await running();
        await store.change(changeFor('interrupt/shutdown', id));
        await store.change(changeFor('settle', id));
        expect(store.get(id)).toMatchObject({
          state: 'queued',
          stopCause: undefined,
          epoch: 1,
          owner: undefined,
          retriesLeft: 3,
          units: [{ state: 'waiting' }],
        });
      });

      test('a retry spends one and waits; a displacement is counted and costs nothing', async () => {
        const id = await running();
        await store.change(changeFor('retry', id, { runnableAt: 9_000 }));
        expect(store.get(id)).toMatchObject({
          state: 'queued',
          retriesLeft: 2,
          runnableAt: 9_000,
          displaced: 0,
        });
        await store.change(changeFor('claim', id, { lease: lease('node') }));
        await store.change(changeFor('displace', id));
        expect(store.get(id)).toMatchObject({ state: 'queued', retriesLeft: 2, displaced: 1, epoch: 2 });
      });

      test('a failure keeps its error', async () => {
        const id = await running();
        const error = { kind: 'user' as const, message: 'line 1:8: Division by zero', unit: 1 };
        await store.change(changeFor('fail', id, { error, units: [{ unit: 1, state: 'failed' }] }));
        expect(store.get(id)).toMatchObject({ state: 'failed', error, units: [{ state: 'failed' }] });
      });

      test('units of a job finish one by one; what had finished is kept when it stops, what ran is interrupted', async () => {
        const id = await running({ units: [unit('a'), unit('b'), unit('c')] });
        const window = { since: 1_000, until: 2_000 };
        const done = { unit: 1, state: 'completed' as const, rows: 1, files: [file('a.csv')] };
        await store.change(
          changeFor('finish-unit', id, { units: [done, { unit: 2, state: 'running', window }] }),
        );
        const units = () => store.get(id)?.units.map((one) => one.state);
        await store.change(changeFor('stop', id));
        expect(units()).toEqual(['completed', 'interrupted', 'waiting']);
        await store.change(changeFor('settle', id));
        expect(units()).toEqual(['completed', 'interrupted', 'waiting']);
        expect(store.get(id)?.units[1]?.window).toEqual(window);
        expect(store.fileByName('a.csv')?.job).toBe(id);
      });

      test.each([
        ['limit', 'running', 'failed'],
        ['shutdown', 'running', 'waiting'],
      ] as const)(
        'under a stop for %s a unit is %s while its job is stopping, then %s',
        async (cause, during, after) => {
          const id = await running();
          const state = () => store.get(id)?.units[0]?.state;
          await store.change(changeFor(`interrupt/${cause}`, id));
          expect(state()).toBe(during);
          await store.change(changeFor('settle', id));
          expect(state()).toBe(after);
        },
      );

      test('a unit is interrupted too when its user’s stop comes during another one', async () => {
        const id = await running();
        await store.change(changeFor('interrupt/limit', id));
        await store.change(changeFor('stop', id));
        await store.change(changeFor('settle', id));
        expect(store.get(id)).toMatchObject({ state: 'stopped', units: [{ state: 'interrupted' }] });
      });

      test('the next attempt keeps finished units on the same data, and forgets them on other data', async () => {
        for (const [next, kept] of [
          ['v1', true],
          ['v2', false],
          [null, false],
        ] as const) {
          const job = newJob({ units: [unit('a'), unit('b')] });
          await store.submit(job);
          const name = `${next}.csv`;
          await store.change(changeFor('claim', job.id, { lease: lease('node') }));
          await store.change(
            changeFor('start', job.id, { snapshot: 'v1', units: [{ unit: 1, state: 'running' }] }),
          );
          await store.change(
            changeFor('finish-unit', job.id, {
              units: [{ unit: 1, state: 'completed', rows: 1, files: [file(name)] }],
            }),
          );
          await store.change(changeFor('lose', job.id));
          await store.change(changeFor('claim', job.id, { lease: lease('node') }));
          await store.change(
            changeFor('start', job.id, { snapshot: next, units: [{ unit: 2, state: 'running' }] }),
          );
          expect(store.get(job.id)?.units[0]?.state).toBe(kept ? 'completed' : 'waiting');
          expect(store.fileByName(name) !== undefined).toBe(kept);
        }
      });

      test('a receipt is written with the stop, replaced later, and still there after the store is opened again', async () => {
        const id = await running();
        const stop = changeFor('stop', id);
        await store.change({ ...stop, moves: stop.moves.map((move) => ({ ...move, receipt: receipt(id) })) });
        expect(store.receipt(id)).toEqual(receipt(id));
        await store.saveReceipt(id, receipt(id, 'killed'));
        expect((await opened.reopen()).receipt(id)).toEqual(receipt(id, 'killed'));
      });

      test('a change of an unknown job finds nothing', async () => {
        expect(await store.change(changeFor('stop', 'nothing'))).toEqual({
          changed: false,
          found: undefined,
        });
      });

      test('a change that fails half way leaves nothing, and harms none that was written with it', async () => {
        const first = await running();
        const second = await running();
        const third = newJob();
        const complete = (id: string) =>
          store.change(
            changeFor('complete', id, {
              units: [{ unit: 1, state: 'completed', rows: 1, files: [file('same.csv')] }],
            }),
          );
        const outcomes = await Promise.allSettled([complete(first), complete(second), store.submit(third)]);
        expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
        expect(store.get(first)?.state).toBe('completed');
        expect(store.get(second)).toMatchObject({ state: 'running', owner: 'node' });
        expect(store.get(third.id)?.state).toBe('queued');
      });
    });

    describe('jobs that wait for a file', () => {
      const source = (part: number, name = 'source') => ({ name, part, epoch: 0, bytes: 12, sha256: 'ab' });
      const found = (part: number) => ({ unit: 0, ...source(part) });

      async function opened_(values: Parameters<typeof limits>[0] = {}, at = 1_000): Promise<string> {
        const job = { ...newJob(limits(values), at), state: 'open' as const };
        await store.submit(job);
        return job.id;
      }

      /** One that is queued with its file. */
      async function readied(values: Parameters<typeof limits>[0] = {}): Promise<string> {
        const id = await opened_(values);
        await store.change(changeFor('receive', id, { intake: { source: source(7, id) } }));
        await store.change(changeFor('ready', id));
        return id;
      }

      test('one is the job that its submit is answered with', async () => {
        const job = { ...newJob(limits({ openLifeMs: 500 }), 1_234), state: 'open' as const };
        await store.submit(job);
        expect({ ...store.get(job.id) }).toEqual(acceptedJob(job));
        expect(store.get(job.id)).toMatchObject({ state: 'open', intake: {}, expiresAt: 1_734 });
        expect(store.queueHeads(9_000)).toEqual([]);
      });

      test('its file is found by its name, until another replaces it, and after the store is opened again', async () => {
        const id = await opened_();
        const receive = (part: number, before: number | undefined) =>
          store.change(
            changeFor('receive', id, {
              intake: { source: source(part) },
              guard: { source: { part: before } },
            }),
          );
        expect(await receive(7, 3)).toMatchObject({ changed: false });
        expect(await receive(7, undefined)).toMatchObject({ changed: true, to: { state: 'open', epoch: 0 } });
        expect(store.fileByName('source')).toEqual({ job: id, ...found(7) });
        expect(await receive(9, undefined)).toMatchObject({ changed: false });
        expect(await receive(9, 7)).toMatchObject({ changed: true });
        const again = await opened.reopen();
        expect(again.get(id)?.intake).toEqual({ source: source(9) });
        expect(again.fileByName('source')).toEqual({ job: id, ...found(9) });
        expect(again.get(id)?.updatedAt).toBe(1_000);
      });

      test('its file stays found when a later attempt sees other data', async () => {
        const id = await readied();
        await store.change(changeFor('claim', id, { lease: lease('node') }));
        const files = [file('result.csv')];
        await store.change(changeFor('start', id, { units: [{ unit: 1, state: 'completed', files }] }));
        await store.change(changeFor('lose', id));
        await store.change(changeFor('claim', id, { lease: lease('node') }));
        await store.change(changeFor('start', id, { snapshot: 'v2' }));
        expect(store.fileByName('result.csv')).toBeUndefined();
        expect(store.fileByName(id)?.part).toBe(7);
      });

      test('only so many of a lane get ready: those queued, claimed or running count, those waiting or over do not', async () => {
        const full = { maxReady: 2 };
        const first = await readied(full);
        const second = await readied(full);
        await store.change(changeFor('claim', first, { lease: lease('node') }));
        await store.change(changeFor('start', first));
        const third = await opened_(full);
        const ready = () => store.change(changeFor('ready', third, { guard: { readyBelow: 2 } }));
        expect(await ready()).toMatchObject({ changed: false, found: { state: 'open' } });
        await store.change(changeFor('stop', first));
        expect(await ready()).toMatchObject({ changed: false });
        await store.change(changeFor('settle', first));
        expect(await ready()).toMatchObject({ changed: true });
        expect(store.get(second)?.state).toBe('queued');
      });

      test('its life ends only while it waits', async () => {
        const waits = await opened_({ openLifeMs: 500 });
        const ready = await readied({ openLifeMs: 500 });
        const stopped = await opened_({ openLifeMs: 500 });
        const kept = await opened_({ openLifeMs: 500, lifeMs: 7_000 });
        await store.change(changeFor('stop', stopped));
        await store.change(changeFor('stop', kept, { at: 1_200 }));
        expect(store.expired(1_499, 10)).toEqual([]);
        expect(store.expired(1_500, 10)).toEqual([waits]);
        expect(store.get(ready)?.expiresAt).toBeUndefined();
        expect(store.get(stopped)?.expiresAt).toBeUndefined();
        expect(store.get(kept)?.expiresAt).toBe(8_200);
      });

      test('one is removed with its file, and counted no more; one that got ready is not', async () => {
        const waits = await opened_();
        await store.change(changeFor('receive', waits, { intake: { source: source(7) } }));
        const ready = await readied();
        await store.remove([waits, ready]);
        expect(store.get(waits)).toBeUndefined();
        expect(store.fileByName('source')).toBeUndefined();
        expect(store.get(ready)?.state).toBe('queued');
        expect(store.counts()).toEqual([{ family: 'data-query', state: 'queued', jobs: 1 }]);
      });

      test('whether an attempt has started can be asked for, in lists and in changes', async () => {
        const fresh = await readied();
        const lost = await running();
        await store.change(changeFor('lose', lost));
        const ids = (filter: object) =>
          store.list({ tenant: 'dev', limit: 10, states: ['queued'], ...filter }, 0).map((job) => job.id);
        expect(ids({ started: true })).toEqual([lost]);
        expect(ids({ started: false })).toEqual([fresh]);
        const stop = (id: string, started: boolean) =>
          store.change(changeFor('stop', id, { guard: { started } }));
        expect(await stop(fresh, true)).toMatchObject({ changed: false });
        expect(await stop(lost, false)).toMatchObject({ changed: false });
        expect(await stop(fresh, false)).toMatchObject({ changed: true });
        expect(await stop(lost, true)).toMatchObject({ changed: true });
      });

      test('a halt takes a queued job that has started from whoever had it, and no other', async () => {
        const fresh = await readied();
        const lost = await running();
        await store.change(changeFor('lose', lost));
        await store.change(changeFor('claim', lost, { lease: lease('node') }));
        const halt = (id: string) => store.change(changeFor('halt', id, { lease: lease('other') }));
        expect(await halt(fresh)).toMatchObject({ changed: false });
        expect(await halt(lost)).toMatchObject({
          changed: true,
          to: { state: 'stopping', stopCause: 'user', epoch: 3, owner: 'other' },
        });
        expect(store.owned().map(({ id }) => id)).toEqual([lost]);
      });
    });

    describe('what was loaded', () => {
      const loaded = { rows: 10, succeeded: 4, failed: 1 };
      const columns = [{ column: 'name', field: 'Name' }, { column: 'other' }];

      test('is kept with the end, and stays through what follows', async () => {
        const id = await running();
        await store.change(changeFor('stop', id));
        await store.change(
          changeFor('settle', id, { units: [{ unit: 1, state: 'interrupted', loaded, columns }] }),
        );
        const { units } = (await opened.reopen()).get(id) ?? {};
        expect(units).toMatchObject([{ state: 'interrupted', loaded, columns }]);
      });

      test('stays while the job waits for its next attempt, which then tells itself', async () => {
        const id = await running();
        await store.change(changeFor('retry', id, { units: [{ unit: 1, state: 'waiting', loaded }] }));
        await store.change(changeFor('claim', id, { lease: lease('node') }));
        await store.change(changeFor('lose', id));
        expect(store.get(id)?.units).toMatchObject([{ state: 'waiting', loaded }]);
        await store.change(changeFor('claim', id, { lease: lease('node') }));
        await store.change(changeFor('start', id, { units: [{ unit: 1, state: 'running' }] }));
        expect(store.get(id)?.units[0]?.loaded).toBeUndefined();
      });

      test('may be found out after the end: its files are found from then on', async () => {
        const id = await running();
        const amend = (at = 5_000, units = [{ unit: 1, state: 'interrupted' as const, loaded, columns }]) =>
          store.amend({
            job: id,
            at,
            units: units.map((one) => ({ ...one, files: [file('a'), file('b')] })),
          });
        expect(await amend()).toBe(false);
        await store.change(changeFor('stop', id));
        await store.change(changeFor('settle', id));
        expect(await amend()).toBe(true);
        expect(store.get(id)?.units).toMatchObject([{ state: 'interrupted', loaded, columns }]);
        expect(store.fileByName('b')).toEqual({ job: id, unit: 1, part: 2, ...file('b') });
        expect(store.get(id)?.updatedAt).toBe(2_000);
        expect(await store.amend({ job: 'nothing', at: 5_000, units: [] })).toBe(false);
      });

      test('comes too late when the life of the job, or of its files, is over', async () => {
        for (const life of [{ lifeMs: 500 }, { fileLifeMs: 500 }]) {
          const id = await running(limits(life));
          await store.change(changeFor('fail', id, { at: 3_000 }));
          const amend = (at: number) =>
            store.amend({ job: id, at, units: [{ unit: 1, state: 'failed', loaded }] });
          expect(await amend(3_500)).toBe(false);
          expect(await amend(3_499)).toBe(true);
          await store.forgetFiles([id]);
          expect(await amend(3_499)).toBe(false);
        }
      });
    });

    describe('counts', () => {
      test('tell how many jobs of each family are in each state, through every change and removal', async () => {
        const counts = (at: JobStore) =>
          Object.fromEntries(at.counts().map(({ family, state, jobs }) => [`${family} ${state}`, jobs]));
        expect(store.counts()).toEqual([]);
        const [first, second] = [await running(), await running()];
        await store.submit(newJob({ family: 'aqua' }));
        expect(counts(store)).toEqual({ 'data-query running': 2, 'aqua queued': 1 });
        await store.change(changeFor('complete', first));
        await store.change(changeFor('retry', second));
        await store.change(changeFor('stop', first));
        expect(counts(store)).toEqual({
          'data-query completed': 1,
          'data-query queued': 1,
          'aqua queued': 1,
        });
        await store.remove([first, second]);
        expect(counts(await opened.reopen())).toEqual({ 'data-query queued': 1, 'aqua queued': 1 });
      });
    });

    describe('leases', () => {
      test('are renewed for the jobs still held, and only for those', async () => {
        const held = await running();
        const stopped = await running();
        await store.change(changeFor('stop', stopped));
        await store.change(changeFor('settle', stopped));
        const jobs = [held, stopped, 'nothing'].map((id) => ({ id, epoch: 1 }));
        expect(await store.renew(lease('node', 90_000), jobs)).toEqual([held]);
        expect(await store.renew(lease('other', 90_000), jobs)).toEqual([]);
        expect(await store.renew(lease('node', 90_000), [{ id: held, epoch: 2 }])).toEqual([]);
        expect(store.owned(90_000)).toEqual([]);
        expect(store.owned(90_001).map((job) => job.id)).toEqual([held]);
      });

      test('owned jobs are those claimed, running or stopping', async () => {
        const claimed = newJob();
        await store.submit(claimed);
        await store.submit(newJob());
        await store.change(changeFor('claim', claimed.id, { lease: lease('node') }));
        const runs = await running();
        const stops = await running();
        await store.change(changeFor('stop', stops));
        expect(store.owned().map((job) => job.id)).toEqual([claimed.id, runs, stops]);
      });
    });

    describe('queues', () => {
      test('each tenant, family and lane shows the first job that may run, and how many of it are owned', async () => {
        const first = newJob(limits({ maxRunning: 5 }));
        const others = [
          newJob({ lane: 'WAREHOUSE' }),
          newJob({ tenant: 'acme' }),
          newJob({ family: 'aqua' }),
        ];
        for (const job of [first, newJob(), ...others]) await store.submit(job);
        await running({ lane: 'WAREHOUSE' });
        const heads = store.queueHeads(1_000);
        expect(new Set(heads.map((head) => head.id))).toEqual(
          new Set([first, ...others].map((job) => job.id)),
        );
        expect(heads.find((head) => head.id === first.id)).toEqual({
          id: first.id,
          tenant: 'dev',
          family: 'data-query',
          lane: 'LIVE',
          displaced: 0,
          busy: 0,
          maxRunning: 5,
        });
        expect(heads.find((head) => head.lane === 'WAREHOUSE')?.busy).toBe(1);
      });

      test('a job that waits for its retry lets the next one of its lane go first', async () => {
        const id = await running();
        await store.change(changeFor('retry', id, { runnableAt: 9_000 }));
        const next = newJob();
        await store.submit(next);
        expect(store.queueHeads(8_999).map((head) => head.id)).toEqual([next.id]);
        expect(store.queueHeads(9_000).map((head) => head.id)).toEqual([id]);
        expect(store.nextRunnableAt(8_999)).toBe(9_000);
        expect(store.nextRunnableAt(9_000)).toBeUndefined();
      });

      test('what could be claimed before a job, of its own lane only: counted, the first of them named', async () => {
        const waitsForRetry = await running();
        await store.change(changeFor('retry', waitsForRetry, { runnableAt: 9_000 }));
        const [first, second, last] = [newJob(), newJob(), newJob()];
        for (const job of [first, newJob({ tenant: 'acme' }), newJob({ lane: 'WAREHOUSE' }), second, last])
          await store.submit(job);
        expect(store.ahead(last.id, 1_000, 1)).toEqual({
          count: 2,
          first: [{ id: first.id, userId: 'user-1' }],
        });
        expect(store.ahead(last.id, 9_000, 9).first.map(({ id }) => id)).toEqual([
          waitsForRetry,
          first.id,
          second.id,
        ]);
        expect(store.ahead(first.id, 1_000, 9)).toEqual({ count: 0, first: [] });
      });

      describe('of a session', () => {
        const session = { key: 'partner/project', advances: true, offsetMs: 0 };
        const claim = (id: string) =>
          store.change(
            changeFor('claim', id, {
              lease: lease('node'),
              guard: { unclaimed: true, firstOfSession: true },
            }),
          );
        const heads = () => store.queueHeads(1_000).map(({ id }) => id);

        test('a job that waits for an earlier one cannot be claimed, and holds up no other job of its lane', async () => {
          const first = await running({ session });
          const [second, third, other] = [newJob({ session }), newJob({ session }), newJob()];
          for (const job of [second, third, other]) await store.submit(job);
          expect(heads()).toEqual([other.id]);
          expect(await claim(second.id)).toMatchObject({ changed: false });
          expect(store.sessionBefore(second.id)?.id).toBe(first);
          expect(store.ahead(other.id, 1_000, 9).count).toBe(0);

          await store.change(changeFor('complete', first));
          expect(heads()).toEqual([second.id]);
          expect(store.sessionBefore(second.id)).toBeUndefined();
          expect(await claim(third.id)).toMatchObject({ changed: false });
          expect(await claim(second.id)).toMatchObject({ changed: true });
        });

        test('one that is queued again holds the later ones', async () => {
          const first = await running({ session });
          const second = newJob({ session });
          await store.submit(second);
          await store.change(changeFor('retry', first, { runnableAt: 9_000 }));
          expect(heads()).toEqual([]);
          expect(await claim(second.id)).toMatchObject({ changed: false });
        });

        test('one that is stopped while it waits lets nobody run before their turn', async () => {
          const first = await running({ session });
          const [second, third] = [newJob({ session }), newJob({ session })];
          for (const job of [second, third]) await store.submit(job);
          await store.change(changeFor('stop', second.id));
          expect(heads()).toEqual([]);
          await store.change(changeFor('stop', first));
          expect(heads()).toEqual([]);
          await store.change(changeFor('settle', first));
          expect(heads()).toEqual([third.id]);
        });

        test('of another key, family or tenant does not matter', async () => {
          await running({ session });
          for (const values of [
            { session: { ...session, key: 'other' } },
            { session, family: 'aqua' },
            { session, tenant: 'acme' },
          ]) {
            const job = newJob(values);
            await store.submit(job);
            expect(await claim(job.id)).toMatchObject({ changed: true });
          }
        });

        test('the job that completed last is found, of all or of those that advance it', async () => {
          const key = { tenant: 'dev', family: 'data-query', key: session.key };
          const ids = [];
          for (const [advances, event] of [
            [true, 'complete'],
            [true, 'complete'],
            [false, 'complete'],
            [true, 'fail'],
          ] as const) {
            const id = await running({ session: { ...session, advances } });
            await store.change(changeFor(event, id));
            ids.push(id);
          }
          await running({ session });
          expect(store.lastOfSession(key, 'advancing')?.id).toBe(ids[1]);
          expect(store.lastOfSession(key, 'any')?.id).toBe(ids[2]);
          expect(store.lastOfSession({ ...key, key: 'other' }, 'any')).toBeUndefined();
        });
      });

      test('nothing waits: no heads', async () => {
        await running();
        expect(store.queueHeads(1_000)).toEqual([]);
      });
    });

    describe('lists', () => {
      test('newest first, by tenant, user, family, state and page', async () => {
        const mine = newJob();
        const theirs = newJob({ principal: { userId: 'user-2', name: 'reader' } });
        const aqua = newJob({ family: 'aqua' });
        const other = newJob({ tenant: 'other' });
        for (const job of [mine, theirs, aqua, other]) await store.submit(job);
        const runs = await running();
        const ids = (filter: object) =>
          store.list({ tenant: 'dev', limit: 10, ...filter }, 0).map((job) => job.id);
        expect(ids({})).toEqual([runs, aqua.id, theirs.id, mine.id]);
        expect(ids({ userId: 'user-2' })).toEqual([theirs.id]);
        expect(ids({ families: ['aqua'] })).toEqual([aqua.id]);
        expect(ids({ states: ['running', 'completed'] })).toEqual([runs]);
        expect(ids({ limit: 2 })).toEqual([runs, aqua.id]);
        expect(ids({ limit: 2, after: aqua.id })).toEqual([theirs.id, mine.id]);
        expect(ids({ after: mine.id })).toEqual([]);
        expect(store.list({ tenant: 'nobody', limit: 10 }, 0)).toEqual([]);
      });

      test('stopping jobs by whether their user asked', async () => {
        const asked = await running();
        await store.change(changeFor('stop', asked));
        const limited = await running();
        await store.change(changeFor('interrupt/limit', limited));
        const runs = await running();
        const ids = (filter: object) =>
          store.list({ tenant: 'dev', limit: 10, ...filter }, 0).map((job) => job.id);
        expect(ids({ states: ['running', 'stopping'], stopCause: 'other' })).toEqual([runs, limited]);
        expect(ids({ states: ['stopped', 'stopping'], stopCause: 'user' })).toEqual([asked]);
      });

      test('queued jobs by whether they have spent a retry', async () => {
        const waits = await running();
        await store.change(changeFor('retry', waits, { runnableAt: 9_000 }));
        const fresh = newJob();
        await store.submit(fresh);
        const runs = await running();
        const ids = (filter: object) =>
          store.list({ tenant: 'dev', limit: 10, ...filter }, 0).map((job) => job.id);
        expect(ids({ states: ['queued'], retried: false })).toEqual([fresh.id]);
        expect(ids({ states: ['queued', 'running'], retried: true })).toEqual([runs, waits]);
      });

      test('jobs past their life are not shown', async () => {
        const id = await running(limits({ lifeMs: 500 }));
        await store.change(changeFor('complete', id, { at: 3_000 }));
        expect(store.list({ tenant: 'dev', limit: 10 }, 3_499)).toHaveLength(1);
        expect(store.list({ tenant: 'dev', limit: 10 }, 3_500)).toHaveLength(0);
      });
    });

    describe('removal', () => {
      test('takes an ended job with all that belongs to it, and no other', async () => {
        const id = await running(limits({ lifeMs: 500 }));
        const units = [{ unit: 1, state: 'completed' as const, rows: 3, files: [file('gone.csv')] }];
        await store.change(changeFor('complete', id, { at: 3_000, units }));
        await store.saveReceipt(id, receipt(id));
        const runs = await running();
        expect(store.expired(3_499, 10)).toEqual([]);
        expect(store.expired(3_500, 10)).toEqual([id]);
        await store.remove([id, runs, 'nothing']);
        expect(store.get(id)).toBeUndefined();
        expect(store.fileByName('gone.csv')).toBeUndefined();
        expect(store.receipt(id)).toBeUndefined();
        expect(store.timeline(id)).toEqual([]);
        expect(store.get(runs)?.state).toBe('running');
      });
    });

    describe('kept replies', () => {
      test('a reply is found under its scope and key until its life ends, and after the store is opened again', async () => {
        const reply = keptReply({ job: 'job-1', headers: { 'content-type': 'application/json' } });
        const plain = keptReply({ key: 'other', body: '' });
        await store.replies.keep([reply, plain]);
        for (const look of [() => store, () => opened.reopen()]) {
          const { replies } = await look();
          expect(replies.get('user-1', 'key-1', 1_000)).toEqual(reply);
          expect(replies.get('user-1', 'other', 1_000)).toEqual(plain);
          expect(replies.get('user-1', 'key-1', 8_999)).toEqual(reply);
          expect(replies.get('user-1', 'key-1', 9_000)).toBeUndefined();
          expect(replies.get('user-2', 'key-1', 1_000)).toBeUndefined();
          expect(replies.get('user-1', 'KEY-1', 1_000)).toBeUndefined();
        }
      });

      test('the first reply under a key stands while it lives; its own request may replace it', async () => {
        const { replies } = store;
        await replies.keep([keptReply({ body: 'first' })]);
        await replies.keep([keptReply({ requestId: 'r2', body: 'second', at: 8_999, expiresAt: 20_000 })]);
        expect(replies.get('user-1', 'key-1', 8_999)?.body).toBe('first');
        await replies.keep([keptReply({ body: 'first, in the end', status: 201 })]);
        expect(replies.get('user-1', 'key-1', 1_000)).toMatchObject({
          body: 'first, in the end',
          status: 201,
        });
        await replies.keep([keptReply({ requestId: 'r3', body: 'third', at: 9_000, expiresAt: 20_000 })]);
        expect(replies.get('user-1', 'key-1', 9_000)).toMatchObject({ requestId: 'r3', body: 'third' });
      });

      test('of two at once under one key one is kept', async () => {
        const { replies } = store;
        await Promise.all(
          ['a', 'b', 'c'].map((id) => replies.keep([keptReply({ requestId: id, body: id })])),
        );
        const kept = replies.get('user-1', 'key-1', 1_000);
        expect(kept?.body).toBe(kept?.requestId);
      });

      test('a job comes with its reply, or neither does', async () => {
        const job = newJob();
        await store.submit({ ...job, reply: keptReply({ job: job.id }) });
        expect(store.replies.get('user-1', 'key-1', 1_000)?.job).toBe(job.id);

        const second = newJob();
        const taken = store.submit({ ...second, reply: keptReply({ requestId: 'r2', job: second.id }) });
        await expect(taken).rejects.toMatchObject({ name: 'StoreRefusal', kind: 'key-taken' });
        expect(store.get(second.id)).toBeUndefined();
        expect(store.replies.get('user-1', 'key-1', 1_000)?.job).toBe(job.id);

        const full = newJob(limits({ maxQueued: 1 }));
        const refused = store.submit({ ...full, reply: keptReply({ key: 'key-2' }) });
        await expect(refused).rejects.toMatchObject({ kind: 'queue-full' });
        expect(store.replies.get('user-1', 'key-2', 1_000)).toBeUndefined();
      });

      test('a taken key is told of before a full queue', async () => {
        const job = newJob(limits({ maxQueued: 1 }));
        await store.submit({ ...job, reply: keptReply({}) });
        const again = { ...newJob(limits({ maxQueued: 1 })), reply: keptReply({ requestId: 'r2' }) };
        await expect(store.submit(again)).rejects.toMatchObject({ kind: 'key-taken' });
      });

      test('those past their life are removed, oldest first, so many at a time', async () => {
        const ends = [100, 300, 200, 400];
        const all = ends.map((expiresAt) => keptReply({ key: `ends at ${expiresAt}`, at: 0, expiresAt }));
        await store.replies.keep(all);
        expect(await store.replies.purge(300, 2)).toBe(2);
        const left = (): number[] =>
          ends.filter((end) => store.replies.get('user-1', `ends at ${end}`, 0) !== undefined);
        expect(left()).toEqual([300, 400]);
        expect(await store.replies.purge(300, 2)).toBe(1);
        expect(left()).toEqual([400]);
        expect(await store.replies.purge(300, 2)).toBe(0);
      });
    });

    describe('watch', () => {
      test('tells each change of a state before the write resolves, until it is ended', async () => {
        const seen: string[] = [];
        const end = store.watch(({ job, state }) => seen.push(`${job} ${state}`));
        const job = newJob();
        await store.submit(job);
        expect(seen).toEqual([`${job.id} queued`]);
        await store.change(changeFor('claim', job.id, { lease: lease('node') }));
        await store.change(changeFor('complete', job.id));
        await store.change(changeFor('stop', job.id));
        expect(seen.slice(1)).toEqual([`${job.id} stopped`]);
        end();
        await store.submit(newJob());
        expect(seen).toHaveLength(2);
      });
    });

    describe('outbox', () => {
      const message = (body: unknown, dueAt = 0) => ({ kind: 'callout', body, dueAt });
      const take = (owner: string, leaseFrom: number, now = 10) =>
        store.outbox.take({ now, leaseFrom, lease: lease(owner, leaseFrom + 100), limit: 10 });

      test('a message is written with what it tells, or not at all', async () => {
        const job = newJob();
        await store.submit({ ...job, outbox: [message({ n: 1 })] });
        await store.change(changeFor('stop', job.id, { outbox: [message({ n: 2 })] }));
        await store.change(changeFor('stop', job.id, { outbox: [message({ n: 3 })] }));
        const taken = await take('node', 1_000);
        expect(taken.map(({ body, job: of, tries }) => ({ body, of, tries }))).toEqual([
          { body: { n: 1 }, of: job.id, tries: 0 },
          { body: { n: 2 }, of: job.id, tries: 0 },
        ]);
      });

      test('one node at a time has it; after its lease another may; delivered it is gone', async () => {
        await store.submit({ ...newJob(), outbox: [message('m')] });
        const [first] = await take('a', 1_000);
        expect(await take('b', 1_100)).toEqual([]);
        const [again] = await take('b', 1_101);
        expect(again).toMatchObject({ id: first?.id, tries: 1 });
        const id = again?.id ?? 0;
        await store.outbox.settle(id, 'a');
        expect(store.outbox.nextDueAt()).toBe(0);
        await store.outbox.settle(id, 'b');
        expect(store.outbox.nextDueAt()).toBeUndefined();
      });

      test('a postponed message is due later', async () => {
        await store.submit({ ...newJob(), outbox: [message('m')] });
        const [first] = await take('a', 1_000);
        await store.outbox.postpone(first?.id ?? 0, 'a', 50);
        expect(await take('a', 1_000, 49)).toEqual([]);
        expect(await take('a', 1_000, 50)).toMatchObject([{ tries: 1 }]);
      });
    });

    test('says that it can be written', async () => {
      await store.check();
    });
  });
}
